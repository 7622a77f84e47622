"""Make and sign update packs, on the computer that keeps the release keys: docs/release.md.

Usage: python packaging/release.py key FILE | pack FOLDER … | sign PACK … | keys PACK …   (--help tells more)
"""

import argparse
import getpass
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pyrage

from focalpoint.bundles import update, ustar
from focalpoint.bundles.update import ReleaseKeys, UpdateFile, UpdateHead, UpdateManifest
from focalpoint.crypto import signing
from focalpoint.paths import is_of_library


def passphrase() -> str:
    """Ask for the passphrase of the key file; for a build that nobody sits at, take it from the environment."""
    return os.environ.get("RELEASE_PASSPHRASE") or getpass.getpass("Passphrase of the release key: ")


def new_key(target: Path) -> int:
    """Make a key, write its secret half encrypted with a passphrase, and print its public half."""
    seed = signing.new_key()
    with target.open("xb") as stream:
        os.fchmod(stream.fileno(), 0o600)
        stream.write(pyrage.passphrase.encrypt(seed, passphrase()))
    sys.stdout.write(f"{signing.public_key(seed).hex()}\n")
    return 0


def read_seed(path: Path) -> bytes:
    """Open a key file; the same one is opened once, as it takes a second by intent."""
    return _opened(path.read_bytes())


@cache
def _opened(sealed: bytes) -> bytes:
    return bytes(pyrage.passphrase.decrypt(sealed, passphrase()))


def files_in(folder: Path, kind: str) -> list[Path]:
    """Return the files of a version, in the order in which they stand in the pack."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [path for path in found if kind == "program" or is_of_library(path.relative_to(folder).as_posix())]


def chunks(path: Path) -> Iterator[bytes]:
    """Yield a file in the chunks that become its parts; an empty file has an empty one."""
    with path.open("rb") as stream:
        chunk = stream.read(update.CHUNK)
        yield chunk
        while chunk := stream.read(update.CHUNK):
            yield chunk


def same(first: Path, second: Path) -> bool:
    """Tell whether two files have the same bytes."""
    return second.is_file() and first.stat().st_size == second.stat().st_size and digest(first) == digest(second)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_pack(options: argparse.Namespace) -> int:
    """Write a pack of a folder; files that a base has with the same bytes are left out."""
    folder: Path = options.folder
    stored: dict[str, bytes] = {}
    listed = []
    for path in files_in(folder, options.kind):
        place = path.relative_to(folder).as_posix()
        parts: list[str] = []
        if options.base is None or not same(path, options.base / place):
            for chunk in chunks(path):
                kept = update.packed(chunk)
                name = hashlib.sha256(kept).hexdigest()
                stored[name] = kept
                parts.append(name)
        runs = os.access(path, os.X_OK)
        listed.append(UpdateFile(place, path.stat().st_size, digest(path), runs, tuple(parts)))
    notes = tomllib.loads(options.notes.read_text("utf-8")) if options.notes else {}
    created = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.now(UTC).timestamp()), UTC)
    manifest = UpdateManifest(
        update.VERSION, options.kind, options.platform, options.version, options.least,
        created.strftime("%Y-%m-%dT%H:%M:%SZ"), {code: str(text) for code, text in notes.items()}, tuple(listed),
    )  # fmt: skip
    seeds = [read_seed(path) for path in options.key]
    head = UpdateHead(update.enveloped(update.TYPE, msgspec.json.encode(manifest), seeds))
    with options.output.open("wb") as stream:
        update.write_pack(stream, head, stored.items())
    sys.stdout.write(f"{options.output}: {len(listed)} files, {options.output.stat().st_size / 1e6:.1f} MB\n")
    return 0


def add_signature(options: argparse.Namespace) -> int:
    """Sign a pack with one more key."""
    head, parts = _read(options.pack)
    if head.update.payloadType != update.TYPE:
        sys.exit("What this file has in the place of an update is something else: it was not signed.")
    signed = update.signed_again(head.update, read_seed(options.key))
    return _write(options.pack, msgspec.structs.replace(head, update=signed), parts)


def add_statement(options: argparse.Namespace) -> int:
    """Add a statement that names the release keys in force from now on, signed with keys of before."""
    head, parts = _read(options.pack)
    named = ReleaseKeys(update.VERSION, options.threshold, tuple(options.public))
    update.read_keys(msgspec.json.encode(named))
    made = update.enveloped(update.KEYS_TYPE, msgspec.json.encode(named), [read_seed(path) for path in options.key])
    return _write(options.pack, msgspec.structs.replace(head, statements=(*head.statements, made)), parts)


def _read(path: Path) -> tuple[UpdateHead, list[tuple[str, bytes]]]:
    with path.open("rb") as stream:
        head = msgspec.json.decode(ustar.read_first(stream, update.HEAD, update.MAX_HEAD), type=UpdateHead)
        return head, list(ustar.read_parts(stream))


def _write(path: Path, head: UpdateHead, parts: list[tuple[str, bytes]]) -> int:
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as stream:
        update.write_pack(stream, head, parts)
    beside.replace(path)
    return 0


def show(options: argparse.Namespace) -> int:
    """Print what a pack says, unverified: for whoever is about to sign it."""
    head, _parts = _read(options.pack)
    payload = json.loads(msgspec.json.decode(b'"%s"' % head.update.payload.encode(), type=bytes))
    sys.stdout.write(json.dumps(payload, ensure_ascii=False, indent=1) + "\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(description="Make and sign update packs. The secret halves of keys stay offline.")
    words = made.add_subparsers(dest="word", required=True)
    key = words.add_parser("key", help="make a release key; print the public half")
    key.add_argument("file", type=Path)
    pack = words.add_parser("pack", help="write the update pack of a folder")
    pack.add_argument("folder", type=Path)
    pack.add_argument("--kind", choices=update.KINDS, default="program")
    pack.add_argument("--version", required=True)
    pack.add_argument("--least", required=True, help="the oldest program it can be applied to")
    pack.add_argument("--platform", required=True, help="as in linux-x86_64; any, for a library")
    pack.add_argument("--notes", type=Path, help="TOML: ar, fr, en")
    pack.add_argument("--base", type=Path, help="leave out files that this folder has with the same bytes")
    pack.add_argument("--key", type=Path, action="append", required=True)
    pack.add_argument("-o", "--output", type=Path, required=True)
    sign = words.add_parser("sign", help="sign a pack with one more key")
    sign.add_argument("pack", type=Path)
    sign.add_argument("--key", type=Path, required=True)
    keys = words.add_parser("keys", help="add a statement that names the release keys from now on")
    keys.add_argument("pack", type=Path)
    keys.add_argument("--public", action="append", required=True)
    keys.add_argument("--threshold", type=int, default=1)
    keys.add_argument("--key", type=Path, action="append", required=True)
    shown = words.add_parser("show", help="print what a pack says, unverified")
    shown.add_argument("pack", type=Path)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    options = parser().parse_args(arguments)
    if options.word == "key":
        return new_key(options.file)
    doing = {"pack": make_pack, "sign": add_signature, "keys": add_statement, "show": show}
    return doing[options.word](options)


if __name__ == "__main__":
    sys.exit(main())
