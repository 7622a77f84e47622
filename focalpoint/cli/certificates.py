"""`focalpoint certificate`: issue certificates of attendance, check them without a network, withdraw them."""

from dataclasses import asdict
from pathlib import Path

import click
import msgspec

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.languages import LANGUAGES
from focalpoint.language import _, current, format_date
from focalpoint.services.seminars import certificate_papers, certificates, participants
from focalpoint.services.seminars.certificates import ISSUERS, CheckedCertificate

FOLDER = click.Path(path_type=Path, file_okay=False)
PER_CENT = click.IntRange(0, 100)
CHANGED = 4  # the exit status of a check that found something


def group(name: str, about: str) -> click.Group:
    """Return `focalpoint certificate`."""
    made = shared_commands.group(name, about)
    for command in (_issue, _check, _withdraw):
        made.add_command(command())
    return made


def _issue() -> click.Command:
    @click.command("issue", help=_("Issue certificates of a seminar, to all who qualify if none is named."))
    @click.argument("seminar")
    @click.argument("people", nargs=-1)
    @click.option(
        "--least",
        type=click.IntRange(0, 100),
        default=certificates.LEAST,
        help=_("Per cent of the sessions asked for."),
    )
    @click.option("--languages", default="", help=_("Languages of the paper, as ar,fr,en."))
    @click.option("--folder", type=FOLDER, default=Path(), help=_("Where the files are written."))
    @shared
    def issue(
        options: Shared, seminar: str, people: tuple[str, ...], *, least: int, languages: str, folder: Path
    ) -> None:
        wanted = tuple(one.strip() for one in languages.split(",") if one.strip()) or (current(),)
        if set(wanted) - set(LANGUAGES):
            raise click.BadParameter(languages, param_hint="--languages")
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "seminar", seminar)
            chosen = [participants.numbered(ws, found, one) for one in people]
            ids = [one.id for one in chosen or certificates.qualified(ws, found, least)]
            _changes, issued = certificates.issue_all(ws, ids, least)
            files = certificate_papers.write_certificates(ws, issued, folder, wanted)
        told = [{"id": one.record, "number": one.participant.number, "person": one.participant.name} for one in issued]
        if options.json:
            output.as_json({"issued": told, "files": [str(file) for file in files]})
            return
        output.line(_("Certificates issued: {n}").format(n=len(issued)))
        for file in files:
            output.line(f"  {file}")

    return issue


def _check() -> click.Command:
    @click.command("check", help=_("Check a certificate from its file, or from a picture of its code."))
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @shared
    def check(options: Shared, file: Path) -> int:
        with options.workspace() as ws:
            found = certificates.check_file(ws, file)
        if options.json:
            content = msgspec.to_builtins(found.certificate)
            output.as_json({**asdict(found), "certificate": content, "holds": found.holds})
        else:
            _tell(found)
        return 0 if found.holds else CHANGED

    return check


def _tell(found: CheckedCertificate) -> None:
    made = found.certificate
    title = certificate_papers.title_in(made, current())
    days = dict.fromkeys(format_date(day) for day in (made.first, made.last) if day)
    attended = _("{attended} of {of}").format(attended=made.attended, of=made.of)
    said = {
        _("Name"): made.person, _("Office"): made.office, _("Seminar"): title, _("Place"): made.place,
        _("On"): " – ".join(days), _("Sessions attended"): attended, _("Issued by"): made.issuer,
    }  # fmt: skip
    output.print_pairs({label: value for label, value in said.items() if value})
    output.line(_(ISSUERS[found.issuer]))
    if found.withdrawn_on:
        output.line("! " + _("It was withdrawn on {date}.").format(date=format_date(found.withdrawn_on)))
    if found.changed:
        output.line("! " + _("The attendance kept here says something else now."))


def _withdraw() -> click.Command:
    @click.command("withdraw", help=_("Note that a certificate does not hold any more."))
    @click.argument("certificate")
    @shared
    def withdraw(options: Shared, certificate: str) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "certificate", certificate)
            certificates.withdraw(ws, found)
        said = _("Withdrawn. Only your office knows it: tell whoever relies on it.")
        output.answer(said, {"id": found}, json_wanted=options.json)

    return withdraw
