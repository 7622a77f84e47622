"""The signed statements about devices, read from the journal, and what they decide about changes."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from focalpoint.domain.trust import ERASING, STOPPED, DeviceStanding, Statement, StatementKind
from focalpoint.vault import projection
from focalpoint.vault.changes import KEPT_SQL, TRUST, Body, ChangeState
from focalpoint.vault.database import Database

KIND = TRUST


class ExportWord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a second person is asked to sign: `mark` stands for the readers and for the compartments as they are.

    Whoever signs says the mark alone.
    """

    mark: str
    readers: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a statement says besides its kind and the device it is about. `logs`: (compartment, epoch, last number).

    An erasure is about a record: `names` are changes, `scopes` (kind, root, facet) where they stand, `authority` who
    ordered it.
    """

    card: str = ""
    role: str = ""
    reason: str = ""
    logs: tuple[tuple[str, int, int], ...] = ()
    names: tuple[str, ...] = ()
    key: str = ""
    authority: str = ""
    scopes: tuple[tuple[str, str, str], ...] = ()
    export: ExportWord | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it stands in the journal, with the word it carries, its clock and the book it stands in."""

    statement: Statement
    word: Word
    hl: int
    root: str
    n: int

    @property
    def export(self) -> ExportWord | None:
        """Return the export that a statement asks to sign or signs; None for one of another kind or without a mark."""
        if self.statement.kind not in (StatementKind.PROPOSE, StatementKind.APPROVE):
            return None
        return self.word.export or _export_in(self.word.names)


def _export_in(names: tuple[str, ...]) -> ExportWord | None:
    """Read an export as earlier programs wrote it among the names: each begins with what it is a name of."""
    found: dict[str, list[str]] = {"mark": [], "reader": [], "compartment": [], "record": []}
    for name in names:
        kind, _colon, rest = name.partition(":")
        if kind in found:
            found[kind].append(rest)
    if len(found["mark"]) != 1:
        return None
    return ExportWord(found["mark"][0], tuple(found["reader"]), tuple(found["compartment"]), tuple(found["record"]))


def all_said(db: Database) -> list[Said]:
    """Return every statement of this vault, in the order they came; what does not have the form is left out."""
    return _read(db)


def erasures(db: Database) -> list[Said]:
    """Return the statements that say that a record is to be erased, or was, in the order they came."""
    return [said for said in _read(db, " AND n IN (SELECT n FROM erasure)") if said.statement.kind in ERASING]


def _read(db: Database, among: str = "") -> list[Said]:
    rows = db.read(  # a cross join keeps the order of the tables: few compartments first, then their changes
        "SELECT change.id, device.id, compartment.id, ep, sq, hl, root, body, n FROM compartment"
        " CROSS JOIN change USING (c) JOIN device USING (k)"
        f" WHERE compartment.kind = '{KIND}' AND change.state = '{ChangeState.APPLIED}'{among} ORDER BY n"
    )
    found: list[Said] = []
    for change, author, compartment, epoch, number, hl, root, raw, n in rows:
        for i, op in enumerate(msgspec.json.decode(raw, type=Body).ops):
            try:
                word = msgspec.convert(op.v, Word)
            except msgspec.ValidationError:
                continue
            if op.e == KIND:
                cutoff = {(cp, ep): last for cp, ep, last in word.logs}
                statement = Statement(
                    f"{change.hex()}.{i}", author, (compartment, epoch), number, op.f, op.r, word.role, word.reason,
                    cutoff, frozenset(word.names),
                )  # fmt: skip
                found.append(Said(statement, word, hl, root, n))
    return found


def logs_of(db: Database, device: str) -> tuple[tuple[str, int, int], ...]:
    """Return (compartment, epoch, last number) of every log of a device that this vault holds and counts."""
    rows = db.read(
        "SELECT compartment.id, ep, max(sq) FROM change JOIN device USING (k) JOIN compartment USING (c)"
        f" WHERE device.id = ? AND change.state IN {KEPT_SQL} GROUP BY c, ep ORDER BY 1, 2",
        (device,),
    )
    return tuple((row[0], row[1], row[2]) for row in rows)


def bar(db: Database, standings: Mapping[str, DeviceStanding]) -> set[int]:
    """Keep out what stopped devices wrote after their place, let in what now counts; return the records touched.

    Statements themselves stay: words against somebody count whoever made them, the others are left out when read.
    """
    out: list[int] = []
    into: list[tuple[int, bytes, bytes]] = []
    doubtful = {device: found for device, found in standings.items() if found.state in STOPPED}
    barred = {
        row[0]
        for row in db.read(
            f"SELECT DISTINCT device.id FROM change JOIN device USING (k) WHERE change.state = '{ChangeState.BARRED}'"
        )
    }
    for device in doubtful.keys() | barred:
        found = standings[device]
        for n, change, compartment, epoch, number, state, raw in _changes_of(db, device):
            admitted = found.admits((compartment, epoch), number, change.hex())
            if state == ChangeState.APPLIED and not admitted:
                out.append(n)
            elif state == ChangeState.BARRED and admitted:
                into.append((n, change, raw))
    return projection.set_aside(db, out, ChangeState.BARRED) | projection.put_back(db, into)


Row = tuple[int, bytes, str, int, int, str, bytes]


def _changes_of(db: Database, device: str) -> list[Row]:
    return [
        (row[0], bytes(row[1]), row[2], row[3], row[4], row[5], bytes(row[6]))
        for row in db.read(
            "SELECT n, change.id, compartment.id, ep, sq, change.state, body FROM change JOIN device USING (k)"
            " JOIN compartment USING (c) WHERE device.id = ?"
            f" AND change.state IN ('{ChangeState.APPLIED}', '{ChangeState.BARRED}')"
            " AND compartment.kind <> ? ORDER BY n",
            (device, KIND),
        )
    ]
