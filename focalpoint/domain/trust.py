"""The standing of every device, as a pure function of manual comparisons and signed statements.

A statement counts by who made it and where it stands in its author's log, never by its time. Words against a device
always count; other words of a device that was stopped count up to the place where it was stopped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class DeviceState(StrEnum):
    """How a device stands: by what was compared by hand (the first four), or by what others signed."""

    OWN = "own"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    VOUCHED = "vouched"  # known from a bundle only
    GRANTED = "granted"  # vouched for by somebody relied on
    REVOKED = "revoked"
    RETIRED = "retired"  # handed over to another device


class StatementKind(StrEnum):
    """What a signed statement says; see docs/bundle-format.md."""

    VOUCH = "vouch"
    REVOKE = "revoke"
    RETRACT = "retract"
    SUCCEED = "succeed"
    ENDORSE = "endorse"
    RENAME = "rename"
    ROOT = "root"
    PROPOSE = "propose"
    APPROVE = "approve"
    PURGE = "purge"  # what is to be erased
    PURGED = "purged"  # what was erased on the laptop that says so
    EVICTED = "letgo"
    WANTED = "want"


ERASING = (StatementKind.PURGE, StatementKind.PURGED)
ACCEPTED = (DeviceState.VERIFIED, DeviceState.GRANTED)  # those whose bundles are taken in, and for whom one seals
STOPPED = (DeviceState.REVOKED, DeviceState.RETIRED)
Log = tuple[str, int]  # compartment and epoch: one log of a device


@dataclass(frozen=True, slots=True)
class Known:
    """What this vault itself knows of a device: `own`, `verified`, `unverified`, or `vouched` for by a sender only.

    `relied` says that its words for and against others count here.
    """

    by_hand: DeviceState
    role: str
    relied: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One signed statement: its identifier, author, place in the author's logs, kind, and the device it is about.

    Kinds that decide how a device stands: `vouch` for it in a `role`; `revoke` it after a `cutoff` (the last number in
    each log); `retract` earlier statements by their `names`; `succeed`, by which the author hands over to it; `endorse`
    single changes of a stopped device by their `names`; `rename`, by which the author says that its own card is new.
    """

    id: str
    author: str
    log: Log
    number: int
    kind: str
    subject: str
    role: str = ""
    reason: str = ""
    cutoff: Mapping[Log, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """How a device stands: its state, role, who said so, why, and up to where its logs count once it is stopped."""

    state: DeviceState
    role: str
    by: str = ""
    reason: str = ""
    cutoff: Mapping[Log, int] = field(default_factory=dict)
    endorsed: frozenset[str] = frozenset()

    def admits(self, log: Log, number: int, change: str) -> bool:
        """Tell whether a change at a place in a log counts."""
        return self.state not in STOPPED or number <= self.cutoff.get(log, 0) or change in self.endorsed


def evaluate(known: Mapping[str, Known], statements: Iterable[Statement]) -> dict[str, DeviceStanding]:
    """Return how every device stands that is known or spoken of."""
    said = sorted(statements, key=lambda one: one.id)
    own = {device for device, one in known.items() if one.by_hand == DeviceState.OWN}
    relied = own | {device for device, one in known.items() if one.relied and one.by_hand == DeviceState.VERIFIED}
    against = _against(known, said, relied)
    counted = _counted(said, _without(against, [one for one in said if one.author in own], own), own)
    against = _without(against, counted, own)
    counted = _counted(said, against, own)
    vouched = _vouched(known, counted, relied)
    standings = {device: _first(device, known, vouched) for device in {*known, *vouched}}
    _hand_over(standings, counted, against)
    for device, words in against.items():
        before = standings.get(device, DeviceStanding(DeviceState.REVOKED, "partner"))
        if before.state != DeviceState.OWN:
            standings[device] = _stopped(before, DeviceState.REVOKED, words)
    return {device: _endorsed(device, found, counted, own) for device, found in standings.items()}


def renamed(statements: Iterable[Statement], standings: Mapping[str, DeviceStanding]) -> dict[str, Statement]:
    """Return, for each device that changed what its card says, its last word on it that counts."""
    found: dict[str, Statement] = {}
    for one in statements:
        here = standings.get(one.author)
        if one.kind != StatementKind.RENAME or one.author != one.subject or here is None:
            continue
        if here.admits(one.log, one.number, one.id.partition(".")[0]):
            found[one.author] = max(one, found.get(one.author, one), key=_place)
    return found


def _place(one: Statement) -> tuple[int, int, str]:
    return one.log[1], one.number, one.id


Against = dict[str, list[Statement]]


def _of_office(one: Known) -> bool:
    return one.by_hand == DeviceState.OWN or one.role == "office"


def _against(known: Mapping[str, Known], said: list[Statement], relied: set[str]) -> Against:
    """Return the revocations by those relied on: one's own office's, and others' of devices they introduced."""
    introduced = {(one.author, one.subject) for one in said if one.kind == StatementKind.VOUCH}
    found: Against = {}
    for one in said:
        if one.kind != StatementKind.REVOKE or one.author not in relied:
            continue
        if _of_office(known[one.author]) or (one.author, one.subject) in introduced:
            found.setdefault(one.subject, []).append(one)
    return found


def _without(against: Against, counted: list[Statement], own: set[str]) -> Against:
    """Leave out the revocations that their author, or this vault, took back."""
    back = {(one.author, name) for one in counted if one.kind == StatementKind.RETRACT for name in one.names}
    kept = {
        device: [w for w in words if not any((who, w.id) in back for who in {w.author, *own})]
        for device, words in against.items()
    }
    return {device: words for device, words in kept.items() if words}


def _counted(said: list[Statement], against: Against, own: set[str]) -> list[Statement]:
    """Leave out what a revoked device said after the place where it was stopped."""
    stops = {device: _cutoff(words) for device, words in against.items() if device not in own}
    return [one for one in said if one.author not in stops or one.number <= stops[one.author].get(one.log, 0)]


def _vouched(known: Mapping[str, Known], counted: list[Statement], relied: set[str]) -> dict[str, Statement]:
    """Return the word that counts for each device that somebody relied on vouches for.

    Only this vault and one's own office say what somebody may read; others introduce partners.
    """
    back = {(one.author, name) for one in counted if one.kind == StatementKind.RETRACT for name in one.names}
    found: dict[str, Statement] = {}
    for one in counted:
        if one.kind != StatementKind.VOUCH or one.author not in relied or (one.author, one.id) in back:
            continue
        word = one if _of_office(known[one.author]) else replace(one, role="partner")
        other = found.get(one.subject)
        if other is None or not _of_office(known[other.author]):
            found[one.subject] = word
    return found


def _first(device: str, known: Mapping[str, Known], vouched: Mapping[str, Statement]) -> DeviceStanding:
    here, word = known.get(device), vouched.get(device)
    if here is not None and (word is None or here.by_hand in (DeviceState.OWN, DeviceState.VERIFIED)):
        return DeviceStanding(here.by_hand, here.role)
    if word is None:
        raise KeyError(device)
    return DeviceStanding(DeviceState.GRANTED, word.role, word.author)


def _hand_over(standings: dict[str, DeviceStanding], counted: list[Statement], against: Against) -> None:
    """Let those who handed over be followed by their successors, along the whole line."""
    handovers = [one for one in counted if one.kind == StatementKind.SUCCEED and one.subject != one.author]
    for _round in handovers:
        for one in handovers:
            giver, heir = standings.get(one.author), standings.get(one.subject)
            if giver is None or giver.state not in ACCEPTED or one.subject in against:
                continue
            if heir is None or heir.state in (DeviceState.UNVERIFIED, DeviceState.VOUCHED):
                standings[one.subject] = DeviceStanding(DeviceState.GRANTED, giver.role, one.author)
            standings[one.author] = _stopped(giver, DeviceState.RETIRED, [one])


def _cutoff(words: list[Statement]) -> dict[Log, int]:
    """Return the earliest place that any of the words names, for each log that all of them name."""
    logs = set.intersection(*(set(one.cutoff) for one in words))
    return {log: min(one.cutoff[log] for one in words) for log in logs}


def _stopped(before: DeviceStanding, state: DeviceState, words: list[Statement]) -> DeviceStanding:
    return DeviceStanding(state, before.role, words[0].author, words[0].reason, _cutoff(words))


def _endorsed(device: str, found: DeviceStanding, counted: list[Statement], own: set[str]) -> DeviceStanding:
    if found.state not in STOPPED:
        return found
    words = [one for one in counted if one.kind == StatementKind.ENDORSE and one.subject == device]
    names = frozenset(name for one in words if one.author in {found.by, *own} for name in one.names)
    return replace(found, endorsed=names)
