"""The checks of an exercise, each read through what the program itself shows. They change nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from focalpoint.domain.fields import Kind, Record, Spec, Value, empty, type_of
from focalpoint.domain.messages import CalendarDate, Joined, Message, Parameter, counted
from focalpoint.domain.training.expected import Expected, fits
from focalpoint.domain.training.scenarios import Predicate
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, checklists, clocks, discretion, dossier, requests
from focalpoint.services.casework.attachments import DocumentRow
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import access, peers
from focalpoint.services.training.errors import NotYetThereError
from focalpoint.services.training.stage import OWN, Stage
from focalpoint.vault import audit, change_log, deliveries

MOST_NAMED = 4
AUDITED = 5_000
NOTHING = Message(N_("nothing yet"))
COMMA = N_(", ")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether what was expected is there, and what is there instead or as well."""

    met: bool
    actual: Parameter


def judge(stage: Stage, office: str, check: Predicate) -> CheckResult:
    """Return the result of a check in an office; what it speaks of is not there yet: it is not met."""
    try:
        match check.kind:
            case "all":
                return _together([judge(stage, office, one) for one in check.parts], all)
            case "any":
                return _together([judge(stage, office, one) for one in check.parts], any)
            case "not":
                inner = judge(stage, office, check.parts[0])
                return CheckResult(not inner.met, inner.actual)
            case _:
                return _CHECKS[check.kind](stage, office, check)
    except NotYetThereError:
        return CheckResult(met=False, actual=NOTHING)


def _together(found: list[CheckResult], how: Callable[[Iterable[bool]], bool]) -> CheckResult:
    shown = dict.fromkeys(str(one.actual) for one in found)
    unlike = [next(one.actual for one in found if str(one.actual) == words) for words in shown]
    return CheckResult(how(one.met for one in found), _joined(unlike))


def _joined(parts: list[Parameter]) -> Parameter:
    return Joined(tuple(parts[:MOST_NAMED]), COMMA) if parts else NOTHING


def _listed(value: Expected) -> tuple[Expected, ...]:
    return value if isinstance(value, tuple) else (value,)


def _about(stage: Stage, office: str, check: Predicate) -> str:
    return str(stage.meant(office, check.about))


def _argument(stage: Stage, office: str, check: Predicate, name: str) -> tuple[str, ...]:
    """Return an argument as a list of texts, empty if it is not given."""
    if name not in check.arguments:
        return ()
    return tuple(str(one) for one in _listed(stage.meant(office, check.arguments[name])))


def _record(stage: Stage, office: str, check: Predicate) -> CheckResult:
    most = check.arguments.get("most")
    least = check.arguments.get("count", 0 if most == 0 else 1)
    found, listed = stage.fitting(office, str(check.about), check.arguments.get("of", ""), check.where)
    enough = isinstance(least, int) and len(found) >= least
    few = not isinstance(most, int) or len(found) <= most
    wanted = {name: stage.meant(office, value) for name, value in check.where.items()}
    return CheckResult(enough and few, _held(stage.office(office), found or listed, wanted))


def _held(ws: Workspace, items: list[Record], wanted: Mapping[str, Expected]) -> Parameter:
    """Return what the fields that were looked at hold, of the record that comes nearest; names if none were."""
    if not items or not wanted:
        return _names(items)
    nearest = max(
        reversed(items), key=lambda one: sum(fits(getattr(one, name), value) for name, value in wanted.items())
    )
    specs = type_of(nearest).specs
    pairs = [(specs[name], getattr(nearest, name)) for name in wanted]
    return _joined(
        [
            Message(N_("{label}: {value}"), {"label": Message(one.label), "value": _said(ws, one, value)})
            for one, value in pairs
        ]
    )


def _said(ws: Workspace, spec: Spec, value: Value) -> Parameter:
    """Return the value of a field as a person reads it."""
    if value == empty(spec.kind):
        return Message(N_("no")) if spec.kind is Kind.FLAG else "—"
    if spec.kind is Kind.FLAG:
        return Message(N_("yes"))
    if spec.codes:
        codes = value if isinstance(value, tuple) else (str(value),)
        return Joined(tuple(ws.reference.wording(spec.codes, code) for code in codes), COMMA)
    return CalendarDate(str(value)) if spec.kind is Kind.DATE and is_date(str(value)) else str(value)


