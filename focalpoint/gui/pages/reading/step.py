"""A step of a request: when, why, on what ground; only what the law needs is asked."""

from functools import partial

from PySide6.QtWidgets import QWidget

from focalpoint.domain.citations import cited
from focalpoint.domain.fields import Group, Kind, Spec
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.forms.dates import DateField
from focalpoint.gui.forms.texts import NoteField
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, current, isolate, isolate_ltr
from focalpoint.services.casework import requests
from focalpoint.services.casework.requests import NextStep
from focalpoint.services.core.changes import Changes

_ON = Spec(kind=Kind.DATE, label=N_("On"), group=Group.HANDLING)
_NOTE = Spec(kind=Kind.NOTE, label=N_("Note"), group=Group.HANDLING)


class StepDialog(Dialog):
    """Record one step."""

    def __init__(self, parent: QWidget, context: Context, request: Request, step: NextStep) -> None:
        about = f"{isolate_ltr(request.own_ref)}  {isolate(request.subject)}".strip()
        super().__init__(parent, sentence(step.label), training=context.ws.info.training, about=about)
        self.context, self._request, self._step = context, request, step
        self.ground = Choice(self._grounds(step.code), empty=_("Choose a ground"))
        asked = labelled(_("Ground"), self.ground, required=True)
        self.content.addWidget(asked)
        asked.setVisible("ground" in step.needs)
        self.on = DateField(_ON, context.ws.today())
        self.on.put(context.ws.today().isoformat())
        self.content.addWidget(labelled(_("On"), self.on))
        self.note = NoteField(_NOTE)
        needed = "note" in step.needs
        self.content.addWidget(labelled(_("Reason") if needed else _("Note"), self.note, required=needed))
        self._go = self.add_actions(sentence(step.label), self.record)
        self.note.setFocus()
        self.fit()

    def _grounds(self, code: str) -> list[tuple[str, str]]:
        rows = self.context.reference.lists["grounds"].codes.values()
        fits = [r for r in rows if code in _names(r.more.get("for"))] or list(rows)
        lists, language = self.context.reference.lists, current()
        return [(r.code, f"{r.label(language)} — {cited(str(r.more['basis']), lists, language)}") for r in fits]

    def record(self) -> None:
        """Record the step, or say what is missing."""
        if self.on.problem():
            self.say(self.on.problem())
            return
        if "note" in self._step.needs and not self.note.value():
            self.say(_("Say the reason in a few words."))
            return
        if "ground" in self._step.needs and not self.ground.code():
            self.say(_("Choose the ground."))
            return
        self._go.setEnabled(False)
        call = partial(
            requests.move, self.context.ws, self._request.id, self._step.code,
            str(self.note.value()), ground=self.ground.code(), on=str(self.on.value()),
        )  # fmt: skip
        self.context.start(call, done=self._done, failed=self._failed, kept=True)

    def _done(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("The step is recorded."), _("Undo"))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.say(explain(error).as_line())


def _names(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
