"""`focalpoint components`: the libraries the program is made of, their licences, and the bill of materials."""

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.core import components


def components_command(name: str, about: str) -> click.Command:
    """Return the command of this name."""

    @click.command(name, help=about)
    @click.argument("library", default="")
    @click.option("--sbom", is_flag=True, help=_("Print a software bill of materials (CycloneDX, JSON)."))
    @shared
    def show(options: Shared, library: str, *, sbom: bool) -> None:
        if sbom:
            output.as_json(components.cyclonedx())
            return
        found = [one for one in components.components() if not library or one.name.casefold() == library.casefold()]
        if options.json:
            output.as_json(found)
        elif library:
            for one in found:
                output.line(f"{one.name} {one.version}: {one.licence}")
                for part in one.texts:
                    output.line(f"\n== {part.name}\n{part.text}")
        else:
            output.table(
                (_("Library"), _("Version"), _("Licence"), _("Part of")),
                [(one.name, one.version, one.licence, one.part_of) for one in found],
            )

    return show
