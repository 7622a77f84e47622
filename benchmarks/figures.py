"""What a case is, and the vaults the cases share."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.domain.requests import Request
from focalpoint.services.casework import requests
from focalpoint.services.core import workspace
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace

PASSPHRASE = "nine quiet otters count pebbles"
SIZES = (1_000, 20_000, 100_000)
QUICK_SIZES = (200, 1_000)
_WORDS = (
    *("تجميد", "أصول", "قبض", "تقديم", "شاهد", "سجل", "تفتيش", "إبلاغ", "استجواب", "نقل", "حماية", "مصرف"),
    *("عقار", "مطار", "ميناء", "freezing", "arrest", "gel", "saisie"),
)
_MADE: dict[tuple[str, int], Workspace] = {}


@dataclass(frozen=True)
class Case:
    """One line of figures: an action of ours and the bare one beside it, or a pair of memory sizes in MB."""

    name: str
    ours: Callable[[], object] = field(default=lambda: None)
    beside: Callable[[], object] = field(default=lambda: None)
    rounds: int = 5
    memory: Callable[[], tuple[float, float]] | None = None


def empty(folder: Path, name: str) -> Workspace:
    """Return a new vault with a cheap key derivation."""
    setup = Setup("Ministry of Justice", "QM", "Officer", "Focal point", "TRN", training=True)
    return workspace.create(folder / f"{name}.focalpoint", PASSPHRASE, setup, kdf=Kdf(FLOOR_MIB, 1)).workspace


def filled(folder: Path, size: int) -> Workspace:
    """Return an open vault with so many requests; made once for each size."""
    key = (str(folder), size)
    if key not in _MADE:
        ws = empty(folder, f"filled-{size}")
        for start in range(0, size, 2_000):
            with ws.db.transaction():
                for number in range(start, min(size, start + 2_000)):
                    requests.register(ws, request(number))
        _MADE[key] = ws
    return _MADE[key]


def closed(folder: Path, size: int) -> Path:
    """Return the path of a filled vault, locked."""
    ws = filled(folder, size)
    _MADE.pop((str(folder), size)).lock()
    return ws.info.path


def reopened(folder: Path, size: int) -> Workspace:
    """Open a filled vault again after `closed`."""
    path = folder / f"filled-{size}.focalpoint"
    _MADE[str(folder), size] = workspace.unlock(path, PASSPHRASE)
    return _MADE[str(folder), size]


def request(number: int) -> Request:
    """Return one of many different requests."""
    words = [_WORDS[(number * step + step) % len(_WORDS)] for step in (1, 3, 7, 11)]
    return Request(
        direction="incoming",
        type=("C-k3", "C-a", "C-i", "P-01")[number % 4],
        sender=("REG", "OTP")[number % 2],
        own_ref=f"TRN-2026/{number:06}",
        subject=" ".join(words),
        body=" ".join(words * 4) + f" {number}",
        received_on=(date(2020, 1, 1) + timedelta(days=number % 2000)).isoformat(),
        due_on=(date(2026, 1, 1) + timedelta(days=number % 700)).isoformat(),
        classification="confidential",
    )


def resident_mb() -> float:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def greatest_mb() -> float:
    """Return the greatest memory this process had, in MB; getrusage would count that of the process that began it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")) / 1e6
