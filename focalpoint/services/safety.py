"""Backups and restore, the check of a vault in words, the rebuilding of rows, the audit log."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.language import _
from focalpoint.services import let_go, repair
from focalpoint.services.care import maintain
from focalpoint.services.levels import Level
from focalpoint.services.tasks import Task
from focalpoint.services.workspace import Workspace, log, system_now
from focalpoint.vault import audit, backup, collecting, erasing, parts, projection, reading
from focalpoint.vault.audit import Entry
from focalpoint.vault.backup import Backup
from focalpoint.vault.errors import DamagedDatabaseError, LogMissingError, ReadOnlyVaultError, TamperedAuditError
from focalpoint.vault.files import newest_backup

__all__ = [
    "Backup",
    "Finding",
    "audit_entries",
    "backup_now",
    "backups",
    "check",
    "maintain",
    "rebuild",
    "restore_backup",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of the check: how serious, in which words (message id, parameters), and whether a repair may help."""

    level: Level
    message: str
    parameters: dict[str, object]
    repairable: bool = False


def backup_now(ws: Workspace, kind: str = "hourly") -> Backup:
    """Make a backup of the vault beside it."""
    made = backup.make(ws.vault.folder, ws.db, ws.now(), kind)
    log(ws, "backup")
    return made


def backups(folder: Path) -> list[Backup]:
    """Return the backups of a vault, newest first."""
    return backup.listed(folder)


def restore_backup(folder: Path, chosen: Path) -> Path:
    """Put a backup in the place of a locked vault; what was there is kept. Return where."""
    return backup.restore(folder, chosen, system_now())


def check(ws: Workspace, task: Task | None = None) -> list[Finding]:
    """Check database pages, references, journal, rows, audit chain and every attachment; answer in words.

    Rows that differ from the journal are made again from it; nothing is written if the database is damaged.
    """
    progress = task or Task()
    findings: list[Finding] = []
    stages: tuple[Callable[[Workspace, Task], Finding], ...] = (_database, _journal, _rows, _audit, _attachments)
    for number, stage in enumerate(stages):
        progress.report(number, len(stages), N_("Checking"))
        findings.append(_safely(stage, ws, progress))
        if findings[0].level == "bad":
            return findings  # nothing is written into a damaged database, and nothing it says can be relied on
    findings += _older_states(ws)
    levels = {finding.level for finding in findings}
    log(ws, "check", reason="bad" if "bad" in levels else "warn" if "warn" in levels else "good")
    progress.report(len(stages), len(stages), N_("Checking"))
    return findings


def _safely(stage: Callable[[Workspace, Task], Finding], ws: Workspace, progress: Task) -> Finding:
    """Run a stage; pages it cannot read are an answer, not the end of the check."""
    try:
        return stage(ws, progress)
    except DamagedDatabaseError as error:
        return Finding("bad", N_("The database is damaged. Restore the last backup: {backup}"), error.parameters)


def _database(ws: Workspace, _task: Task) -> Finding:
    damage = ws.db.damage()
    if damage:
        found = {"n": len(damage), "backup": newest_backup(ws.vault.folder)}
        return Finding("bad", N_("Damaged places in the database: {n}. Restore the last backup: {backup}"), found)
    return Finding("good", N_("The database is intact: every page has its seal."), {})


def _journal(ws: Workspace, _task: Task) -> Finding:
    faults = ws.vault.journal.faults(erasing.named(erasing.statements(ws.db)))
    if faults.invalid:
        return Finding("bad", N_("Entries of the journal without a valid signature: {n}."), {"n": faults.invalid})
    if faults.altered:
        return Finding("bad", N_("Entries that this computer wrote were taken out of the journal or added to it."), {})
    if faults.gaps:
        said = N_("The journal is intact; earlier changes of other people have not arrived yet (gaps: {n}).")
        return Finding("warn", said, {"n": faults.gaps})
    return Finding("good", N_("The journal is complete: {n} signed changes."), {"n": reading.change_count(ws.db)})


def _rows(ws: Workspace, task: Task) -> Finding:
    before = projection.digest(ws.db)
    projection.rebuild(ws.db, lambda done, total: task.report(done, total, N_("Checking")))
    if projection.digest(ws.db) != before:
        return Finding("warn", N_("Some rows differed from the journal and were made again from it."), {})
    return Finding("good", N_("Every row agrees with the journal."), {})


def _audit(ws: Workspace, _task: Task) -> Finding:
    if not audit.intact(ws.db):
        return Finding("bad", N_("The audit log was changed outside the program."), {})
    return Finding("good", N_("The audit log is unbroken."), {})


def _attachments(ws: Workspace, task: Task) -> Finding:
    excused = let_go.excused(ws)
    missing, damaged = parts.faults(
        ws.vault.folder, ws.db, lambda done, total: task.report(done, total, N_("Checking")), excused
    )
    if damaged:
        return _damaged(ws, damaged)
    if missing:
        return Finding(
            "warn",
            N_("Parts of documents that have not arrived or are missing: {n}."),
            {"n": len(missing)},
            repairable=True,
        )
    gone = sum(not parts.has(ws.vault.folder, name) for name in excused)
    if gone:
        said = N_("Every document here has the content it was received with; parts that other laptops keep: {n}.")
        return Finding("good", said, {"n": gone})
    return Finding("good", N_("Every document has the content it was received with."), {})


def _damaged(ws: Workspace, damaged: list[str]) -> Finding:
    """Tell which documents are damaged, and from where they can be mended."""
    offered = repair.offers(ws, damaged)
    found: dict[str, object] = {"n": len(damaged), "titles": ", ".join(repair.titles_of(ws, damaged))}
    if not offered:
        said = N_(
            "Damaged parts of documents: {n} ({titles}). No good copy is known: ask whoever sent them to send again."
        )
        return Finding("bad", said, found, repairable=True)
    places = ", ".join(_(one) for one in offered)
    said = N_("Damaged parts of documents: {n} ({titles}). A repair looks for good copies in: {places}.")
    return Finding("bad", said, {**found, "places": places}, repairable=True)


def _older_states(ws: Workspace) -> list[Finding]:
    """Tell which older states in the folder this vault's key does not open: as long as they lie there, no part goes."""
    _names, unreadable = collecting.named_elsewhere(ws.vault.folder, ws.vault.key)
    said = N_(
        "Older states in “backups” that cannot be read: {names}. Until they are removed, no document's part goes."
    )
    return [Finding("warn", said, {"names": ", ".join(unreadable)})] if unreadable else []


def rebuild(ws: Workspace, task: Task | None = None) -> bool:
    """Make all rows anew from the journal; tell whether they came out the same."""
    progress = task or Task()
    before = projection.digest(ws.db)
    projection.rebuild(ws.db, lambda done, total: progress.report(done, total, N_("Rebuilding")))
    return projection.digest(ws.db) == before


def warnings(ws: Workspace) -> list[FocalpointError]:
    """Return what a person must be told at the opening of a vault that opened all the same."""
    found: list[FocalpointError] = [ReadOnlyVaultError()] if ws.read_only else []
    found += [LogMissingError()] if ws.vault.log_missing else []
    return [*found, *([] if ws.vault.audit_intact else [TamperedAuditError()])]


def check_audit(ws: Workspace) -> None:
    """Check the whole audit chain; raise TamperedAuditError if it was broken, now or before."""
    if not audit.intact(ws.db):
        audit.mark_broken(ws.db, ws.now())
        raise TamperedAuditError


def audit_entries(ws: Workspace, limit: int = 200) -> list[Entry]:
    """Return the newest lines of the audit log."""
    return audit.entries(ws.db, limit)
