"""A person at the window: presses what is visible, fills in forms, reads what is said, takes a picture of each step."""

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.reading.pane import ReadingPane
from focalpoint.gui.pages.reading.step import StepDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.language import _
from tests.gui.conftest import Settle
from tests.screens.checks import faults

PICTURES = os.environ.get("FOCALPOINT_PICTURES", "")


class Hands:
    """Works in one window. What is not visible cannot be pressed; each picture is checked for faults."""

    def __init__(self, window: MainWindow, settle: Settle, scenario: str) -> None:
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

    def visible(self, kind: type[QWidget]) -> list[Any]:
        return [one for one in self.top().findChildren(kind) if one.isVisible()]

    def button(self, label: str) -> QAbstractButton:
        """Return the visible button with a label in the language of the window."""
        offered: list[QAbstractButton] = self.visible(QAbstractButton)
        found = [one for one in offered if one.text() == _(label) and one.isEnabled()]
        assert found, f"no button “{_(label)}” among {[one.text() for one in self.visible(QPushButton)]}"
        return found[0]

    def press(self, label: str) -> None:
        """Bring a button into view and click it."""
        target = self.button(label)
        self._reveal(target)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.settle()

    def pick(self, opener: str, entry: str) -> None:
        """Choose an entry of the menu behind a button."""
        target = self.button(opener)
        menu = target.menu() if isinstance(target, QPushButton) else None
        assert isinstance(menu, QMenu), opener
        found = [one for one in menu.actions() if one.text() == _(entry)]
        assert found, f"no entry “{_(entry)}” among {[one.text() for one in menu.actions()]}"
        found[0].trigger()
        self.settle()

    def offer(self, entry: str) -> None:
        """Press a button, or choose its entry of “Add…” where it has no button of its own."""
        if any(one.text() == _(entry) for one in self.visible(QAbstractButton)):
            self.press(entry)
        else:
            self.pick("Add…", entry)

    def go(self, page: str) -> None:
        self.shell.show_page(page)
        self.settle()

    def page(self) -> RegisterPage:
        (found,) = self.visible(RegisterPage)
        assert isinstance(found, RegisterPage)
        return found

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

    def says(self, *words: str) -> None:
        said = self.text()
        for word in words:
            assert word in said, f"“{word}” is not said in:\n{said}"

    def is_silent_about(self, *words: str) -> None:
        said = self.text()
        for word in words:
            assert word not in said, word

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
        self.settle()


def _texts(widget: QWidget) -> list[str]:
    found = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    found += [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    for view in widget.findChildren(QAbstractItemView):
        model = view.model()
        if view.isVisible() and model is not None:
            rows, columns = range(model.rowCount()), range(model.columnCount())
            found += [str(model.index(place, column).data() or "") for place in rows for column in columns]
    for tabs in widget.findChildren(QTabWidget):
        if tabs.isVisible():
            found += [tabs.tabText(place) for place in range(tabs.count())]
    return found


def _words(line: LineButton) -> str:
    return " ".join(one.text() for one in line.findChildren(QLabel))
