#!/usr/bin/env bash
# Let the desktop (Linux) open bundles, cards and notes with this checkout's program, for this person alone.
# Usage: associate.sh [remove]
set -euo pipefail
cd "$(dirname "$0")/.."

data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/focalpoint.desktop
picture=$data/icons/hicolor/scalable/apps/focalpoint.svg
types=$data/mime/packages/focalpoint.xml

if [ "${1:-}" = remove ]; then
  rm -f "$entry" "$types" "$picture"
else
  mkdir -p "${entry%/*}" "${types%/*}" "${picture%/*}"
  program="$PWD/.venv/bin/focalpoint"
  quoted=$(printf '%s' "$program" | sed 's/[\\"`$]/\\\\&/g')
  while IFS= read -r line; do
    printf '%s\n' "${line//@PROGRAM@/\"$quoted\"}"
  done <packaging/linux/focalpoint.desktop >"$entry"
  cp packaging/linux/focalpoint.xml "$types"
  cp packaging/icons/focalpoint.svg "$picture"
fi
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
