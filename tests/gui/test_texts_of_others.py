"""What others wrote is shown as letters: it opens no file, turns no line, freezes nothing, and names nobody else."""

import io
import json
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)
from pytestqt.qtbot import QtBot

from focalpoint.cli import output
from focalpoint.domain import query
from focalpoint.domain.contacts import Contact
from focalpoint.domain.records import TYPES
from focalpoint.domain.snippets import snippet
from focalpoint.domain.visible_text import unbroken, untagged, visible_with_isolates, wrapped
from focalpoint.gui.destinations import ToList, ToRecord
from focalpoint.gui.forms.links import LinkField
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.shell import Shell
from focalpoint.gui.viewers.document import text_view
from focalpoint.gui.widgets.basics import Elided, button, text
from focalpoint.gui.widgets.plain_text import Marked, tip
from focalpoint.language import isolate, isolate_ltr
from focalpoint.services.casework import records
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Settle, type_letters
from tests.helpers import vaults

PICTURE = '<img src="/usr/share/pixmaps/debian-logo.png"> &lt;b&gt; \u202egnp.\u202c \u2067x'
LONG = "x" * 400_000
_QT: Any = QtGui.Qt  # the stubs leave this one out
IS_RICH: Callable[[str], bool] = _QT.mightBeRichText


def tips(root: QWidget) -> list[str]:
    """Return the tooltips of all widgets and items under a widget."""
    found = [root.toolTip(), *(one.toolTip() for one in root.findChildren(QWidget))]
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if model is not None:
            found += items(model, QModelIndex())
    return [one for one in found if one]


def items(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    found = []
    for place in range(min(model.rowCount(parent), 50)):
        for column in range(12):
            index = model.index(place, column, parent)
            found.append(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
        found += items(model, model.index(place, 0, parent))
    return found


def check(root: QWidget) -> None:
    """Look at every label and tooltip: nothing of the picture is a tag, nothing turns a line around."""
    for label in root.findChildren(QLabel):
        marked = isinstance(label, Marked) and "<img" not in label.text()
        assert label.textFormat() is Qt.TextFormat.PlainText or marked
        assert "\u202e" not in label.text()
        assert "\u2067" not in label.text()
    for one in tips(root):
        assert not IS_RICH(one), one
        assert "\u202e" not in one


def test_a_picture_in_a_subject_is_letters_in_lists_panes_search_and_the_preview_of_a_bundle(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "sender").workspace
    vaults.introduce(other, opened, tmp_path)
    theirs = vaults.register(other, subject=f"{PICTURE} theirs")
    bundle = vaults.send(other, opened, [("request", theirs)], tmp_path / "b.fpbundle")
    other.lock()
    ours = vaults.register(opened, subject=f"{PICTURE} ours")
    for name in ("today", "request", "search", "calendar"):
        shell.show_page(name)
        settle()
    shell.context.go.emit(ToRecord("request", ours))
    shell.context.go.emit(ToList("", "theirs ours img"))
    shell.box.open()
    shell.box.edit.setText("img")
    settle()
    dialog = OpenBundleDialog(window, shell.context, bundle)
    dialog.open()
    settle()
    for tree in dialog.findChildren(QTreeWidget):
        tree.expandAll()
    settle()
    assert any(PICTURE[:12] in item for item in _texts(dialog)), "the preview shows the subject"
    check(window)
    check(dialog)
    dialog.reject()


def _texts(dialog: QWidget) -> list[str]:
    found = []
    for tree in dialog.findChildren(QTreeWidget):
        walk = QTreeWidgetItemIterator(tree)
        while (item := walk.value()) is not None:
            found.append(item.text(0))
            walk += 1
    return found


def test_what_hides_in_a_text_is_shown_and_our_own_isolates_stay() -> None:
    assert visible_with_isolates("a\u202eb\x1bc\u2067d") == "a[U+202E]b[U+001B]c[U+2067]d"
    assert visible_with_isolates(isolate("الطلب")) == isolate("الطلب")
    assert visible_with_isolates("x\u2069y") == "x[U+2069]y", "nobody closes an isolate that is not theirs"
    assert isolate("a\u2069b").count("\u2069") == 1
    assert isolate_ltr("\u202etxt") == "\u2066[U+202E]txt\u2069"
    assert "\n" not in unbroken("one\ntwo")
    assert not IS_RICH(untagged("<b>x</b>"))
    assert not IS_RICH(untagged("&lt;x"))


def test_a_word_without_an_end_is_broken_and_all_of_it_stays(qtbot: QtBot) -> None:
    begun = time.monotonic()
    view = text_view(LONG, "letter")
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    view.grab()
    holder = QWidget()
    qtbot.addWidget(holder)
    for made in (text(LONG), Elided(LONG), button(LONG), Marked([(LONG[:5000], "")], rtl=False)):
        made.setParent(holder)
        tip(made, LONG)
        assert len(made.toolTip()) < 1_000
    listed = QListWidget(holder)
    listed.addItem(unbroken(LONG))
    holder.show()
    holder.grab()
    assert time.monotonic() - begun < 10
    assert view.toPlainText().count("x") == len(LONG)
    assert "\u21a9" in view.toPlainText()
    assert wrapped("short words only") == "short words only"
    pieces = snippet(f"before {LONG} after", query.parse("before"), 160)
    assert sum(len(words) for words, _found in pieces) < 3_000


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_of_two_contacts_with_one_name_either_can_be_chosen(shell: Shell, opened: Workspace, qtbot: QtBot) -> None:
    kinds = [
        Contact(kind="person", name="TRN Amara", institution="First ministry"),
        Contact(kind="person", name="TRN Amara", institution="Second ministry"),
    ]
    first, second, twin = (records.save(opened, one).first_id for one in (*kinds, kinds[1]))
    spec = next(s for s in TYPES["request"].specs.values() if s.target == "contact")
    field = LinkField(spec, shell.context)
    qtbot.addWidget(field)
    type_letters(field.edit, "TRN Amara")
    assert field.value() == "", "words that three records have name none of them"
    assert field.problem()
    names = [field._names.item(place).text() for place in range(field._names.rowCount())]
    assert len(set(names)) == 3, names
    assert any("First ministry" in name for name in names)
    completer = field.edit.completer()
    for wanted in (first, second, twin):
        type_letters(field.edit, "")
        field.edit.clear()
        type_letters(field.edit, "TRN Amara")
        model = completer.completionModel()
        ids = [model.index(place, 0).data(Qt.ItemDataRole.UserRole) for place in range(model.rowCount())]
        index = model.index(ids.index(wanted), 0)
        completer.activated[QModelIndex].emit(index)  # type: ignore[index]
        assert field.value() == wanted
        assert field.problem() == ""
        field.edit.editingFinished.emit()
        assert field.value() == wanted


@pytest.mark.parametrize("mark", ["\x9b31m", "\u202e", "\u2028", "\x1b]0;x\x07"])
def test_json_commands_no_terminal_and_says_the_same(mark: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        output.as_json({"subject": f"a{mark}b", "arabic": "طلب"})
    written = out.getvalue()
    assert not set(mark) & set("\x9b\u202e\u2028\x1b\x07") & set(written)
    assert json.loads(written)["subject"] == f"a{mark}b"
    assert "طلب" in written
