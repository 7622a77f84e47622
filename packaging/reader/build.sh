#!/usr/bin/env bash
# Make the reader page, focalpoint-reader.html, from its sources with the locked packages: the same bytes each time.
# Usage: build.sh [TARGET]   needs node 20 or newer and npm; a registry only for what is not in npm's cache.
set -euo pipefail
cd "$(dirname "$0")"
target=${1:-$PWD/focalpoint-reader.html}
mark=node_modules/.focalpoint-lock
if [ "$(cat "$mark" 2>/dev/null || true)" != "$(sha256sum package-lock.json)" ]; then
  npm ci --prefer-offline --silent
  sha256sum package-lock.json >"$mark"
fi
npx --no-install tsc --noEmit
node build.mjs "$target"
