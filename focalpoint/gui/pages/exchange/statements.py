"""Signed statements about laptops: what was said by whom, handing over, and taking the place of a lost laptop."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from focalpoint.domain.trust import DeviceState
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.widgets.basics import Banner, Pill, button, clear, column, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import icon_label, labelled
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, format_instant, isolate
from focalpoint.services.exchange import approval, export, peers, trust
from focalpoint.services.exchange.approval import Proposal
from focalpoint.services.exchange.peers import PeerView
from focalpoint.services.exchange.trust import StatementLine


class StatementsPart(QWidget):
    """What may be said, and what was said."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        about = _(
            "You vouch for people and revoke laptops from their cards, under “People”. Every such word is signed,"
            " leaves with your next bundles, and stays in this list."
        )
        lay.addWidget(text(about, "muted"))
        line = Flow(spacing=8)
        line.add(button(_("Send the statements…"), self._send, icon="seal"))
        line.add(button(_("Hand over to a successor…"), self._hand_over, icon="forward"))
        line.add(button(_("This laptop replaces a lost one…"), self._replace, icon="key"))
        lay.addWidget(line)
        self._waiting = column(spacing=12)
        lay.addLayout(self._waiting)
        self._lines = column(spacing=12)
        lay.addLayout(self._lines)
        lay.addStretch(1)

    def reload(self) -> None:
        """Read the statements again."""
        ws = self.context.ws
        self.context.start(lambda: (trust.lines(ws), approval.waiting(ws)), done=self._show, reads_only=True)

    def _show(self, facts: tuple[list[StatementLine], list[Proposal]]) -> None:
        lines, waiting = facts
        clear(self._lines)
        clear(self._waiting)
        for proposal in waiting:
            self._waiting.addWidget(self._proposal(proposal))
        for one in lines:
            line = row(spacing=12)
            line.addWidget(icon_label("info", "muted"))
            words = column(spacing=0)
            words.addWidget(text(sentence(one.message), "strong"))
            about = [format_instant(one.at)]
            if one.reason:
                about.append(isolate(visible(_(one.reason))))
            words.addWidget(text(" · ".join(about), "small"))
            line.addLayout(words, 1)
            self._lines.addLayout(line)

    def _proposal(self, one: Proposal) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = row(frame, margins=(16, 12), spacing=12)
        words = column(spacing=4)
        comma = _(", ")
        words.addWidget(text(comma.join(isolate(visible(title)) for title in one.titles), "strong"))
        readers = comma.join(isolate(visible(reader)) for reader in one.readers)
        words.addWidget(text(_("For {people}").format(people=readers)))
        said = _("You asked on {date}: “{reason}”") if one.own else _("{person} asked on {date}: “{reason}”")
        filled = said.format(
            person=isolate(visible(one.who)), date=format_instant(one.at), reason=isolate(visible(one.reason))
        )
        words.addWidget(text(filled, "small"))
        lay.addLayout(words, 1)
        if one.own:
            lay.addWidget(Pill(_("waits for a second signature"), "amber"))
        elif one.same:
            lay.addWidget(button(_("Sign as second person…"), partial(self._sign, one), role="primary", icon="seal"))
        else:
            lay.addWidget(Pill(_("exchange bundles first"), "amber"))
        return frame

    def _sign(self, one: Proposal) -> None:
        made = SignDialog(self.window(), self.context, one)
        made.finished.connect(self.reload)
        made.open()

    def _hand_over(self) -> None:
        people = [person for person in peers.peers(self.context.ws) if person.state == DeviceState.VERIFIED]
        made = HandOverDialog(self.window(), self.context, people)
        made.finished.connect(self.reload)
        made.open()

    def _send(self) -> None:
        people = [person for person in peers.peers(self.context.ws) if person.accepted]
        made = SendDialog(self.window(), self.context, people)
        made.finished.connect(self.reload)
        made.open()

    def _replace(self) -> None:
        ReplaceDialog(self.window(), self.context).open()


class SignDialog(Dialog):
    """The second person's signature: what leaves, for whom, why; then one tick."""

    def __init__(self, parent: QWidget, context: Context, proposal: Proposal) -> None:
        super().__init__(parent, _("Sign as second person"), training=context.ws.info.training)
        self.context, self._mark = context, proposal.mark
        comma = _(", ")
        for label, value in (
            (_("What leaves"), "\n".join(isolate(visible(subject)) for subject in proposal.subjects)),
            (_("For whom"), comma.join(isolate(visible(reader)) for reader in proposal.readers)),
            (_("Asked by"), isolate(visible(proposal.who))),
            (_("Reason"), isolate(visible(proposal.reason))),
        ):
            self.content.addWidget(text(label, "caption"))
            self.content.addWidget(text(value, "strong"))
        self.content.addWidget(
            text(_("Your vault holds exactly what would leave; read it there before you sign."), "small")
        )
        self.read = QCheckBox(_("I read it, and it may leave for these readers"))
        self.content.addWidget(self.read)
        self.go = self.add_actions(_("Sign"), self.sign, careful=True)
        self.go.setEnabled(False)
        self.read.toggled.connect(self.go.setEnabled)
        self.fit()

    def sign(self) -> None:
        """Sign it."""
        self.context.run(approval.sign, self._mark, done=lambda _none: self._done(), kept=True)

    def _done(self) -> None:
        self.context.notice.emit(_("Signed. It leaves with the next bundle for your office."), "")
        self.accept()


