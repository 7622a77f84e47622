"""The conclusions of a seminar; each can be made one's own: a filled form that the person saves, or not."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import Conclusion
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.widgets.basics import Pill, button, column, row, text
from focalpoint.language import _, current, format_date
from focalpoint.services.seminars import conclusions

Shown = tuple[Conclusion, bool]  # and whether this State made something of it


class ConclusionsTab(QWidget):
    """A card a conclusion, in the language of the window."""

    def __init__(self, context: Context, seminar: str, found: list[Shown]) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        lay = column(self, margins=(24, 16), spacing=8)
        lay.addWidget(button(_("New conclusion"), self._add, icon="add"), 0, Qt.AlignmentFlag.AlignLeading)
        about = _("“Make it ours” opens a filled form in your own register. Nothing is kept until you save it.")
        lay.addWidget(text(about, "small"))
        for conclusion, ours in found:
            lay.addWidget(self._card(conclusion, ours=ours))
        if not found:
            lay.addWidget(text(_("No conclusion yet."), "muted"))
        lay.addStretch(1)

    def _add(self) -> None:
        self.context.go.emit(ToNewRecord("conclusion", {"seminar": self._seminar}))

    def _card(self, conclusion: Conclusion, *, ours: bool) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = column(frame, margins=(12, 8), spacing=8)
        lay.addWidget(text(visible(local(conclusion, "text", current())) or _("Without a title"), natural=True))
        line = row(spacing=8)
        proposed = self.context.reference.label("proposals", conclusion.proposes, current())
        for words in (proposed, format_date(conclusion.due_on) if conclusion.due_on else ""):
            if words:
                line.addWidget(Pill(words), 0, Qt.AlignmentFlag.AlignVCenter)
        if ours:
            line.addWidget(Pill(_("made ours"), "green"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        opened = partial(self.context.go.emit, ToRecord("conclusion", conclusion.id))
        line.addWidget(button(_("Open"), opened, icon="open"))
        line.addWidget(button(_("Make it ours"), partial(self._ours, conclusion.id), icon="add"))
        lay.addLayout(line)
        return frame

    def _ours(self, conclusion: str) -> None:
        type_name, values = conclusions.own_values(self.context.ws, conclusion, current())
        self.context.go.emit(ToNewRecord(type_name, values))
