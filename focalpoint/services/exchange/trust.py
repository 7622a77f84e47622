"""Statements about other devices: vouch, revoke, hand over, name the root of an office, address books.

Each is a signed statement in the journal and travels like any change. What concerns this device alone goes to everybody
with whom something is exchanged; what concerns others goes to one's own office, or with the address book of a seminar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from focalpoint.bundles import card as cards
from focalpoint.bundles import replacement
from focalpoint.bundles.card import BadCardError
from focalpoint.bundles.replacement import BadReplacementError
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Facet
from focalpoint.domain.messages import Message
from focalpoint.domain.trust import STOPPED, DeviceState, StatementKind
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.core import actions, output_files, word_lists, world_checks
from focalpoint.services.core.actions import Action
from focalpoint.services.core.workspace import Workspace, log, self_scope
from focalpoint.services.exchange import device_trust, peers, suffixes
from focalpoint.services.exchange.peers import OwnCardError, PeerView
from focalpoint.vault import change_log, compartment_rows, devices, trustlog
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.journal import Write
from focalpoint.vault.projection import moment
from focalpoint.vault.trustlog import KIND, Said, Word

OFFICE = Scope(KIND, "", Facet.INTERNAL)
NOTE_SUFFIX = suffixes.NOTE
SAID: dict[str, str] = {
    StatementKind.VOUCH: N_("{who} vouches for {whom}"),
    StatementKind.REVOKE: N_("{who} revoked {whom}"),
    StatementKind.RETRACT: N_("{who} took back an earlier word about {whom}"),
    StatementKind.SUCCEED: N_("{who} handed over to {whom}"),
    StatementKind.ENDORSE: N_("{who} let in single changes of {whom}"),
    StatementKind.RENAME: N_("{who} has a new card: {whom}"),
    StatementKind.ROOT: N_("{who} named the root of the office"),
    StatementKind.PROPOSE: N_("{who} asks for a second signature on an export"),
    StatementKind.APPROVE: N_("{who} signed an export as second person"),
    StatementKind.PURGE: N_("{who} ordered that the record {whom} is erased"),
    StatementKind.PURGED: N_("{who} erased the record {whom} on that laptop"),
    StatementKind.EVICTED: N_("{who} no longer keeps some documents on that laptop"),
    StatementKind.WANTED: N_("{who} asks {whom} for documents again"),
}


class NotAcceptedError(FocalpointError):
    """A word was to be given for a device that is not accepted here."""

    message = N_("The card of {person} has not been verified.")
    safe = N_("Nothing was changed.")
    remedy = N_("Compare the eight groups of digits with {person} first.")
    code = "XCH-105"


class RevocationReasonMissingError(FocalpointError):
    """A device is revoked only with a reason that others will read."""

    message = N_("Say in a few words why this laptop is revoked.")
    safe = N_("Nothing was changed.")
    remedy = N_("Others who rely on this vault will read the reason.")
    code = "XCH-107"


class UnknownRootError(FocalpointError):
    """A note of replacement is signed by a root that nobody here named."""

    message = N_("This note is signed by the root of an office that this vault does not know.")
    safe = N_("Nothing was changed.")
    remedy = N_("Take in the new card, and compare its digits with the person.")
    code = "XCH-106"


def book_scope(seminar: str) -> Scope:
    """Return the scope of the address book of a seminar."""
    return Scope(KIND, seminar, Facet.CORE)


def scopes_for(ws: Workspace, people: Iterable[PeerView], seminars: Iterable[str] = ()) -> tuple[Scope, ...]:
    """Return the scopes of statements that leave with every bundle for some people, and with those of seminars."""
    found = [self_scope(ws.device), *map(book_scope, seminars)]
    if all(person.role == "office" for person in people):
        found.append(OFFICE)
    return tuple(scope for scope in found if compartment_rows.numbers(ws.db, scope))


def declare(ws: Workspace, scope: Scope, subject: str, kind: str, *, word: Word, reason: str = "") -> set[int]:
    """Sign a statement and act on it; return the records it touched."""
    with ws.db.transaction():
        value = msgspec.to_builtins(word)
        write = Write(scope, Op(KIND, subject, kind, "evt", msgspec.json.decode(msgspec.json.encode(value))))
        actions.commit(ws, [write], Action("", ("", subject), code=f"trust {kind}", reason=reason))
        return device_trust.settle_devices(ws)


def _card_of(ws: Workspace, device: str) -> str:
    return next(one.card for one in devices.all_devices(ws.db) if one.id == device).decode()


def vouch(ws: Workspace, device: str, seminar: str = "") -> None:
    """Say to one's office, or to the readers of a seminar's address book, that a card is that person's."""
    person = peers.peer(ws, device)
    if person.state != DeviceState.VERIFIED:
        raise NotAcceptedError(person=person.person)
    scope = book_scope(seminar) if seminar else OFFICE
    role = "partner" if seminar else person.role
    declare(ws, scope, person.device, StatementKind.VOUCH, word=Word(card=_card_of(ws, person.device), role=role))


