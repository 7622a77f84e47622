"""The glossary has one row for a term, points at code that is there, and its words are used for their terms."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "focalpoint"


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def test_there_are_some_forty_terms_in_order_each_with_one_meaning() -> None:
    terms = [row[0] for row in rows()]
    assert len(terms) >= 40
    assert terms == sorted(set(terms))
    assert all(len(row) == 4 and row[1] for row in rows())


def test_each_term_stands_where_the_glossary_says() -> None:
    """The module is there and speaks of the term: in a name or in words."""
    astray = []
    for term, _meaning, where, _others in rows():
        modules = re.findall(r"`([^`]+)`", where)
        assert modules, term
        stem = term.split()[-1].rstrip("ey")[:5]
        for module in modules:
            path = PACKAGE / module
            if not path.is_file() or stem not in path.read_text("utf-8").lower():
                astray.append(f"{term}: {module}")
    assert astray == []


def test_other_words_name_nothing() -> None:
    """What the glossary calls otherwise is no public name of a module, class or function."""
    others = {word for row in rows() for word in re.split(r",\s*", row[3]) if word}
    assert others
    named = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.name.lower() for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
        named += [f"{path.name}: {name}" for name in (*names, path.stem) for word in others if word in name.split("_")]
    assert named == []


def test_twelve_everyday_changes_begin_in_one_folder_each() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## Where an everyday change begins")[1]
    changes = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")][2:]
    assert len(changes) >= 12
    for change, begins in changes:
        folder, *modules = re.findall(r"`([^`]+)`", begins)
        assert (ROOT / folder).is_dir(), change
        missing = [one for one in modules if one.endswith(".py") and not (ROOT / folder / one).is_file()]
        assert missing == [], change
