"""The clocks of a request: a line of time, then one sentence for each with its article."""

from datetime import date

from PySide6.QtWidgets import QWidget

from focalpoint.gui.widgets.basics import Pill, Tone, column, row, text
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.gui.widgets.time_chart import TimeChart
from focalpoint.language import _, relative_days
from focalpoint.services.casework.clocks import ClockView

TONES: dict[str, Tone] = {"late": "red", "due": "amber", "running": "accent", "met": "green", "met late": "amber"}


def clocks_tab(views: list[ClockView], today: date) -> QWidget:
    """Return the tab."""
    holder = QWidget()
    lay = column(holder, margins=(24, 16), spacing=12)
    if views:
        lay.addWidget(TimeChart(views, today))
    for view in views:
        head = row(spacing=8)
        head.addWidget(text(sentence(view.label), "strong"), 1)
        head.addWidget(Pill(sentence(view.kind)))
        words = column(spacing=2)
        words.addLayout(head)
        left = relative_days((view.clock.extended or view.clock.due).isoformat(), today)
        running = view.clock.phase in ("late", "due", "running")
        if running:
            state = row(spacing=8)
            state.addWidget(Pill(left, TONES[view.clock.phase]))
            state.addStretch(1)
            words.addLayout(state)
        words.addWidget(text(sentence(view.sentence)))
        article = sentence(view.article)
        if article:
            words.addWidget(text(article, "small"))
        lay.addLayout(words)
    if not views:
        lay.addWidget(text(_("No time limit runs. Deadlines and events of the dossier start them."), "muted"))
    lay.addStretch(1)
    return holder