def revoke(ws: Workspace, device: str, reason: str) -> None:
    """Stop a device: what it wrote and this vault has stays; what comes later is kept aside."""
    if not reason.strip():
        raise RevocationReasonMissingError
    person = peers.peer(ws, device)
    word = Word(reason=reason.strip(), logs=trustlog.logs_of(ws.db, person.device))
    with ws.db.transaction():
        for scope in (OFFICE, *_books_with(ws, person.device)):
            declare(ws, scope, person.device, StatementKind.REVOKE, word=word, reason=reason.strip())


def _books_with(ws: Workspace, device: str) -> list[Scope]:
    """Return the address books in which this vault vouched for a device: its revocation goes there too."""
    mine = [said for said in _mine(ws, device) if said.statement.kind == StatementKind.VOUCH and said.root]
    return [book_scope(root) for root in dict.fromkeys(said.root for said in mine)]


def _mine(ws: Workspace, device: str) -> list[Said]:
    return [
        said
        for said in trustlog.all_said(ws.db)
        if said.statement.author == ws.device and said.statement.subject == device
    ]


def reinstate(ws: Workspace, device: str) -> None:
    """Take back every revocation of a device that counts here."""
    person = peers.peer(ws, device)
    names = [
        said.statement.id
        for said in trustlog.all_said(ws.db)
        if said.statement.kind == StatementKind.REVOKE and said.statement.subject == person.device
    ]
    declare(ws, OFFICE, person.device, StatementKind.RETRACT, word=Word(names=tuple(names)))


def retract(ws: Workspace, device: str) -> None:
    """Take back one's own words for a device."""
    person = peers.peer(ws, device)
    mine = [said for said in _mine(ws, person.device) if said.statement.kind == StatementKind.VOUCH]
    for scope in (OFFICE, *_books_with(ws, person.device)):
        names = [said.statement.id for said in mine if said.root == scope.root]
        if names:
            declare(ws, scope, person.device, StatementKind.RETRACT, word=Word(names=tuple(names)))


def endorse(ws: Workspace, device: str, changes: list[str]) -> set[int]:
    """Let single changes of a stopped device count (hexadecimal identifiers); return the records touched."""
    return declare(ws, OFFICE, device, StatementKind.ENDORSE, word=Word(names=tuple(changes)))


def rely(ws: Workspace, device: str, *, relied: bool) -> None:
    """Say whether a person's words about others count here."""
    person = peers.peer(ws, device)
    with ws.db.transaction():
        devices.set_relied(ws.db, person.device, relied=relied)
        device_trust.settle_devices(ws)
        log(ws, "trust rely" if relied else "trust rely no", person.device)


def hand_over(ws: Workspace, device: str) -> None:
    """Name the successor of this device: those who accept it will accept the successor, and it falls silent."""
    person = peers.peer(ws, device)
    if person.state != DeviceState.VERIFIED:
        raise NotAcceptedError(person=person.person)
    word = Word(card=_card_of(ws, person.device), logs=trustlog.logs_of(ws.db, ws.device))
    declare(ws, self_scope(ws.device), person.device, StatementKind.SUCCEED, word=word)


def save_note(ws: Workspace, recovery: str, target: Path) -> None:
    """Write the note by which this laptop takes the place of a lost one, signed with the words of its sheet."""
    world_checks.exchanges(ws)
    seed = word_lists.root_seed(word_lists.recovery_secret(recovery))
    output_files.write_file(target, replacement.make_note(seed, devices.own_card(ws.db), instant(ws.now())))
    log(ws, "trust note")


