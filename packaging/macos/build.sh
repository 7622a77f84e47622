#!/usr/bin/env bash
# The app bundle and the disk image for macOS, signed and notarised. A recipe: not run, as no such machine was at hand.
# On a Mac with Xcode's command line tools and Python 3.11 of python.org:
#   IDENTITY="Developer ID Application: …" PROFILE=focalpoint bash packaging/macos/build.sh
# PROFILE names what `xcrun notarytool store-credentials` keeps in the keychain. Without IDENTITY nothing is signed.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(uname)" = Darwin ] || { echo "This runs on macOS only." >&2; exit 1; }
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
image=build/packages/FocalPoint-$version-$(uname -m).dmg
mkdir -p build/packages
bash packaging/freeze.sh build/frozen # the spec makes "Focal Point.app" too
app="build/frozen/Focal Point.app"
/usr/libexec/PlistBuddy -c "Merge packaging/macos/documents.plist" "$app/Contents/Info.plist"
if [ -n "${IDENTITY:-}" ]; then
  # the innermost first; the confined process needs no exception, ctypes and the interpreter need the two that are named
  find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -u+x \) -print0 |
    xargs -0 -n1 codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist --sign "$IDENTITY"
  codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist --sign "$IDENTITY" "$app"
  codesign --verify --deep --strict "$app"
fi
rm -f "$image"
hdiutil create -volname "Focal Point" -srcfolder "$app" -ov -format UDZO "$image"
if [ -n "${IDENTITY:-}" ]; then
  codesign --force --timestamp --sign "$IDENTITY" "$image"
  xcrun notarytool submit "$image" --keychain-profile "${PROFILE:?}" --wait
  xcrun stapler staple "$image"
  spctl --assess --type open --context context:primary-signature -v "$image"
fi
shasum -a 256 "$image"
