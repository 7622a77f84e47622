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
from focalpoint.services.exchange import export, trust
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
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    said = _text(stage, office, deed, "said", default="present")
    changes = NO_CHANGES
    for item in _each(stage, office, deed, "item"):
        changes = checklists.mark(ws, record, item, "waived" if said == "waived" else "present")
    return changes


def _take(stage: Stage, office: str, deed: Deed) -> Changes:
    ws, record = stage.office(office), _text(stage, office, deed, "of")
    changes = NO_CHANGES
    for step in _each(stage, office, deed, "step"):
        changes = checklists.take(ws, record, step, taken=True)
    return changes


def _each(stage: Stage, office: str, deed: Deed, name: str) -> tuple[str, ...]:
    found = stage.written(office, deed.arguments[name])
    return found if isinstance(found, tuple) else (str(found),)


def _attach(stage: Stage, office: str, deed: Deed) -> Changes:
    ws, paper = stage.office(office), _text(stage, office, deed, "paper")
    file = stage.delivered.get(paper)
    if file is None or not file.name:
        raise NotYetThereError(name=paper)
    path, owner = stage.folder / "in" / file.name, _text(stage, office, deed, "of")
    facet, title = (
        _text(stage, office, deed, "facet", default="core"),
        stage.scenario.text(f"{paper}.subject", stage.language),
    )
    if not stage.quick:
        return attachments.attach(ws, "request", owner, path, title=title, facet=facet, language=stage.language)
    described = Document(
        id=records.new_id(), owner=owner, owner_type="request", facet=facet, title=title or file.name, original=True
    )
    with ws.db.transaction():
        return records.commit(ws, attachments.writes(ws, described, path, file.name), "attach", described)


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
    trust.revoke(stage.office(office), stage.device(_text(stage, office, deed, "party")), reason=reason)
    return NO_CHANGES


def _print(stage: Stage, office: str, deed: Deed) -> Changes:
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
