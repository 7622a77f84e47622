"""`focalpoint bundle page`: the page with which a browser opens bundles where nothing of ours is installed."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.exchange import reader_page


def page_command() -> click.Command:
    """Return the command; it needs no vault."""

    @click.command(
        "page", help=_("Write the page that opens bundles in a browser where nothing is installed; shows its SHA-256.")
    )
    @click.argument("file", type=click.Path(path_type=Path), required=False)
    @shared
    def page(options: Shared, file: Path | None) -> None:
        target = file / reader_page.NAME if file is not None and file.is_dir() else file
        told = reader_page.write_page(target) if target is not None else reader_page.page_hash()
        value = {"sha256": told} if target is None else {"file": str(target), "sha256": told}
        sentences = [] if target is None else [_("Written, read back and unchanged: {path}.").format(path=target)]
        sentences.append(_("SHA-256 of the reader page, to be compared: {hash}").format(hash=told))
        if target is not None:
            sentences.append(_("Hand it over by another way than the bundles it is to open."))
        output.answer("\n".join(sentences), value, json_wanted=options.json)

    return page
