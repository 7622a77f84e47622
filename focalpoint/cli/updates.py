"""`focalpoint update`: a new version or library from a file, checked and laid beside the running one."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current
from focalpoint.services.updates import applying, packs
from focalpoint.services.updates.packs import CheckedUpdate

_FILE = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the group of this name."""
    made = click.Group(name, help=about)
    for command in (_check(), _apply(), _status(), _back()):
        made.add_command(command)
    return made


def _check() -> click.Command:
    @click.command(
        "check", help=_("Tell whether an update is whole, who signed it, and whether it can be applied here.")
    )
    @click.argument("file", type=_FILE)
    @shared
    def check(options: Shared, file: Path) -> None:
        with output.progress() as task:
            found = packs.check_update(file, task)
        data = {
            "version": found.manifest.version, "kind": found.manifest.kind, "platform": found.manifest.platform,
            "least": found.manifest.least, "created": found.manifest.created, "digest": found.digest,
            "applicable": found.refusal is None, "refusal": found.refusal.code if found.refusal else "",
        }  # fmt: skip
        output.answer(_told(found), data, json_wanted=options.json)
        if found.refusal is not None and not options.json:
            output.refusal(found.refusal, json_wanted=False)

    return check


def _apply() -> click.Command:
    @click.command("apply", help=_("Lay the new version beside the running one; it starts the next time."))
    @click.argument("file", type=_FILE)
    @shared
    def apply(options: Shared, file: Path) -> None:
        with output.progress() as task:
            found = packs.check_update(file, task)
            if found.refusal is not None:
                raise found.refusal
            applying.apply_update(found, task)
        said = _("Version {version} is in place; it starts the next time.").format(version=found.manifest.version)
        output.answer(said, {"version": found.manifest.version}, json_wanted=options.json)

    return apply


def _status() -> click.Command:
    @click.command("status", help=_("Show the versions of the program and of its library that are in place."))
    @shared
    def status(options: Shared) -> None:
        found = packs.versions_here()
        lines = [
            _("This program: {version}").format(version=found.running),
            _("Starts the next time: {version}").format(version=found.waiting or found.running),
        ]
        if found.library_version:
            lines.append(_("Library: {version}").format(version=found.library_version))
        if found.taken_back:
            lines.append(_("Taken back, because it did not start: {version}").format(version=found.taken_back))
        data = {"running": found.running, "waiting": found.waiting, "library": found.library_version,
                "taken_back": found.taken_back}  # fmt: skip
        output.answer("\n".join(lines), data, json_wanted=options.json)

    return status


def _back() -> click.Command:
    @click.command("back", help=_("Let the version before start again the next time."))
    @shared
    def back(options: Shared) -> None:
        taken = applying.take_back()
        said = _("Version {version} no longer starts.").format(version=taken) if taken else _("No update is in place.")
        output.answer(said, {"taken_back": taken}, json_wanted=options.json)

    return back


def _told(found: CheckedUpdate) -> str:
    made = found.manifest
    kind = _("The library") if made.kind == "library" else _("The program")
    lines = [
        _("The update is whole, and signed with the release keys of this program."),
        f"{kind} {made.version} ({made.platform}, {made.created[:10]})",
        found.notes(current()),
        "" if found.refusal is not None else _("It can be applied here."),
    ]
    return "\n".join(filter(None, lines))
