#!/usr/bin/env bash
# Prepare everything in this checkout: system libraries (Debian, Ubuntu), a virtual environment, locked packages.
# Usage: setup.sh [test|nightly]   "test" adds the tools that the tests use, "nightly" those of the long runs.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries=(libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4
  libxcb-keysyms1 libxcb-shape0 libxcb-image0 libxcb-render-util0 libxcb-xinerama0 libglib2.0-0)
mode=${1:-run}
needs=$mode
[ "$mode" = nightly ] && mode=test
servers=(apache2-bin openssh-server nginx-light libnginx-mod-http-dav-ext) # the tests start them on loopback themselves
[ "$mode" = test ] && libraries+=(age binutils dbus-daemon openssl poppler-utils strace tar zstd xvfb xauth git "${servers[@]}")
# browsers for the reader page: Debian's own; elsewhere their tests run if there is one
[ "$mode" = test ] && grep -qs '^ID=debian$' /etc/os-release && libraries+=(chromium)
[ "$needs" = nightly ] && grep -qs '^ID=debian$' /etc/os-release && libraries+=(firefox-esr)
python3 -c 'import ensurepip, venv' 2>/dev/null || libraries+=(python3-venv)

missing=()
if command -v dpkg-query >/dev/null; then
  for name in "${libraries[@]}"; do
    found=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
    [ "$found" = installed ] && continue
    found=$(dpkg-query -W -f '${db:Status-Status}' "${name}t64" 2>/dev/null || true) # Ubuntu 24.04 names
    [ "$found" = installed ] || missing+=("$name")
  done
fi
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
    echo "Installing system libraries: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    # what is installed for the tests must not begin to serve on this machine: neither now nor at the next start
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null; made_policy=yes; }
    [ -z "${made_policy:-}" ] || "${as_root[@]}" chmod 755 "$policy"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    [ -z "${made_policy:-}" ] || "${as_root[@]}" rm -f "$policy"
    for service in ssh:openssh-server nginx:nginx-light; do
      case " ${missing[*]} " in
        *" ${service#*:} "*) "${as_root[@]}" systemctl disable "${service%%:*}" >/dev/null 2>&1 || true ;;
      esac
    done
  else
    echo "Please install first: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

python=python3
for candidate in python3 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 1; }

mark=.venv/.ready
lock=packaging/requirements.lock
[ "$mode" = test ] && lock=packaging/requirements-test.lock # holds all of the other, and the tools of the tests
state() { printf '%s %s' "$1" "$(cat "$1" pyproject.toml | sha256sum | cut -c1-32)"; }
wanted=$(state "$lock")
found=$(cat "$mark" 2>/dev/null || true)
if [ "$found" != "$wanted" ] && [ "$found" != "$(state packaging/requirements-test.lock)" ]; then
  echo "Preparing the Python environment in .venv"
  "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  .venv/bin/python packaging/catalogues.py compile
  echo "$wanted" >"$mark"
fi
if [ "$mode" = test ] && command -v npm >/dev/null; then # to make the reader page anew and compare
  bash packaging/reader/build.sh --packages || echo "The packages of the reader page could not be fetched: it is not made anew." >&2
fi
