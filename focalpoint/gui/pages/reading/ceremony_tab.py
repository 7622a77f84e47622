"""The ceremony as the trainer leads it: sticks around, roll written, digits on the wall, then kept."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.pages.exchange.roll_dialog import RollDialog
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, text
from focalpoint.gui.widgets.card import qr_label
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _, isolate, isolate_ltr, ngettext
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import ceremony
from focalpoint.services.seminars.ceremony import CollectedCards, OpenedRoll

STEPS = (
    N_("1. Collect: a stick for each row. Each laptop adds its card to it (Exchange → Ceremony)."),
    N_("2. Put all sticks in here, and write the roll to them."),
    N_("3. Show the digits on the wall. Each laptop opens the roll on its stick and compares."),
    N_("4. Call the lines by their number; each rises and affirms. Then everybody keeps the roll."),
)
Written = tuple[CollectedCards, list[Path], OpenedRoll]


class CeremonyTab(QWidget):
    """Three steps, one after the other; each says what everybody in the room does."""

    def __init__(self, context: Context, seminar: str) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        self._wall: Wall | None = None
        lay = column(self, margins=(24, 16), spacing=12)
        lay.addWidget(text(_(STEPS[0]), "strong"))
        lay.addWidget(text(_(STEPS[1]), "strong"))
        tools = Flow(spacing=8)
        tools.add(button(_("Write the roll to the sticks"), self._to_sticks, role="primary", icon="usb"))
        tools.add(button(_("Write the roll to a folder…"), self._to_folder, icon="folder"))
        lay.addWidget(tools)
        lay.addWidget(text(_(STEPS[2]), "strong"))
        self._shown = column(spacing=8)
        lay.addLayout(self._shown)
        lay.addWidget(text(_(STEPS[3]), "strong"))
        lay.addStretch(1)

    def _to_sticks(self) -> None:
        places = [drive.path for drive in peers.drives() if drive.writable]
        if not places:
            clear(self._shown)
            self._shown.addWidget(Banner("amber", _("No stick that can be written is in place.")))
            return
        self.write_to(places)

    def _to_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Where the cards lie"), str(Path.home()))
        if chosen:
            self.write_to([Path(chosen)])

    def write_to(self, places: list[Path]) -> None:
        """Collect the cards in some places, and write the roll to each."""
        self.context.run(_write, self._seminar, places, done=self._written)

    def _written(self, done: Written) -> None:
        collected, files, roll = done
        clear(self._shown)
        number = len(collected.cards)
        said = ngettext("{n} card is in the roll.", "{n} cards are in the roll.", number).format(n=number)
        self._shown.addWidget(Banner("green", said, icon="check"))
        for message in collected.problems:
            self._shown.addWidget(Banner("amber", sentence(message)))
        for path in files:
            self._shown.addWidget(text(isolate_ltr(visible(str(path))), "small"))
        tools = Flow(spacing=8)
        tools.add(button(_("Show on the wall"), partial(self.show_wall, roll), role="primary", icon="qr"))
        tools.add(button(_("Compare and keep…"), partial(self._keep, files[0]), icon="check"))
        self._shown.addWidget(tools)

    def show_wall(self, roll: OpenedRoll) -> None:
        """Show the digits over the whole screen."""
        self._wall = Wall(roll, training=self.context.ws.info.training)
        self._wall.showFullScreen()

    def _keep(self, path: Path) -> None:
        RollDialog(self.window(), self.context, path).open()


class Wall(QWidget):
    """Digits, words in three languages and the code, for the wall of the room. Escape closes it."""

    def __init__(self, roll: OpenedRoll, *, training: bool) -> None:
        super().__init__()
        self.setWindowTitle(_("Roll of the room"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = column(self, spacing=0)
        if training:
            outer.addWidget(TrainingBand())
        body = QWidget()
        across = row(body, margins=(48, 24), spacing=32)
        outer.addWidget(body, 1)
        words = column(spacing=24)
        words.addWidget(_large(isolate(visible(roll.title)), 28))
        for start in (0, 4):
            words.addWidget(_large(isolate_ltr("   ".join(roll.groups[start : start + 4])), 64))
        for code in ("ar", "fr", "en"):
            words.addWidget(_large("   ".join(word_lists.say(roll.check, code)), 28))
        number = len(roll.lines)
        words.addWidget(_large(ngettext("{n} card", "{n} cards", number).format(n=number), 28))
        words.addStretch(1)
        across.addLayout(words, 1)
        code_label = qr_label(ceremony.wall_code_png(roll.digest), 320)
        code_label.setAccessibleName(_("Code of the roll"))
        across.addWidget(code_label, 0, Qt.AlignmentFlag.AlignTop)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)


def _large(words: str, size: int) -> QWidget:
    made = text(words)
    font = made.font()
    font.setPixelSize(theme.px(size))
    made.setFont(font)
    made.setStyleSheet(f"font-size: {theme.px(size)}px")
    return made


def _write(ws: Workspace, seminar: str, places: list[Path]) -> Written:
    collected = ceremony.collect(ws, places)
    files = ceremony.write_roll(ws, ceremony.make_roll(ws, seminar, collected), places)
    return collected, files, ceremony.open_roll(ws, files[0])
