"""The page of exchange: one's own card, the people one exchanges with, bundles out and in."""

from functools import partial
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QTabWidget, QVBoxLayout, QWidget

from focalpoint.domain.trust import STOPPED, DeviceState
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.dialogs.update import UpdateDialog
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.exchange.bundles import BundlesPart
from focalpoint.gui.pages.exchange.ceremony_button import ceremony_button, open_roll
from focalpoint.gui.pages.exchange.conflicts import Decisions
from focalpoint.gui.pages.exchange.peer import PeerDialog
from focalpoint.gui.pages.exchange.reader_page import ReaderPagePart
from focalpoint.gui.pages.exchange.servers import ServersPart
from focalpoint.gui.pages.exchange.statements import StatementsPart
from focalpoint.gui.pages.register.certificate_check import CertificateCheckDialog
from focalpoint.gui.widgets.basics import Pill, Tone, button, clear, column, row, scrolled, text
from focalpoint.gui.widgets.card import CardFace
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import line_button
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, current, isolate, isolate_ltr, ngettext
from focalpoint.services.core import run_clock
from focalpoint.services.exchange import arrivals, file_delivery, forks, introduction, peers, quarantine, suffixes
from focalpoint.services.exchange.arrivals import Around, Arrived
from focalpoint.services.exchange.forks import ForkNotice
from focalpoint.services.exchange.peers import ROLES, STATES, BundleRow, CardView, PeerView
from focalpoint.services.exchange.quarantine import HeldRow

Facts = tuple[
    CardView, bytes, list[PeerView], list[BundleRow], Around, list[HeldRow], dict[str, int], dict[str, ForkNotice]
]  # fmt: skip


DECISIONS, SERVERS = 3, 4
TINTS: dict[str, Tone] = {
    DeviceState.VERIFIED: "green",
    DeviceState.GRANTED: "green",
    DeviceState.REVOKED: "red",
    DeviceState.RETIRED: "plain",
}
SAID_BY: dict[str, str] = {
    DeviceState.GRANTED: N_("Vouched for by {person}"),
    DeviceState.REVOKED: N_("Revoked by {person}"),
    DeviceState.RETIRED: N_("Handed over by {person}"),
}
LISTED = 5


