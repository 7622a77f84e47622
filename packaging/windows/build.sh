#!/usr/bin/env bash
# Make the installer for Windows from a frozen folder of Windows: build/packages/FocalPoint-VERSION-setup.exe.
# Runs on Linux with Debian's nsis; signs with osslsigncode if CERTIFICATE and KEY name files (PEM). Authenticode's time
# stamp needs a network and is left to the person who releases. Usage: build.sh FOLDER
set -euo pipefail
folder=$(readlink -f "$1")
cd "$(dirname "$0")/../.."
[ -f "$folder/focalpoint.exe" ] || { echo "There is no focalpoint.exe in $folder: freeze it on Windows first." >&2; exit 1; }
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
out=build/packages/FocalPoint-$version-setup.exe
mkdir -p build/packages
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
find "$folder" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
makensis -V2 -WX -XTarget\ amd64-unicode -DVERSION="$version" -DFOLDER="$folder" -DICON="$PWD/packaging/icons/focalpoint.ico" \
  -DOUT="$PWD/$out" packaging/windows/focalpoint.nsi
if [ -n "${CERTIFICATE:-}" ]; then
  osslsigncode sign -certs "$CERTIFICATE" -key "$KEY" -h sha256 -n "Focal Point" -time "$SOURCE_DATE_EPOCH" \
    -in "$out" -out "$out.signed"
  mv "$out.signed" "$out"
fi
sha256sum "$out"
