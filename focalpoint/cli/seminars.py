"""`focalpoint seminar`: programme, attendance and papers, beside what every record type has."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import erasure, output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.language import _, current, format_date
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange.erasure import Erasing
from focalpoint.services.seminars import attendance, badges, invitations, lists, participants, programme, retention
from focalpoint.services.seminars.attendance import AttendanceSheet

TARGET = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return `focalpoint seminar`."""
    made = shared_commands.group(name, about)
    for command in (_programme, _number, _attendance, _tick, _print, _calendar, _terms, _erase):
        made.add_command(command())
    return made


def _programme() -> click.Command:
    @click.command("programme", help=_("Show the programme of a seminar, day by day."))
    @click.argument("seminar")
    @shared
    def show(options: Shared, seminar: str) -> None:
        with options.workspace() as ws:
            found = programme.days(ws, shared_commands.find_record(ws, "seminar", seminar))
            order = programme.session_numbers(one for day in found for one in day.sessions)
            if options.json:
                output.as_json([{"day": day.day, "sessions": [asdict(one) for one in day.sessions]} for day in found])
                return
            for day in found:
                output.line(format_date(day.day) if day.day else _("Day not settled"))
                for one in day.sessions:
                    number = f"{order[one.id]}." if one.id in order else ""
                    output.line(f"  {number:>3} {_line(ws, one)}")
            if not found:
                output.line(_("This seminar has no session yet."))

    return show


def _line(ws: Workspace, one: SeminarSession) -> str:
    languages = ", ".join(ws.reference.label("languages", code, current()) for code in one.interpretation)
    title, speakers = local(one, "title", current()), local(one, "speakers", current())
    return " · ".join(part for part in (programme.hours(one), title, speakers, one.room, languages) if part)


def _number() -> click.Command:
    @click.command("number", help=_("Give a badge number to every participant who has none."))
    @click.argument("seminar")
    @shared
    def number(options: Shared, seminar: str) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            participants.give_numbers(ws, found)
            people = {one.number: one.id for one in participants.coming(ws, found)}
        output.answer(_(participants.NUMBERED), people, json_wanted=options.json)

    return number


def _attendance() -> click.Command:
    @click.command("attendance", help=_("Show who was present in which session."))
    @click.argument("seminar")
    @shared
    def show(options: Shared, seminar: str) -> None:
        with options.workspace() as ws:
            found = attendance.sheet(ws, shared_commands.find_record(ws, "seminar", seminar))
        if options.json:
            output.as_json([
                {"number": one.number, "name": one.name, "id": one.id, "sessions": found.of(one.id)}
                for one in found.people
            ])  # fmt: skip
            return
        head = [str(n) for n in range(1, len(found.sessions) + 1)]
        output.table([_("Badge number"), _("Name"), *head], [_marks(found, one.id) for one in found.people])

    return show


def _marks(found: AttendanceSheet, participant: str) -> list[str]:
    person = next(one for one in found.people if one.id == participant)
    there = set(found.of(participant))
    return [person.number, person.name, *("✓" if one.id in there else "·" for one in found.sessions)]


def _tick() -> click.Command:
    @click.command("tick", help=_("Note who was present: a seminar, the number of a session, badge numbers."))
    @click.argument("seminar")
    @click.argument("session")
    @click.argument("people", nargs=-1, required=True)
    @click.option("--absent", is_flag=True, help=_("Take the ticks back."))
    @shared
    def tick(options: Shared, seminar: str, session: str, people: tuple[str, ...], *, absent: bool) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            held = _session(ws, found, session)
            chosen = tuple(participants.numbered(ws, found, one).id for one in people)
            attendance.tick_all(ws, held, chosen, present=not absent)
            there = attendance.sheet(ws, found).count(held)
        output.answer(_("Saved."), {"session": held, "present": there}, json_wanted=options.json)

    return tick


PAPERS = {
    "programme": lists.programme_pdf,
    "badges": badges.badges_pdf,
    "attendance": lists.attendance_pdf,
}


def _print() -> click.Command:
    @click.command("print", help=_("Print the programme, the badges or the attendance list of a seminar as PDF."))
    @click.argument("paper", type=click.Choice(list(PAPERS)))
    @click.argument("seminar")
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The PDF to write."))
    @shared
    def print_(options: Shared, paper: str, seminar: str, target: Path) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            output_files.write_file(target, PAPERS[paper](ws, found, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return print_


def _calendar() -> click.Command:
    @click.command("calendar", help=_("Write the sessions of a seminar as a calendar file (iCalendar)."))
    @click.argument("seminar")
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The file to write."))
    @shared
    def calendar(options: Shared, seminar: str, target: Path) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            output_files.write_file(target, invitations.calendar_file(ws, found, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return calendar


def _terms() -> click.Command:
    @click.command("terms", help=_("List the seminars whose data of participants are to be erased by now."))
    @shared
    def terms(options: Shared) -> None:
        with options.workspace() as ws:
            found = retention.ended(ws)
        if options.json:
            output.as_json([asdict(one) for one in found])
            return
        rows = [[one.seminar[:8], one.title, format_date(one.on), str(one.people)] for one in found]
        output.table(["ID", _("Title"), _("Kept until"), _("Participants")], rows)

    return terms


def _erase() -> click.Command:
    @click.command("erase", help=_("Erase the data of participants for good; the seminar itself stays."))
    @click.argument("seminar")
    @click.option("--authority", required=True, help=_("Who ordered it."))
    @click.option("--reason", required=True, help=_("Why; colleagues will read it."))
    @click.option("--title", default="", help=_("The title of the seminar, typed; asked for if it is left out."))
    @click.option("--remove-backups", is_flag=True, help=_("Remove all backups of this vault too."))
    @click.option("--yes", is_flag=True, help=_("Do not ask a second time."))
    @shared
    def erase(
        options: Shared, seminar: str, authority: str, reason: str, *, title: str, remove_backups: bool, yes: bool
    ) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            plan = retention.erasing_plan(ws, found)
            if not options.json:
                erasure.tell_plan(plan)
            typed = title or click.prompt(_("Type the title, to be sure"), err=True)
            if not yes:
                click.confirm(_("This cannot be undone. Erase it for good?"), abort=True, err=True)
            order = Erasing(reason=reason, authority=authority, typed=typed, backups=remove_backups)
            retention.erase(ws, found, order)
        said = _("Erased for good. Seal a bundle for your office: it carries the order.")
        output.answer(said, {"erased": found, "changes": plan.changes}, json_wanted=options.json)

    return erase


def _session(ws: Workspace, seminar: str, given: str) -> str:
    """Return the session that a place in the programme, or the beginning of an identifier, names."""
    found = programme.attended(programme.sessions(ws, seminar))
    if given.isdecimal() and 0 < int(given) <= len(found):
        return found[int(given) - 1].id
    held = shared_commands.find_record(ws, "session", given)
    if all(one.id != held for one in found):
        raise NotFoundError
    return held
