#!/usr/bin/env bash
# Mutation testing of what decides who is believed, what a field holds and what a bundle is: `bash packaging/mutants.sh`.
# Each mutant must be killed by the tests beside it; docs/testing.md names those that change nothing. Takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
bash packaging/setup.sh test >/dev/null
python=$PWD/.venv/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip install --quiet --disable-pip-version-check --target "$work/tools" 'mutmut>=3.8,<4'
git clone -q . "$work/copy"
cd "$work/copy"
export PYTHONPATH=$work/tools
mutate() { # module, tests …
  printf '[mutmut]\nsource_paths=%s\nalso_copy=\n    focalpoint\n    resources\n    i18n\n    tests\n    pyproject.toml\n' "$1" >setup.cfg
  printf 'pytest_add_cli_args_test_selection=\n' >>setup.cfg
  printf '    %s\n' "${@:2}" >>setup.cfg
  printf 'pytest_add_cli_args=\n    -p\n    no:unraisableexception\n' >>setup.cfg # mutants leave files open
  rm -rf mutants
  "$python" -m mutmut run --max-children 2 >/dev/null 2>&1 || true
  "$python" - "$1" <<'PY'
import json, sys
found = json.load(open(f"mutants/{sys.argv[1]}.meta"))["exit_code_by_key"]
if None in found.values():
    sys.exit(f"{sys.argv[1]}: the tests did not run; see mutants/")
lived = [name.rpartition(".")[2] for name, code in found.items() if code == 0]
print(f"{sys.argv[1]}: {len(found) - len(lived)} of {len(found)} killed ({1 - len(lived) / len(found):.1%})", *lived, sep="\n  ")
PY
}
mutate focalpoint/domain/trust.py tests/unit/domain/test_trust.py
mutate focalpoint/domain/merge.py tests/unit/domain/test_merge.py
mutate focalpoint/bundles/container.py tests/unit/bundles/test_container.py
mutate focalpoint/bundles/volumes.py tests/unit/bundles/test_volumes.py
mutate focalpoint/bundles/ustar.py tests/unit/bundles/test_ustar.py
mutate focalpoint/bundles/manifest.py tests/unit/bundles/test_manifest.py
