"""The board of a class: a line an expectation, a column a badge, sums; the wall sees sums alone."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QTreeWidget, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.gui.errors import explain
from focalpoint.gui.pages.register.lessons_dialog import LessonsDialog
from focalpoint.gui.widgets.basics import button, column, scrolled, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import sentence, tip, tree_item
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _, current, isolate, isolate_ltr, label_value, ngettext
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import peers
from focalpoint.services.training import board, class_results, debrief
from focalpoint.services.training.board import Board, BoardRow
from focalpoint.services.training.class_results import STATES, TakenResults

LARGE = 28  # pixels of the letters on a wall


def take_results(parent: QWidget, context: Context) -> None:
    """Take in the results on the sticks that are in, or in a folder."""
    places = [drive.path for drive in peers.drives()]
    if not places:
        chosen = QFileDialog.getExistingDirectory(parent, _("Where the results lie"), str(Path.home()))
        places = [Path(chosen)] if chosen else []

    def done(found: TakenResults) -> None:
        number = len(found.new) + len(found.repeated)
        said = [ngettext("{n} result taken in.", "{n} results taken in.", number).format(n=number)]
        said += [f"{isolate_ltr(visible(name))}: {sentence(why)}" for name, why in found.refused]
        context.refresh.announce(Changes.of([("result", "")]))
        context.notice.emit(" ".join(said), "")

    if places:
        context.run(class_results.take_results, places, done=done)


class BoardDialog(Dialog):
    """Shapes with words; nothing is counted as points, nobody stands above anybody."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("Columns are badge numbers. Nothing here counts points, and nobody is compared with anybody.")
        super().__init__(parent, _("Board of the class"), training=context.ws.info.training, width=900, about=about)
        self.context = context
        self._wall: WallBoard | None = None
        legend = [f"{board.SHAPES[state]} {_(board.WORDS[state])}" for state in STATES]
        self.content.addWidget(text("   ".join(legend), "small"))
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(_("Board of the class"))
        self.tree.setMinimumHeight(theme.text_px(300))
        self.content.addWidget(self.tree, 1)
        tools = Flow(spacing=8)
        tools.add(button(_("Show sums on the wall"), self._show_wall, icon="show"))
        tools.add(button(_("Board on paper…"), self._print, icon="print"))
        tools.add(button(_("Debrief on paper…"), self._debrief, icon="print"))
        tools.add(button(_("Keep three lessons…"), self._lessons, icon="edit"))
        self.content.addWidget(tools)
        self.add_actions(_("Close"), self.accept)
        self.resize(min(theme.px(1240), parent.width()), min(theme.px(680), parent.height()))
        context.run(board.board_of, current(), done=self._show, failed=self._failed, reads_only=True)

    def _show(self, found: Board) -> None:
        heads = [_("Part"), _("Expected"), *map(isolate_ltr, found.badges), _("Sum")]
        self.tree.setColumnCount(len(heads))
        self.tree.setHeaderLabels(heads)
        self.tree.header().setMinimumSectionSize(theme.text_px(24))
        for place, width in enumerate((60, 320, *(40 for _badge in found.badges), 240)):
            self.tree.setColumnWidth(place, theme.text_px(width))
        for row in found.rows:
            item = tree_item(
                [str(row.part), isolate(row.title), *(board.SHAPES[one] for one in row.states), _sums(row)]
            )
            tip(item, 1, row.title)
            for place, state in enumerate(row.states):
                tip(item, place + 2, label_value(found.badges[place], _(board.WORDS[state])))
            self.tree.addTopLevelItem(item)

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line(), bad=True)

    def _show_wall(self) -> None:
        self.context.run(board.wall_of, current(), done=self.show_wall, failed=self._failed, reads_only=True)

    def show_wall(self, found: Board) -> None:
        """Show the sums over the whole screen."""
        self._wall = WallBoard(found)
        self._wall.showFullScreen()

    def _print(self) -> None:
        make = partial(board.board_pdf, self.context.ws)
        PaperDialog(self, self.context, Printout(_("Board on paper"), "", "board", make)).open()

    def _debrief(self) -> None:
        make = partial(debrief.class_debrief_pdf, self.context.ws)
        PaperDialog(self, self.context, Printout(_("Debrief on paper"), "", "class-debrief", make)).open()

    def _lessons(self) -> None:
        LessonsDialog(self, self.context).open()


class WallBoard(QWidget):
    """Sums for the wall, in large letters. Escape closes it."""

    def __init__(self, found: Board) -> None:
        super().__init__()
        self.setWindowTitle(_("Board of the class"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = column(self, spacing=0)
        outer.addWidget(TrainingBand())
        body = QWidget()
        lay = column(body, margins=(48, 24), spacing=12)
        lay.addWidget(_large(isolate(visible(found.title))))
        for row in found.rows:
            lay.addWidget(_large(f"{row.part} · {isolate(visible(row.title))}: {_sums(row)}"))
        lay.addStretch(1)
        outer.addWidget(scrolled(body, name=_("Board of the class")), 1)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)


def _large(words: str) -> QWidget:
    made = text(words)
    made.setStyleSheet(f"font-size: {theme.px(LARGE)}px")
    return made


def _sums(row: BoardRow) -> str:
    return board.said_of(row, current())
