"""Code lists and the life cycle as typed values; the rows are data in `resources/reference/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from focalpoint.domain.languages import LANGUAGES, SOURCE
from focalpoint.domain.messages import Localised


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a code list. `labels` maps a language to the wording; `more` holds the list's own columns."""

    code: str
    labels: Mapping[str, str]
    source: str = ""
    verified: bool = False
    more: Mapping[str, object] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Return the wording in a language, English if it is missing."""
        return self.labels.get(language) or self.labels[SOURCE]

    def names(self, column: str) -> tuple[str, ...]:
        """Return a further column that holds a list of codes."""
        listed = self.more[column]
        return tuple(str(one) for one in listed) if isinstance(listed, list) else ()

    def columns(self, name: str) -> Localised:
        """Return a further column that the list has in several languages, in all of them."""
        return Localised({language: str(self.more.get(f"{name}_{language}") or "") for language in LANGUAGES})

    def column(self, name: str, language: str) -> str:
        """Return a further column that the list has in several languages, English if it is missing."""
        return str(self.more.get(f"{name}_{language}") or self.more[f"{name}_{SOURCE}"])


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list of codes, in the order to show them."""

    name: str
    codes: Mapping[str, Code]

    def label(self, code: str, language: str) -> str:
        """Return the wording of a code, or the code itself if this program does not know it."""
        known = self.codes.get(code)
        return known.label(language) if known else code


@dataclass(frozen=True, slots=True)
class State:
    """A state of the life cycle: where it may go, and what a move into it must say."""

    code: Code
    next: tuple[str, ...]
    needs: tuple[str, ...]  # of "ground", "note"
    directions: tuple[str, ...]
    working: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference data of the program."""

    lists: Mapping[str, CodeList]
    lifecycle: Mapping[str, State]

    def wording(self, list_name: str, code: str) -> Localised:
        """Return the wording of a code of a list in every language, the code itself if this program knows none."""
        known = self.lists[list_name].codes.get(code)
        return Localised(known.labels if known else {SOURCE: code})

    def label(self, list_name: str, code: str, language: str) -> str:
        """Return the wording of a code of a list, "" for ""."""
        return self.lists[list_name].label(code, language) if code else ""


def family(types: CodeList, code: str) -> tuple[str, ...]:
    """Return a type of request and the type of which it is a part."""
    row = types.codes.get(code)
    parent = str(row.more.get("parent", "")) if row else ""
    return (code, parent) if parent else (code,)


def asked_of(row: Code, types: CodeList, code: str) -> bool:
    """Tell whether a row that names types of request in its column `types` is for this one."""
    named = row.more.get("types")
    return isinstance(named, list) and any(one in named for one in family(types, code))


def code_list(name: str, rows: Sequence[Mapping[str, object]]) -> CodeList:
    """Build a code list from rows with `code`, a label in each language, `source`, `verified` and further columns."""
    known = {"code", "source", "verified", *LANGUAGES}
    codes = {}
    for row in rows:
        labels = {language: str(row[language]) for language in LANGUAGES if language in row}
        more = {key: value for key, value in row.items() if key not in known}
        code = str(row["code"])
        codes[code] = Code(code, labels, str(row.get("source", "")), row.get("verified") is True, more)
    if len(codes) != len(rows):
        raise ValueError(f"code list {name} repeats a code")
    return CodeList(name, codes)
