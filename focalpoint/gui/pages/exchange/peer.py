"""A person one exchanges with: comparing the card, saying what the person may read, and whom to believe."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from focalpoint.domain.trust import STOPPED, DeviceState
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.name import NameDialog
from focalpoint.gui.pages.exchange.access import AccessDialog
from focalpoint.gui.widgets.basics import Banner, button, text
from focalpoint.gui.widgets.card import digits
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import sentence, tip
from focalpoint.language import _, current, format_date, isolate
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import forks, peers, trust
from focalpoint.services.exchange.peers import ROLES, PeerView

AGAIN_AFTER = 366  # days after which a card should be compared again


@dataclass(frozen=True, slots=True)
class _Wish:
    role: str
    verify: bool
    relied: bool
    vouched: bool


class PeerDialog(Dialog):
    """How the person stands, the digits to compare, one tick, the role, and what may be done."""

    def __init__(self, parent: QWidget, context: Context, person: PeerView) -> None:
        about = " · ".join(isolate(visible(p)) for p in (person.function, person.office, person.device_label) if p)
        super().__init__(parent, isolate(visible(person.person)), training=context.ws.info.training, about=about)
        self.context, self._person = context, person
        for shown in self._standing():
            self.content.addWidget(shown)
        self.content.addWidget(digits(person.groups, word_lists.say(person.check, current())))
        self.agree = QCheckBox(_("I compared them with this person, and they agree"))
        fresh = person.by_hand == DeviceState.VERIFIED and not self._old()
        self.agree.setChecked(fresh)
        self.agree.setEnabled(not fresh)
        self.content.addWidget(self.agree)
        self.role = Choice([(code, _(label)) for code, label in ROLES.items()], person.role)
        self.content.addWidget(labelled(_("What this person may read"), self.role))
        self.content.addWidget(text(_("It decides which parts of a request enter a bundle for this person."), "small"))
        self._vouched = "" in trust.vouched_here(context.ws, person.device)
        self.relied = QCheckBox(_("What this person says of others counts here"))
        self.relied.setChecked(person.relied)
        tip(self.relied, _("People whom this person vouches for are accepted, and those revoked are stopped."))
        self.vouch = QCheckBox(_("I vouch for this person to my office"))
        self.vouch.setChecked(self._vouched)
        for box in (self.relied, self.vouch):
            box.setEnabled(person.by_hand == DeviceState.VERIFIED and person.state not in STOPPED)
            self.content.addWidget(box)
        line = Flow(spacing=8)
        line.add(button(_("What this laptop could read…"), self._access, icon="show"))
        if person.state == DeviceState.REVOKED:
            line.add(button(_("Take the revocation back"), self._reinstate, icon="undo"))
        elif person.state != DeviceState.RETIRED:
            line.add(button(_("Revoke this laptop…"), self._revoke, icon="alert"))
        self.content.addWidget(line)
        self.add_actions(_("Save"), self.save)
        self.fit()

    def _standing(self) -> list[QWidget]:
        person = self._person
        other = isolate(visible(person.said_by))
        shown: list[QWidget] = []
        match person.state:
            case DeviceState.REVOKED:
                why = isolate(visible(_(person.reason))) if person.reason else ""
                said = _("Revoked by {person}. {reason}").format(person=other, reason=why).strip()
                shown.append(Banner("red", said))
            case DeviceState.RETIRED:
                shown.append(Banner("plain", _("Handed over to a successor. What came later is kept aside.")))
            case DeviceState.GRANTED:
                said = _("Vouched for by {person}; you did not compare the card yourself.").format(person=other)
                shown.append(Banner("green", said))
            case DeviceState.VERIFIED:
                since = format_date(person.verified_at[:10]) if person.verified_at else ""
                said = _("Verified in person on {date}.").format(date=since) if since else _("Verified in person.")
                shown.append(Banner("green", said))
                if self._old():
                    shown.append(Banner("amber", _("That is more than a year ago. Compare the card again.")))
            case _:
                said = _(
                    "Not verified. Compare the digits or the words with the person: face to face, or by a voice you"
                    " know."
                )
                shown.append(Banner("amber", said, icon="unverified"))
        if not person.keeps:
            said = _(peers.KEEPS_NOTHING).format(person=isolate(visible(person.person)))
            shown.append(Banner("plain", said))
        notice = forks.notices(self.context.ws).get(person.device)
        if notice:
            shown.append(Banner("red" if notice.bad else "amber", sentence(notice.message)))
        for twin in peers.same_person(self.context.ws, person.device):
            said = _(
                "There is another card under this name, added on {date}, with other keys. Ask {person} why, by voice,"
                " before you go on."
            )
            filled = said.format(date=format_date(twin.added_at[:10]), person=isolate(visible(person.person)))
            shown.append(Banner("red", filled))
        return shown

    def _old(self) -> bool:
        at = self._person.verified_at
        return bool(at) and (self.context.ws.today() - date.fromisoformat(at[:10])).days > AGAIN_AFTER

    def save(self) -> None:
        """Keep the role, that the card was compared, and the words about the person."""
        verify = self.agree.isEnabled() and self.agree.isChecked()
        wish = _Wish(self.role.code(), verify, self.relied.isChecked(), self.vouch.isChecked())
        self.context.run(_store, self._person, wish, self._vouched, done=lambda _none: self.accept(), kept=True)

    def _access(self) -> None:
        AccessDialog(self, self.context, self._person).open()

    def _revoke(self) -> None:
        made = NameDialog(
            self, _("Revoke this laptop"), _("Why? Others who rely on you will read it."), self._revoked,
            training=self.context.ws.info.training, action=_("Revoke"),
            about=_(
                "What it wrote until now stays. What it writes from now on is kept aside, nothing is sealed for it any"
                " more, and your office learns it with the next bundles. It can be taken back."
            ),
        )  # fmt: skip
        made.open()

    def _revoked(self, reason: str) -> None:
        self._do(partial(trust.revoke, self.context.ws, self._person.device, reason), _("The laptop is revoked."))

    def _reinstate(self) -> None:
        self._do(partial(trust.reinstate, self.context.ws, self._person.device), _("The revocation is taken back."))

    def _do(self, call: "partial[None]", said: str) -> None:
        def done(_none: object) -> None:
            self.context.notice.emit(said, "")
            self.context.cared.emit()
            self.accept()

        self.context.start(call, done=done, kept=True)


def _store(ws: Workspace, person: PeerView, wish: _Wish, vouched: bool) -> None:
    device = person.device
    if wish.verify:
        peers.mark_verified(ws, device)
    if wish.role and wish.role != person.role:
        peers.set_role(ws, device, wish.role)
    if wish.relied != person.relied and not wish.verify:
        trust.rely(ws, device, relied=wish.relied)
    if wish.vouched and not vouched:
        trust.vouch(ws, device)
    elif vouched and not wish.vouched:
        trust.retract(ws, device)
