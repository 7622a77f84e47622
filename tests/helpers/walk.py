"""A process that does everything that touches files with what hostile peers have brought: import to purge.

Usage: python -m tests.helpers.walk VAULT FOLDER. At its beginning and end it looks at a mark that does not exist, so
that a trace can be cut there.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, search
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, erasure, eviction, export, imports, peers, quarantine
from focalpoint.services.interchange import open_files
from focalpoint.services.sync import servers
from focalpoint.vault import collecting
from tests.helpers import vaults

BEGIN, END = "/trn-walk-begins", "/trn-walk-ends"


def take_in(ws: Workspace, folder: Path) -> None:
    for path in sorted((folder / "in").glob("*.fpbundle")):
        imports.apply(ws, imports.preview(ws, imports.inspect(ws, path)), deletions=True)
    for row in quarantine.all_quarantined(ws):
        quarantine.release(ws, row.id)


def read(ws: Workspace, folder: Path) -> None:
    for request in requests_of(ws):
        for row in attachments.documents_of(ws, request):
            with suppress(FocalpointError), attachments.open_stream(ws, row.id) as stream:
                stream.read()
            with suppress(FocalpointError):
                attachments.save_copy(ws, row.id, folder / "out" / f"copy-{row.id}")
    search.find(ws, "TRN")
    conflicts.all_conflicts(ws)


def requests_of(ws: Workspace) -> list[str]:
    return [row[0] for row in ws.db.read("SELECT id FROM row_request ORDER BY id")]


def seal(ws: Workspace, folder: Path) -> None:
    readers = [peer.device for peer in peers.peers(ws) if peer.accepted]
    plan = export.plan_export(ws, [("request", request) for request in requests_of(ws)], readers)
    export.seal_plan(ws, plan, folder / "out" / "back.fpbundle", "TRN")


def let_go(ws: Workspace, _folder: Path) -> None:
    with suppress(FocalpointError):
        eviction.let_go(ws, [one.document for one in eviction.candidates(ws)])


def check(ws: Workspace, _folder: Path) -> None:
    safety.check_vault(ws)
    safety.rebuild(ws)
    collecting.collect(ws.vault.folder, ws.db, ws.vault.key, ws.now())
    safety.backup_now(ws)


def in_step(ws: Workspace, _folder: Path) -> None:
    servers.run(ws, "room")


def out(ws: Workspace, folder: Path) -> None:
    open_files.write_folder(ws, folder / "out" / "open")


def purge(ws: Workspace, _folder: Path) -> None:
    for request in requests_of(ws):
        title = erasure.plan(ws, "request", request).title
        erasure.purge(ws, "request", request, reason="TRN", authority="TRN order", typed=title)


STEPS: tuple[Callable[[Workspace, Path], None], ...] = (take_in, read, seal, let_go, check, in_step, out, purge, check)


def main() -> None:
    vault, folder = Path(sys.argv[1]), Path(sys.argv[2])
    ws = workspace.unlock(vault, vaults.PASSPHRASE)
    Path(BEGIN).exists()
    for step in STEPS:
        step(ws, folder)
    ws.lock()
    Path(END).exists()


if __name__ == "__main__":
    main()
