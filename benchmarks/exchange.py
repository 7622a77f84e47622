"""A bundle of documents, beside a copy and a hash of the same bytes."""

import hashlib
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.figures import Case, empty, request
from focalpoint.services.casework import attachments, requests
from focalpoint.services.exchange import export, imports, peers


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    megabytes = 4 if quick else 64
    giver, taker = empty(folder, "giver"), empty(folder, "taker")
    for one, other in ((giver, taker), (taker, giver)):
        peers.save_card(one, folder / "card.fpcard")
        peers.mark_verified(other, peers.add_peer(other, folder / "card.fpcard", "office").device)
    record = requests.register(giver, request(1)).first_id
    content = os.urandom(megabytes << 20)
    attachments.attach_bytes(giver, "request", record, content, "scan.bin")
    plan = export.plan_export(giver, [("request", record)], [taker.device])
    numbers = count()
    plain = folder / "plain.bin"

    def seal() -> None:
        export.seal_plan(giver, plan, folder / f"{next(numbers)}.fpbundle", "figures")

    def copy() -> None:
        with plain.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        hashlib.sha256(plain.read_bytes()).hexdigest()

    def take_in() -> None:
        newest = max(folder.glob("*.fpbundle"), key=lambda path: path.stat().st_mtime_ns)
        imports.apply(taker, imports.preview(taker, imports.inspect(taker, newest)))

    yield from [
        Case(f"seal a bundle of {megabytes} MB, read back | write, flush, hash", seal, copy, 3),
        Case(f"inspect and take in {megabytes} MB | write, flush, hash", take_in, copy, 3),
    ]
