"""Comparing a card with its owner, and saying what this person may read."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import Banner, text
from focalpoint.gui.widgets.card import digits
from focalpoint.gui.widgets.fields import Choice, labelled
from focalpoint.language import _, isolate
from focalpoint.services import exchange
from focalpoint.services.exchange import ROLES, PeerView
from focalpoint.services.workspace import Workspace


class PeerDialog(Dialog):
    """The digits to compare, one tick, the role."""

    def __init__(self, parent: QWidget, context: Context, person: PeerView) -> None:
        about = " · ".join(isolate(p) for p in (person.function, person.office, person.device_label) if p)
        super().__init__(parent, isolate(person.person), training=context.ws.info.training, about=about)
        self.context, self._person = context, person
        if person.state == "verified":
            self.content.addWidget(Banner("green", _("Verified in person.")))
        else:
            said = _(
                "Not verified. Compare the digits or the words with the person: face to face, or by a voice you know."
            )
            self.content.addWidget(Banner("amber", said, icon="unverified"))
        self.content.addWidget(digits(person.groups, person.check_words))
        self.agree = QCheckBox(_("I compared them with this person, and they agree"))
        self.agree.setChecked(person.state == "verified")
        self.agree.setEnabled(person.state != "verified")
        self.content.addWidget(self.agree)
        self.role = Choice([(code, _(label)) for code, label in ROLES.items()], person.role)
        self.content.addWidget(labelled(_("What this person may read"), self.role))
        self.content.addWidget(text(_("It decides which parts of a request enter a bundle for this person."), "small"))
        self.add_actions(_("Save"), self.save)
        self.fit()

    def save(self) -> None:
        """Keep the role, and that the card was compared."""
        ws, device = self.context.ws, self._person.device
        verify = self.agree.isChecked() and self._person.state != "verified"
        store = partial(_store, ws, device, self.role.code(), verify=verify)
        self.context.jobs.start(lambda _task: store(), lambda _none: self.accept(), self.context.failed.emit)


def _store(ws: Workspace, device: str, role: str, *, verify: bool) -> None:
    if role:
        exchange.set_role(ws, device, role)
    if verify:
        exchange.mark_verified(ws, device)
