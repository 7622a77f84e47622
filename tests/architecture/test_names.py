"""A name has one meaning: no public class twice, no public function three times, and none is an everyday word."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "focalpoint"
EVERYDAY = frozenset({"told", "said", "found", "made", "one", "again", "plain"})
STORED = {"Incident.told"}  # the name of a stored field: who was told of an incident
ROLES = {  # one function for each system, command group or worker, chosen by its module
    "answer": "what a worker answers a question with, and how the terminal asks one",
    "confine": "for each system",
    "eject": "for each system",
    "group": "one for each group of commands",
    "main": "for each program that can be started",
    "removable": "for each system",
    "run": "window, command line, program",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def names(kind: type[ast.ClassDef] | type[ast.FunctionDef]) -> Counter[str]:
    return Counter(
        node.name
        for _path, tree in modules()
        for node in tree.body
        if isinstance(node, kind) and not node.name.startswith("_")
    )


def test_no_public_class_is_defined_twice() -> None:
    assert {name: count for name, count in names(ast.ClassDef).items() if count > 1} == {}


def test_no_public_function_is_defined_three_times() -> None:
    many = {name for name, count in names(ast.FunctionDef).items() if count > 2}
    assert sorted(many - set(ROLES)) == []


def public_names(tree: ast.Module) -> Iterator[str]:
    """Yield the public names of a module: functions, classes, and the fields and methods of classes."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}"
                elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    yield f"{node.name}.{part.target.id}"
                elif isinstance(part, ast.Assign):
                    yield from (f"{node.name}.{name.id}" for name in part.targets if isinstance(name, ast.Name))
            yield from (
                f"{node.name}.{inner.attr}"
                for inner in ast.walk(node)
                if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
                and isinstance(inner.value, ast.Name) and inner.value.id == "self"
            )  # fmt: skip


def test_no_public_name_is_an_everyday_word() -> None:
    bare = {f"{path}: {name}" for path, tree in modules() for name in public_names(tree)
            if name.rpartition(".")[2] in EVERYDAY and name not in STORED}  # fmt: skip
    modules_too = {path for path, _tree in modules() if Path(path).stem in EVERYDAY}
    assert sorted(bare | modules_too) == []
