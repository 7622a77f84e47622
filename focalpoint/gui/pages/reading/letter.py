"""A letter or the memo of open matters, saved as a PDF in the language of the window."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.language import _, current
from focalpoint.services.core import output_files
from focalpoint.services.papers import letters


def save_letter(parent: QWidget, context: Context, communication: str) -> None:
    """Ask where, then write a communication as a letter."""
    _save(parent, context, "letter.pdf", lambda language: letters.letter_pdf(context.ws, communication, language))


def save_handover(parent: QWidget, context: Context) -> None:
    """Ask where, then write the memo of open matters."""
    _save(parent, context, "open-matters.pdf", lambda language: letters.handover_pdf(context.ws, language))


def _save(parent: QWidget, context: Context, name: str, make: Callable[[str], bytes]) -> None:
    target = ask_target(parent, _("Save as PDF"), name, "PDF (*.pdf)", training=context.ws.info.training)
    if target:
        language, said = current(), _("Written. The file is not protected by the vault.")
        context.start(
            lambda: output_files.write_file(target, make(language)),
            done=lambda _none: context.notice.emit(said, ""),
        )
