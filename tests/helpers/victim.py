"""A process that edits, attaches and imports without end, and notes on the disk what was committed before it goes on.

Usage: python -m tests.helpers.victim VAULT BUNDLES LOG SEED
"""

import os
import random
import sys
from dataclasses import replace
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history, records, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import imports
from tests.helpers import vaults


def note(log: int, text: str) -> None:
    os.write(log, (text + "\n").encode())
    os.fsync(log)


def edit(ws: Workspace, rng: random.Random, log: int, count: int) -> None:
    request = vaults.register(ws, own_ref=f"TRN-{count}", subject=f"TRN subject {count}", notes="TRN")
    note(log, f"request {request} TRN subject {count}")
    item = requests.get_request(ws, request)
    records.save(ws, replace(item, subject=f"TRN changed {count}", languages=("ar", "en")))
    note(log, f"request {request} TRN changed {count}")
    if rng.random() < 0.3:
        history.undo(ws)
        note(log, f"request {request} TRN subject {count}")


def attach(ws: Workspace, rng: random.Random, log: int, count: int) -> None:
    request = vaults.register(ws, subject=f"TRN with file {count}")
    content = rng.randbytes(rng.randrange(1, 400_000))
    document = attachments.attach_bytes(ws, "request", request, content, f"file-{count}.bin").first_id
    note(log, f"document {document} {len(content)}")


def take_in(ws: Workspace, bundles: list[Path], log: int, count: int) -> None:
    path = bundles[count % len(bundles)]
    vaults.receive(ws, path)
    note(log, f"bundle {path.stem} {imports.preview(ws, imports.inspect(ws, path)).changes}")


def main() -> None:
    vault, folder, log_path, seed = sys.argv[1:5]
    rng = random.Random(int(seed))
    ws = workspace.unlock(Path(vault), vaults.PASSPHRASE)
    bundles = sorted(Path(folder).glob("*.fpbundle"))
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    note(log, "ready")
    for count in range(rng.randrange(1000), 1_000_000):
        try:
            rng.choice((edit, attach))(ws, rng, log, count)
            if count % 3 == 0:
                take_in(ws, bundles, log, count)
            if count % 5 == 0:
                safety.backup_now(ws)
            if count % 7 == 0:
                safety.rebuild(ws)
            if count % 11 == 0:
                history.undo(ws)  # whatever was last, an import too
                history.redo(ws)
        except FocalpointError as error:
            note(log, f"refused {error.code}")


if __name__ == "__main__":
    main()
