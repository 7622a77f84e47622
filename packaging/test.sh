#!/usr/bin/env bash
# Set everything up and run all tests: quick checks first, then the units, the window offscreen, and the whole way.
set -euo pipefail
cd "$(dirname "$0")/.."
bash packaging/setup.sh test
export QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1
export PATH="$PWD/.venv/bin:$PATH"
step() { printf '\n== %s\n' "$1"; shift; "$@"; }
step "Style" ruff check .
step "Format" ruff format --check .
step "Types" mypy
step "Layers" lint-imports
step "Architecture, units, attacks" pytest -q -n 2 --dist loadfile tests/architecture tests/unit tests/attacks
step "Convergence, fuzzing" pytest -q -n 2 --dist loadfile tests/convergence tests/fuzz
step "Window" pytest -q -n 2 --dist loadfile tests/gui
step "The whole way" pytest -q -n 2 --dist loadfile tests/e2e
frozen() { bash packaging/freeze.sh build/frozen && bash packaging/smoke/smoke.sh build/frozen/focalpoint/focalpoint "$@"; }
step "Frozen: built, and the main job with it" frozen quick
