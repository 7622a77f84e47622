"""The actions of a solution, done by the same use cases that a person's hand calls."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from focalpoint.domain.attachments import Document
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.training.scenarios import Deed
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.casework import attachments, checklists, records, requests, rows
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import access, export, imports, peers, suffixes, trust
from focalpoint.services.papers import letters
from focalpoint.services.training.errors import NotYetThereError
from focalpoint.services.training.stage import Stage

NO_CHANGES = Changes()


def act(stage: Stage, office: str, deed: Deed) -> Changes:
    """Do one action in an office; raise what the use case raises, NotYetThereError for a record that is missing."""
    return _DEEDS[deed.kind](stage, office, deed)


def _values(stage: Stage, office: str, deed: Deed) -> dict[str, Any]:
    return {name: stage.written(office, value) for name, value in deed.fields.items()}


def _text(stage: Stage, office: str, deed: Deed, name: str, *, default: str = "") -> str:
    return str(stage.written(office, deed.arguments[name])) if name in deed.arguments else default


def _register(stage: Stage, office: str, deed: Deed) -> Changes:
    return requests.register(stage.office(office), Request(**_values(stage, office, deed)))


def _save(stage: Stage, office: str, deed: Deed) -> Changes:
    kind = TYPES[_text(stage, office, deed, "type")]
    values = _values(stage, office, deed)
    if kind.part_of and "of" in deed.arguments:
        values[kind.part_of] = _text(stage, office, deed, "of")
    return records.save(stage.office(office), kind.cls(**values))


def _edit(stage: Stage, office: str, deed: Deed) -> Changes:
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    item = rows.get(ws, rows.type_name_of(ws, record), record)
    return records.save(ws, replace(item, **_values(stage, office, deed)), base=item)


def _move(stage: Stage, office: str, deed: Deed) -> Changes:
    record, to, note = (_text(stage, office, deed, name) for name in ("of", "to", "note"))
    ground, on = _text(stage, office, deed, "ground"), _text(stage, office, deed, "on")
    return requests.move(stage.office(office), record, to, note, ground=ground, on=on)


def _mark(stage: Stage, office: str, deed: Deed) -> Changes:
    if "party" in deed.arguments:
        peers.mark_verified(stage.office(office), _device(stage, office, deed))
        return NO_CHANGES
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    said = _text(stage, office, deed, "said", default="present")
    changes = NO_CHANGES
    for item in _each(stage, office, deed, "item"):
        changes = checklists.mark(ws, record, item, "waived" if said == "waived" else "present")
    return changes


def _take(stage: Stage, office: str, deed: Deed) -> Changes:
    if "arrival" in deed.arguments:
        return _take_in(stage, office, _text(stage, office, deed, "arrival"))
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    changes = NO_CHANGES
    for step in _each(stage, office, deed, "step"):
        changes = checklists.take(ws, record, step, taken=True)
    return changes


def _take_in(stage: Stage, office: str, arrival: str) -> Changes:
    """Take in a card, in the role of its actor, or a bundle."""
    ws, path = stage.office(office), stage.folder / "in" / _file(stage, arrival)
    if path.suffix == suffixes.BUNDLE:
        return imports.apply(ws, imports.preview(ws, imports.inspect(ws, path)))
    sender = next(one.sender for step in stage.scenario.steps for one in step.injects if one.id == arrival)
    actor = stage.scenario.actor(sender)
    peers.add_peer(ws, path, actor.role if actor else "partner")
    return NO_CHANGES


def _file(stage: Stage, arrival: str) -> str:
    found = stage.delivered.get(arrival)
    if found is None or not found.name:
        raise NotYetThereError(name=arrival)
    return found.name


def _device(stage: Stage, office: str, deed: Deed) -> str:
    party = _text(stage, office, deed, "party")
    if not stage.device(party):
        raise NotYetThereError(name=party)
    return stage.device(party)


def _each(stage: Stage, office: str, deed: Deed, name: str) -> tuple[str, ...]:
    found = stage.written(office, deed.arguments[name])
    return found if isinstance(found, tuple) else (str(found),)


def _attach(stage: Stage, office: str, deed: Deed) -> Changes:
    ws, paper = stage.office(office), _text(stage, office, deed, "paper")
    path, owner = stage.folder / "in" / _file(stage, paper), _text(stage, office, deed, "of")
    facet, title = (
        _text(stage, office, deed, "facet", default="core"),
        stage.scenario.text(f"{paper}.subject", stage.language),
    )
    if not stage.quick:
        return attachments.attach(ws, "request", owner, path, title=title, facet=facet, language=stage.language)
    described = Document(
        id=records.new_id(), owner=owner, owner_type="request", facet=facet, title=title or path.name, original=True
    )
    with ws.db.transaction():
        return records.commit(ws, attachments.writes(ws, described, path, path.name), "attach", described)


def _send(stage: Stage, office: str, deed: Deed) -> Changes:
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    devices = [stage.device(one) for one in _each(stage, office, deed, "to")]
    plan = export.plan_export(ws, [(rows.type_name_of(ws, record), record)], devices)
    reason = _text(stage, office, deed, "reason", default=translate(N_("Exercise"), stage.language))
    out = stage.folder / "out"
    out.mkdir(exist_ok=True)
    export.seal_plan(ws, plan, out / f"TRN-{plan.suggested_name}", reason)
    return NO_CHANGES


def _revoke(stage: Stage, office: str, deed: Deed) -> Changes:
    reason = _text(stage, office, deed, "reason", default=translate(N_("Exercise"), stage.language))
    trust.revoke(stage.office(office), _device(stage, office, deed), reason=reason)
    return NO_CHANGES


def _print(stage: Stage, office: str, deed: Deed) -> Changes:
    if "party" in deed.arguments:
        access.device_pdf(stage.office(office), _device(stage, office, deed), stage.language)
        return NO_CHANGES
    letters.letter_pdf(stage.office(office), _text(stage, office, deed, "of"), stage.language)
    return NO_CHANGES


def _choose(stage: Stage, office: str, deed: Deed) -> Changes:
    stage.choices[_text(stage, office, deed, "inject")] = _text(stage, office, deed, "option")
    return NO_CHANGES


_DEEDS: Mapping[str, Callable[[Stage, str, Deed], Changes]] = {
    "register": _register,
    "save": _save,
    "edit": _edit,
    "move": _move,
    "mark": _mark,
    "take": _take,
    "attach": _attach,
    "send": _send,
    "revoke": _revoke,
    "print": _print,
    "choose": _choose,
}
