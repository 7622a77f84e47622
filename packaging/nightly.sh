#!/usr/bin/env bash
# The long runs behind the quick ones of test.sh: about two hours on two cores. What each proves: docs/testing.md.
# Usage: nightly.sh [SECONDS]   seconds of fuzzing for each reader, 600 if not said. Goes on after a failure, ends with 1.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bash packaging/setup.sh nightly || exit 1
export QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1
export PATH="$PWD/.venv/bin:$PATH"
seconds=${1:-600}
failed=()
step() {
  printf '\n== %s\n' "$1"
  local name=$1
  shift
  "$@" || failed+=("$name")
}
step "Convergence: 10,000 scripts" python -m tests.convergence --scripts 10000
step "Convergence by real bundles: 300 scripts" env FOCALPOINT_BUNDLE_SCRIPTS=300 \
  pytest -q -n 2 tests/convergence/test_bundles.py
step "Every bit of three bundles" env FOCALPOINT_MASKS=8 pytest -q -n 2 tests/unit/bundles/test_every_byte.py
step "The verifier against liars" env FOCALPOINT_VERIFIER=1000 pytest -q tests/unit/packaging
step "Killed at random" env FOCALPOINT_KILL_ROUNDS=10 pytest -q -n 2 tests/e2e/test_kill.py
step "Killed and refused at every write" env FOCALPOINT_EVERY=1 pytest -q tests/e2e/test_every_write.py
step "Hostile bundles with valid signatures: 100,000" env FOCALPOINT_HOSTILE=100000 pytest -q tests/attacks/test_random.py
step "A class of twenty-eight, from the first stick to the debrief" env FOCALPOINT_ROOM=28 FOCALPOINT_STEPS=99 \
  pytest -q tests/unit/services/test_class.py tests/unit/services/test_ceremony.py
step "Scenarios: every omission, in every language" env FOCALPOINT_SCENARIOS=1 \
  pytest -q tests/unit/services/training/test_scenario_checks.py
step "Life cycle and clocks: a million moves" env FOCALPOINT_WALKS=25000 \
  pytest -q tests/unit/domain/test_clocks.py -k walks
step "The reader page in both browsers: every byte, five devices' lives" env FOCALPOINT_READER=all \
  FOCALPOINT_READER_SCRIPTS=40 pytest -q tests/e2e/test_reader_page.py tests/convergence/test_reader_page.py
step "Every screen in every language, theme and size" python -m tests.screens.render "$(mktemp -d)"
step "Frozen" bash packaging/freeze.sh
step "Frozen: the main job, everywhere" bash packaging/smoke/smoke.sh build/frozen/focalpoint/focalpoint
step "Frozen: nothing is written outside a stick" bash packaging/smoke/portable.sh build/frozen/focalpoint/focalpoint
step "Frozen: updated, and taken back" bash packaging/smoke/update.sh build/frozen/focalpoint
step "Frozen twice, the same bytes" bash packaging/compare.sh twice
step "Mutants" bash packaging/mutants.sh
step "Fuzzing" python -m tests.fuzz --seconds "$seconds" --first "$(($(date +%s) * 1000))"
if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFailed: %s\n' "${failed[*]}"
  exit 1
fi
