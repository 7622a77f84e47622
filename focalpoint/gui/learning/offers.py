"""What the command box offers to learn with; loaded when it is asked for."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint.gui.learning import quiz_dialog, terms_dialog
else:
    quiz_dialog = late("focalpoint.gui.learning.quiz_dialog")
    terms_dialog = late("focalpoint.gui.learning.terms_dialog")


def open_quiz(parent: QWidget, context: Context) -> None:
    """Ask the questions of the quiz."""
    quiz_dialog.QuizDialog(parent, training=context.ws.info.training).open()


def open_terms(parent: QWidget, context: Context) -> None:
    """Show the terms of the day."""
    terms_dialog.TermsDialog(parent, context).open()