class ExchangePage(Page):
    """Two things to do, then people, the card, bundles, decisions, servers."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        outer = column(self, spacing=0)
        head = column(margins=(24, 16), spacing=12)
        head.addWidget(text(_("Exchange"), "title", wrap=False))
        line = Flow(spacing=8)
        line.add(button(_("Export a bundle…"), self.export, role="primary", icon="seal"))
        line.add(button(_("Open a bundle…"), self.open_bundle, icon="folder"))
        line.add(ceremony_button(self, context, self.reload))
        head.addWidget(line)
        outer.addLayout(head)
        self._arrived: tuple[Arrived, ...] | None = None
        self._waiting: QVBoxLayout = column(margins=(24, 0))
        outer.addLayout(self._waiting)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Exchange"))
        outer.addWidget(self.tabs, 1)
        self._bodies: list[QVBoxLayout] = []
        self._notices: dict[str, ForkNotice] = {}
        for title in (_("People"), _("My card")):
            body = QWidget()
            across = row(body, margins=(24, 16))
            inner = QWidget()
            inner.setMaximumWidth(theme.px(880))
            self._bodies.append(column(inner, spacing=8))
            across.addWidget(inner, 100)
            across.addStretch(1)
            self.tabs.addTab(scrolled(body, name=title), title)
        self.bundles, self.decisions, self.servers = BundlesPart(context), Decisions(context), ServersPart(context)
        self.statements = StatementsPart(context)
        self.decisions.counted.connect(self._count_decisions)
        for title, part in (
            (_("Bundles"), self.bundles), (_("Decisions"), self.decisions), (_("Servers"), self.servers),
            (_("Statements"), self.statements),
        ):  # fmt: skip
            self._add_part(title, part)
        context.refresh.changed.connect(lambda _changes: self.reload() if self.isVisible() else None)
        context.cared.connect(lambda: self.reload() if self.isVisible() else None)
        context.around.connect(self._show_arrived)

    def _add_part(self, title: str, part: QWidget) -> None:
        part.setMaximumWidth(theme.px(880))
        body = QWidget()
        across = row(body, margins=(24, 16))
        across.addWidget(part, 100)
        across.addStretch(1)
        self.tabs.addTab(scrolled(body, name=title), title)

    def reload(self) -> None:
        """Read people, bundles and conflicts again."""
        self.decisions.reload()
        self.servers.reload()
        self.statements.reload()
        self.context.start(self._read, done=self._show, reads_only=True)

    def enter(self) -> None:
        """Always read: a stick may have been put in."""
        self._stale = True
        super().enter()

    def decide(self, record: str = "") -> None:
        """Show what waits for a decision, opened at a record if one is named."""
        self.tabs.setCurrentIndex(DECISIONS)
        self.decisions.open_record(record)

    def show_servers(self) -> None:
        """Show how the servers stand."""
        self.tabs.setCurrentIndex(SERVERS)

    def _count_decisions(self, number: int) -> None:
        shown = f"  ({number})" if number else ""
        self.tabs.setTabText(DECISIONS, _("Decisions") + shown)

    def export(self, chosen: list[tuple[str, str]] | None = None) -> None:
        """Begin an export, of some records or of those still to choose."""
        made = ExportDialog(self.window(), self.context, chosen or [])
        made.finished.connect(self.reload)
        made.open()

    def open_bundle(self, path: Path | None = None) -> None:
        """Look at a bundle before anything of it is taken in."""
        if path is None:
            drives = peers.drives()
            start = str(drives[0].path if drives else run_clock.files_folder(self.context.ws.info.path))
            pattern = _("Bundles") + f" (*{peers.SUFFIX})"
            chosen, _kind = QFileDialog.getOpenFileName(self, _("Open a bundle"), start, pattern)
            if not chosen:
                return
            path = Path(chosen)
        made = OpenBundleDialog(self.window(), self.context, path)
        made.finished.connect(self.reload)
        made.open()

    def add_person(self) -> None:
        """Take in a card from a file, from a picture of its code, or a note of replacement."""
        ends = (*introduction.CARDS, *introduction.NOTES, *introduction.PICTURES)
        pattern = _("Identity cards, pictures of their code, notes") + f" ({' '.join('*' + end for end in ends)})"
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Add a person from a card"), str(run_clock.files_folder(self.context.ws.info.path)), pattern
        )
        if chosen:
            self.add_card(Path(chosen))

    def add_card(self, path: Path) -> None:
        """Take in a card, which stays "not verified" until compared; a roll is compared, a certificate checked."""
        if path.suffix.lower() == suffixes.ROLL:
            open_roll(self, self.context, self.reload, path)
            return
        if path.suffix.lower() == suffixes.CERTIFICATE:
            CertificateCheckDialog(self.window(), self.context, path).open()
            return
        self.context.run(introduction.take, path, done=self._added)

    def save_card(self) -> None:
        """Write one's own card as a file."""
        name = f"{PureWindowsPath(self.context.ws.info.person).name or 'card'}.fpcard"
        pattern = _("Identity cards") + " (*.fpcard)"
        target = ask_target(self, _("Save my card"), name, pattern, training=self.context.ws.info.training)
        if target:
            said = _("The card was saved. It holds no secret; give it to your colleagues.")
            self.context.run(peers.save_card, target, done=lambda _none: self.context.notice.emit(said, ""))

    def _read(self) -> Facts:
        ws = self.context.ws
        return (
            peers.my_card(ws), peers.card_qr_png(ws), peers.peers(ws), peers.bundles(ws),
            arrivals.scan(ws), quarantine.all_quarantined(ws), file_delivery.behind(ws), forks.notices(ws),
        )  # fmt: skip

    def _show(self, facts: Facts) -> None:
        card, qr, people, bundles, around, kept, behind, self._notices = facts
        people_lay, card_lay = self._bodies
        for lay in (people_lay, card_lay):
            clear(lay)
        self._show_arrived(around)
        self._people(people_lay, people)
        card_lay.addWidget(CardFace(card, qr))
        line = row(spacing=8)
        line.addWidget(button(_("Save my card…"), self.save_card, icon="save"))
        line.addStretch(1)
        card_lay.addLayout(line)
        card_lay.addWidget(text(_("Read the check words aloud, or compare the eight groups of digits."), "muted"))
        card_lay.addWidget(ReaderPagePart(self.context))
        card_lay.addStretch(1)
        self.bundles.show_facts(bundles, kept, people, behind)

    def _show_arrived(self, around: Around) -> None:
        """List what has arrived; a click looks at it, nothing is taken in by itself."""
        if around.arrived == self._arrived:
            return
        self._arrived = around.arrived
        clear(self._waiting)
        for one in around.arrived[:LISTED]:
            place = _("on “{drive}”").format(drive=isolate(one.place)) if one.place else ""
            title = " · ".join(part for part in (isolate_ltr(visible(one.path.name)), place) if part)
            icon, call = {
                "bundle": ("exchange", self.open_bundle),
                "card": ("unverified", self.add_card),
                "update": ("save", self.look_at_update),
            }[one.kind]
            tail = Pill(_("has arrived"), "amber")
            self._waiting.addWidget(line_button(icon, "amber", "", title, tail=tail, clicked=partial(call, one.path)))
        left = len(around.arrived) - LISTED
        if left > 0:
            said = ngettext("{n} more file has arrived.", "{n} more files have arrived.", left)
            self._waiting.addWidget(text(said.format(n=left), "muted"))

    def look_at_update(self, path: Path) -> None:
        """Look at a new version of the program."""
        UpdateDialog(self.window(), self.context.jobs, path, training=self.context.ws.info.training).open()

    def _people(self, lay: QVBoxLayout, people: list[PeerView]) -> None:
        for person in people:
            lay.addWidget(self._person(person))
        if not people:
            said = _("Nobody yet. Add the identity card that a colleague gives you, then compare the digits together.")
            lay.addWidget(text(said, "muted"))
        lay.addWidget(
            button(_("Add a person from a card…"), self.add_person, icon="add"), 0, Qt.AlignmentFlag.AlignLeading
        )
        lay.addStretch(1)

    def _person(self, person: PeerView) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = row(frame, margins=(16, 12), spacing=12)
        trusted = person.accepted
        tint = TINTS.get(person.state, "amber")
        lay.addWidget(icon_label("verified" if trusted else "unverified", tint, 22), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=4)
        words.addWidget(text(isolate(visible(person.person)), "strong"))
        country = self.context.reference.label("countries", person.country, current())
        parts = (person.function, person.office, country, person.device_label)
        words.addWidget(text(" · ".join(isolate(visible(p)) for p in parts if p), "muted"))
        words.addWidget(text(_(ROLES.get(person.role, person.role)), "small"))
        if person.said_by:
            words.addWidget(text(_(SAID_BY[person.state]).format(person=isolate(visible(person.said_by))), "small"))
        notice = self._notices.get(person.device)
        if notice:
            words.addWidget(text(sentence(notice.message), "red" if notice.bad else "amber"))
        lay.addLayout(words, 1)
        lay.addWidget(Pill(_(STATES.get(person.state, person.state)), tint))
        label = _("Card and rights…") if trusted or person.state in STOPPED else _("Compare the card…")
        lay.addWidget(button(label, partial(self._open_person, person)))
        return frame

    def _open_person(self, person: PeerView) -> None:
        made = PeerDialog(self.window(), self.context, person)
        made.finished.connect(self.reload)
        made.open()

    def _added(self, person: PeerView) -> None:
        self.reload()
        self._open_person(person)
