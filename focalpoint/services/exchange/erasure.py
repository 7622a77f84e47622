"""Erasing a record for good, where the law or a court demands it; others of the office follow and say so.

A statement in the trust log of the office names the changes; their bodies and the keys of their documents go, headers
and signatures stay. What readers outside the office have, and what lies in backups and bundles elsewhere, stays there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from focalpoint.documents import paper
from focalpoint.domain.errors import FocalpointError, NotFoundError
from focalpoint.domain.records import TYPES
from focalpoint.domain.trust import ACCEPTED, STOPPED, DeviceStanding, DeviceState, StatementKind
from focalpoint.domain.wording import N_
from focalpoint.language import format_instant, translate
from focalpoint.services.casework import discretion, records, rows
from focalpoint.services.core import second_copy
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import access, device_trust, peers, trust
from focalpoint.services.exchange.access import RecordReader
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import backup, compartment_rows, deliveries, erasing, file_traffic, record_rows
from focalpoint.vault.changes import Scope
from focalpoint.vault.erasing import Written
from focalpoint.vault.projection import moment
from focalpoint.vault.trustlog import Said, Word

MOST_NAMES = 4_000  # changes in one statement
ROOTED = frozenset(name for name, kind in TYPES.items() if not kind.part_of) - {"contact", "document"}


class TitleDiffersError(FocalpointError):
    """What was typed is not the title of the record."""

    message = N_("What you typed is not the title of this record.")
    safe = N_("Nothing was erased.")
    remedy = N_("Type the title exactly as it is shown, to be sure that it is this record.")
    code = "VLT-130"


class OrderMissingError(FocalpointError):
    """An erasure needs a reason and the authority that ordered it."""

    message = N_("Say why this is erased and who ordered it.")
    safe = N_("Nothing was erased.")
    remedy = N_("Colleagues, and those who ask later, will read both.")
    code = "VLT-131"


class MixedChangeError(FocalpointError):
    """A step that would be erased wrote other records too."""

    message = N_("In the same step others were written: {titles}.")
    safe = N_("Nothing was erased.")
    remedy = N_("Erase what they belong to as a whole; a part of a signed step cannot be taken out.")
    code = "VLT-132"


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a record takes with it, and what it cannot reach."""

    type: str
    id: str
    title: str
    changes: int
    documents: tuple[str, ...]
    colleagues: tuple[PeerView, ...]  # of the office: their laptops follow
    outside: tuple[RecordReader, ...]  # who could read it, and where the program cannot erase
    backups: int


def plan(ws: Workspace, type_name: str, record: str) -> ErasurePlan:
    """Work out what an erasure takes; raise MixedChangeError if it cannot be taken out alone."""
    title = discretion.own_name(records.get(ws, type_name, record))
    return plan_of(ws, [(type_name, record)], title)


def plan_of(ws: Workspace, pairs: Sequence[tuple[str, str]], title: str) -> ErasurePlan:
    """Work out what erasing some records together takes, under a title; raise MixedChangeError."""
    found = _covered(ws, pairs)
    _check_alone(ws, found)
    people = peers.peers(ws)
    colleagues = tuple(one for one in people if one.accepted and one.role == "office")
    inside = {person.device for person in colleagues}
    readers = {one.person.device: one for pair in pairs for one in access.readers(ws, *pair)}
    outside = tuple(one for device, one in readers.items() if device not in inside)
    chosen = {record for _type, record in pairs}
    beside = sorted({(op.e, op.r) for one in _all(found).values() for op in one.body.ops if op.r not in chosen})
    present = [one for one in beside if record_rows.is_here(ws.db, *one)]
    titles = tuple(records.name_of(ws, rows.get(ws, *one)) for one in present)
    backups = len(backup.everything(ws.vault.folder)) + len(second_copy.backups_there(ws))
    first = pairs[0] if len(pairs) == 1 else ("", "")
    return ErasurePlan(*first, title, len(_all(found)), titles, colleagues, outside, backups)


def _family(ws: Workspace, type_name: str, record: str) -> list[str]:
    """Return a record and, where they share no dossier of their own with it, its documents."""
    if type_name in ROOTED:
        return [record]
    listed = [row.id for deleted in (False, True) for row in record_rows.documents(ws.db, record, deleted=deleted)]
    return [record, *listed]


def _covered(ws: Workspace, pairs: Sequence[tuple[str, str]]) -> dict[str, list[Written]]:
    family = list(dict.fromkeys(one for pair in pairs for one in _family(ws, *pair)))
    return {one: erasing.covered(ws.db, one, (), family) for one in family}


def _all(found: Mapping[str, list[Written]]) -> dict[int, Written]:
    return {one.n: one for changes in found.values() for one in changes}


