#!/usr/bin/env bash
# The main job with a program that was handed out: no Python, an empty environment, nothing but the folder itself.
# Needs bash and the coreutils alone, so that it runs in a bare system too. Usage: smoke.sh PROGRAM [quick]
# "quick" leaves out what needs a copy of the folder: another place, a medium that cannot be written.
set -euo pipefail
program=$(readlink -f "$1")
mode=${2:-all}
here=$(cd "$(dirname "$0")" && pwd)
papers=$here/documents
work=$(mktemp -d "${TMPDIR:-/tmp}/smoke-XXXXXX")
place="$work/مجلد للبرنامج هنا"
stop() {
  umount "$place" "$work/home" 2>/dev/null || true # what `unwritable` made
  chmod -R u+w "$work" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
mkdir "$work/home" "$work/stick" "$work/shared" "$work/tmp"
printf 'nine quiet otters count pebbles\n' >"$work/secret"
said=$work/said # what the last command said; each part that runs beside others has its own

fail() {
  printf 'FAILED: %s\n' "$*"
  [ ! -s "$said" ] || head -c 3000 "$said"
  exit 1
}
# the program in an environment that holds nothing: no PATH, no language, a home of its own
bare() { env -i HOME="$work/home" TMPDIR="$work/tmp" "$@"; }
run() { # run STATUS WORDS…: the program must end with this status
  local wanted=$1 status=0
  shift
  bare "$program" "$@" >"$said" 2>&1 </dev/null || status=$?
  [ "$status" = "$wanted" ] || fail "status $status instead of $wanted: $*"
}
office() { # office NAME WORDS…: a command on one of the two vaults
  local name=$1
  shift
  run 0 --vault "$work/$name.focalpoint" --passphrase-file "$work/secret" "$@"
}
says() { grep -qF -- "$1" "$said" || fail "“$1” is not in what it said to: $2"; }
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$said" | head -1; }
is_file() { { [ -s "$2" ] && head -c 16 "$2" | grep -qaF -- "$1"; } || fail "$2 is no file that begins with $1"; }
ok() { printf 'ok %s (%s s)\n' "$1" "$SECONDS"; }
window() { # the window on no screen: still there after a while means that it waits for a person
  local status=0
  bare QT_QPA_PLATFORM=offscreen LANG=C.UTF-8 timeout "$1" "$program" "${@:2}" >"$said" 2>&1 </dev/null || status=$?
  [ "$status" = 124 ] || fail "the window ended with $status: ${*:2}"
}

learning() {
  run 0 --help
  says "request" "--help"
  run 0 --lang ar request --help
  says "طلبات التعاون" "--lang ar request --help"
  run 0 log "$work/log.txt"
  is_file "Focal Point" "$work/log.txt"
  ok "help in English and Arabic, a log for whoever helps"
  window 3
  ok "the window opens"
  run 0 --lang ar exercise start a --folder "$work/exercise" --badge 7 --in ar
  run 0 --lang ar exercise next --run "$work/exercise"
  run 0 --lang ar exercise reset --run "$work/exercise"
  ok "an exercise begun, moved on, set back"
  run 0 --lang ar demo --no-window --folder "$work/training"
  ok "training pair"
}

begin() { # begin NAME: a vault, its card as a file and as a QR code
  office "$1" vault create "$work/$1.focalpoint" --office "وزارة العدل" --country QM --training --person "$1"
  office "$1" identity card "$work/stick/$1.fpcard"
  office "$1" identity card "$work/stick/$1.png"
  is_file PNG "$work/stick/$1.png"
  office "$1" --json identity show
  field device >"$work/$1.device"
}

meet() { # meet NAME OTHER FILE: the card of the other one, compared
  office "$1" identity add "$3" --role office
  office "$1" identity verify "$(head -c 8 "$work/$2.device")"
}

documents() {
  office tamura request add --direction incoming --type C-k3 --sender REG --own-ref TRN-2026/014 \
    --subject "طلب تجميد حسابين" --received-on "٢٠/١١/٢٠٢٦"
  for file in letter.txt letter.html letter.docx letter.pdf table.xlsx message.eml picture.png; do
    office tamura document add TRN-2026/014 "$papers/$file"
  done
  office tamura request message TRN-2026/014 "$papers/message.msg"
  for word in TRNTXT TRNHTML TRNDOCX TRNPDF TRNXLSX TRNEML TRNANNEX TRNINMSG "تجميد الاصول"; do
    office tamura --json search "$word"
    says '"document"' "search $word"
  done
  ok "a request and a document of each kind, found by their text"
}

printing() {
  office deputy request add --direction incoming --type C-a --sender OTP --own-ref TRN-2 --subject "تحديد مكان شاهد"
  for language in ar fr en; do
    office deputy --lang "$language" report request TRN-2 -o "$work/$language.pdf"
    is_file "%PDF-" "$work/$language.pdf"
  done
  office deputy document add TRN-2 "$work/ar.pdf"
  office deputy document list
  ok "papers in three languages"
  office deputy vault recovery -o "$work/words.pdf"
  is_file "%PDF-" "$work/words.pdf"
  ok "recovery sheet"
  office deputy table take "$papers/register.xlsx" --lenient --dry-run
  ok "a register kept as a workbook"
}

sealing() {
  office tamura bundle export TRN-2026/014 --to "$(head -c 8 "$work/deputy.device")" --reason TRN \
    -o "$work/stick/one.fpbundle" --yes
  office deputy bundle inspect "$work/stick/one.fpbundle"
  says "طلب تجميد حسابين" "bundle inspect"
  office deputy bundle import "$work/stick/one.fpbundle" --yes
  office deputy --json search "تجميد الاصول"
  says '"document"' "search in the other vault"
  ok "sealed to a stick and taken in"
  office tamura sync add shared "$work/shared" --to "$(head -c 8 "$work/deputy.device")" --everything
  office deputy sync add shared "$work/shared" --to "$(head -c 8 "$work/tamura.device")" --everything
  office deputy request edit TRN-2026/014 --subject "طلب تجميد ثلاثة حسابات"
  office deputy sync run
  office tamura sync run
  office tamura request show TRN-2026/014
  says "طلب تجميد ثلاثة حسابات" "request show after sync"
  ok "in step by way of a folder"
  office tamura vault check
  says "✓" "vault check"
  ok "vault checked"
  window 3 "$work/stick/one.fpbundle"
  ok "the window opens with a file"
}

unwritable() { # unwritable FOLDER: for root, too, who may write everywhere else
  chmod -R a-w "$1"
  [ "$(id -u)" != 0 ] || { mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"; } ||
    fail "$1 could not be made a medium that cannot be written"
  ! touch "$1/try" 2>/dev/null || fail "$1 can be written"
}

elsewhere() {
  mkdir "$place"
  cp -R "$(dirname "$program")" "$place/"
  program="$place/$(basename "$(dirname "$program")")/$(basename "$program")"
  unwritable "$place"
  office tamura report request TRN-2026/014 -o "$work/moved.pdf"
  is_file "%PDF-" "$work/moved.pdf"
  office tamura document add TRN-2026/014 "$papers/letter.pdf" --title "TRN moved"
  window 3
  ok "from a medium that cannot be written, in a folder with Arabic and spaces"
  unwritable "$work/home"
  rm -rf "$work/tmp"
  office tamura request list
  window 3
  ok "with a home that cannot be written and no folder for temporary files"
}

beside() { # beside PART…: the parts at the same time, each on its own; then what each said
  local part words failed=
  local -A ids
  for part in "$@"; do
    read -ra words <<<"$part"
    (said="$work/said-$BASHPID" "${words[@]}") >"$work/log-$BASHPID-part" 2>&1 &
    ids[$!]=$part
  done
  for part in "${!ids[@]}"; do
    wait "$part" || failed="$failed ${ids[$part]}"
  done
  cat "$work"/log-*-part | tee -a "$work/all"
  rm -f "$work"/log-*-part
  [ -z "$failed" ] || exit 1
}

beside "begin tamura" "begin deputy"
beside "meet tamura deputy $work/stick/deputy.fpcard" "meet deputy tamura $work/stick/tamura.png"
ok "two vaults know each other, by a card and by its QR code" | tee -a "$work/all"
(learning >"$work/learned" 2>&1) &
learner=$!
beside documents printing
sealing | tee -a "$work/all"
if wait "$learner"; then learned=0; else learned=1; fi
tee -a "$work/all" <"$work/learned"
[ "$learned" = 0 ]
[ "$mode" != all ] || elsewhere | tee -a "$work/all"
printf '%s passed, 0 failed\n' "$(grep -c '^ok ' "$work/all")"
