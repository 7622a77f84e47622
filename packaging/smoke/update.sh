#!/usr/bin/env bash
# An update with the frozen program: 0.1 of it becomes a later version, opens a vault, and is taken back. A version that
# dies at its start gives way to the one before. Needs the environment of the project, to make the packs.
# Usage: update.sh FOLDER-OF-THE-PROGRAM
set -euo pipefail
cd "$(dirname "$0")/../.."
frozen=$(readlink -f "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/update-XXXXXX")
trap 'rm -rf "$work"' EXIT
export RELEASE_PASSPHRASE="for this test alone"
release() { env PYTHONPATH="$PWD" .venv/bin/python packaging/release.py "$@"; }
fail() {
  printf 'FAILED: %s\n' "$*"
  cat "$work/said"
  exit 1
}
ok() { printf 'ok %s (%s s)\n' "$1" "$SECONDS"; }

own=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
next=9.0.0 broken=9.1.0
installed="$work/مجلد البرنامج"
public=$(release key "$work/first.key")
cp -r "$frozen" "$installed"
printf '{"v":1,"threshold":1,"keys":["%s"]}\n' "$public" >"$installed/_internal/resources/release/keys.json"
cp -r "$installed" "$work/next"
sed -i "s/^version = \"$own\"/version = \"$next\"/" "$work/next/_internal/pyproject.toml"
cp -r "$work/next" "$work/broken"
sed -i "s/^version = \"$next\"/version = \"$broken\"/" "$work/broken/_internal/pyproject.toml"
printf '#!/bin/sh\nexit 1\n' >"$work/broken/focalpoint"
printf 'en = "TRN new"\nfr = "TRN nouveau"\nar = "TRN جديد"\n' >"$work/notes.toml"
for version in "next $next" "broken $broken"; do
  release pack "$work/${version% *}" --version "${version#* }" --least "$own" --platform linux-x86_64 --notes "$work/notes.toml" \
    --base "$installed" --key "$work/first.key" -o "$work/${version% *}.fpupdate" >/dev/null
done
mkdir "$work/home"
printf 'nine quiet otters count pebbles\n' >"$work/secret"
run() { # run STATUS WORDS…
  local wanted=$1 status=0
  shift
  env -i HOME="$work/home" TMPDIR="$work" "$installed/focalpoint" --lang en "$@" >"$work/said" 2>&1 </dev/null || status=$?
  [ "$status" = "$wanted" ] || fail "status $status instead of $wanted: $*"
}
says() { grep -qF -- "$1" "$work/said" || fail "“$1” is not said"; }

run 0 update status
says "This program: $own"
run 0 update check "$work/next.fpupdate"
says "It can be applied here."
head -c 20000 "$work/next.fpupdate" >"$work/cut.fpupdate"
run 1 update apply "$work/cut.fpupdate"
says "UPD-101"
ok "an update is checked; one that was cut off is refused"
before=$(cd "$installed" && find . -type f -exec sha256sum {} + | sort | sha256sum)
run 0 update apply "$work/next.fpupdate"
run 0 update status
says "This program: $next"
run 0 --vault "$work/v.focalpoint" --passphrase-file "$work/secret" vault create "$work/v.focalpoint" --training \
  --office "TRN" --country QM --person "TRN"
run 0 --vault "$work/v.focalpoint" --passphrase-file "$work/secret" search TRN
grep -q '"sound": true' "$work/home/.local/share/focalpoint/versions/program.json" || fail "it is not kept as sound"
run 1 update apply "$work/next.fpupdate"
says "UPD-104"
ok "the new version starts, opens a vault, and is not applied twice"
run 0 update apply "$work/broken.fpupdate"
for _try in 1 2; do run 1 update status; done
run 0 update status
says "This program: $next"
ok "a version that dies at its start gives way to the one before"
run 0 update back
run 0 update status
says "This program: $own"
[ "$before" = "$(cd "$installed" && find . -type f -exec sha256sum {} + | sort | sha256sum)" ] || fail "the installed program changed"
ok "taken back; the installed program was never changed"
