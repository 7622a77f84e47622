"""A release key, a version of the program as a small folder, and update packs made of it by the real tool."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from focalpoint.bundles import update
from focalpoint.bundles.update import ReleaseKeys
from focalpoint.services.updates import packs

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable  # before a test plays the installed program
NOTES = 'en = "TRN what is new"\nfr = "TRN ce qui est nouveau"\nar = "TRN الجديد"\n'
BIG = bytes(5 << 20)  # more than one chunk
SAME = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(255)) * 2


def tool(*words: str | Path) -> str:
    """Run the tool of the release."""
    done = subprocess.run(
        [PYTHON, "packaging/release.py", *map(str, words)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "RELEASE_PASSPHRASE": "TRN release", "PYTHONPATH": str(ROOT)},
    )
    return done.stdout.strip()


@dataclass
class Office:
    """Where releases are made: keys, folders of versions, packs."""

    place: Path
    public: dict[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Make a key, once; return its public half."""
        if name not in self.public:
            self.public[name] = tool("key", self.place / f"{name}.key")
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
