#!/usr/bin/env bash
# Pack the one-folder program for Linux: build/packages gets the .deb, the AppImage, the portable archive and the
# list of their hashes. The same folder gives the same bytes. Usage: package.sh [all|deb|appimage|portable …]
# Needs of Debian: dpkg-deb, squashfs-tools, xz-utils; gcc with libfuse3-dev, libsquashfuse-dev, liblzma-dev,
# zlib1g-dev, libzstd-dev, liblz4-dev and liblzo2-dev for what begins an AppImage.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
export LC_ALL=C.UTF-8 TZ=UTC

frozen=${FROZEN:-build/frozen/focalpoint}
out=build/packages
[ -x "$frozen/focalpoint" ] || bash packaging/freeze.sh "$(dirname "$frozen")"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
SOURCE_DATE_EPOCH=$(stat -c %Y "$frozen/focalpoint")
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

steady() { find "$1" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +; }
filled() { # filled TEMPLATE TARGET SIZE: with the version, the day and the place of the program
  sed "s|@VERSION@|$version|; s|@DATE@|$(date -ud "@$SOURCE_DATE_EPOCH" +%F)|; s|@SIZE@|${3:-0}|; s|@PROGRAM@|focalpoint|" \
    "$1" >"$2"
}

# tree ROOT: what lies below /usr on a Linux system, the same in every package
tree() {
  local usr=$1/usr name=org.focalpoint.desktop size
  mkdir -p "$usr/bin" "$usr/lib" "$usr/share/applications" "$usr/share/mime/packages" "$usr/share/metainfo" \
    "$usr/share/man/man1" "$usr/share/bash-completion/completions" "$usr/share/doc/focalpoint" \
    "$usr/share/icons/hicolor/scalable/apps"
  cp -R "$frozen" "$usr/lib/focalpoint"
  ln -s ../lib/focalpoint/focalpoint "$usr/bin/focalpoint"
  filled packaging/linux/focalpoint.desktop "$usr/share/applications/$name.desktop"
  filled packaging/linux/$name.metainfo.xml "$usr/share/metainfo/$name.metainfo.xml"
  cp packaging/linux/focalpoint.xml "$usr/share/mime/packages/"
  cp packaging/icons/focalpoint.svg "$usr/share/icons/hicolor/scalable/apps/"
  for size in 16 24 32 48 64 128 256; do
    mkdir -p "$usr/share/icons/hicolor/${size}x$size/apps"
    cp "packaging/icons/focalpoint-$size.png" "$usr/share/icons/hicolor/${size}x$size/apps/focalpoint.png"
  done
  PYTHONPATH=$PWD PYTHONHASHSEED=1 build/venv/bin/python packaging/manual.py man | gzip -9n >"$usr/share/man/man1/focalpoint.1.gz"
  PYTHONPATH=$PWD PYTHONHASHSEED=1 build/venv/bin/python packaging/manual.py bash >"$usr/share/bash-completion/completions/focalpoint"
  gzip -9n <CHANGELOG.md >"$usr/share/doc/focalpoint/changelog.gz"
  cp packaging/linux/copyright "$usr/share/doc/focalpoint/copyright"
}

deb() {
  local root=$work/deb
  tree "$root"
  mkdir "$root/DEBIAN"
  filled packaging/linux/control "$root/DEBIAN/control" "$(du -sk --apparent-size "$root/usr" | cut -f1)"
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
  chmod -R u=rwX,go=rX "$root"
  steady "$root"
  dpkg-deb --root-owner-group -Zxz -z6 --build "$root" "$out/focalpoint_${version}_amd64.deb" >/dev/null
}

appimage() {
  local root=$work/image file="$out/FocalPoint-$version-x86_64.AppImage"
  tree "$root"
  ln -s usr/lib/focalpoint/focalpoint "$root/AppRun"
  cp "$root/usr/share/applications/org.focalpoint.desktop.desktop" "$root/"
  cp packaging/icons/focalpoint.svg "$root/focalpoint.svg"
  ln -s focalpoint.svg "$root/.DirIcon"
  steady "$root"
  # libfuse says while it is linked that a static program cannot look up modules; none is asked for
  gcc -O2 -Wall -static -s -D_FILE_OFFSET_BITS=64 -I/usr/include/squashfuse -o "$work/runtime" packaging/linux/runtime.c \
    -lsquashfuse_ll -lsquashfuse -lfuse3 -lz -llzma -lzstd -llz4 -llzo2 -lpthread -ldl 2>"$work/said" ||
    { cat "$work/said" >&2; return 1; }
  printf 'AI\x02' | dd of="$work/runtime" bs=1 seek=8 conv=notrunc status=none
  mksquashfs "$root" "$work/squashfs" -root-owned -noappend -no-progress -quiet -comp zstd -Xcompression-level 19 \
    -b 1M -no-xattrs -processors 2 >/dev/null
  cat "$work/runtime" "$work/squashfs" >"$file"
  chmod 755 "$file"
}

portable() {
  local root=$work/portable name="FocalPoint-$version-portable-linux-x86_64"
  mkdir -p "$root/$name"
  cp -R "$frozen" "$root/$name/focalpoint"
  cp packaging/portable.txt "$root/$name/"
  steady "$root"
  tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
    xz -6 -T2 >"$out/$name.tar.xz"
}

wanted=("$@")
[ ${#wanted[@]} -gt 0 ] && [ "${wanted[0]}" != all ] || wanted=(deb appimage portable)
for one in "${wanted[@]}"; do
  case $one in
    deb | appimage | portable) "$one" ;;
    *) echo "There is no package “$one”." >&2; exit 2 ;;
  esac
done
(cd "$out" && sha256sum -- *.deb *.AppImage *.tar.xz *.exe 2>/dev/null >SHA256SUMS || true)
(cd "$out" && du -h --apparent-size -- * | grep -v SHA256SUMS)
