"""Saving the proof that a bundle arrived, from wherever it is shown."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.language import _, current
from focalpoint.services.core import output_files
from focalpoint.services.papers import summaries


def save_proof(parent: QWidget, context: Context, bundle: str) -> None:
    """Ask where, then write the proof of a bundle as a PDF in the language of the window."""
    name = f"{bundle[:8]}.pdf"
    target = ask_target(parent, _("Save as PDF"), name, "PDF (*.pdf)", training=context.ws.info.training)
    if target:
        write = partial(_write, context, bundle, target, current())
        said = _("The proof was saved.")
        context.start(write, done=lambda _none: context.notice.emit(said, ""))


def _write(context: Context, bundle: str, target: Path, language: str) -> None:
    output_files.write_file(target, summaries.delivery_pdf(context.ws, bundle, language))
