#!/usr/bin/env bash
# Make the reader page, focalpoint-reader.html, from its sources with the locked packages: the same bytes each time.
# Usage: build.sh [TARGET | --packages]   needs node 20 or newer and npm; --packages only fetches the locked packages.
set -euo pipefail
cd "$(dirname "$0")"
target=${1:-$PWD/focalpoint-reader.html}
mark=node_modules/.focalpoint-lock
if [ "$(cat "$mark" 2>/dev/null || true)" != "$(sha256sum package-lock.json)" ]; then
  npm ci --prefer-offline --silent
  sha256sum package-lock.json >"$mark"
fi
[ "$target" != --packages ] || exit 0
npx --no-install tsc --noEmit
node build.mjs "$target"
