"""`focalpoint conflict`: list, show, decide and join what people wrote differently, over the whole vault."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Literal

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.differences import Piece, seen_by
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Value
from focalpoint.domain.records import TYPES
from focalpoint.language import _, current, format_instant, say
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts
from focalpoint.services.exchange.conflicts import CompetingValue, ConflictView

MARKS: dict[str, Callable[[str], str]] = {"kept": str, "in": "[+{}+]".format, "out": "[-{}-]".format}
LISTED = ("type", "id", "reference", "title", "field", "kind", "severity")


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_list, _show, _decide, _both):
        made.add_command(command())
    return made


def find_conflict(ws: Workspace, given: str, field: str) -> ConflictView:
    """Return the conflict that a reference or the beginning of an identifier and a field name; raise NotFoundError."""
    listed = [view for view in conflicts.all_conflicts(ws) if view.field == field]
    exact = [view for view in listed if view.reference == given]
    named = exact or [view for view in listed if len(given) >= 8 and view.id.startswith(given)]
    if len(named) != 1:
        raise NotFoundError
    return named[0]


def _list() -> click.Command:
    @click.command("list", help=_("List what waits for a decision, the most pressing first."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            listed = conflicts.all_conflicts(ws)
        if options.json:
            output.as_json([_brief(view) for view in listed])
        elif not listed:
            output.line(_("Nothing is in conflict."))
        else:
            headers = ["ID", _("Reference"), _("Title"), _("Field"), "", _("Written by")]
            output.table(headers, [_cells(view) for view in listed])

    return list_


def _brief(view: ConflictView) -> dict[str, object]:
    """Return a conflict without its values: lists do not show what is sealed."""
    people = [candidate.person for candidate in view.candidates]
    return {**{name: getattr(view, name) for name in LISTED}, "people": people}


def _cells(view: ConflictView) -> list[str]:
    people = ", ".join(dict.fromkeys(candidate.person for candidate in view.candidates))
    pressing = "!" if view.severity == "blocking" else ""
    return [view.id[:8], view.reference, view.title, f"{_(view.label)} [{view.field}]", pressing, people]


def _show() -> click.Command:
    @click.command("show", help=_("Show the values of a contested field, where they began and what differs."))
    @click.argument("record")
    @click.argument("field")
    @shared
    def show(options: Shared, record: str, field: str) -> None:
        with options.workspace() as ws:
            view = find_conflict(ws, record, field)
            if options.json:
                output.as_json(_whole(view))
                return
            output.line(f"{view.reference} {view.title} — {_(view.label)} [{view.field}]".strip())
            if view.consequence:
                output.line(say(view.consequence))
            if view.base is not None:
                output.line(_("Both began from: {value}").format(value=_written(ws, view, view.base.value)))
            for number, candidate in enumerate(view.candidates, 1):
                value = _written(ws, view, candidate.value) or _("empty")
                output.line(f"  {number}. {value}")
                output.line(f"     {_origin(candidate)}")
                if view.difference:
                    output.line(f"     {_marked(seen_by(view.difference, number - 1))}")

    return show


def _whole(view: ConflictView) -> dict[str, object]:
    candidates = []
    for candidate in view.candidates:
        values = asdict(candidate)
        del values["refs"]
        candidates.append({**values, "change": candidate.change})
    base = asdict(view.base) if view.base else None
    said = say(view.consequence) if view.consequence else ""
    difference = [asdict(piece) for piece in view.difference]
    return {**_brief(view), "candidates": candidates, "base": base, "consequence": said, "difference": difference}


def _written(ws: Workspace, view: ConflictView, value: Value) -> str:
    spec = TYPES[view.type].specs.get(view.field)
    if spec is None:
        return _("in the trash") if value is True else _("kept with the changes")
    return " ".join(shared_commands.value_text(ws, spec, value).split())


def _origin(candidate: CompetingValue) -> str:
    parts = [candidate.person, candidate.office, candidate.device_label]
    unsure = _("{when} (the clock of that device was unsure)")
    when = format_instant(candidate.at)
    parts.append(unsure.format(when=when) if candidate.clock_unsure else when)
    parts.append(candidate.bundle or (_("written here") if candidate.mine else ""))
    return ", ".join(part for part in [*parts, candidate.change] if part)


def _marked(pieces: Sequence[Piece]) -> str:
    """Return a text with what was put in and taken out between marks; the blanks before the words stay outside."""
    said = []
    for piece in pieces:
        words = piece.text.lstrip()
        said.append(" " * (len(words) < len(piece.text)) + (MARKS[piece.change](words) if words else ""))
    return " ".join("".join(said).split())


def _decide() -> click.Command:
    @click.command("decide", help=_("Decide a conflict: the number of the value to keep, as “show” counts them."))
    @click.argument("record", required=False)
    @click.argument("field", required=False)
    @click.argument("number", required=False, type=click.IntRange(1, 64))
    @click.option("--all", "everything", type=click.Choice(["mine", "theirs"]), help=_("Decide all conflicts alike."))
    @click.option("--yes", is_flag=True, help=_("Decide without asking."))
    @shared
    def decide(
        options: Shared, record: str | None, field: str | None, number: int | None,
        *, everything: Literal["mine", "theirs"] | None, yes: bool,
    ) -> None:  # fmt: skip
        if everything is None and (record is None or field is None or number is None):
            raise click.UsageError(_("Name RECORD, FIELD and NUMBER, or add “--all”."))
        if everything is not None and record is not None:
            raise click.UsageError(_("Name one conflict, or add “--all”: not both."))
        with options.workspace() as ws:
            if everything is None:
                view = find_conflict(ws, record or "", field or "")
                if number is None or number > len(view.candidates):
                    raise NotFoundError
                conflicts.decide(ws, view, view.candidates[number - 1].value)
                decided = 1
            else:
                decided = _decide_all(ws, mine=everything == "mine", yes=yes)
        said = _("The decision is recorded and travels with the next bundle.") if decided else _("Nothing was changed.")
        output.answer(said, {"decided": decided}, json_wanted=options.json)

    return decide


def _decide_all(ws: Workspace, *, mine: bool, yes: bool) -> int:
    plan = conflicts.decide_many(conflicts.all_conflicts(ws), mine=mine)
    output.error(say(conflicts.consequences(plan)))
    if plan.chosen and not yes:
        click.confirm(_("Decide so?"), abort=True, err=True)
    conflicts.apply_many(ws, plan, current())
    return len(plan.chosen)


def _both() -> click.Command:
    @click.command("both", help=_("Keep both texts of a contested field, one below the other."))
    @click.argument("record")
    @click.argument("field")
    @shared
    def both(options: Shared, record: str, field: str) -> None:
        with options.workspace() as ws:
            conflicts.keep_both(ws, find_conflict(ws, record, field))
        said = _("The decision is recorded and travels with the next bundle.")
        output.answer(said, {"decided": 1}, json_wanted=options.json)

    return both
