#!/usr/bin/env bash
# Freeze the program into one folder that runs without Python: build/frozen/focalpoint, or the folder named.
# The same commit gives the same bytes (docs/release.md). Usage: freeze.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-build/frozen}
locks=(packaging/requirements.lock packaging/requirements-build.lock)
python=${PYTHON:-python3}
venv=build/venv
inside() { # its interpreter; Windows (in Git's bash) has another folder for it
  own=$venv/bin/python
  [ ! -d "$venv/Scripts" ] || own=$venv/Scripts/python.exe
}
wanted=$("$python" -c 'import sys; print(sys.version)'; cat "${locks[@]}" | sha256sum)
if [ "$(cat "$venv/.ready" 2>/dev/null || true)" != "$wanted" ]; then
  echo "Preparing the environment of the build in $venv"
  rm -rf "$venv"
  "$python" -m venv "$venv"
  inside
  "$own" -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes \
    --only-binary :all: -r "${locks[0]}" -r "${locks[1]}"
  echo "$wanted" >"$venv/.ready"
fi

# what a build could take over from its surroundings is fixed
inside
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=1 PYTHONDONTWRITEBYTECODE=1 TZ=UTC LC_ALL=C.UTF-8
umask 022
PYTHONPATH=$PWD "$own" packaging/catalogues.py compile
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYINSTALLER_CONFIG_DIR="$work/cache"
rm -rf "$target/focalpoint"
if ! "$own" -m PyInstaller --clean --noconfirm --log-level WARN --distpath "$target" --workpath "$work" \
  packaging/freeze/focalpoint.spec >"$work/log" 2>&1; then
  cat "$work/log" >&2
  exit 1
fi
PYTHONPATH=$PWD "$own" packaging/freeze/components.py "$target/focalpoint"
"$own" packaging/freeze/finish.py "$target/focalpoint"
