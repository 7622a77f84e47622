"""The code lists and the life cycle, read once from `resources/reference/`."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from focalpoint import paths
from focalpoint.domain.codes import CodeList, Reference, State, code_list


@cache
def load() -> Reference:
    """Return all reference data; the same object on every call."""
    lists = {path.stem: read_rows(path) for path in sorted(paths.resource("reference").glob("*.toml"))}
    return Reference(lists, lifecycle(lists["lifecycle"]))


def read_rows(path: Path) -> CodeList:
    """Read one file of `[[row]]` tables; raise ValueError if it repeats a code."""
    with path.open("rb") as stream:
        rows: Sequence[Mapping[str, object]] = tomllib.load(stream)["row"]
    return code_list(path.stem, rows)


def lifecycle(states: CodeList) -> Mapping[str, State]:
    """Build the states of a request from their code list."""
    return {
        name: State(
            code=code,
            next=_names(code.more["next"]),
            needs=_names(code.more["needs"]),
            directions=_names(code.more["directions"]),
            working=code.more["working"] is True,
            final=code.more["final"] is True,
        )
        for name, code in states.codes.items()
    }


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"not a list of names: {value!r}")
    return tuple(str(name) for name in value)
