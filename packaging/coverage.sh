#!/usr/bin/env bash
# Run the tests with coverage, of the processes that they start too, and list the modules under 70 %, least first.
# Usage: coverage.sh [what pytest is to run]; without arguments all tests. Not part of the checks: it takes twice as long.
set -euo pipefail
cd "$(dirname "$0")/.."
bash packaging/setup.sh test >/dev/null
export QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 PATH="$PWD/.venv/bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/data
coverage run -m pytest -q -n 2 --dist loadfile "$@" || echo "Some tests failed; the figures are those of what ran." >&2
coverage combine --quiet "$work"
coverage json --quiet -o "$work/report.json"
python - "$work/report.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
shares = sorted((file["summary"]["percent_covered"], name) for name, file in report["files"].items())
low = [f"{share:5.1f} %  {name}" for share, name in shares if share < 70]
print(*low, f"{report['totals']['percent_covered']:5.1f} %  everything; {len(low)} of {len(shares)} modules under 70 %", sep="\n")
PY
