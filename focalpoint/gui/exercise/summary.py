"""All that was expected in a run, step by step, with what came of it: the participant's own sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import Pill, Tone, button, column, row, text
from focalpoint.language import _
from focalpoint.services.training import outcomes
from focalpoint.services.training.outcomes import ExpectationOutcome
from focalpoint.services.training.runs import Run


class SummaryDialog(Dialog):
    """The sheet: no points, no order of people."""

    def __init__(self, parent: QWidget, run: Run) -> None:
        found = outcomes.outcome_of(run)
        met = sum(one.state == "met" for one in found.expectations)
        asked = sum(one.state not in ("waiting", "not applicable") for one in found.expectations)
        about = _("{n} of {of} met").format(n=met, of=asked)
        super().__init__(parent, _("All that was expected"), training=True, width=720, about=about)
        step = ""
        for one in found.expectations:
            if one.state in ("waiting", "not applicable"):
                continue
            if one.step != step:
                step = one.step
                self.content.addWidget(text(visible(run.text(f"{step}.title")), "strong"))
            self.content.addWidget(_line(run, one))
        self.buttons.addStretch(1)
        close = button(_("Close"), self.accept, role="primary")
        close.setDefault(True)
        self.buttons.addWidget(close)
        self.fit()


def _line(run: Run, one: ExpectationOutcome) -> QWidget:
    words, tone = _state(one)
    holder = QWidget()
    lay = row(holder, spacing=8)
    pill = Pill(words, tone)
    pill.setMinimumWidth(theme.text_px(96))
    lay.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
    said = column(spacing=0)
    said.addWidget(text(visible(run.text(f"{one.id}.title"))))
    said.addWidget(text(visible(run.text(f"{one.id}.debrief")), "small"))
    lay.addLayout(said, 1)
    return holder


def _state(one: ExpectationOutcome) -> tuple[str, Tone]:
    """Return the mark with its word, and the colour that goes with it."""
    mark, words = "✓", _("met")
    tone: Tone = "green"
    if one.state == "not judged":
        mark, words, tone = "–", _("not judged"), "amber"
    elif one.state != "met":
        mark, words, tone = "○", _("still open"), "plain"
    elif one.late:
        words, tone = _("late"), "amber"
    elif one.hinted or one.shown:
        words, tone = _("with a hint"), "accent"
    return f"{mark} {words}", tone
