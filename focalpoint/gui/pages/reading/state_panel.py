"""Where a request stands: its state, what is needed now, the legal next steps, and why another is not one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from focalpoint.domain.requests import Request
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.pages.reading.step import StepDialog
from focalpoint.gui.widgets.basics import Banner, Pill, button, column, menu_button, row, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, current, format_date, isolate, relative_days
from focalpoint.services.casework import requests
from focalpoint.services.casework.requests import NextStep
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import receipts
from focalpoint.services.exchange.receipts import Received

SHOWN = 3


class StatePanel(QFrame):
    """The answer to “where does it stand” and “what is needed of me now”."""

    def __init__(
        self, context: Context, request: Request, suggested: str = "", received: Sequence[Received] = ()
    ) -> None:
        super().__init__()
        self.context, self.request = context, request
        lay = column(self, spacing=8)
        lay.addWidget(text(_("What is needed now"), "caption"))
        message, level = requests.needed_now(context.ws, request)
        said = sentence(message)
        if level == "overdue":
            said = f"{said} {relative_days(request.due_on, context.ws.today())}"
        tone = {"overdue": "red", "soon": "amber"}.get(level)
        if tone:
            lay.addWidget(Banner("red" if tone == "red" else "amber", said, icon="time"))
        else:
            lay.addWidget(text(said))
        for one in received[:SHOWN]:
            lay.addWidget(self._received(one))
        steps = requests.next_steps(context.ws, request)
        wanted = next((step for step in steps if step.code == suggested), None)
        if wanted is not None:
            go = button(sentence(wanted.label), partial(self._take, wanted), role="primary")
            lay.addWidget(Banner("accent", _("The assignments are further than the request."), go))
        lay.addWidget(self._steps(steps))

    def _received(self, one: Received) -> QWidget:
        """Offer to record as sent what a person outside the office has acknowledged."""
        said = _("Received by {person} on {day}: record as sent").format(
            person=isolate(visible(one.person)), day=format_date(one.day)
        )

        def done(_changes: Changes) -> None:
            self.context.notice.emit(_("The step is recorded."), _("Undo"))

        call = partial(self.context.change, receipts.record, self.request.id, one, current(), done=done)
        tip = _("Bundle {bundle}, number {n}").format(bundle=one.name, n=one.number)
        return button(said, call, icon="verified", tip=tip)

    def _steps(self, steps: list[NextStep]) -> QWidget:
        flow = Flow()
        ordered = sorted(steps, key=lambda step: not step.primary)
        shown = ordered[:SHOWN] if len(ordered) > SHOWN + 1 else ordered
        for place, step in enumerate(shown):
            first = place == 0 and step.primary
            flow.add(button(sentence(step.label), partial(self._take, step), role="primary" if first else "plain"))
        rest = ordered[len(shown) :]
        if rest:
            flow.add(menu_button(_("Other steps"), [(sentence(s.label), partial(self._take, s)) for s in rest]))
        why = button(_("Why can't I…"), role="link", icon="question")
        why.clicked.connect(lambda: self._why(why))
        flow.add(why)
        return flow

    def _take(self, step: NextStep) -> None:
        StepDialog(self.window(), self.context, self.request, step).open()

    def _why(self, below: QWidget) -> None:
        legal = {step.code for step in requests.next_steps(self.context.ws, self.request)}
        made = QMenu(self)
        for code, state in self.context.reference.lifecycle.items():
            if code not in legal and code != self.request.state and self.request.direction in state.directions:
                label = state.code.column("action", current())
                made.addAction(label).triggered.connect(partial(self._explain, code))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _explain(self, code: str, _checked: object = None) -> None:
        reason = requests.why_not(self.context.ws, self.request, code)
        if reason is not None:
            self.context.notice.emit(sentence(reason), "")


def heading(context: Context, request: Request) -> QWidget:
    """Return the pills under the title: state, type, classification, urgency."""
    flow = Flow()
    reference = context.reference
    state = reference.label("lifecycle", request.state, current())
    if state:
        flow.add(Pill(state, "accent"))
    if request.classification:
        flow.add(Pill(reference.label("classifications", request.classification, current())))
    if request.urgency in ("urgent", "life_at_risk"):
        flow.add(Pill(reference.label("urgencies", request.urgency, current()), "amber"))
    parts = [reference.label("request_types", request.type, current())]
    if request.sender:
        parts.append(reference.label("organs", request.sender, current()))
    lay = row()
    lay.addWidget(text(" · ".join(isolate(p) for p in parts if p), "muted"))
    whole = QWidget()
    both = column(whole, spacing=8)
    both.addLayout(lay)
    both.addWidget(flow)
    return whole


def moved(context: Context, changes: Changes) -> None:
    """Tell everyone that a request moved."""
    context.refresh.announce(changes)
    context.notice.emit(_("The step is recorded."), _("Undo"))
