"""The commands special to one topic: moving requests, attaching documents, searching, printing."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current, format_date, format_size, say
from focalpoint.services.casework import attachments, checklists, dossier, preview, requests, search
from focalpoint.services.casework.requests import TimelineEntry
from focalpoint.services.core import output_files
from focalpoint.services.exchange import eviction, receipts
from focalpoint.services.interchange import contact_cards, mail


def requests_group(name: str, about: str) -> click.Group:
    """Return `focalpoint request`."""
    made = shared_commands.group(name, about)
    for command in (_next, _move, _timeline, _message, _check):
        made.add_command(command())
    return made


def _message() -> click.Command:
    @click.command("message", help=_("Keep a saved message (EML, MSG) in the dossier of a request."))
    @click.argument("record")
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @shared
    def message(options: Shared, record: str, file: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            done = mail.file_message(ws, shared_commands.find_record(ws, "request", record), file, task)
            said = _("Saved.")
            output.answer(f"{said} {done.first_id}", {"id": done.first_id}, json_wanted=options.json)

    return message


def _check() -> click.Command:
    @click.command("check", help=_("Show what the law asks a request to hold, and mark one thing of it."))
    @click.argument("record")
    @click.argument("code", default="")
    @click.argument("mark", type=click.Choice(["present", "waived", "missing"]), default="present")
    @shared
    def check(options: Shared, record: str, code: str, mark: checklists.Mark) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "request", record)
            if code and code not in {
                row.code for row in checklists.checklist_of(ws, requests.get_request(ws, found), current())
            }:
                raise click.BadParameter(code, param_hint="CODE")
            if code:
                checklists.mark(ws, found, code, mark)
            rows = checklists.checklist_of(ws, requests.get_request(ws, found), current())
        if options.json:
            output.as_json([asdict(row) for row in rows])
            return
        words = {"present": _("There"), "waived": _("Not needed"), "missing": _("Missing")}
        output.table(
            [_("Code"), "", _("What"), _("Source")], [[r.code, words[r.mark], r.label, r.source] for r in rows]
        )

    return check


def contacts_group(name: str, about: str) -> click.Group:
    """Return `focalpoint contact`."""
    made = shared_commands.group(name, about)
    for command in (_cards_in, _cards_out, _twins, _merge):
        made.add_command(command())
    return made


def _cards_in() -> click.Command:
    @click.command("import", help=_("Take in contact cards (vCard)."))
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.option("--kind", default="national_authority", help=_("Kind of contact."))
    @shared
    def cards_in(options: Shared, file: Path, kind: str) -> None:
        with options.workspace() as ws:
            _changes, new, known = contact_cards.read_cards(ws, file, kind)
        said = _("New: {new}. Known already: {known}.").format(new=new, known=known)
        output.answer(said, {"new": new, "known": known}, json_wanted=options.json)

    return cards_in


def _cards_out() -> click.Command:
    @click.command("export", help=_("Write contacts as contact cards (vCard). The file is not encrypted."))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @click.argument("contacts", nargs=-1, required=True)
    @shared
    def cards_out(options: Shared, file: Path, contacts: tuple[str, ...]) -> None:
        with options.workspace() as ws:
            chosen = [shared_commands.find_record(ws, "contact", one) for one in contacts]
            output_files.write_file(file, contact_cards.write_cards(ws, chosen))
            said = _("Written. The file is not protected by the vault.")
            output.answer(said, {"file": str(file)}, json_wanted=options.json)

    return cards_out


def _twins() -> click.Command:
    @click.command("twins", help=_("List contacts that may be one person or office under several spellings."))
    @shared
    def twins(options: Shared) -> None:
        with options.workspace() as ws:
            found = contact_cards.twins(ws)
        if options.json:
            output.as_json([{"first": one.first.id, "second": one.second.id} for one in found])
            return
        output.table(
            ["ID", _("Name"), "ID", _("Name")],
            [[one.first.id[:8], one.first.name, one.second.id[:8], one.second.name] for one in found],
        )

    return twins


def _merge() -> click.Command:
    @click.command("merge", help=_("Join the second contact into the first; one undo takes it back."))
    @click.argument("stays")
    @click.argument("goes")
    @shared
    def merge(options: Shared, stays: str, goes: str) -> None:
        with options.workspace() as ws:
            keep, give = (shared_commands.find_record(ws, "contact", one) for one in (stays, goes))
            contact_cards.merge(ws, keep, give)
            output.answer(_("Saved."), {"id": keep}, json_wanted=options.json)

    return merge


def _next() -> click.Command:
    @click.command("next", help=_("Show the steps a request may take now."))
    @click.argument("record")
    @shared
    def next_(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            request = requests.get_request(ws, shared_commands.find_record(ws, "request", record))
            steps = requests.next_steps(ws, request)
        if options.json:
            output.as_json([asdict(step) | {"label": say(step.label)} for step in steps])
            return
        output.table(
            [_("Step"), _("What it means"), _("Needs")], [[s.code, say(s.label), ", ".join(s.needs)] for s in steps]
        )

    return next_


def _move() -> click.Command:
    @click.command("move", help=_("Take a step of the life cycle."))
    @click.argument("record")
    @click.argument("state", required=False)
    @click.option("--received", is_flag=True, help=_("Record as sent on the day on which its receipt was signed."))
    @click.option("--note", default="", help=_("Reason, in your words."))
    @click.option("--ground", default="", help=_("Code of the legal ground."))
    @click.option("--on", "on", default="", help=_("Day of the step (yyyy-mm-dd)."))
    @shared
    def move(
        options: Shared, record: str, state: str | None, note: str, *, ground: str, on: str, received: bool
    ) -> None:
        if (state is None) != received:
            raise click.UsageError(_("Name the step, or add “--received”: not both."))
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "request", record)
            if state is None:
                state = receipts.record_first(ws, found, current()).step.code
            else:
                requests.move(ws, found, state, note, ground=ground, on=on)
            label = ws.reference.label("lifecycle", state, current())
        output.answer(label, {"id": found, "state": state}, json_wanted=options.json)

    return move


def _event_data(entry: TimelineEntry) -> dict[str, object]:
    head = {"at": entry.at, "who": entry.who, "kind": entry.kind}
    words = output.message_data(entry.message, "text")
    return {**head, **words, "note": entry.note, "source": entry.source, "proof": entry.proof}


def _timeline() -> click.Command:
    @click.command("timeline", help=_("Show the steps and documents of a request, oldest first."))
    @click.argument("record")
    @shared
    def timeline(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            entries = dossier.timeline(ws, shared_commands.find_record(ws, "request", record))
        if options.json:
            output.as_json([_event_data(entry) for entry in entries])
            return
        for entry in entries:
            said = f"{format_date(entry.at)}  {say(entry.message)}  {entry.note}".rstrip()
            source = _("from {reference}").format(reference=entry.source) if entry.source else ""
            proof = f"focalpoint bundle proof {entry.proof[:8]}" if entry.proof else ""
            output.line("  ".join(part for part in (said, source, proof) if part))

    return timeline


def documents_group(name: str, about: str) -> click.Group:
    """Return `focalpoint document`."""
    made = shared_commands.group(name, about)
    for command in (_attach, _save, _text, _evict, _ask):
        made.add_command(command())
    return made


def _attach() -> click.Command:
    @click.command("add", help=_("Attach a file to a record, named by its reference or identifier."))
    @click.argument("owner")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--title", default="", help=_("Title; the file's name if none is given."))
    @click.option("--language", default="", help=_("Language of the file, as a code."))
    @click.option(
        "--facet", type=click.Choice(["core", "internal", "court", "execution"]), default="core",
        help=_("Who it may reach, for a document of a request or a seminar."),
    )  # fmt: skip
    @shared
    def add(options: Shared, owner: str, file: Path, title: str, *, language: str, facet: str) -> None:
        with options.workspace() as ws, output.progress() as task:
            type_name, record = shared_commands.owner(ws, owner)
            changes = attachments.attach(
                ws,
                type_name,
                record,
                file,
                title=title,
                facet=facet,
                language=language,
                task=task,
            )
        said = _("Attached.")
        output.answer(f"{said} {changes.first_id}", {"id": changes.first_id}, json_wanted=options.json)

    return add


def _save() -> click.Command:
    @click.command("save", help=_("Write a plain copy of a document; the audit log keeps that it happened."))
    @click.argument("document")
    @click.argument("file", type=click.Path(path_type=Path))
    @shared
    def save(options: Shared, document: str, file: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            attachments.save_copy(ws, shared_commands.find_record(ws, "document", document), file, task)
        output.answer(str(file), {"file": str(file)}, json_wanted=options.json)

    return save


def _text() -> click.Command:
    @click.command("text", help=_("Print the text of a document."))
    @click.argument("document")
    @shared
    def text(options: Shared, document: str) -> None:
        with options.workspace() as ws:
            found = preview.document_text(ws, shared_commands.find_record(ws, "document", document))
        output.answer(found, {"text": found}, json_wanted=options.json)

    return text


def _evict() -> click.Command:
    @click.command("evict", help=_("Let go of a document here that another laptop is known to keep."))
    @click.argument("documents", nargs=-1, required=True)
    @shared
    def evict(options: Shared, documents: tuple[str, ...]) -> None:
        with options.workspace() as ws:
            size = eviction.let_go(ws, [shared_commands.find_record(ws, "document", one) for one in documents])
        said = _("Let go of: {n}. Room made: {size}. Backups made before keep their copies until they go.")
        output.answer(said.format(n=len(documents), size=format_size(size)), {"bytes": size}, json_wanted=options.json)

    return evict


def _ask() -> click.Command:
    @click.command("ask", help=_("Ask who keeps a document to send it with the next bundle."))
    @click.argument("document")
    @shared
    def ask(options: Shared, document: str) -> None:
        with options.workspace() as ws:
            person = eviction.request_back(ws, shared_commands.find_record(ws, "document", document))
        said = _("Your next bundle asks {person} for it; it comes with the next bundle from there.")
        output.answer(said.format(person=person), {"asked": person}, json_wanted=options.json)

    return ask


def search_command(name: str, about: str) -> click.Command:
    """Return `focalpoint search`."""

    @click.command(name, help=about)
    @click.argument("query", nargs=-1, required=True)
    @click.option("--limit", default=20, help=_("The most hits to show."))
    @shared
    def command(options: Shared, query: tuple[str, ...], limit: int) -> None:
        with options.workspace() as ws:
            output.print_ignored_terms(search.problems(ws, " ".join(query)))
            hits = search.find(ws, " ".join(query), limit)
        if options.json:
            output.as_json([asdict(hit) for hit in hits])
            return
        for hit in hits:
            owner = f"  ← {hit.owner[0]} {hit.owner[1][:8]}" if hit.owner else ""
            output.line(f"{hit.id[:8]}  {hit.type}  {hit.reference} {hit.title}{owner}")
            marked = "".join(f"[{text}]" if found else text for text, found in hit.snippet)
            output.line(f"          {marked}")
        if not hits:
            output.line(_("Nothing was found."))

    return command
