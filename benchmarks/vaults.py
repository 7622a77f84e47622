"""Opening a vault, beside the key derivation alone; adding and attaching, beside a bare SQLCipher transaction."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sqlcipher3 import dbapi2

from benchmarks.figures import PASSPHRASE, QUICK_SIZES, SIZES, Case, closed, filled, reopened, request
from focalpoint.crypto import wrapping
from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.services.casework import attachments, listing, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace

_NUMBERS = count(1_000_000)


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file; each is measured before the next is made."""
    for size in QUICK_SIZES if quick else SIZES:
        yield from _unlock(folder, size)
        yield from _adding(folder, size)
    yield from _keepassxc(folder)


def _unlock(folder: Path, size: int) -> list[Case]:
    path = closed(folder, size)

    def alone() -> None:
        workspace.unlock(path, PASSPHRASE).lock()

    def listed() -> None:
        ws = workspace.unlock(path, PASSPHRASE)
        numbers = listing.ids(ws, Listing("request", "is:open", sort="due_on"))
        listing.page(ws, "request", numbers[:50], ("own_ref", "subject", "due_on", "state"))
        ws.lock()

    def beside() -> None:
        wrapping.derive(PASSPHRASE.encode(), bytes(16), Kdf(FLOOR_MIB, 1))  # what the vaults of figures.py take

    return [
        Case(f"unlock and lock, {size} requests | key derivation alone", alone, beside),
        Case(f"unlock to first list, {size} requests | key derivation alone", listed, beside),
    ]


def _bare(folder: Path, name: str, content: bytes) -> Callable[[], None]:
    connection = dbapi2.connect(str(folder / f"bare-{name}.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{'11' * 32}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, v BLOB)")

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (v) VALUES (?)", (content,))
        connection.execute("COMMIT")

    return write


def _adding(folder: Path, size: int) -> list[Case]:
    reopened(folder, size)
    first = filled(folder, size)
    owner = requests.register(first, request(next(_NUMBERS))).first_id

    def add() -> None:
        requests.register(filled(folder, size), request(next(_NUMBERS)))

    def attach() -> None:
        attachments.attach_bytes(filled(folder, size), "request", owner, os.urandom(1 << 20), name="scan.bin")

    return [
        Case(f"add a record to {size} | bare transaction of 2 kB", add, _bare(folder, f"add-{size}", bytes(2_000)), 40),
        Case(f"attach 1 MB to {size} | bare transaction", attach, _bare(folder, f"att-{size}", os.urandom(1 << 20)), 8),
    ]


def _keepassxc(folder: Path) -> list[Case]:
    """Compare with keepassxc-cli where it is installed; both start a process and open their file."""
    program = shutil.which("keepassxc-cli")
    if program is None:
        print("keepassxc-cli is not installed: its line is left out")
        return []
    database = folder / "peer.kdbx"
    subprocess.run(
        [program, "db-create", "-p", "-t", "1000", database], input=f"{PASSPHRASE}\n{PASSPHRASE}\n", text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    path = closed(folder, QUICK_SIZES[0]) if (folder / f"filled-{QUICK_SIZES[0]}.focalpoint").exists() else None
    path = path or _small(folder)
    secret = folder / "secret"
    secret.write_text(PASSPHRASE + "\n")

    def ours() -> None:
        number = next(_NUMBERS)
        subprocess.run(
            [sys.executable, "-m", "focalpoint", "--vault", path, "--passphrase-file", secret, "contact", "add",
             "--kind", "court_organ", "--name", f"TRN {number}"],
            capture_output=True, check=True,
        )  # fmt: skip

    def beside() -> None:
        subprocess.run(
            [program, "add", database, f"TRN {next(_NUMBERS)}"], input=f"{PASSPHRASE}\n", text=True,
            capture_output=True, check=True,
        )  # fmt: skip

    return [Case("add one contact from the command line | keepassxc-cli add", ours, beside, 3)]


def _small(folder: Path) -> Path:
    filled(folder, QUICK_SIZES[0])
    return closed(folder, QUICK_SIZES[0])
