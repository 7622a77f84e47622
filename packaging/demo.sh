#!/usr/bin/env bash
# Set everything up, make the training pair, and open the first vault in Arabic.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bash "$here/packaging/setup.sh"
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "${QT_QPA_PLATFORM:-}" = "" ]; then
  echo "There is no screen here (DISPLAY is not set): the training vaults are made without opening the window."
  exec "$here/.venv/bin/focalpoint" demo --no-window "$@"
fi
exec "$here/.venv/bin/focalpoint" demo "$@"
