"""Errors as a person meets them: what happened, what is safe, what to do next, and a code for the telephone."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from focalpoint import logs
from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.gui import icons, theme
from focalpoint.gui.widgets.basics import button, column, row, text
from focalpoint.gui.widgets.plain_text import Words
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _, say_error_value


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sentences of an error in the current language."""

    happened: str
    safe: str
    remedy: str
    code: str

    def as_line(self) -> str:
        """Return it in one paragraph, for a banner."""
        return f"{self.happened} {self.safe} {self.remedy} [{self.code}]"


def explain(error: BaseException) -> Explanation:
    """Return the translated sentences of an expected error, or those of a bug."""
    if isinstance(error, FocalpointError):
        filling = {k: say_error_value(v) for k, v in error.parameters.items()}
        happened, safe, remedy = (_(s).format(**filling) for s in (error.message, error.safe, error.remedy))
        return Explanation(happened, safe, remedy, error.code)
    return Explanation(
        _("The program met a situation it does not know."),
        _("Your vault is as it was before this action."),
        _("You can go on working. If it happens again, note the code and ask for help."),
        f"FP-BUG {type(error).__name__}",
    )


def handle(parent: QWidget | None, error: BaseException) -> None:
    """Show an error in a dialog; record a bug in the log without its content."""
    if isinstance(error, Cancelled):
        return
    if not isinstance(error, FocalpointError):
        logs.bug(error)
    training = parent is not None and parent.window().property("training") is True
    ErrorDialog(parent, explain(error), training=training).open()


class ErrorDialog(QDialog):
    """One error, four lines, one button."""

    def __init__(self, parent: QWidget | None, explanation: Explanation, *, training: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Focal Point"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.text_px(460))
        outer = column(self, spacing=0)
        if training:
            outer.addWidget(TrainingBand())
        line = row(margins=(24, 24), spacing=16)
        outer.addLayout(line)
        mark = Words()
        mark.setPixmap(icons.pixmap("alert", "amber", 24))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=8)
        words.addWidget(text(explanation.happened, "large"))
        words.addWidget(text(explanation.safe))
        words.addWidget(text(explanation.remedy))
        words.addWidget(text(_("Code: {code}").format(code=explanation.code), "small", selectable=True))
        close = button(_("Close this message"), self.accept, role="primary")
        close.setDefault(True)
        words.addSpacing(8)
        words.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        line.addLayout(words, 1)
        self.resize(self.minimumWidth(), outer.totalHeightForWidth(self.minimumWidth()))
        self.setAccessibleName(explanation.happened)
        self.setAccessibleDescription(explanation.remedy)
