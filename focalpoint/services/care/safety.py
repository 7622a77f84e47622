"""Backups and restore, the check of a vault in words, the rebuilding of rows, the audit log."""

from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.services.care import checks
from focalpoint.services.care.checks import Finding
from focalpoint.services.care.upkeep import maintain
from focalpoint.services.core import keys
from focalpoint.services.core.clock import system_now
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import audit, backup, projection
from focalpoint.vault.audit import Entry
from focalpoint.vault.backup import Backup
from focalpoint.vault.errors import LogMissingError, ReadOnlyVaultError, TamperedAuditError, WeakerKeySlotsError

__all__ = [
    "Backup",
    "Finding",
    "audit_entries",
    "backup_now",
    "backups",
    "check_vault",
    "maintain",
    "rebuild",
    "restore_backup",
]


SHARED = N_(
    "On one disk, backups and vault share the blocks of their documents: a bad block damages both. Keep a second copy"
    " on another disk."
)


def backup_now(ws: Workspace, kind: str = "hourly") -> Backup:
    """Make a backup of the vault beside it."""
    made = backup.make(ws.vault.folder, ws.db, ws.real(), kind)
    log(ws, "backup")
    return made


def backups(folder: Path) -> list[Backup]:
    """Return the backups of a vault, newest first."""
    return backup.complete_backups(folder)


def restore_backup(folder: Path, chosen: Path) -> Path:
    """Put a backup in the place of a locked vault; what was there is kept. Return where."""
    return backup.restore(folder, chosen, system_now())


def check_vault(ws: Workspace, task: Task | None = None) -> list[Finding]:
    """Check database pages, references, journal, rows, audit chain and every attachment; answer in words.

    Rows that differ from the journal are made again from it; nothing is written if the database is damaged.
    """
    progress = task or Task()
    findings: list[Finding] = []
    whole = (checks.database, checks.journal, checks.row_content, checks.audit_log, checks.attachments)
    stages = [stage for stage in whole if stage is not checks.row_content or not ws.read_only]  # it would write
    for number, stage in enumerate(stages):
        progress.report(number, len(stages), N_("Checking"))
        findings.append(checks.safely(stage, ws, progress))
        if findings[0].level == "bad":
            return findings  # nothing is written into a damaged database, and nothing it says can be relied on
    findings += checks.older_states(ws)
    levels = {finding.level for finding in findings}
    log(ws, "check", reason="bad" if "bad" in levels else "warn" if "warn" in levels else "good")
    progress.report(len(stages), len(stages), N_("Checking"))
    return findings


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
    found += [WeakerKeySlotsError()] if keys.weakened(ws) else []
    return [*found, *([] if ws.vault.audit_intact else [TamperedAuditError()])]


def check_audit(ws: Workspace) -> None:
    """Check the whole audit chain; raise TamperedAuditError if it was broken, now or before."""
    if not audit.intact(ws.db):
        audit.mark_broken(ws.db, ws.now())
        raise TamperedAuditError


def audit_entries(ws: Workspace, limit: int = 200) -> list[Entry]:
    """Return the newest lines of the audit log."""
    return audit.newest_entries(ws.db, limit)
