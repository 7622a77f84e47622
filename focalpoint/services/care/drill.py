"""The restore drill: the newest backup is opened as a restore would open it, and checked, without touching anything.

It is done each month by itself; the day and the result stand on the page of the day. A backup nobody ever opened is a
hope, not a backup.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Instant, Joined, Message, Parameter, message_of
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.care import checks
from focalpoint.services.care.checks import Finding
from focalpoint.services.core import settings
from focalpoint.services.core.severity import Level
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import backup, keyslots, rekeying
from focalpoint.vault import vault as vaults
from focalpoint.vault.database import VERSION

KEY = "drill"
EVERY = timedelta(days=30)
FIRST = timedelta(days=1)  # after the first backup
OF_ANY_VERSION = (checks.database, checks.journal, checks.audit_log)  # a backup made before the program was renewed
STAGES = (*OF_ANY_VERSION, checks.attachments)


_Kept: TypeAlias = str | int | list[str]


class Drill(msgspec.Struct, frozen=True):
    """When a drill was, of the backup of which moment, how it ended, and what was found, as it is kept in the vault.

    `findings` are (level, message id, values); a list among the values holds message ids.
    """

    at: str
    backup: str
    level: Level
    findings: tuple[tuple[Level, str, dict[str, _Kept]], ...] = ()


def last(ws: Workspace) -> Drill | None:
    """Return the last drill, None if there was none."""
    kept = settings.get(ws, KEY, "")
    return msgspec.json.decode(kept, type=Drill) if kept else None


def answers(done: Drill) -> list[Finding]:
    """Return what a drill found, in words."""
    return [
        Finding(level, Message(words, {name: _read(value) for name, value in values.items()}))
        for level, words, values in done.findings
    ]


def drill_summary(done: Drill) -> Message:
    """Say when a drill was and how it ended."""
    pattern = N_("Restore drill of {day}: the backup of {when} opens, and is whole.")
    if done.level == "bad":
        pattern = N_("Restore drill of {day}: the backup of {when} would not come back whole.")
    elif done.level == "warn":
        pattern = N_("Restore drill of {day}: the backup of {when} opens; not all documents are in it.")
    return Message(pattern, {"day": Instant(done.at), "when": Instant(done.backup)})


def is_due(ws: Workspace) -> bool:
    """Tell whether it is time for a drill; a clock that was years ahead once does not put it off."""
    made, before = backup.complete_backups(ws.vault.folder), last(ws)
    if not made:
        return False
    if before is None:
        return any(abs(ws.real() - one.made_at) >= FIRST for one in made)
    return abs(ws.real() - datetime.fromisoformat(before.at)) >= EVERY


def run_drill(ws: Workspace, task: Task | None = None) -> Drill | None:
    """Open the newest backup and run its check; keep and return the result, None if there is no backup yet."""
    made = backup.complete_backups(ws.vault.folder)
    if not made:
        return None
    findings = _findings(ws, made[0], task or Task())
    levels = {finding.level for finding in findings}
    level: Level = "bad" if "bad" in levels else "warn" if "warn" in levels else "good"
    kept = tuple(
        (one.level, one.message.id, {k: _stored(v) for k, v in one.message.params.items()}) for one in findings
    )
    done = Drill(instant(ws.real()), instant(made[0].made_at), level, kept)
    if not ws.read_only:
        settings.put(ws, KEY, msgspec.json.encode(done).decode())
        log(ws, "drill", reason=level)
    return done


def _stored(value: Parameter) -> _Kept:
    if isinstance(value, str | int):
        return value
    phrases = value.parts if isinstance(value, Joined) else (value,)
    return [one.id if isinstance(one, Message) else str(one) for one in phrases]


def _read(value: _Kept) -> Parameter:
    return Joined(tuple(map(Message, value)), N_(", ")) if isinstance(value, list) else value


def _findings(ws: Workspace, chosen: backup.Backup, task: Task) -> list[Finding]:
    findings = [_keys(ws, chosen)]
    try:
        opened = vaults.look_into(chosen.path, ws.vault.key)
    except FocalpointError as error:
        return [*findings, Finding("bad", message_of(error))]
    try:
        inside = Workspace(opened, replace(ws.info, path=chosen.path), ws.language, ws.clock)
        stages = STAGES if opened.db.version() == VERSION else OF_ANY_VERSION
        for number, stage in enumerate(stages):
            task.report(number, len(stages), N_("Checking"))
            findings.append(checks.safely(stage, inside, task))
            if findings[-1].level == "bad":
                break
    finally:
        opened.close()
    return findings


def _keys(ws: Workspace, chosen: backup.Backup) -> Finding:
    try:
        keyslots.verified(chosen.path, ws.vault.key, rekeying.least(ws.db))
    except FocalpointError as error:
        return Finding("bad", message_of(error))
    return Finding("good", Message(N_("The passphrase and the recovery words of today open it.")))
