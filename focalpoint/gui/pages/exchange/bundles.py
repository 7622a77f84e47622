"""Bundles sent and received: which have arrived, the proof of it, what is kept aside, where bundles are looked for."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from focalpoint.domain.delivery import Direction
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.pages.exchange.ledger import LedgerDialog
from focalpoint.gui.pages.exchange.proof import save_proof
from focalpoint.gui.widgets.basics import Banner, Pill, button, column, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.language import _, format_instant, isolate, isolate_ltr, ngettext
from focalpoint.services.exchange import arrivals, export, peers, quarantine
from focalpoint.services.exchange.export import Sealed
from focalpoint.services.exchange.peers import BundleRow, PeerView
from focalpoint.services.exchange.quarantine import HeldRow


class BundlesPart(QWidget):
    """A ledger; each line of a bundle that left says whether it is known to have arrived."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._lay: QVBoxLayout = column(self, spacing=12)

    def show_facts(
        self, bundles: list[BundleRow], kept: list[HeldRow], people: list[PeerView], behind: Mapping[str, int]
    ) -> None:
        """Show bundles, what is kept aside, what stayed behind for whom, and who can be given a receipt."""
        self._drop()
        lay = self._lay
        lay.addWidget(self._incoming())
        if kept:
            lay.addWidget(self._aside(kept))
        for person in people:
            if number := behind.get(person.device, 0):
                said = ngettext(
                    "{n} document stayed behind and comes with the next bundle for {person}.",
                    "{n} documents stayed behind and come with the next bundle for {person}.",
                    number,
                )
                lay.addWidget(Banner("amber", said.format(n=number, person=isolate(visible(person.person)))))
        for bundle in bundles:
            lay.addWidget(self._line(bundle))
        if not bundles:
            lay.addWidget(text(_("No bundle has been sealed or opened yet."), "muted"))
        givers = {bundle.person for bundle in bundles if bundle.direction == Direction.IN}
        for person in people:
            if person.accepted and person.person in givers:
                label = _("Receipt for {person}…").format(person=isolate(visible(person.person)))
                made = button(label, partial(self._receipt, person), icon="check")
                lay.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addStretch(1)

    def _drop(self) -> None:
        while (item := self._lay.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _line(self, bundle: BundleRow) -> QWidget:
        out = bundle.direction == Direction.OUT
        pattern = _("To {person}, number {n}") if out else _("From {person}, number {n}")
        if not bundle.number:
            pattern = _("To {person}, a receipt") if out else _("From {person}, a receipt")
        holder = QWidget()
        line = row(holder, spacing=12)
        line.addWidget(icon_label("forward" if out else "back", "muted"))
        words = column(spacing=0)
        person = isolate(visible(bundle.person))
        words.addWidget(text(pattern.format(person=person, n=bundle.number), "strong"))
        parts = [format_instant(bundle.at), isolate_ltr(visible(bundle.name))]
        if out and bundle.note:
            parts.append(isolate(visible(bundle.note)))
        words.addWidget(text(" · ".join(parts), "small"))
        line.addLayout(words, 1)
        if out:
            label = _("What it held")
            shown = button(label, partial(self.show_held, bundle), role="link", icon="list")
            shown.setAccessibleName(f"{label}: {visible(bundle.name)}")
            line.addWidget(shown)
        if out and bundle.acked:
            line.addWidget(Pill(_("arrived"), "green"))
            proof = partial(save_proof, self, self.context, bundle.id)
            line.addWidget(button(_("Proof…"), proof, role="link", icon="pdf"))
        elif out:
            line.addWidget(Pill(_("not acknowledged yet")))
        return holder

    def show_held(self, bundle: BundleRow) -> None:
        """Show which records a bundle held that left, and who could read it."""
        LedgerDialog(self.window(), self.context, bundle.id, bundle.name).open()

    def _incoming(self) -> QWidget:
        folder = peers.incoming_folder(self.context.ws)
        said = (
            _("Bundles and cards are looked for on sticks and in {folder}. Nothing is taken in by itself.")
            if folder
            else _("Bundles and cards are looked for on sticks. Nothing is taken in by itself.")
        )
        holder = QWidget()
        line = row(holder, spacing=12)
        line.addWidget(text(said.format(folder=isolate_ltr(folder)), "muted"), 1)
        line.addWidget(button(_("Choose a folder…"), self._choose_incoming, icon="folder"))
        if folder:
            line.addWidget(button(_("Stop looking there"), partial(self.look_into, ""), role="link"))
        return holder

    def _choose_incoming(self) -> None:
        start = peers.incoming_folder(self.context.ws) or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, _("Folder where bundles arrive"), start)
        if chosen:
            self.look_into(chosen)

    def look_into(self, folder: str) -> None:
        """Look for what arrives in a folder, or in none."""
        self.context.run(
            arrivals.look_into, folder, done=lambda _none: self.context.cared.emit(), failed=self._failed, kept=True
        )

    def _aside(self, kept: list[HeldRow]) -> QWidget:
        holder = QWidget()
        lay = column(holder, spacing=8)
        number = len(kept)
        said = ngettext("{n} record has changes that are kept aside.", "{n} records have changes kept aside.", number)
        lay.addWidget(Banner("amber", said.format(n=number)))
        for one in kept:
            line = row(spacing=12)
            words = column(spacing=0)
            words.addWidget(text(isolate(visible(one.title)) or _("Without a title"), "strong"))
            fields = _(", ").join(_(label) for label in one.fields)
            about = f"{isolate(visible(one.who))} · {format_instant(one.at)} · {fields}"
            words.addWidget(text(about, "small"))
            line.addLayout(words, 1)
            line.addWidget(button(_("Take in"), partial(self._take, one)))
            lay.addLayout(line)
        return holder

    def _take(self, one: HeldRow) -> None:
        self.context.change(quarantine.release, one.id, message=_("Taken in. Undo takes all of it back."))

    def _receipt(self, person: PeerView) -> None:
        plan = export.plan_receipt(self.context.ws, [person.device])
        pattern = _("Bundles") + f" (*{peers.SUFFIX})"
        name = plan.suggested_name
        target = ask_target(self, _("Write the receipt to"), name, pattern, training=self.context.ws.info.training)
        if target:
            seal = partial(export.seal_plan, self.context.ws, plan, target, _("Receipt"))
            self.context.start(seal, done=self._sealed, failed=self._failed)

    def _sealed(self, _sealed: Sealed) -> None:
        self.context.notice.emit(_("The receipt is written and read back. Give it to the sender."), "")
        self.context.cared.emit()

    def _failed(self, error: BaseException) -> None:
        self.context.failed.emit(error)