def take_note(ws: Workspace, path: Path) -> PeerView:
    """Accept the laptop that a note names in the place of the lost ones whose root signed it."""
    try:
        with path.open("rb") as stream:
            content = stream.read(replacement.MAX_BYTES + 1)
    except OSError as error:
        raise BadReplacementError from error
    root, card, card_bytes = replacement.read_note(content)
    world_checks.require_same(ws, card.space)
    if card.id == ws.device:
        raise OwnCardError
    lost = _of_root(ws, root)
    if not lost:
        raise UnknownRootError
    with ws.db.transaction():
        for person in lost:
            if person.device != card.id and person.state not in STOPPED:
                revoke(ws, person.device, N_("replaced by another laptop"))
        word = Word(card=card_bytes.decode(), role=lost[0].role)
        declare(ws, OFFICE, card.id, StatementKind.VOUCH, word=word)
    return peers.peer(ws, card.id)


def _of_root(ws: Workspace, root: str) -> list[PeerView]:
    """Return the people whose devices named a root before they were stopped."""
    named = {
        said.statement.author
        for said in trustlog.all_said(ws.db)
        if said.statement.kind == StatementKind.ROOT
        and said.word.key == root
        and said.statement.author == said.statement.subject
    }
    return [person for person in peers.peers(ws) if person.device in named and person.by_hand == DeviceState.VERIFIED]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement in words: when, what, the reason, and who vouches in which seminar."""

    at: str
    message: Message
    reason: str
    seminar: str


def lines(ws: Workspace) -> list[StatementLine]:
    """Return every statement this vault holds, newest first."""
    said = sorted(trustlog.all_said(ws.db), key=lambda one: one.hl, reverse=True)
    people = device_names(ws)
    return [_line(people, one) for one in said if one.statement.kind in SAID]


def newest(ws: Workspace) -> int:
    """Return a mark of the newest statement of this vault, for `lines_since`."""
    return max((said.n for said in trustlog.all_said(ws.db)), default=0)


def lines_since(ws: Workspace, mark: int, people: Mapping[str, str]) -> list[StatementLine]:
    """Return the statements that came after a mark, in the order they came, with the `names` from before if known."""
    people = {**device_names(ws), **people}
    return [_line(people, said) for said in trustlog.all_said(ws.db) if said.n > mark and said.statement.kind in SAID]


def leaving(ws: Workspace, found: Iterable[Scope], after: Mapping[int, int]) -> int:
    """Return how many statements leave with some scopes after the changes named."""
    return sum(
        len(body.ops) for scope in found if scope.kind == KIND for body in change_log.bodies(ws.db, scope, after)
    )


def device_names(ws: Workspace) -> dict[str, str]:
    """Return the name on the card of every device."""
    return {one.id: cards.read_card(one.card).person for one in devices.all_devices(ws.db)}


def _line(people: Mapping[str, str], said: Said) -> StatementLine:
    names = {
        "who": people.get(said.statement.author, said.statement.author[:8]),
        "whom": _face(said) or people.get(said.statement.subject, said.statement.subject[:8]),
    }
    return StatementLine(moment(said.hl), Message(SAID[said.statement.kind], names), said.statement.reason, said.root)


def _face(said: Said) -> str:
    """Return what a new card says, "" for other statements and for what is no card."""
    if said.statement.kind != StatementKind.RENAME:
        return ""
    try:
        card = cards.read_card(said.word.card.encode())
    except BadCardError:
        return ""
    return " · ".join(text for text in (card.person, card.function, card.office) if text)


def vouched_here(ws: Workspace, device: str) -> list[str]:
    """Return where this vault vouches for a device: "" for the office, else the seminars."""
    back = {
        name
        for said in _mine(ws, device)
        if said.statement.kind == StatementKind.RETRACT
        for name in said.statement.names
    }
    mine = [
        said
        for said in _mine(ws, device)
        if said.statement.kind == StatementKind.VOUCH and said.statement.id not in back
    ]
    return list(dict.fromkeys(said.root for said in mine))
