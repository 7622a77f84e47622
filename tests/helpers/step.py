"""One step of the program in a process of its own, between two marks: to be killed or refused at any of its writes.

Usage: python -m tests.helpers.step VAULT STEP ARGUMENT
"""

import os
import sys
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.services.care import drill, repair, safety
from focalpoint.services.casework import listing
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import keys, workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.sync import servers
from tests.helpers import vaults


def seal(ws: Workspace, target: str) -> None:
    """Seal every request for the first person."""
    numbers = listing.ids(ws, Listing("request"))
    chosen = [("request", row.id) for row in listing.page(ws, "request", numbers, ())]
    plan = export.plan_export(ws, chosen, [peers.peers(ws)[0].device])
    export.seal_plan(ws, plan, Path(target), "TRN")


def take_in(ws: Workspace, path: str) -> None:
    """Take a bundle in."""
    imports.apply(ws, imports.preview(ws, imports.inspect(ws, Path(path))))


def push(ws: Workspace, name: str) -> None:
    """Synchronise."""
    servers.run(ws, name)


def compact(ws: Workspace, _none: str) -> None:
    """Make a backup and derive every row anew."""
    safety.backup_now(ws)
    safety.rebuild(ws)


def restore(ws: Workspace, name: str) -> None:
    """Go back to a backup."""
    ws.lock()
    safety.restore_backup(ws.info.path, ws.info.path / "backups" / name)


def mend(ws: Workspace, _none: str) -> None:
    """Put good copies in the place of damaged parts."""
    repair.repair(ws)


def rekey(ws: Workspace, words: str) -> None:
    """Give the vault a new key."""
    ws.lock()
    keys.rekey(ws.info.path, vaults.PASSPHRASE, vaults.PASSPHRASE, tuple(words.split()))


def practise(ws: Workspace, _none: str) -> None:
    """Do a restore drill."""
    drill.run_drill(ws)


STEPS = {
    "seal": seal, "take_in": take_in, "push": push, "compact": compact, "restore": restore, "repair": mend,
    "rekey": rekey, "drill": practise,
}  # fmt: skip


def tell(word: str) -> None:
    """Say a word to the test; once more if the call that is made to fail is this very one."""
    try:
        os.write(2, f"{word}\n".encode())
    except OSError:
        os.write(2, f"{word}\n".encode())


def main() -> int:
    """Do one step; a refusal in words ends with 3."""
    vault, step, argument = sys.argv[1:4]
    ws = workspace.unlock(Path(vault), vaults.PASSPHRASE)
    tell("BEGIN")
    try:
        STEPS[step](ws, argument)
    except FocalpointError as error:
        tell(f"REFUSED {error.code}")
        return 3
    tell("DONE")
    ws.lock()
    return 0


if __name__ == "__main__":
    sys.exit(main())
