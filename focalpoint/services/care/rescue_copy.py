"""A copy of the whole vault in another place: the way on when its disk is full, write-protected or failing.

Nothing is decrypted. The copy has the vault's name and is a vault; parts that are damaged here are left out.
"""

import os
import shutil
from pathlib import Path

from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.transports.folder import CarrierError
from focalpoint.vault import files, keyslots, parts
from focalpoint.vault.errors import PartMissingError, VaultExistsError


def save_vault_copy(ws: Workspace, folder: Path, task: Task | None = None) -> Path:
    """Save a copy of the vault below a folder; return where. It has its name only once it is whole.

    Raise VaultExistsError if there is one, CarrierError if the place refuses.
    """
    progress = task or Task()
    target = folder / ws.vault.folder.name
    if target.exists():
        raise VaultExistsError
    unfinished = target.with_name(target.name + ".part")
    log(ws, "copy of the vault")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        files.make_folder(unfinished)
        files.make_folder(unfinished / "backups")
        files.make_folder(unfinished / "parts")
        names = sorted(parts.names(ws.vault.folder))
        for name in progress.steps(names, len(names), N_("Copying")):
            try:
                parts.put(unfinished, name, parts.read_whole(ws.vault.folder, name))
            except PartMissingError:
                continue
        files.copy_durably(ws.vault.folder / keyslots.NAME, unfinished / keyslots.NAME)
        ws.db.copy_to(unfinished / "vault.db")
        (unfinished / "vault.db-wal").touch(mode=0o600)  # all is in the file: no log is missing beside it
        unfinished.replace(target)
        if os.name == "posix":
            files.sync_folder(folder)
    except OSError as error:
        raise CarrierError(place=folder.name, reason=reason_of(error)) from error
    except FocalpointError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise CarrierError(place=folder.name, reason=error.parameters.get("reason", error.message)) from error
    return target
