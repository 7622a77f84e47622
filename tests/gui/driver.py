"""A person at the window: opens pages, types, chooses, presses, sees, and takes a picture of a step.

Everything goes through what is visible, in the language of the window; what is not there is refused with a list of
what is. Labels are given in English, as the program has them before they are translated.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.reading.pane import ReadingPane
from focalpoint.gui.pages.reading.step import StepDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.language import _
from tests.screens.checks import faults

Settle = Callable[[], None]
Seen = TypeVar("Seen", bound=QWidget)
PICTURES = os.environ.get("FOCALPOINT_PICTURES", "")


class Driver:
    """Works in one window. What is not visible cannot be used; each picture is checked for faults."""

    def __init__(self, window: MainWindow, settle: Settle, scenario: str = "") -> None:
        self.window, self.settle, self.scenario = window, settle, scenario
        self.faults: list[str] = []
        self._count = 0

    @property
    def shell(self) -> Shell:
        assert self.window.shell is not None
        return self.window.shell

    def top(self) -> QWidget:
        """Return the dialog in front, or the window."""
        front = QApplication.activeModalWidget()
        return front if isinstance(front, QDialog) else self.window

    def visible(self, kind: type[Seen]) -> list[Seen]:
        """Return the visible widgets of a kind, of the dialog in front if there is one."""
        return [widget for widget in self.top().findChildren(kind) if widget.isVisible()]

    def field(self, label: str, *kinds: type[Seen]) -> Seen:
        """Return the visible field with a label, of one of some kinds of widget."""
        there = [widget for kind in kinds for widget in self.visible(kind)]
        named = [widget for widget in there if widget.accessibleName() == _(label)]
        assert named, f"no field “{_(label)}” among {_sorted(widget.accessibleName() for widget in there)}"
        return named[0]

    def button(self, label: str) -> QAbstractButton:
        """Return the visible button with a label in the language of the window."""
        there = [button for button in self.visible(QAbstractButton) if _(label) in (button.text(), _name(button))]
        assert there, f"no button “{_(label)}” among {_sorted(map(_name, self.visible(QAbstractButton)))}"
        usable = [button for button in there if button.isEnabled()]
        assert usable, f"“{_(label)}” cannot be pressed now:\n{self.text()}"
        return usable[0]

    def can_press(self, label: str) -> bool:
        """Tell whether a button with a label is visible and may be pressed."""
        return any(_name(button) == _(label) and button.isEnabled() for button in self.visible(QAbstractButton))

    def press(self, label: str) -> None:
        """Bring a button into view and click it."""
        target = self.button(label)
        self._reveal(target)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, label: str, words: str) -> None:
        """Replace what stands in the field with a label."""
        field = self.field(label, QLineEdit, QPlainTextEdit, QTextEdit)
        assert isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit)
        self._reveal(field)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        type_letters(field.viewport() if isinstance(field, QPlainTextEdit | QTextEdit) else field, words)
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Choose an option, by its words, in the box with a label."""
        box = self.field(label, QComboBox)
        self._reveal(box)
        options = [box.itemText(place) for place in range(box.count())]
        assert _(option) in options, f"no option “{_(option)}” in “{_(label)}” among {options}"
        box.setCurrentIndex(options.index(_(option)))
        box.activated.emit(options.index(_(option)))
        self.settle()

    def turn(self, tab: str) -> None:
        """Click the tab with a title."""
        bars = self.visible(QTabBar)
        for bar in bars:
            for place in range(bar.count()):
                if bar.tabText(place) == _(tab):
                    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
                    self.settle()
                    assert bar.currentIndex() == place, f"the tab “{_(tab)}” did not open"
                    return
        titles = [bar.tabText(place) for bar in bars for place in range(bar.count())]
        raise AssertionError(f"no tab “{_(tab)}” among {titles}")

    def keys(self, keys: str) -> None:
        """Press keys, written as in “Ctrl+K”, where the focus is."""
        QTest.keySequence(self.window.focusWidget() or self.top(), QKeySequence(keys))
        self.settle()

    def wait(self, milliseconds: int) -> None:
        """Wait as a person does who looks at what comes."""
        QTest.qWait(milliseconds)
        self.settle()

    @contextmanager
    def choosing(self, *paths: Path) -> Iterator[None]:
        """Answer the system's file dialog with one or more paths; with none, as a person who cancels."""
        names = [str(path) for path in paths]
        with (
            patch.object(QFileDialog, "getSaveFileName", return_value=("".join(names[:1]), "")) as save,
            patch.object(QFileDialog, "getOpenFileName", return_value=("".join(names[:1]), "")) as one,
            patch.object(QFileDialog, "getOpenFileNames", return_value=(names, "")) as several,
            patch.object(QFileDialog, "getExistingDirectory", return_value="".join(names[:1])) as folder,
        ):
            yield
        assert any(dialog.called for dialog in (save, one, several, folder)), "nobody was asked for a file"

    def pick(self, opener: str, entry: str) -> None:
        """Choose an entry of the menu behind a button."""
        named = [button for button in self.visible(QAbstractButton) if _name(button) == _(opener)]
        menus = [button.menu() for button in named if isinstance(button, QPushButton | QToolButton)]
        actions = [action for menu in menus if isinstance(menu, QMenu) for action in menu.actions()]
        there = [action for action in actions if action.text() == _(entry)]
        assert there, f"no entry “{_(entry)}” behind “{_(opener)}” among {[action.text() for action in actions]}"
        there[0].trigger()
        self.settle()

    def offer(self, entry: str) -> None:
        """Press a button, or choose its entry of “Add…” where it has no button of its own."""
        if any(one.text() == _(entry) for one in self.visible(QAbstractButton)):
            self.press(entry)
        else:
            self.pick("Add…", entry)

    def open(self, page: str) -> None:
        """Open a page by its name."""
        self.shell.show_page(page)
        self.settle()

    def page(self) -> RegisterPage:
        """Return the register that is shown."""
        pages = self.visible(RegisterPage)
        assert pages, f"no register is open, but:\n{self.text()}"
        return pages[0]

    def fill(self, **values: Any) -> None:
        """Fill in fields of the form that is open; those that are folded are unfolded first."""
        editor = self.page().editor
        assert editor is not None
        for name, value in values.items():
            assert name in editor.fields, f"{name} is not in the form: {sorted(editor.fields)}"
            if not editor.fields[name].isVisible():
                for opener in [one for one in self.visible(QPushButton) if one.text() == _("Show more fields")]:
                    opener.click()
            assert editor.fields[name].isVisible(), name
            editor.fields[name].put(value)
            editor.fields[name].changed.emit()
            editor.fields[name].left.emit()
            assert editor.fields[name].value() == value, name
        self.settle()

    def save(self) -> None:
        """Save; the form closes."""
        self.press("Save")
        assert self.page().editor is None, self.text()

    def refused(self) -> str:
        """Try to save; the form stays open. Return what it says."""
        self.press("Save")
        assert self.page().editor is not None
        said = self.text()
        self.press("Discard")
        return said

    def tab(self, name: str) -> None:
        """Turn to a tab of the reading pane."""
        self.page().pane.turn_to(name)
        self.settle()

    def step(self, label: str, *, note: str = "", ground: str = "") -> None:
        """Take a step of the life cycle by its button."""
        steps = [one for one in self.visible(QAbstractButton) if one.text() == label]
        if steps:
            self._reveal(steps[0])
            QTest.mouseClick(steps[0], Qt.MouseButton.LeftButton)
            self.settle()
        else:
            self.pick("Other steps", label)
        dialog = self.top()
        assert isinstance(dialog, StepDialog), label
        dialog.note.put(note)
        if ground:
            dialog.ground.choose(ground)
        dialog.record()
        self.settle()
        assert self.top() is self.window, self.text()

    def open_line(self, words: str) -> None:
        """Open the line of a list that holds some words."""
        found = [one for one in self.visible(LineButton) if words in one.accessibleName() or words in _words(one)]
        assert found, f"no line with “{words}”"
        self._reveal(found[0])
        found[0].click()
        self.settle()

    def mark(self, label: str, option: str) -> None:
        """Choose for one line of the checklist."""
        (choice,) = [one for one in self.visible(QComboBox) if one.accessibleName() == label]
        self._reveal(choice)
        place = choice.findText(_(option))
        assert place >= 0
        choice.setCurrentIndex(place)
        choice.activated.emit(place)
        self.settle()

    def tick(self, label: str) -> None:
        """Tick a box."""
        (box,) = [one for one in self.visible(QCheckBox) if one.text() == label]
        self._reveal(box)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(12, box.height() // 2))
        if not box.isChecked():
            box.click()
        self.settle()

    def answer(self, words: str) -> None:
        """Type into the field that a dialog asks about."""
        (field,) = [one for one in self.visible(QLineEdit) if one.isEnabled() and not one.isReadOnly()]
        field.setText(words)

    def close(self) -> None:
        """Close the dialog in front."""
        front = self.top()
        assert isinstance(front, QDialog)
        front.reject()
        self.settle()

    def offered(self) -> set[str]:
        """Return what can be pressed, the entries behind “Other steps” included."""
        found: list[QPushButton] = self.visible(QPushButton)
        entries = [action.text() for one in found if (menu := one.menu()) is not None for action in menu.actions()]
        return {*(one.text() for one in found), *entries}

    def notice(self) -> str:
        """Return what the bar at the foot of the window says, "" if nothing."""
        return "\n".join(_texts(self.shell.notice)) if self.shell.notice.isVisible() else ""

    def focused(self) -> str:
        """Return the words of the button or box that has the focus."""
        found = self.window.focusWidget()
        return found.text() if isinstance(found, QAbstractButton) else ""

    def scrolled(self) -> int:
        """Return how far down the reading pane is."""
        areas = [one for one in self.pane().findChildren(QScrollArea) if one.isVisible()]
        return areas[0].verticalScrollBar().value()

    def record(self) -> str:
        """Return the record that is shown."""
        return self.page().pane.record_id

    def pane(self) -> ReadingPane:
        return self.page().pane

    def text(self) -> str:
        """Return all that is visible, in one string."""
        return "\n".join([*_texts(self.top()), *([] if self.top() is self.window else _texts(self.window))])

    def sees(self, *words: str) -> None:
        """Check that all these words are visible."""
        text = self.text()
        for word in words:
            assert word in text, f"“{word}” is not visible in:\n{text}"

    def sees_not(self, *words: str) -> None:
        """Check that none of these words is visible."""
        text = self.text()
        for word in words:
            assert word not in text, f"“{word}” is visible in:\n{text}"

    def picture(self, name: str) -> None:
        """Keep a picture of the step, if a folder for pictures is named, and look for faults in it."""
        self._count += 1
        self.settle()
        self.faults += [f"{self.scenario} {name}: {fault}" for fault in faults(self.top())]
        if PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            self.window.grab().save(str(folder / f"{self.scenario}-{self._count:02}-{name}.png"))
            if self.top() is not self.window:
                self.top().grab().save(str(folder / f"{self.scenario}-{self._count:02}-{name}-dialog.png"))

    def _reveal(self, target: QWidget) -> None:
        area = target.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(target)
            QApplication.processEvents()


def type_letters(widget: QWidget, words: str) -> None:
    """Type letters of any script; QTest knows only Latin keys."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _name(button: QAbstractButton) -> str:
    """Return what a person reads on a button, or hears of one that has only a picture."""
    return button.text() or button.accessibleName()


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name})


def _texts(widget: QWidget) -> list[str]:
    found = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    found += [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    for view in widget.findChildren(QAbstractItemView):
        model = view.model()
        if view.isVisible() and model is not None:
            found += _cells(model, QModelIndex())
    for tabs in widget.findChildren(QTabWidget):
        if tabs.isVisible():
            found += [tabs.tabText(place) for place in range(tabs.count())]
    return found


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    """Return the words of a list or tree, branches included."""
    words: list[str] = []
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for place in range(model.rowCount(parent)):
        words += [str(model.index(place, cell, parent).data() or "") for cell in range(columns)]
        words += _cells(model, model.index(place, 0, parent))
    return words


def _words(line: LineButton) -> str:
    return " ".join(one.text() for one in line.findChildren(QLabel))
