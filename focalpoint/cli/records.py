"""The commands of every record type, made from its field specs: add, edit, show, list, delete, restore, history."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, assert_never

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.dates import parse_date, parse_time
from focalpoint.domain.errors import InvalidValueError, NotFoundError
from focalpoint.domain.fields import Kind, Record, RecordType, Spec, Value
from focalpoint.domain.local_texts import fields_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.language import _, current, format_date, format_instant, format_size
from focalpoint.services.casework import attachments, history, listing, records, requests, search
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.log_words import ACTIONS
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts

LIST_FIELDS = {
    "request": ("own_ref", "subject", "type", "sender", "due_on", "state"),
    "contact": ("name", "kind", "organ", "country"),
    "seminar": ("edition", *fields_of("title"), "starts_on", "status"),
    "material": (*fields_of("title"), "kind"),
    "document": ("title", "owner_type", "language"),
}
NAMED_BY = {"seminar": "edition"}  # a field by which people name what has no reference
SHORT_ID = re.compile("[0-9a-f]{8,32}")
YES, NO = ("1", "yes", "true", "oui", "نعم"), ("", "0", "no", "false", "non", "لا")
WRITABLE = frozenset(Kind) - {Kind.STATE, Kind.FILE}


def group(name: str, help_text: str) -> click.Group:
    """Return the command group of a record type."""
    record_type = TYPES[name]
    made = click.Group(name, help=help_text)
    if name != "document":
        made.add_command(_add(record_type))
    for command in (_edit, _show, _list, _delete, _restore, _history):
        made.add_command(command(record_type))
    return made


def list_fields(record_type: RecordType) -> tuple[str, ...]:
    """Return the fields that a list of records shows."""
    kept = LIST_FIELDS.get(record_type.name)
    first = (record_type.reference,) if record_type.reference else ()
    return kept or tuple(dict.fromkeys((*first, *record_type.title, *record_type.columns)))


def find_record(ws: Workspace, type_name: str, given: str) -> str:
    """Return the record that a reference, an identifier or the beginning of one names, or a title that one has alone.

    Raise NotFoundError.
    """
    kind = TYPES[type_name]
    name = kind.reference or NAMED_BY.get(type_name, "")
    for field in dict.fromkeys([name, *kind.title] if name else kind.title):
        exact = listing.exactly(ws, type_name, field, given) if given else []
        if len(exact) == 1:
            return exact[0]
    found = listing.ids_starting_with(ws, type_name, given) if SHORT_ID.fullmatch(given) else []
    if len(found) != 1:
        raise NotFoundError
    return found[0]


def read_value(ws: Workspace, spec: Spec, text: str) -> Value:
    """Turn an argument into a field's value; dates may be written in any common form."""
    match spec.kind:
        case Kind.TEXT | Kind.NOTE | Kind.INSTANT | Kind.CHOICE | Kind.FILE | Kind.STATE:
            return text
        case Kind.DATE | Kind.TIME:
            read = parse_date(text, ws.today()) if spec.kind is Kind.DATE else parse_time(text)
            return text if read is None else read
        case Kind.LINK:
            return find_record(ws, spec.target, text) if text else ""
        case Kind.LINKS:
            return tuple(sorted(find_record(ws, spec.target, part) for part in text.split(",") if part))
        case Kind.CHOICES | Kind.TAGS:
            return tuple(sorted({part.strip() for part in text.replace("،", ",").split(",") if part.strip()}))
        case Kind.FLAG:
            if text.lower() not in YES + NO:
                raise InvalidValueError(field=spec.label)
            return text.lower() in YES
        case Kind.NUMBER:
            if text and not re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
                raise InvalidValueError(field=spec.label)
            return int(text) if text else None
        case _:
            assert_never(spec.kind)


