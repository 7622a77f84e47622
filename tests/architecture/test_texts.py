"""Texts of others go one way to the screen: these are the ways beside it, and none is taken."""

import ast
from pathlib import Path

GUI = Path(__file__).parents[2] / "focalpoint" / "gui"
WAY = GUI / "widgets" / "plain_text.py"
MADE = frozenset({"QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "QTextBrowser", "QTextDocument", "QToolTip",
                  "QListWidgetItem", "QTreeWidgetItem", "QWhatsThis", "QSystemTrayIcon"})  # fmt: skip
CALLED = frozenset({"setWhatsThis", "setStatusTip", "setHtml", "insertHtml", "appendHtml", "setMarkdown",
                    "setTextFormat", "setDetailedText", "setInformativeText"})  # fmt: skip
NAMED = frozenset({"RichText", "AutoText", "MarkdownText"})


def around(tree: ast.Module) -> list[str]:
    """Return what a module does beside the one way, by line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            last = node.args[-1] if node.args else None
            said = isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id == "as_tip"
            if name in MADE | CALLED or (name == "setToolTip" and not said):
                found.append(f"{node.lineno}: {name}")
        elif isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            found += [f"{node.lineno}: class of {name}" for name in sorted(bases & MADE)]
        elif isinstance(node, ast.Attribute) and node.attr in NAMED:
            found.append(f"{node.lineno}: {node.attr}")
    return found


def test_no_widget_is_given_text_beside_the_one_way() -> None:
    found = {path.relative_to(GUI).as_posix(): lines for path in GUI.rglob("*.py") if path != WAY
             and (lines := around(ast.parse(path.read_text("utf-8"))))}  # fmt: skip
    assert found == {}


def test_a_way_beside_is_found() -> None:
    code = "label = QLabel(subject)\nitem.setToolTip(0, subject)\nmade.setTextFormat(Qt.TextFormat.RichText)\n"
    assert around(ast.parse(code)) == ["1: QLabel", "2: setToolTip", "3: setTextFormat", "3: RichText"]
