"""Fetching from a server: control parts are imported one by one, then the documents they name are fetched.

Names are listed after the newest known one. A writer numbers its control parts without gaps; where a number is lacking,
the list begins there, but not more than two thousands back. Once a day all names are listed, and uploads that were cut
are cleared away.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from focalpoint.bundles import opening, ustar
from focalpoint.bundles.errors import BundleError, NotForYouError
from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import attachments, rows
from focalpoint.services.exchange import imports, peers
from focalpoint.services.sync.remotes import tag_of, temporary
from focalpoint.services.sync.runs import SyncRun, part_key
from focalpoint.transports.bounded import RunTooLongError
from focalpoint.transports.port import RemoteFaultError, RemoteMissingError, RemoteRefusedError, RemoteUnreachableError
from focalpoint.vault import attached, deliveries, devices, files, parts
from focalpoint.vault.errors import PartMissingError, StorageError, VaultLockedError
from focalpoint.vault.remotes import OwedBundle

INBOX = "inbox"
WRONG = N_(
    "On the server lies a wrong file in the place of a part of: {titles}. Whoever has the right one puts it again."
)
MANY = N_("One laptop has put {n} files there that are new; {most} were looked at, the next run goes on.")
MOST_DONE = 20_000
MOST_FRESH = 5000  # of one device in one run, so that no folder keeps the others waiting
A_FOLDER = 1000  # control parts of one folder
ALL_AGAIN = timedelta(days=1)


def pull(run: SyncRun, senders: Collection[str]) -> None:
    """Take in what some devices have put there: records first, then documents, those of the newest bundles first."""
    listed_all = _all_again(run)
    faults = [fault for device in senders if (fault := _pull_of(run, device, listed_all)) is not None]
    if faults and len(faults) == len(senders):
        raise faults[0]  # it is no server of ours
    if listed_all:
        with suppress(RemoteRefusedError, RemoteFaultError):  # some servers let nobody delete
            run.connection.sweep(temporary(run.ws))
        run.state.looked_at = instant(run.ws.real())
    _fetch_owed(run)


def _pull_of(run: SyncRun, device: str, listed_all: bool) -> RemoteFaultError | None:
    """Take in what one device has put there; a folder that cannot be listed is told and stops only itself."""
    folder = f"fp1/d/{tag_of(device)}/"
    done = run.state.done.setdefault(device, [])
    known = set(done)
    run.progress.report(0, None, N_("Looking for what is new"))
    after = _oldest(done) if listed_all else _after(folder, done)
    try:
        fresh = [key for key in run.connection.list(folder, after) if key not in known]
    except RemoteFaultError as fault:
        run.report.tell(fault)
        return fault
    if len(fresh) > MOST_FRESH:
        run.report.problems.append((MANY, {"n": str(len(fresh)), "most": str(MOST_FRESH)}))
    try:
        for key in run.progress.steps(fresh[:MOST_FRESH], min(len(fresh), MOST_FRESH), N_("Fetching records")):
            if _fetch_or_tell(run, key):
                done.append(key)
    finally:
        del done[:-MOST_DONE]
    return None


def _all_again(run: SyncRun) -> bool:
    looked = run.state.looked_at
    return not looked or run.ws.real() - datetime.fromisoformat(looked) >= ALL_AGAIN


def _oldest(done: list[str]) -> str:
    """Return where a list of all names begins: what was forgotten for being old is not taken in again."""
    return min(done) if len(done) >= MOST_DONE else ""


def _after(folder: str, done: list[str]) -> str:
    """Return the name after which something new may stand."""
    known = {number: key for key in done if (number := _number(key)) is not None}
    if not known:
        return ""
    newest = max(known)
    start = max(0, newest // A_FOLDER - 1) * A_FOLDER
    after = f"{folder}{start // A_FOLDER:06}/"
    for number in range(max(1, start), newest + 1):
        if number not in known:
            break
        after = known[number]
    return after


def _number(key: str) -> int | None:
    digits = key.rpartition("/")[2].partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def _fetch_or_tell(run: SyncRun, key: str) -> bool:
    """Take in one control part; what is wrong with it is told, and stops only itself."""
    try:
        return _fetch(run, key)
    except (Cancelled, StorageError, VaultLockedError, RemoteUnreachableError, RunTooLongError):
        raise
    except FocalpointError as error:
        run.report.tell(error)
        return False


def _fetch(run: SyncRun, key: str) -> bool:
    """Take in one control part; tell whether it is dealt with for good, but for its documents."""
    ws = run.ws
    size = run.connection.size(key)
    if size is None or size > ustar.MAX_CONTROL:
        return False
    control = run.connection.get(key)
    run.spend(len(control))
    if hashlib.sha256(control).hexdigest()[:16] != key.rpartition("-")[2].removesuffix(".c"):
        return False  # not whole yet: looked at again next time
    try:
        opened = opening.open_control(control, ws.vault.identity.age, ws.device, devices.keys_given_by_hand(ws.db))
    except NotForYouError:
        return True
    except BundleError as error:
        run.report.problems.append((error.message, {}))
        return False
    lacking = [(part.h, part.size) for part in opened.manifest.parts if not parts.is_whole(ws.vault.folder, part.h)]
    _take_in(run, control, key)
    if lacking:
        run.state.owed[key] = OwedBundle(opened.digest, lacking)
    return True


def _take_in(run: SyncRun, control: bytes, key: str) -> None:
    """Take a fetched bundle in, or leave it in the inbox of the vault for a person to decide."""
    ws = run.ws
    inbox = ws.vault.folder / INBOX
    files.make_folder(inbox)
    path = inbox / f"{key.rpartition('/')[2]}{peers.SUFFIX}"
    files.write_durably(path, ustar.alone(control))
    plan = imports.preview(ws, imports.inspect(ws, path))
    if not plan.inspection.sender.accepted or imports.alarming(ws, plan):
        run.report.waiting += 1
        return
    sender = plan.inspection.sender.device
    told = run.state.have.get(sender, []) == deliveries.received_whole(ws.db, sender)
    run.report.touched |= imports.apply(ws, plan).touched
    if told and plan.inspection.opened.manifest.kind == "receipt":  # a receipt is not acknowledged by another
        run.state.have[sender] = deliveries.received_whole(ws.db, sender)
    run.report.taken += 1
    path.unlink(missing_ok=True)


def _fetch_owed(run: SyncRun) -> None:
    """Fetch the documents of bundles that were taken in, newest bundles first, as far as the budget reaches."""
    owed = run.state.owed
    total = sum(len(one.parts) for one in owed.values())
    came, done = [], 0
    try:
        for key in reversed(list(owed)):
            one = owed[key]
            for name, size in list(one.parts):
                run.progress.report(done, total, N_("Fetching documents"))
                if not parts.is_whole(run.ws.vault.folder, name) and not _fetch_part(run, name, size):
                    continue  # it has not come yet, it is another, or there is no budget left
                came.append(name)
                one.parts.remove((name, size))
                done += 1
            if not one.parts:
                with run.ws.db.transaction():
                    deliveries.came_whole(run.ws.db, one.digest)
                del owed[key]
    finally:
        _read_texts(run, came)
    if run.left is not None:
        run.report.later += sum(size for one in owed.values() for _name, size in one.parts)


def _fetch_part(run: SyncRun, name: str, size: int) -> bool:
    """Fetch a part; an object that is another is told and removed where that is allowed, so that it can be put anew."""
    key = part_key(name)
    there = run.connection.size(key)
    if there is None or not run.fits(size):
        return False
    try:
        content = run.connection.get(key) if there == size else b""
        run.spend(len(content))
        parts.put(run.ws.vault.folder, name, content)
    except (PartMissingError, RemoteMissingError, RemoteFaultError):
        titles = [title for title in _titles(run, name) if title] or [name[:12]]
        run.report.problems.append((WRONG, {"titles": ", ".join(titles)}))
        with suppress(RemoteRefusedError, RemoteFaultError):
            run.connection.drop_wrong(key)
        return False
    run.report.parts_taken += 1
    return True


def _titles(run: SyncRun, name: str) -> list[str]:
    found = (rows.get(run.ws, "document", record) for record in attached.documents_made_of(run.ws.db, [name]))
    return [item.title for item in found if isinstance(item, Document)]


def _read_texts(run: SyncRun, came: list[str]) -> None:
    """Read the text of documents of which a part has come, so that it can be searched."""
    for record in sorted(attached.documents_of_parts(run.ws.db, came)):
        item = rows.get(run.ws, "document", record)
        if isinstance(item, Document):
            attachments.index_text(run.ws, record)
            run.report.touched.add(("document", record))
