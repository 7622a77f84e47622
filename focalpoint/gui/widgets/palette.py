"""The command box (Ctrl+K): go to a page, do something, open a record, all by typing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QWidget

from focalpoint.gui import icons, theme
from focalpoint.gui.context import Context
from focalpoint.gui.widgets.basics import column
from focalpoint.gui.widgets.plain_text import list_item, tip
from focalpoint.language import _, isolate, isolate_ltr, sort_key
from focalpoint.services.casework import search
from focalpoint.services.casework.search import Hit

TYPE_ICONS = {
    "request": "requests", "contact": "contacts", "seminar": "seminars", "material": "seminars", "document": "document"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """Something the box can do."""

    name: str
    icon: str
    run: Callable[[], object]
    keys: str = ""


class CommandBox(QFrame):
    """A field with a list under it, over the middle of the window."""

    def __init__(self, parent: QWidget, context: Context, commands: Callable[[], list[Command]]) -> None:
        super().__init__(parent)
        self.setObjectName("palettebox")
        self._ground, self._context, self._commands = parent, context, commands
        lay = column(self, margins=(8, 8), spacing=8)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(_("Search or do…"))
        self.edit.setAccessibleName(_("Search or do…"))
        self.list = QListWidget()
        self.list.setObjectName("palette")
        self.list.setAccessibleName(_("Commands and records"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(theme.text_px(16), theme.text_px(16)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        lay.addWidget(self.edit)
        lay.addWidget(self.list)
        self._runs: list[Callable[[], object]] = []
        self._timer = QTimer(self, interval=150, singleShot=True)
        self._timer.timeout.connect(self._search)
        self.edit.textChanged.connect(self._typed)
        self.edit.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self._run(self.list.row(item)))
        self.hide()

    def open(self) -> None:
        """Show the box with every command."""
        parent = self._ground
        width = min(theme.px(620), parent.width() - theme.px(48))
        self.setGeometry(
            (parent.width() - width) // 2, theme.px(52), width, min(theme.px(420), parent.height() - theme.px(64))
        )
        self.edit.clear()
        self._typed("")
        self.show()
        self.raise_()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows while the field keeps the focus."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(Qt.Key(event.key())):
            return True
        if event.type() is QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            self.list.setCurrentRow(min(max(self.list.currentRow() + steps[key], 0), self.list.count() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentRow())
        elif key is Qt.Key.Key_Escape:
            self.hide()
            self._ground.setFocus()
        else:
            return False
        return True

    def _typed(self, typed: str) -> None:
        self.list.clear()
        self._runs = []
        wanted = sort_key(typed)
        for command in self._commands():
            if wanted in sort_key(command.name):
                name = f"{command.name}    {isolate_ltr(command.keys)}" if command.keys else command.name
                self._add(name, command.icon, command.run)
        self.list.setCurrentRow(0)
        if len(typed.strip()) >= 2:
            self._timer.start()

    def _search(self) -> None:
        typed = self.edit.text().strip()
        ws = self._context.ws
        self._context.start(
            lambda: (typed, search.find(ws, typed, 12)), done=self._found, failed=lambda _error: None, reads_only=True
        )

    def _found(self, answer: tuple[str, list[Hit]]) -> None:
        typed, hits = answer
        if typed != self.edit.text().strip() or not self.isVisible():
            return
        for hit in hits:
            label = f"{isolate_ltr(hit.reference)}  {isolate(hit.title)}".strip()
            self._add(label, TYPE_ICONS.get(hit.type, "document"), partial(self._open, hit))
        show_all = _("Show everything found for “{text}”").format(text=isolate(typed))
        self._add(show_all, "search", lambda: self._context.show_list.emit("", typed))
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _open(self, hit: Hit) -> None:
        if hit.type == "document":
            self._context.open_document.emit(hit.id)
        else:
            self._context.open_record.emit(hit.type, hit.id)

    def _add(self, label: str, icon: str, run: Callable[[], object]) -> None:
        item = list_item(label)
        item.setIcon(icons.icon(icon))
        tip(item, label)
        self.list.addItem(item)
        self._runs.append(run)

    def _run(self, place: int) -> None:
        if 0 <= place < len(self._runs):
            run = self._runs[place]
            self.hide()
            run()