def _names(items: list[Record]) -> Parameter:
    named = [str(discretion.own_name(one)) for one in items]
    more = [counted("and {n} more", "and {n} more", len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
    return _joined([*named[: MOST_NAMED - len(more)], *more])


def _state(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    request = requests.get_request(ws, _about(stage, office, check))
    moves = requests.moves(ws, request.id)
    now, been, never, ground = (_argument(stage, office, check, one) for one in ("is", "been", "never", "ground"))
    met = (
        (not now or request.state in now)
        and (not been or any(move.to in been for move in moves))
        and not any(move.to in never for move in moves)
        and (not ground or any(move.ground in ground for move in moves))
    )
    return CheckResult(met, ws.reference.wording("lifecycle", request.state))


def _clock(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    request = requests.get_request(ws, str(stage.meant(office, check.arguments["of"])))
    running = [one for one in clocks.clock_values(ws, request) if one.code == check.about]
    phases = _argument(stage, office, check, "phase")
    due = stage.meant(office, check.arguments["due"]) if "due" in check.arguments else None
    met = any(
        (not phases or one.phase in phases) and (due is None or fits(one.due.isoformat(), due)) for one in running
    )
    return CheckResult(met, _joined([CalendarDate(one.due.isoformat()) for one in running]))


def _checklist(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    request = requests.get_request(ws, _about(stage, office, check))
    listed = checklists.checklist_of(ws, request, stage.language)
    missing = {row.code for row in listed if row.mark == "missing"}
    there = {row.code for row in listed if row.mark == "present"}
    met = ("missing" not in check.arguments or missing == set(_argument(stage, office, check, "missing"))) and set(
        _argument(stage, office, check, "present")
    ) <= there
    return CheckResult(met, _joined([row.label for row in listed if row.mark == "present"]))


def _guide(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    request = requests.get_request(ws, _about(stage, office, check))
    wanted = _argument(stage, office, check, "taken")
    taken = [ws.reference.wording("guide_steps", one) for one in request.steps if one in wanted]
    return CheckResult(len(taken) == len(wanted), _joined(list(taken)))


def _document(stage: Stage, office: str, check: Predicate) -> CheckResult:
    wanted = [stage.delivered.get(one) for one in _argument(stage, office, check, "equals")]
    listed = _documents_of(stage.office(office), _about(stage, office, check))
    held = {row.sha256 for row in listed}
    met = bool(wanted) and all(one is not None and one.sha256 in held for one in wanted)
    named = [row.name for row in listed if any(one is not None and one.sha256 == row.sha256 for one in wanted)]
    return CheckResult(met, _joined(list(named or [row.name for row in listed])))


def _documents_of(ws: Workspace, record: str) -> list[DocumentRow]:
    """Return the documents of a request, wherever in its dossier they were attached."""
    found = attachments.documents_of(ws, record)
    for section in dossier.sections(ws, record):
        for item in section.items:
            found = [*found, *attachments.documents_of(ws, item.id)]
    return found


def _sent(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws, record = stage.office(office), _about(stage, office, check)
    readers = {one.device for one in deliveries.sent(ws.db) if record in (deliveries.held(ws.db, one.id) or ())}
    to, never = ([stage.device(one) for one in _argument(stage, office, check, name)] for name in ("to", "never"))
    met = all(one and one in readers for one in to) and not any(one in readers for one in never)
    people = [peer.person for peer in peers.peers(ws) if peer.device in readers]
    return CheckResult(met, _joined(list(people)))


def _readable(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws, record = stage.office(office), _about(stage, office, check)
    allowed = {stage.device(one) for one in _argument(stage, office, check, "nobody_but") if one != OWN}
    found = access.readers(ws, "request", record)
    met = all(one.person.device in allowed for one in found)
    return CheckResult(met, _joined([one.person.person for one in found]))


def _standing(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws, device = stage.office(office), stage.device(str(check.about))
    found = next((one for one in peers.peers(ws) if one.device == device), None) if device else None
    if found is None:
        return CheckResult("unknown" in _argument(stage, office, check, "is"), NOTHING)
    return CheckResult(found.state in _argument(stage, office, check, "is"), Message(peers.STATES[found.state]))


def _logged(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    of = stage.meant(office, check.arguments["of"]) if "of" in check.arguments else ""
    least = check.arguments.get("count", 1)
    number = sum(
        entry.action == check.about and (not of or entry.subject == of)
        for entry in audit.newest_entries(ws.db, AUDITED)
    )
    return CheckResult(isinstance(least, int) and number >= least, counted("{n} entry", "{n} entries", number))


def _nowhere(stage: Stage, office: str, check: Predicate) -> CheckResult:
    ws = stage.office(office)
    words = str(stage.written(office, check.about)).split("|")
    return CheckResult(not any(_mentioned(ws, one) for one in words), NOTHING)


def _mentioned(ws: Workspace, words: str) -> bool:
    return bool(words) and change_log.mentions(ws.db, words)


def _choice(stage: Stage, _office: str, check: Predicate) -> CheckResult:
    chosen = stage.choices.get(str(check.about), "")
    label = stage.scenario.text(f"{check.about}.{chosen}", stage.language) if chosen else NOTHING
    return CheckResult(bool(chosen) and chosen in _listed(check.arguments["is"]), label)


_CHECKS: Mapping[str, Callable[[Stage, str, Predicate], CheckResult]] = {
    "record": _record,
    "state": _state,
    "clock": _clock,
    "checklist": _checklist,
    "guide": _guide,
    "document": _document,
    "sent": _sent,
    "readable": _readable,
    "standing": _standing,
    "logged": _logged,
    "nowhere": _nowhere,
    "choice": _choice,
}
