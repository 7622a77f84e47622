"""A release key, a version of the program as a small folder, and update packs made of it by the real tool."""

import hashlib
import io
import os
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from focalpoint.bundles import update
from focalpoint.bundles.update import ReleaseKeys
from focalpoint.services.updates import packs

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "packaging"))
import release  # noqa: E402 - a tool beside the program, not a package

PYTHON = sys.executable  # before a test plays the installed program
NOTES = 'en = "TRN what is new"\nfr = "TRN ce qui est nouveau"\nar = "TRN الجديد"\n'
BIG = bytes(5 << 20)  # more than one chunk
SAME = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(255)) * 2


def tool(*words: str | Path) -> str:
    """Run the tool of the release, in this process; return what it prints."""
    told = io.StringIO()
    with patch.dict(os.environ, RELEASE_PASSPHRASE="TRN release"), redirect_stdout(told):
        assert release.main([str(word) for word in words]) == 0
    return told.getvalue().strip()


MADE: dict[str, tuple[str, bytes]] = {}  # by name: the public half, the key file


@dataclass
class Office:
    """Where releases are made: keys, folders of versions, packs."""

    place: Path
    public: dict[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Make a key, once for all tests of a process; return its public half."""
        if name not in self.public:
            path = self.place / f"{name}.key"
            if name not in MADE:
                MADE[name] = tool("key", path), path.read_bytes()
            self.public[name], sealed = MADE[name]
            path.write_bytes(sealed)
        return self.public[name]

    def keys(self, *names: str, threshold: int = 1) -> ReleaseKeys:
        return ReleaseKeys(update.VERSION, threshold, tuple(self.key(name) for name in names))

    def version(self, number: str) -> Path:
        """Make the folder of a version: a program, a large file, one that never changes, one with an odd name."""
        folder = self.place / f"focalpoint-{number}"
        (folder / "_internal" / "a folder").mkdir(parents=True)
        program = folder / "focalpoint"
        program.write_text(f"#!/bin/sh\necho version {number} base=$FOCALPOINT_BASE args=$*\n")
        program.chmod(0o755)
        (folder / "_internal" / "big.so").write_bytes(BIG + number.encode())
        (folder / "_internal" / "same.so").write_bytes(SAME)
        (folder / "_internal" / "a folder" / "empty+1.txt").write_bytes(b"")
        return folder

    def pack(
        self,
        folder: Path,
        number: str,
        *,
        least: str = "0.1.0",
        platform: str = "",
        base: Path | None = None,
        kind: str = "program",
        key: str = "first",
    ) -> Path:
        """Write the update pack of a folder."""
        self.key(key)
        notes, target = self.place / "notes.toml", self.place / f"update-{number}.fpupdate"
        notes.write_text(NOTES, "utf-8")
        more: list[str | Path] = ["--base", base] if base is not None else []
        tool(
            "pack", folder, "--version", number, "--least", least, "--platform", platform or packs.own_platform(),
            "--kind", kind, "--notes", notes, "--key", self.place / f"{key}.key", "-o", target, *more,
        )  # fmt: skip
        return target