def _check_alone(ws: Workspace, found: Mapping[str, list[Written]]) -> None:
    others = {
        (op.e, op.r)
        for one in _all(found).values()
        if one.body.scope.root not in found
        for op in one.body.ops
        if op.r not in found
    }
    named = [records.name_of(ws, rows.get(ws, *pair)) for pair in sorted(others) if record_rows.is_here(ws.db, *pair)]
    if named:
        raise MixedChangeError(titles=", ".join(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What a person says who erases: why, who ordered it, the title as typed, and whether the backups go too."""

    reason: str
    authority: str
    typed: str
    backups: bool = False


def purge(
    ws: Workspace, type_name: str, record: str, *, reason: str, authority: str, typed: str, backups: bool = False
) -> Changes:
    """Erase a record for good, here and wherever the office takes in the statement; `typed` is its title.

    With `backups`, the backups beside the vault, which still hold it, are removed too. It cannot be undone.
    """
    title = discretion.own_name(records.get(ws, type_name, record))
    order = Erasing(reason=reason, authority=authority, typed=typed, backups=backups)
    return purge_all(ws, [(type_name, record)], title, order)


def purge_all(ws: Workspace, pairs: Sequence[tuple[str, str]], title: str, order: Erasing) -> Changes:
    """Erase some records together for good, as `purge` does one; raise MixedChangeError."""
    wanted = plan_of(ws, pairs, title)
    if not (order.reason.strip() and order.authority.strip()):
        raise OrderMissingError
    if " ".join(order.typed.split()) != " ".join(wanted.title.split()):
        raise TitleDiffersError
    with ws.db.transaction():
        for one, found in _covered(ws, pairs).items():
            scopes = erasing.scopes_of(found)
            word = Word(reason=order.reason.strip(), authority=order.authority.strip(), scopes=scopes)
            _say(ws, one, StatementKind.PURGE, word, names=[change.id for change in found])
        erased = carry_out(ws)
    erasing.finish(ws.vault.folder, ws.db)
    if order.backups:
        remove_backups(ws)
    return Changes.of([*pairs, *((one.type, one.id) for one in erased.records)])


def remove_backups(ws: Workspace) -> int:
    """Remove every backup beside the vault and in the second copy, and what a restore put aside; return how many."""
    number = backup.remove_all(ws.vault.folder) + second_copy.remove_all(ws)
    log(ws, "backups removed", reason=str(number))
    return number


def _say(ws: Workspace, record: str, kind: str, word: Word, *, names: list[str]) -> None:
    for start in range(0, max(len(names), 1), MOST_NAMES):
        said = Word(
            reason=word.reason, authority=word.authority, scopes=word.scopes,
            names=tuple(names[start : start + MOST_NAMES]),
        )  # fmt: skip
        trust.declare(ws, trust.OFFICE, record, kind, word=said, reason=word.reason)


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """A record that was erased; its title is known only while it is being done."""

    type: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: records with their titles, local numbers of records left and of those gone."""

    records: tuple[ErasedRow, ...] = ()
    touched: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


def counted(ws: Workspace) -> list[Said]:
    """Return the statements of erasure that count here: one's own, and those of one's own office."""
    found = erasing.statements(ws.db)
    standings = device_trust.of_all(ws) if found else {}
    return [said for said in found if _entitled(said, standings.get(said.statement.author))]


def _entitled(said: Said, here: DeviceStanding | None) -> bool:
    if here is None or here.role != "office":
        return False
    if here.state in STOPPED:
        return here.admits(said.statement.log, said.statement.number, said.statement.id.partition(".")[0])
    return here.state in (DeviceState.OWN, *ACCEPTED)


def erased_changes(ws: Workspace) -> dict[str, tuple[Scope, ...]]:
    """Return the changes that may come without a body, because a statement that counts names them."""
    return erasing.named(counted(ws))


def carry_out(ws: Workspace) -> Erased:
    """Erase what statements that count cover and what is still here, inside a transaction."""
    found: dict[int, Written] = {}
    for said in counted(ws):
        for one in erasing.covered(ws.db, said.statement.subject, said.statement.names):
            found[one.n] = one
    if not found:
        return Erased()
    pairs = sorted({(op.e, op.r) for one in found.values() for op in one.body.ops if op.e in TYPES})
    before = [pair for pair in pairs if record_rows.is_here(ws.db, *pair)]
    titles = {pair: records.name_of(ws, rows.get(ws, *pair)) for pair in before}
    gone = erasing.erase(ws.db, list(found.values()))
    file_traffic.forget(ws.db, gone.files)
    lost = [pair for pair in before if not record_rows.is_here(ws.db, *pair)]
    return Erased(tuple(ErasedRow(*pair, titles[pair]) for pair in lost), gone.touched - gone.records, gone.records)


def answer(ws: Workspace) -> None:
    """Finish what an import began to erase, and say once for each record that it was done on this laptop."""
    erasing.finish(ws.vault.folder, ws.db)
    mine = _said_by(ws, ws.device)
    ordered: dict[str, list[Said]] = {}
    for said in counted(ws):
        ordered.setdefault(said.statement.subject, []).append(said)
    for record, found in ordered.items():
        names = sorted(erasing.erased_in(ws.db, record, {name for said in found for name in said.statement.names}))
        if record not in mine or set(names) - mine[record]:
            scopes = tuple(sorted({scope for said in found for scope in said.word.scopes}))
            _say(ws, record, StatementKind.PURGED, Word(scopes=scopes), names=names)


def _said_by(ws: Workspace, device: str) -> dict[str, set[str]]:
    """Return for each record what a device said that it erased of it."""
    found: dict[str, set[str]] = {}
    for said in erasing.statements(ws.db):
        if said.statement.author == device:
            found.setdefault(said.statement.subject, set()).update(said.statement.names)
    return found


@dataclass(frozen=True, slots=True)
class Follower:
    """A laptop of the office, and when it said that it erased, "" until then."""

    person: PeerView
    done_at: str


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """An erasure that counts: which record, ordered when, by whom and why; who followed; who else could read it."""

    record: str
    at: str
    by: str
    reason: str
    authority: str
    changes: int
    colleagues: tuple[Follower, ...]
    outside: tuple[PeerView, ...]
    roots: frozenset[str] = frozenset()  # of the dossiers in which it stood


def all_erasures(ws: Workspace) -> list[ErasureOrder]:
    """Return every erasure that this vault knows of, newest first."""
    orders: dict[str, list[Said]] = {}
    for said in counted(ws):
        orders.setdefault(said.statement.subject, []).append(said)
    people = peers.peers(ws)
    found = [_order(ws, record, said, people) for record, said in orders.items()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _order(ws: Workspace, record: str, said: list[Said], people: list[PeerView]) -> ErasureOrder:
    first = next((one for one in said if one.statement.kind == StatementKind.PURGE), said[0])
    colleagues = [one for one in people if one.role == "office" and one.accepted]
    done = {one.statement.author: moment(one.hl) for one in said}
    names = {ws.device: ws.info.person, **{one.device: one.person for one in people}}
    ids = {name for one in said for name in one.statement.names}
    scopes = {Scope(*scope) for one in said for scope in one.word.scopes}
    reached = {
        reach.device
        for scope in scopes
        for c in compartment_rows.numbers(ws.db, scope)
        for reach in deliveries.reached(ws.db, c)
    }
    inside = {one.device for one in colleagues}
    return ErasureOrder(
        record, moment(first.hl), names.get(first.statement.author, first.statement.author[:8]),
        first.statement.reason, first.word.authority, len(erasing.erased_in(ws.db, record, ids)),
        tuple(Follower(one, done.get(one.device, "")) for one in colleagues),
        tuple(one for one in people if one.device in reached - inside), frozenset(scope.root for scope in scopes),
    )  # fmt: skip


LIMIT = N_(
    "Copies in backups, on sticks and with readers outside the office are beyond this program. Old places on the disk"
    " may still hold it encrypted; only the key of the vault opens them."
)


def report_pdf(ws: Workspace, record: str, language: str) -> bytes:
    """Return the report on an erasure as a printed list; the audit log keeps that it was printed.

    Of a record that is still here: on everything that was erased of its dossier.
    """
    found = [one for one in all_erasures(ws) if one.record == record or record in one.roots]
    if not found:
        raise NotFoundError
    order = next((one for one in found if one.record == record), found[0])
    apart = len(found) > 1 and order.record != record
    said = [
        (N_("Record"), record),
        (N_("Records erased of it"), str(len(found)) if apart else ""),
        (N_("Ordered on"), format_instant(order.at, language)),
        (N_("By"), order.by),
        (N_("Authority"), order.authority),
        (N_("Reason"), order.reason),
        (N_("Changes erased here"), str(sum(one.changes for one in found) if apart else order.changes)),
    ]
    inside = [
        (*_about(one.person), format_instant(one.done_at, language) or translate(N_("not yet"), language))
        for one in order.colleagues
    ]
    beyond = translate(N_("could read it; the program cannot erase there"), language)
    rows = (*inside, *((*_about(one), beyond) for one in order.outside))
    log(ws, "print erasure", record)
    header = tuple(translate(word, language) for word in (N_("Person"), N_("Office"), N_("Laptop"), N_("Erased on")))
    sheet = paper.ListSheet(
        language=language,
        title=translate(N_("Report on an erasure"), language),
        classification=translate(N_("Secret"), language),
        footer=ws.info.office,
        facts=tuple((translate(label, language), value) for label, value in said if value),
        note=translate(LIMIT, language),
        table=paper.PaperTable(title="", header=header, rows=tuple(rows), widths=(3, 3, 2.4, 3.6)),
        training=ws.info.training,
    )
    return paper.listing(sheet)


def _about(person: PeerView) -> tuple[str, str, str]:
    return person.person, person.office, person.device_label
