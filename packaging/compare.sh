#!/usr/bin/env bash
# Compare two builds of the one-folder program, or of a package, file by file: content, permissions, times. Ends with 1
# if they differ and names what does. Usage: compare.sh ONE OTHER, or compare.sh twice [FOLDER] to build both here.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$1" = twice ]; then
  base=${2:-build/twice}
  mkdir -p "$base"
  for number in first second; do # from two folders, as a path must not come into what is built
    rm -rf "$base/$number" "$base/source-$number"
    git worktree add --force --detach "$base/source-$number" HEAD >/dev/null 2>&1
    trap 'git worktree prune' EXIT
    mkdir -p "$base/source-$number/build"
    if [ "$number" = second ]; then sleep 2; umask 077; fi
    bash "$base/source-$number/packaging/freeze.sh" "$PWD/$base/$number"
    rm -rf "$base/source-$number"
  done
  set -- "$base/first/focalpoint" "$base/second/focalpoint"
fi

listed() { (cd "$1" && find . -printf '%P\t%y\t%m\t%T@\t%l\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum); }
if diff <(listed "$1") <(listed "$2"); then
  echo "The same: $(find "$1" -type f | wc -l) files."
else
  echo "They differ." >&2
  exit 1
fi
