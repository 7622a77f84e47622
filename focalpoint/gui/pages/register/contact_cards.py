"""Contact cards in and out, and contacts that may be one."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.contacts import Contact
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.widgets.basics import button, clear, column, row, rule, text
from focalpoint.language import _, isolate
from focalpoint.services.core import output_files
from focalpoint.services.core.changes import Changes
from focalpoint.services.interchange import contact_cards
from focalpoint.services.interchange.contact_cards import Twins

CARDS = "national_authority"


def choose_cards(parent: QWidget, context: Context) -> None:
    """Ask for a file of contact cards and take it in."""
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, _("Take in contact cards"), str(Path.home()), _("Contact cards (*.vcf)")
    )
    if chosen:
        context.run(contact_cards.read_cards, Path(chosen), CARDS, done=partial(_taken, context), kept=True)


def _taken(context: Context, answer: tuple[Changes, int, int]) -> None:
    changes, new, known = answer
    context.refresh.announce(changes)
    context.notice.emit(_("New: {new}. Known already: {known}.").format(new=new, known=known), "")


def save_cards(parent: QWidget, context: Context, chosen: list[str]) -> None:
    """Write the chosen contacts as a file of contact cards."""
    if not chosen:
        context.notice.emit(_("Choose the contacts in the list first."), "")
        return
    target = ask_target(parent, _("Write as contact cards"), "contacts.vcf", training=context.ws.info.training)
    if target:
        said = _("Written. The file is not protected by the vault.")
        context.start(
            lambda: output_files.write_file(target, contact_cards.write_cards(context.ws, chosen)),
            done=lambda _none: context.notice.emit(said, ""),
        )


def look_for_twins(parent: QWidget, context: Context) -> None:
    """Open the list of contacts that may be one."""
    TwinsDialog(parent.window(), context).open()


class TwinsDialog(Dialog):
    """Pairs of contacts with one name in two spellings, or one e-mail address."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, _("One contact twice?"), training=context.ws.info.training, width=640)
        self.context = context
        self._pairs = column(spacing=8)
        self.content.addLayout(self._pairs)
        self.buttons.addStretch(1)
        self.buttons.addWidget(button(_("Close"), self.reject, role="primary"))
        self.look()

    def look(self) -> None:
        """Look for pairs."""
        self.context.run(contact_cards.twins, done=self._show, reads_only=True)

    def _show(self, found: list[Twins]) -> None:
        clear(self._pairs)
        for pair in found:
            self._pairs.addWidget(text(f"{_named(pair.first)}  /  {_named(pair.second)}", "strong"))
            actions = row(spacing=8)
            for stays, goes in ((pair.first, pair.second), (pair.second, pair.first)):
                label = _("Join under “{name}”").format(name=isolate(visible(stays.name)))
                actions.addWidget(button(label, partial(self.join, stays.id, goes.id)))
            actions.addStretch(1)
            self._pairs.addLayout(actions)
            self._pairs.addWidget(rule())
        if not found:
            self._pairs.addWidget(text(_("No two contacts look like one."), "muted"))

    def join(self, keep: str, give_way: str) -> None:
        """Join two contacts and look again."""

        def done(_changes: Changes) -> None:
            self.context.notice.emit(_("Joined."), _("Undo"))
            self.look()

        self.context.change(contact_cards.merge, keep, give_way, done=done)


def _named(contact: Contact) -> str:
    parts = [contact.name, contact.institution, contact.email]
    return " · ".join(isolate(visible(part)) for part in parts if part)