class SendDialog(Dialog):
    """A bundle of statements alone, for one person: a revocation should not wait for the next request."""

    def __init__(self, parent: QWidget, context: Context, people: list[PeerView]) -> None:
        about = _("A bundle with nothing but signed statements: who vouches for whom, what is revoked, who took over.")
        super().__init__(parent, _("Send the statements"), training=context.ws.info.training, about=about)
        self.context = context
        named = [(one.device, isolate(visible(f"{one.person} · {one.office}"))) for one in people]
        self.reader = Choice(named, people[0].device if people else "")
        self.content.addWidget(labelled(_("For whom"), self.reader))
        if not people:
            self.content.addWidget(text(_("Only people whose cards you verified can be chosen."), "muted"))
        self.go = self.add_actions(_("Seal…"), self._choose)
        self.go.setEnabled(bool(people))
        self.fit()

    def _choose(self) -> None:
        pattern = _("Bundles") + f" (*{peers.SUFFIX})"
        name = f"fp-statements{peers.SUFFIX}"
        target = ask_target(self, _("Seal…"), name, pattern, training=self.context.ws.info.training)
        if target:
            self.seal_to(target)

    def seal_to(self, target: Path) -> None:
        """Seal the statements and write them."""
        ws, reader, reason = self.context.ws, self.reader.code(), _("Signed statements about laptops")

        def seal() -> object:
            return export.seal_plan(ws, export.plan_statements(ws, [reader]), target, reason)

        self.context.start(seal, done=lambda _sealed: self._done())

    def _done(self) -> None:
        self.context.notice.emit(_("The statements are sealed and read back."), "")
        self.context.cared.emit()
        self.accept()


class HandOverDialog(Dialog):
    """Choosing the successor among those whose cards were compared."""

    def __init__(self, parent: QWidget, context: Context, people: list[PeerView]) -> None:
        super().__init__(parent, _("Hand over to a successor"), training=context.ws.info.training)
        self.context = context
        said = _(
            "Everybody who accepts this laptop will accept your successor's in its place. What this laptop writes after"
            " that is kept aside everywhere. Seal one last bundle for everybody: it carries the handover."
        )
        self.content.addWidget(Banner("amber", said))
        named = [(one.device, isolate(visible(f"{one.person} · {one.office}"))) for one in people]
        self.heir = Choice(named, people[0].device if people else "")
        self.content.addWidget(labelled(_("Successor"), self.heir))
        if not people:
            self.content.addWidget(text(_("Add the successor's card and compare its digits first."), "muted"))
        self.go = self.add_actions(_("Hand over"), self.hand_over, careful=True)
        self.go.setEnabled(bool(people))
        self.fit()

    def hand_over(self) -> None:
        """Say it."""
        call = partial(trust.hand_over, self.context.ws, self.heir.code())
        self.context.start(call, done=lambda _none: self._done(), kept=True)

    def _done(self) -> None:
        self.context.notice.emit(_("Handed over. Seal one last bundle for everybody."), "")
        self.context.cared.emit()
        self.accept()


class ReplaceDialog(Dialog):
    """The words of the lost laptop's sheet, and a note signed with them."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("The recovery words of the lost laptop sign a note; whoever knew that laptop accepts this one by it.")
        super().__init__(parent, _("This laptop replaces a lost one"), training=context.ws.info.training, about=about)
        self.context = context
        self.words = PlainText()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme.text_px(90))
        self.content.addWidget(labelled(_("Recovery words of the lost laptop"), self.words))
        said = _("The words are not kept. The lost laptop is revoked wherever the note is opened.")
        self.content.addWidget(text(said, "small"))
        self.add_actions(_("Write the note…"), self._choose)
        self.fit()

    def _choose(self) -> None:
        pattern = _("Notes of replacement") + f" (*{trust.NOTE_SUFFIX})"
        name = f"replacement{trust.NOTE_SUFFIX}"
        target = ask_target(self, _("Write the note…"), name, pattern, training=self.context.ws.info.training)
        if target:
            self.write_to(target)

    def write_to(self, target: Path) -> None:
        """Sign the note and write it."""
        call = partial(trust.save_note, self.context.ws, self.words.toPlainText(), target)
        self.context.start(call, done=lambda _none: self._done(), kept=True)

    def _done(self) -> None:
        self.context.notice.emit(_("The note is written. Give it to everybody who knew the lost laptop."), "")
        self.accept()
