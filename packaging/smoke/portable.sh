#!/usr/bin/env bash
# A portable program writes nothing to the computer: every file that is written, made, renamed or taken away is watched
# (strace), in commands, in the window, and on a real screen if there is one to be had (Xvfb).
# Usage: portable.sh PROGRAM
set -euo pipefail
program=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stick="$work/stick"
mkdir -p "$stick" "$work/home" "$work/traces"
cp -R "$(dirname "$program")" "$stick/program"
touch "$stick/portable.txt"
printf 'nine quiet otters count pebbles\n' >"$stick/secret"
moved="$stick/program/$(basename "$program")"
calls=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat
calls+=,truncate,mknod,mknodat,chmod,fchmodat,chown,fchownat,lchown,utimensat,bind
number=0
watched() { # watched WORDS…: the program with its files watched
  number=$((number + 1))
  env -i HOME="$work/home" PATH=/usr/bin LANG=C.UTF-8 "${screen[@]}" \
    strace -f -q -s 4096 -e trace="$calls" -o "$work/traces/$number" "${limit[@]}" "$moved" "$@" >"$work/said" 2>&1 </dev/null
}
screen=(QT_QPA_PLATFORM=offscreen) limit=()
vault() { watched --vault "$stick/مكتب.focalpoint" --passphrase-file "$stick/secret" "$@"; }
vault vault create "$stick/مكتب.focalpoint" --office TRN --country QM --training --person TRN
vault request add --direction incoming --type C-k3 --sender REG --own-ref TRN-1 --subject TRN
vault document add TRN-1 "$(dirname "$0")/documents/letter.pdf"
vault report request TRN-1 -o "$stick/paper.pdf"
watched --passphrase-file "$stick/secret" request list # the vault opened last, found again
grep -q TRN-1 "$work/said" || { cat "$work/said" >&2; exit 1; }
watched exercise start a --folder "$stick/exercise" --badge 7 --in ar
limit=(timeout 6)
watched || [ $? = 124 ]
if command -v Xvfb >/dev/null; then
  Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
  server=$!
  for _ in $(seq 50); do [ -s "$work/display" ] && break || sleep 0.1; done
  screen=(DISPLAY=":$(cat "$work/display")" QT_QPA_PLATFORM=xcb)
  watched || [ $? = 124 ]
  kill "$server"
fi

# what was done, without what failed or only read; a socket without a file leaves nothing
written=$(cat "$work"/traces/* | grep -v ' = -1 ' | grep -v 'sun_path=@' |
  grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE| (creat|mkdir|rename|unlink|rmdir|link|symlink|truncate|mknod|chmod|fchmod|chown|fchown|lchown|utimens|bind)' |
  grep -vF "$stick/" | grep -vF '"/dev/null"' | grep -vE '"/(proc|dev/(shm|pts|tty))[/"]' || true)
left=$(find "$work/home" -mindepth 1)
if [ -n "$written$left" ]; then
  printf 'Written to the computer:\n%s\n%s\n' "$written" "$left" | head -40 >&2
  exit 1
fi
printf 'ok nothing outside the stick was written in %s starts (%s calls watched)\n' "$number" "$(cat "$work"/traces/* | wc -l)"
find "$stick/data" -type f -printf 'kept on the stick: data/%P\n'
if grep -rqF "$stick" "$stick/data/settings.json"; then echo "The settings name the place of the stick." >&2; exit 1; fi
printf '1 passed, 0 failed\n'
