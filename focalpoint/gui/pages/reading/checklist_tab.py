"""The completeness checklist of a request: tick what is there, and draft the letter that asks for what is missing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from focalpoint.domain.requests import Request
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord
from focalpoint.gui.widgets.basics import Banner, button, column, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.language import _, current, isolate, ngettext
from focalpoint.services.casework import checklists, dossier
from focalpoint.services.casework.checklists import CheckRow, Guide, Mark


class ChecklistTab(QWidget):
    """One line for each thing the Statute or the Rules ask of this type of request."""

    def __init__(self, context: Context, request: Request, guides: list[Guide]) -> None:
        super().__init__()
        self.context, self._request = context, request
        lay = column(self, margins=(24, 16), spacing=8)
        open_first = sorted(guides, key=lambda guide: guide.taken == len(guide.steps))
        for guide in open_first:
            said = _("{taken} of {n} steps taken").format(taken=guide.taken, n=len(guide.steps))
            lay.addWidget(text(f"{isolate(guide.label)} · {said}", "strong"))
            for step in guide.steps:
                lay.addWidget(self._step(step))
            lay.addSpacing(12)
        self._completeness(lay)
        lay.addStretch(1)

    def _completeness(self, lay: QVBoxLayout) -> None:
        found = checklists.checklist_of(self.context.ws, self._request, current())
        lay.addWidget(text(_("What the request must hold"), "strong"))
        if not found:
            lay.addWidget(text(_("The law lists no contents for this type of request."), "muted"))
            return
        missing = sum(one.mark == "missing" for one in found)
        if missing:
            said = ngettext("{n} thing is not there yet.", "{n} things are not there yet.", missing).format(n=missing)
            ask = button(_("Draft the request for clarification"), self._ask, icon="edit")
            lay.addWidget(Banner("amber", said, ask))
        else:
            lay.addWidget(Banner("green", _("The request is complete.")))
        for one in found:
            lay.addWidget(self._line(one))

    def _step(self, step: CheckRow) -> QWidget:
        holder = QWidget()
        lay = column(holder, spacing=0)
        box = QCheckBox(step.label)
        box.setChecked(step.mark == "present")
        box.clicked.connect(lambda taken: self._take(step.code, taken=taken))
        lay.addWidget(box)
        lay.addWidget(text(step.source, "small"))
        return holder

    def _take(self, step: str, *, taken: bool) -> None:
        _ws, request = self.context.ws, self._request.id
        self.context.run(checklists.take, request, step, taken=taken, done=self.context.refresh.announce, kept=True)

    def _line(self, one: CheckRow) -> QWidget:
        holder = QWidget()
        lay = row(holder, spacing=12)
        words = column(spacing=0)
        words.addWidget(text(one.label))
        source = one.source if one.verified else _("{source} (not yet verified)").format(source=isolate(one.source))
        words.addWidget(text(source, "small"))
        lay.addLayout(words, 1)
        options = [("missing", _("Missing")), ("present", _("There")), ("waived", _("Not needed"))]
        choice = Choice(options)
        choice.choose(one.mark)
        choice.setAccessibleName(one.label)
        choice.activated.connect(lambda _place: self._mark(one.code, choice.code()))
        lay.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _mark(self, code: str, said: str) -> None:
        marks: dict[str, Mark] = {"missing": "missing", "present": "present", "waived": "waived"}
        self.context.change(checklists.mark, self._request.id, code, marks[said])

    def _ask(self) -> None:
        values = dossier.initial_values(self.context.ws, "communication", self._request.id)
        subject, letter = checklists.clarification(self.context.ws, self._request, current())
        self.context.go.emit(ToNewRecord("communication", {**values, "subject": subject, "summary": letter}))
