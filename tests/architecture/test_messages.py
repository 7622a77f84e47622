"""Use cases say things as messages; the words are chosen where they are shown, by the window and by the command."""

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path(__file__).parents[2] / "focalpoint" / "services"
IN_THE_CURRENT_LANGUAGE = frozenset(
    {"_", "ngettext", "current", "label_value", "relative_days", "say_error_value", "use"}
)
GIVEN_A_LANGUAGE = frozenset({
    "translate", "say", "format_date", "format_instant", "format_month", "format_number", "format_size",
    "format_weekday", "is_rtl", "weekday_names",
})  # fmt: skip
EXEMPT = {
    "casework/discretion.py": "the title of a record that is a code or a localised text: what lists show and sort by",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SERVICES.rglob("*.py")):
        yield path.relative_to(SERVICES).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> dict[str, str]:
    """Return what a module takes from `focalpoint.language`, by the name it has there."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "focalpoint.language"
        for alias in node.names
    }


def whole(tree: ast.Module) -> bool:
    """Tell whether a module takes the module `language` itself."""
    return any(
        (
            isinstance(node, ast.ImportFrom)
            and node.module == "focalpoint"
            and "language" in {a.name for a in node.names}
        )
        or (isinstance(node, ast.Import) and "focalpoint.language" in {a.name for a in node.names})
        for node in ast.walk(tree)
    )


def without_language(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that write words without saying in which language."""
    taken = imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = taken.get(node.func.id, "")
            given = len(node.args) + len([k for k in node.keywords if k.arg == "language"])
            if name in GIVEN_A_LANGUAGE and given < (1 if name in ("is_rtl", "weekday_names") else 2):
                yield node.lineno


def test_no_use_case_translates() -> None:
    found = {
        path: sorted(set(imported(tree).values()) & IN_THE_CURRENT_LANGUAGE) + ["language"] * whole(tree)
        for path, tree in modules()
    }
    assert {path: names for path, names in found.items() if names and path not in EXEMPT} == {}
    assert sorted(path for path in EXEMPT if not found[path]) == [], "no longer an exception"


def test_documents_are_written_in_a_language_that_is_given() -> None:
    lines = [f"{path}:{line}" for path, tree in modules() for line in without_language(tree)]
    assert lines == []
