"""Settings: the officers who work at this laptop, and who is working now."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.widgets.basics import button, clear, column, row, rule, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _, current, isolate
from focalpoint.services.casework import officers
from focalpoint.services.casework.officers import Officer


class OfficersPart(QWidget):
    """Who works now, the others, and the way to add one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        lay = column(self, spacing=12)
        lay.addWidget(text(_("Officers at this laptop"), "large"))
        about = _(
            "They share this vault and its passphrase. Their names stand in the history and the audit log; whoever"
            " must prove who they are needs a vault of their own."
        )
        lay.addWidget(text(about, "muted"))
        self._list: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._list)
        lay.addWidget(rule())
        self.name = line()
        roles = context.reference.lists["officer_roles"].codes.values()
        self.role = Choice([(role.code, role.label(current())) for role in roles], "legal")
        fields = row(spacing=8)
        fields.addWidget(labelled(_("Name"), self.name), 2)
        fields.addWidget(labelled(_("Role"), self.role), 1)
        lay.addLayout(fields)
        lay.addWidget(button(_("Add an officer"), self.add, icon="add"), 0, Qt.AlignmentFlag.AlignLeading)
        lay.addStretch(1)

    def reload(self) -> None:
        """Read the officers again."""
        ws = self._context.ws
        self._context.start(lambda: (officers.all_officers(ws), officers.working(ws)), done=self._show, reads_only=True)

    def _show(self, found: tuple[list[Officer], Officer]) -> None:
        listed, now = found
        clear(self._list)
        for officer in (Officer(self._context.ws.info.person, ""), *listed):
            self._list.addWidget(self._line(officer, works=officer.name == now.name))

    def _line(self, officer: Officer, *, works: bool) -> QWidget:
        holder = QWidget()
        lay = row(holder, spacing=8)
        role = self._context.reference.label("officer_roles", officer.role, current())
        words = column(spacing=0)
        words.addWidget(text(isolate(officer.name), "strong"))
        words.addWidget(text(role or _("The person to whom this vault belongs"), "small"))
        lay.addLayout(words, 1)
        if works:
            lay.addWidget(text(_("works now"), "green", wrap=False))
        else:
            lay.addWidget(button(_("Works from now on"), partial(self._begin, officer.name)))
        if officer.role:
            lay.addWidget(button(_("Remove"), partial(self._remove, officer.name), role="quiet"))
        return holder

    def add(self) -> None:
        """Add an officer."""
        name, role = self.name.text(), self.role.code()
        self._do(partial(officers.add_officer, self._context.ws, name, role), _("The officer was added."))
        self.name.clear()

    def _begin(self, name: str) -> None:
        said = _("{name} works from now on.").format(name=isolate(name))
        self._do(
            partial(officers.set_current, self._context.ws, "" if name == self._context.ws.info.person else name), said
        )

    def _remove(self, name: str) -> None:
        self._do(partial(officers.remove_officer, self._context.ws, name), _("The officer was removed."))

    def _do(self, call: "partial[None]", said: str) -> None:
        def done(_none: object) -> None:
            self._context.notice.emit(said, "")
            self._context.cared.emit()
            self.reload()

        self._context.start(call, done=done)
