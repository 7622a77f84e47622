"""The page of a register: list and reading pane side by side, or one over the other when there is no room."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from focalpoint import language
from focalpoint.domain.fields import Record
from focalpoint.domain.records import TYPES
from focalpoint.gui import icons, preferences, theme
from focalpoint.gui.context import Context
from focalpoint.gui.forms.editor import Editor, blank
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.reading.pane import ReadingPane
from focalpoint.gui.pages.reading.presentations import presentation_of
from focalpoint.gui.pages.register import intake
from focalpoint.gui.shortcuts import action
from focalpoint.gui.tables.register_list import RegisterList
from focalpoint.gui.widgets.basics import column, text
from focalpoint.gui.widgets.plain_text import Words
from focalpoint.language import _
from focalpoint.services.casework import drafts, records, rows

WIDE = 1100


class RegisterPage(Page):
    """Used for requests, contacts and seminars."""

    def __init__(self, context: Context, type_name: str) -> None:
        super().__init__(context)
        self.type_name = type_name
        self.list = RegisterList(context, type_name)
        self.pane = ReadingPane(context)
        self.editor: Editor | None = None
        self._side = QStackedWidget()
        self._side.addWidget(self._nothing())
        self._side.addWidget(self.pane)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self._side)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 6)
        column(self).addWidget(self.splitter)
        kept = preferences.sizes(type_name, rtl=language.is_rtl())
        self.splitter.setSizes(kept if len(kept) == 2 else [660, 548])
        self.splitter.splitterMoved.connect(self._keep_sizes)
        self.setFocusProxy(self.list.view)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self.open)
        self.list.new.connect(self.new)
        self.list.take_in.connect(lambda: intake.choose_table(self.window(), self.context, self.type_name))
        self.pane.edit.connect(self.edit)
        self.pane.back.connect(self._back)
        self._open = False
        action(self, _("Edit"), "Ctrl+E", self._edit_current)
        action(self, _("Save"), "Ctrl+S", self._save_current)

    def reload(self) -> None:
        """Read the list again; the pane reads by itself."""
        self.list.reload()

    def open(self, record: str, type_name: str = "", tab: str = "") -> None:
        """Show a record in the pane, of another type too (a material within its seminar), at a tab if one is named."""
        if not record:
            return
        self._leave_editor()
        self._open = True
        self.pane.with_back = bool(type_name and type_name != self.type_name) or self._narrow()
        self.pane.show_record(type_name or self.type_name, record, tab)
        self._side.setCurrentWidget(self.pane)
        if not type_name or type_name == self.type_name:
            self.list.select(record)
        self._arrange()

    def new(self) -> None:
        """Begin a new record; what was being typed stays as a draft."""
        self.begin(self.type_name, {})

    def begin(self, type_name: str, values: dict[str, Any]) -> None:
        """Begin a new record of a type with some values."""
        first: dict[str, Any] = {"direction": "incoming"} if type_name == "request" else {}
        record = blank(type_name, {**first, **values})
        self._edit(record)

    def edit(self, record: Record, key: str = "") -> None:
        """Open the editor of a record, with its draft; a new record's draft is named by its key."""
        self._edit(record, key)

    def go_on(self) -> None:
        """Go on in the form, in the record that is shown, or in the list; what is shown stays.

        A list that takes the focus chooses its first line, and so would show another record.
        """
        if self.editor is not None:
            next(iter(self.editor.fields.values())).setFocus()
        else:
            places: tuple[QWidget, ...] = (self.pane, self.list.view, self.list.new_button)
            next((one for one in places if one.isVisible()), self).setFocus()

    def leave(self) -> None:
        """Keep the draft."""
        if self.editor is not None:
            self.editor.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the panes side by side or one over the other."""
        super().resizeEvent(event)
        self._arrange()

    def _edit(self, record: Record, key: str = "") -> None:
        self._leave_editor()
        key = key or drafts.key_of(record)
        self.editor = Editor(self.context, record, key, self.context.drafts.get(key))
        self.editor.saved.connect(self._saved)
        self.editor.closed.connect(self._closed)
        self._side.addWidget(self.editor)
        self._side.setCurrentWidget(self.editor)
        self._open = True
        self._arrange()
        next(iter(self.editor.fields.values())).setFocus()

    def _edit_current(self) -> None:
        if self.editor is None and self.pane.record_id:
            self._edit(rows.get(self.context.ws, self.pane.type_name, self.pane.record_id))

    def _save_current(self) -> None:
        if self.editor is not None:
            self.editor.save()

    def _leave_editor(self) -> None:
        if self.editor is not None:
            editor, self.editor = self.editor, None
            editor.keep()
            self._side.removeWidget(editor)
            editor.deleteLater()

    def _saved(self, type_name: str, record: str) -> None:
        owner = self._owner(type_name, record)
        self.open(owner or record, "" if owner else type_name, self._home(type_name) if owner else "")
        self.go_on()

    def _owner(self, type_name: str, record: str) -> str:
        """Return the record of this page in whose dossier another lives, or ""."""
        if not record or TYPES[type_name].part_of != self.type_name:
            return ""
        return records.dossier_of(rows.get(self.context.ws, type_name, record))[1]

    def _home(self, type_name: str) -> str:
        return presentation_of(self.type_name).home_of(type_name)

    def _closed(self) -> None:
        self._open = bool(self.pane.record_id)
        self._side.setCurrentIndex(1 if self._open else 0)
        (self.pane if self._open else self.list.view).setFocus()  # while the form counts, the list chooses nothing
        self._leave_editor()
        self._arrange()
        self.go_on()

    def _chosen(self, record: str) -> None:
        shown = self._open and record == self.pane.record_id  # the list was read again: the pane reads by itself
        if self.editor is None and not shown and not (self._narrow() and not self._open):
            self.open(record)

    def _back(self) -> None:
        if self.pane.type_name != self.type_name:
            owner = self._owner(self.pane.type_name, self.pane.record_id)
            if owner or self.list.current_id():
                self.open(owner or self.list.current_id(), tab=self._home(self.pane.type_name) if owner else "")
                return
        self._open = False
        self._arrange()
        self.list.view.setFocus()

    def _narrow(self) -> bool:
        return self.window().width() < theme.px(WIDE) if self.window() else False

    def _arrange(self) -> None:
        narrow = self._narrow()
        self.list.setVisible(not narrow or not self._open)
        self._side.setVisible(not narrow or self._open)

    def _keep_sizes(self) -> None:
        preferences.keep_sizes(self.type_name, self.splitter.sizes(), rtl=language.is_rtl())

    def _nothing(self) -> QWidget:
        holder = QWidget()
        lay = column(holder, margins=(24, 24), spacing=8)
        lay.addStretch(1)
        mark = Words()
        mark.setPixmap(icons.pixmap("show", "muted", 28))
        lay.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        label = text(_("Choose from the list to read here."), "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lay.addWidget(label)
        lay.addStretch(2)
        holder.setAccessibleName(_(TYPES[self.type_name].label))
        return holder
