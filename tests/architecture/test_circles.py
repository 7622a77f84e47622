"""No module of the program imports itself by way of others, not even inside a function or for types alone."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "focalpoint"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str, name: str, known: set[str]) -> Iterator[str]:
    """Yield the modules that a module names in its import statements, wherever these stand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by dots"
            below = [f"{node.module}.{one.name}" for one in node.names]
            yield from (one for one in below if one in known)
            if node.module in known and any(one not in known for one in below):
                yield node.module


def reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the modules that a module imports, by whatever way."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = graph[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components: modules of which each reaches each, itself too."""
    reach = {name: reached(graph, name) for name in graph}
    found = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph}
    return sorted(list(one) for one in found if one)


def test_no_module_imports_itself_by_way_of_others() -> None:
    paths = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    graph = {name: set(imported(path.read_text("utf-8"), name, set(paths))) for name, path in paths.items()}
    assert sum(map(len, graph.values())) > 1000, "the imports were read"
    assert circles(graph) == []


def test_circles_are_seen() -> None:
    known = {"a", "b", "b.c", "d"}
    assert list(imported("def f():\n    from b import c, x\nimport d", "a", known)) == ["d", "b.c", "b"]
    assert circles({"a": {"b"}, "b": {"b.c"}, "b.c": {"a", "d"}, "d": set()}) == [["a", "b", "b.c"]]
    assert circles({"a": {"b", "d"}, "b": {"d"}, "d": set(), "e": {"e"}}) == [["e"]]
