"""The stages of the check, each answered in words: of the vault that is open, and of a backup in a drill."""

from collections.abc import Callable
from dataclasses import dataclass

from focalpoint.domain.messages import Joined, Message, Parameter
from focalpoint.domain.wording import N_
from focalpoint.services.care import repair
from focalpoint.services.casework import evicted, integrity
from focalpoint.services.core.severity import Level
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import audit, change_log, collecting, erasing, parts, projection
from focalpoint.vault.errors import DamagedDatabaseError
from focalpoint.vault.files import newest_backup


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of the check: how serious, in which words, and whether a repair may help."""

    level: Level
    message: Message
    repairable: bool = False


def safely(stage: Callable[[Workspace, Task], Finding], ws: Workspace, progress: Task) -> Finding:
    """Run a stage; pages it cannot read are an answer, not the end of the check."""
    try:
        return stage(ws, progress)
    except DamagedDatabaseError as error:
        said = N_("The database is damaged. Restore the last backup: {backup}")
        return Finding("bad", Message(said, {"backup": str(error.parameters.get("backup", ""))}))


def database(ws: Workspace, _task: Task) -> Finding:
    """Check every page and reference of the database."""
    damage = ws.db.damage()
    if damage:
        found: dict[str, Parameter] = {"n": len(damage), "backup": str(newest_backup(ws.vault.folder))}
        return Finding(
            "bad", Message(N_("Damaged places in the database: {n}. Restore the last backup: {backup}"), found)
        )
    return Finding("good", Message(N_("The database is intact: every page has its seal.")))


def journal(ws: Workspace, _task: Task) -> Finding:
    """Check every signature and chain of the journal."""
    faults = ws.vault.journal.faults(erasing.named(erasing.statements(ws.db)))
    if faults.invalid:
        return Finding(
            "bad", Message(N_("Entries of the journal without a valid signature: {n}."), {"n": faults.invalid})
        )
    if faults.altered:
        return Finding(
            "bad", Message(N_("Entries that this computer wrote were taken out of the journal or added to it."))
        )
    if faults.gaps:
        said = N_("The journal is intact; earlier changes of other people have not arrived yet (gaps: {n}).")
        return Finding("warn", Message(said, {"n": faults.gaps}))
    return Finding(
        "good", Message(N_("The journal is complete: {n} signed changes."), {"n": change_log.change_count(ws.db)})
    )


def row_content(ws: Workspace, task: Task) -> Finding:
    """Make all rows anew, and tell whether they differed."""
    before = projection.digest(ws.db)
    projection.rebuild(ws.db, lambda done, total: task.report(done, total, N_("Checking")))
    if projection.digest(ws.db) != before:
        return Finding("warn", Message(N_("Some rows differed from the journal and were made again from it.")))
    return Finding("good", Message(N_("Every row agrees with the journal.")))


def audit_log(ws: Workspace, _task: Task) -> Finding:
    """Check the whole audit chain."""
    if not audit.intact(ws.db):
        return Finding("bad", Message(N_("The audit log was changed outside the program.")))
    return Finding("good", Message(N_("The audit log is unbroken.")))


def attachments(ws: Workspace, task: Task) -> Finding:
    """Hash every part of every document."""
    excused = evicted.excused(ws)
    missing, damaged = parts.faults(
        ws.vault.folder, ws.db, lambda done, total: task.report(done, total, N_("Checking")), excused
    )
    if damaged:
        return _damaged(ws, damaged)
    others = integrity.announced_otherwise(ws)
    if others:
        said = N_("Documents whose content is not what was announced: {n}. First: {names}")
        return Finding("warn", Message(said, {"n": len(others), "names": ", ".join(others[:3])}))
    if missing:
        return Finding(
            "warn",
            Message(N_("Parts of documents that have not arrived or are missing: {n}."), {"n": len(missing)}),
            repairable=True,
        )
    gone = sum(not parts.has(ws.vault.folder, name) for name in excused)
    if gone:
        said = N_("Every document here has the content it was received with; parts that other laptops keep: {n}.")
        return Finding("good", Message(said, {"n": gone}))
    return Finding("good", Message(N_("Every document has the content it was received with.")))


def _damaged(ws: Workspace, damaged: list[str]) -> Finding:
    """Tell which documents are damaged, and from where they can be mended."""
    offered = repair.offers(ws, damaged)
    found: dict[str, Parameter] = {"n": len(damaged), "titles": ", ".join(repair.titles_of(ws, damaged))}
    if not offered:
        said = N_(
            "Damaged parts of documents: {n} ({titles}). No good copy is known: ask whoever sent them to send again."
        )
        return Finding("bad", Message(said, found), repairable=True)
    places = Joined(tuple(offered), N_(", "))
    said = N_("Damaged parts of documents: {n} ({titles}). A repair looks for good copies in: {places}.")
    return Finding("bad", Message(said, {**found, "places": places}), repairable=True)


def older_states(ws: Workspace) -> list[Finding]:
    """Tell which older states in the folder this vault's key does not open: as long as they lie there, no part goes."""
    _names, unreadable = collecting.named_elsewhere(ws.vault.folder, ws.vault.key)
    said = N_(
        "Older states in “backups” that cannot be read: {names}. Until they are removed, no document's part goes."
    )
    return [Finding("warn", Message(said, {"names": ", ".join(unreadable)}))] if unreadable else []
