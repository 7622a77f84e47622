"""The hand-out of a seminar: the public packs that were made, how many sticks of each, and the way to more."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.pages.reading.pack_dialog import PackDialog
from focalpoint.gui.pages.reading.sticks_dialog import SticksDialog
from focalpoint.gui.widgets.basics import Elided, button, column, row, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.language import _, format_instant, format_size, isolate_ltr, ngettext
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import handout, pack
from focalpoint.services.seminars.pack import Pack


class HandoutTab(QWidget):
    """A line a pack, newest first."""

    def __init__(self, context: Context, seminar: str, packs: list[tuple[Pack, int]]) -> None:
        super().__init__()
        self.context, self._seminar, self._packs = context, seminar, packs
        lay = column(self, margins=(24, 16), spacing=8)
        tools = Flow(spacing=8)
        tools.add(button(_("Make a public pack…"), self.make, role="plain" if packs else "primary", icon="add"))
        lay.addWidget(tools)
        about = _(
            "A public pack holds the programme, the conclusions and the material that is marked as public. It is signed"
            " and not secret: give it to everybody in the room."
        )
        lay.addWidget(text(about, "small"))
        for made, sticks in packs:
            lay.addWidget(self._line(made, sticks))
        if not packs:
            lay.addWidget(text(_("No pack of this seminar was made yet."), "muted"))
        lay.addStretch(1)

    def _line(self, made: Pack, sticks: int) -> QWidget:
        shown = QWidget()
        across = row(shown, spacing=12)
        words = column(spacing=0)
        title = _("Pack {n}").format(n=made.number)
        if made.base:
            title = _("Pack {n}, for those who have pack {base}").format(n=made.number, base=made.base)
        words.addWidget(text(title, "strong"))
        counted = ngettext("{n} stick written", "{n} sticks written", sticks).format(n=sticks)
        facts = (format_instant(made.at), format_size(made.size), counted, isolate_ltr(visible(made.name)))
        words.addWidget(Elided(" · ".join(facts), "small"))
        across.addLayout(words, 1)
        across.addWidget(button(_("Write sticks…"), partial(self.write, made), icon="usb"))
        return shown

    def make(self) -> None:
        """Show what a new pack would hold, and make it."""
        PackDialog(self.window(), self.context, self._seminar, [made for made, _sticks in self._packs]).open()

    def write(self, made: Pack) -> None:
        """Write a pack to many sticks; where its file is not known any more, ask for it."""
        place = pack.file_of(self.context.ws, made)
        if place is None:
            pattern = _("Bundles") + f" (*{peers.SUFFIX})"
            chosen, _kind = QFileDialog.getOpenFileName(self, _("Where is this pack?"), str(Path.home()), pattern)
            if not chosen:
                return
            place = Path(chosen)
        SticksDialog(self.window(), self.context, made, place).open()


def packs_with_sticks(context: Context, seminar: str) -> list[tuple[Pack, int]]:
    """Return the packs of a seminar, newest first, each with how many sticks of it were written."""
    ws = context.ws
    return [(one, handout.handout_of(ws, one).written or 0) for one in pack.made_packs(ws, seminar)]
