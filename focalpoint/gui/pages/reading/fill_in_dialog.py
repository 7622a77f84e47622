"""Filling in an evaluation form: the words of a slip, the questions, and the stick that is the urn."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import Question
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.language import _, current
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import evaluation, urn


class FillInDialog(Dialog):
    """Nothing of what is answered is kept in this vault: it goes onto the stick, encrypted for the one who counts."""

    def __init__(self, parent: QWidget, context: Context, form: str, title: str) -> None:
        super().__init__(parent, _("Fill in the form"), training=context.ws.info.training, width=560, about=title)
        self.context, self._form = context, form
        self.slip = QLineEdit()
        self.content.addWidget(labelled(_("The three words of your slip"), self.slip))
        self.answers: dict[str, Choice | PlainText] = {}
        self.go = self.add_actions(_("Put it into the urn…"), self._choose)
        self.resize(theme.px(600), theme.px(600))
        context.run(_questions, form, done=self._show, failed=self._failed, reads_only=True)

    def _show(self, found: list[Question]) -> None:
        for one in found:
            label = visible(local(one, "text", current()))
            field: Choice | PlainText
            if one.kind == "text":
                field = PlainText()
                field.setFixedHeight(theme.text_px(90))
            else:
                labels = evaluation.labels(one, current())
                field = Choice(list(zip(evaluation.codes(one), labels, strict=False)), "", empty=_("No answer"))
            self.answers[one.id] = field
            self.content.addWidget(labelled(label, field))
        self.content.addStretch(1)
        self.slip.setFocus()

    def _said(self) -> dict[str, str]:
        return {
            name: field.code() if isinstance(field, Choice) else field.toPlainText()
            for name, field in self.answers.items()
        }

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("The stick that is the urn"), str(Path.home()))
        if folder:
            self.go.setEnabled(False)
            words, said, target = self.slip.text(), self._said(), Path(folder)
            run = partial(self.context.run, urn.fill_in, self._form, words, said, folder=target)
            run(done=self._done, failed=self._failed)

    def _done(self, _path: Path) -> None:
        self.context.notice.emit(_("It is in the urn. Nothing of it is kept here."), "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.say(explain(error).as_line(), bad=True)


def _questions(ws: Workspace, form: str) -> list[Question]:
    return evaluation.questions(ws, form)
