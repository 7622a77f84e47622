"""Three lessons of a debrief: what, who, by when. Each becomes a milestone by the trainer's own hand."""

from PySide6.QtWidgets import QLineEdit, QWidget

from focalpoint.domain.dates import parse_date
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _
from focalpoint.services.core.changes import Changes
from focalpoint.services.training import debrief


class LessonsDialog(Dialog):
    """Three times what, who and by when; what is left empty is left out."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("Write what you will do differently. Each lesson is kept as a milestone, with who and by when.")
        super().__init__(parent, _("Three lessons"), training=context.ws.info.training, width=560, about=about)
        self.context = context
        self.fields: list[tuple[QLineEdit, QLineEdit, QLineEdit]] = []
        for number in range(1, debrief.LESSONS + 1):
            what, who, due = line(), line(), line(ltr=True)
            self.content.addWidget(text(_("Lesson {n}").format(n=number), "strong"))
            for label, field in ((_("What"), what), (_("Who sees to it"), who), (_("By when"), due)):
                self.content.addWidget(labelled(label, field))
            self.fields.append((what, who, due))
        self.go = self.add_actions(_("Keep as milestones"), self.keep)
        self.fit()

    def keep(self) -> None:
        """Keep them; a date that is not understood keeps the dialog open."""
        lessons = []
        for what, who, due in self.fields:
            day = parse_date(due.text(), self.context.ws.today()) if due.text().strip() else ""
            if due.text().strip() and not day:
                self.say(_("“{text}” is no date.").format(text=due.text()), bad=True)
                due.setFocus()
                return
            lessons.append((what.text(), who.text(), day or ""))
        source = _("Debrief of the class")
        self.context.run(debrief.keep_lessons, lessons, source, done=self._kept, failed=self._failed, kept=True)

    def _kept(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("The lessons stand among the milestones."), "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line(), bad=True)