def value_text(ws: Workspace, spec: Spec, value: Value) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, tuple):
        return ", ".join(ws.reference.label(spec.codes, v, current()) if spec.codes else v for v in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if spec.kind is Kind.DATE:
        return format_date(str(value))
    if spec.codes:
        return ws.reference.label(spec.codes, str(value), current())
    return "" if value is None else str(value)


def _options(record_type: RecordType, *, editing: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for name, spec in reversed(list(record_type.specs.items())):
            if spec.kind in WRITABLE and not (editing and spec.fixed):
                help_text = _(spec.label) + (" *" if spec.required else "")
                function = click.option(f"--{name.replace('_', '-')}", name, help=help_text)(function)
        return function

    return decorate


def _values(ws: Workspace, record_type: RecordType, given: dict[str, str | None]) -> dict[str, Any]:
    return {f: read_value(ws, record_type.specs[f], text) for f, text in given.items() if text is not None}


def _add(record_type: RecordType) -> click.Command:
    @click.command("add", help=_("Add a record; * marks what must be given."))
    @_options(record_type, editing=False)
    @shared
    def add(options: Shared, /, **given: str | None) -> None:
        with options.workspace() as ws:
            item = record_type.cls(**_values(ws, record_type, given))
            changes = requests.register(ws, item) if isinstance(item, Request) else records.save(ws, item)
            _answer(options, changes.first_id, _("Saved."))

    return add


def _edit(record_type: RecordType) -> click.Command:
    @click.command("edit", help=_("Change fields of a record."))
    @click.argument("record")
    @_options(record_type, editing=True)
    @shared
    def edit(options: Shared, /, record: str, **given: str | None) -> None:
        with options.workspace() as ws:
            item = records.get(ws, record_type.name, find_record(ws, record_type.name, record))
            records.save(ws, replace(item, **_values(ws, record_type, given)), base=item)
            _answer(options, item.id, _("Saved."))

    return edit


def _show(record_type: RecordType) -> click.Command:
    @click.command("show", help=_("Show a record with its documents."))
    @click.argument("record")
    @shared
    def show(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            item = records.get(ws, record_type.name, find_record(ws, record_type.name, record))
            documents = attachments.documents_of(ws, item.id)
            if options.json:
                output.as_json({**_told(item), "documents": [asdict(document) for document in documents]})
                return
            output.print_pairs({"ID": item.id, **_filled(ws, record_type, item)})
            if contested := conflicts.conflicts_of(ws, record_type.name, item.id):
                fields = ", ".join(_(conflict.label) for conflict in contested)
                said = _("Two people wrote different things: {field}").format(field=fields)
                output.line(f"! {said}")
            for document in documents:
                named = f"{document.title} ({document.name}, {format_size(document.size)})"
                output.line(f"  · {named} {document.id}")

    return show


def _told(item: Record) -> dict[str, object]:
    """Return the fields of a record but for those that count in sums alone."""
    specs = records.type_of(item).specs
    return {name: v for name, v in asdict(item).items() if name not in specs or not specs[name].sums_only}


def _filled(ws: Workspace, record_type: RecordType, item: Record) -> dict[str, str]:
    values = {f: getattr(item, f) for f, spec in record_type.specs.items() if not spec.sums_only}
    return {
        _(record_type.specs[f].label): value_text(ws, record_type.specs[f], value)
        for f, value in values.items()
        if value
    }


def _list(record_type: RecordType) -> click.Command:
    @click.command("list", help=_("List records; QUERY is written as in the search box."))
    @click.argument("query", nargs=-1)
    @click.option("--sort", type=click.Choice(list(record_type.specs)), help=_("Field to sort by."))
    @click.option("--limit", default=100, help=_("The most records to list."))
    @shared
    def list_(options: Shared, query: Sequence[str], sort: str | None, limit: int) -> None:
        with options.workspace() as ws:
            output.print_ignored_terms(search.problems(ws, " ".join(query)))
            fields = list_fields(record_type)
            numbers = listing.ids(ws, Listing(record_type.name, " ".join(query), sort=sort or fields[0]))
            found = listing.page(ws, record_type.name, numbers[:limit], fields)
            if options.json:
                output.as_json([{"id": row.id, **row.values} for row in found])
                return
            headers = [_(record_type.specs[f].label) for f in fields]
            lines = [[value_text(ws, record_type.specs[f], row.values[f]) for f in fields] for row in found]
            output.table(["ID", *headers], [[row.id[:8], *cells] for row, cells in zip(found, lines, strict=True)])

    return list_


def _delete(record_type: RecordType) -> click.Command:
    @click.command("delete", help=_("Put a record in the trash."))
    @click.argument("record")
    @shared
    def delete(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            found = find_record(ws, record_type.name, record)
            records.delete(ws, record_type.name, found)
            _answer(options, found, _("In the trash. “restore” takes it out again."))

    return delete


def _restore(record_type: RecordType) -> click.Command:
    @click.command("restore", help=_("Take a record out of the trash."))
    @click.argument("record")
    @shared
    def restore(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            found = find_record(ws, record_type.name, record)
            records.restore(ws, record_type.name, found)
            _answer(options, found, _("Restored."))

    return restore


def _history(record_type: RecordType) -> click.Command:
    @click.command("history", help=_("Show who changed what, newest first."))
    @click.argument("record")
    @shared
    def history_(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            entries = history.history(ws, record_type.name, find_record(ws, record_type.name, record))
            if options.json:
                output.as_json([asdict(entry) for entry in entries])
                return
            for entry in entries:
                output.line(
                    f"{format_instant(entry.at)}  {entry.who} ({entry.device_label})  {_(ACTIONS[entry.action])}"
                )
                for diff in entry.diffs:
                    spec = record_type.specs[diff.field]
                    before, after = (_one_line(value_text(ws, spec, v)) for v in (diff.before, diff.after))
                    output.line(f"    {_(diff.label)}: {before} → {after}")

    return history_


def _one_line(text: str) -> str:
    return " ".join(text.split())[:80] or "—"


def _answer(options: Shared, record: str, sentence: str) -> None:
    output.answer(f"{sentence} {record}", {"id": record}, json_wanted=options.json)


def owner(ws: Workspace, given: str) -> tuple[str, str]:
    """Return (type, id) of the record that a reference or identifier names, whatever its type."""
    for name in ("request", "material", "seminar", "contact"):
        try:
            return name, find_record(ws, name, given)
        except NotFoundError:
            continue
    raise NotFoundError
