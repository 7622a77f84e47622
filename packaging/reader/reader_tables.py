"""The reader page's tables: record types, fields, code lists, labels and errors, made from the program's own.

`python packaging/reader/reader_tables.py` writes `src/tables.json`, to be read by people, and `src/tables.zst`, the
same for the page; a test compares both byte for byte with what this makes.
"""

import json
from pathlib import Path
from typing import Any

import zstandard

from focalpoint import reference
from focalpoint.bundles import card as cards
from focalpoint.bundles import errors, manifest
from focalpoint.crypto import sealing
from focalpoint.domain import values
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import RecordType, Spec
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.records import MODULES, TYPES, fixed_facet, has_dossier
from focalpoint.domain.requests import HIDDEN, SEALED
from focalpoint.domain.worlds import BANNER, MARK, PREFIX
from focalpoint.language import translate
from focalpoint.services.core.world_checks import OtherWorldError
from focalpoint.services.exchange import trust
from focalpoint.vault.errors import InvalidChangeError

HERE = Path(__file__).resolve().parent
TARGET = HERE / "src" / "tables.json"
LEVEL = 19
ERRORS: tuple[type[FocalpointError], ...] = (
    cards.BadCardError, errors.NotABundleError, errors.DamagedBundleError, errors.TruncatedBundleError,
    errors.NotForYouError, errors.UnknownSignerError, errors.ReadersMismatchError, errors.NewerBundleError,
    errors.UnverifiedSignerError, errors.BundleTooHardError, InvalidChangeError, OtherWorldError,
)  # fmt: skip
SAID = (
    "Yes", "No", ", ", "{n} bytes", "{n} kB", "{n} MB", "{n} GB",
)  # fmt: skip


class Texts:
    """Texts in all languages, each kept once and named by its number."""

    def __init__(self) -> None:
        self.all: list[list[str]] = []
        self._places: dict[tuple[str, ...], int] = {}

    def place(self, told: tuple[str, ...]) -> int:
        """Return the number of a text."""
        if told not in self._places:
            self._places[told] = len(self.all)
            self.all.append([told[0], *("" if one == told[0] else one for one in told[1:])])
        return self._places[told]

    def of(self, message: str) -> int:
        """Return the number of a message of the program's catalogues."""
        return self.place(tuple(translate(message, code) for code in LANGUAGES))


def field_row(name: str, spec: Spec, texts: Texts) -> list[Any]:
    """Return a field: name, kind, label, group, facet, list, target, marks."""
    marks = "".join(
        mark
        for mark, there in (("l", spec.ltr), ("s", spec.sums_only), ("f", spec.fixed), ("r", spec.required))
        if there
    )
    row: list[Any] = [name, str(spec.kind), texts.of(spec.label), texts.of(spec.group), str(spec.facet)]
    return [*row, spec.codes, spec.target, marks]


def type_row(kind: RecordType, texts: Texts) -> dict[str, Any]:
    """Return a record type."""
    return {
        "label": texts.of(kind.label),
        "plural": texts.of(kind.plural),
        "title": list(kind.title),
        "reference": kind.reference,
        "part": kind.part_of,
        "facet": str(kind.facet),
        "fixed": fixed_facet(kind),
        "holds": has_dossier(kind.name),
        "fields": [field_row(name, spec, texts) for name, spec in kind.specs.items()],
    }


def lists(texts: Texts) -> dict[str, dict[str, int]]:
    """Return the code lists that fields name."""
    known = reference.load().lists
    named = sorted({spec.codes for kind in TYPES.values() for spec in kind.specs.values() if spec.codes})
    return {
        name: {code: texts.place(tuple(row.label(one) for one in LANGUAGES)) for code, row in known[name].codes.items()}
        for name in named
    }


def ordered() -> list[RecordType]:
    """Return the record types in the order of the work."""
    modules = [module.__name__ for module in MODULES]
    return sorted(TYPES.values(), key=lambda kind: modules.index(kind.cls.__module__))


def tables() -> bytes:
    """Return the tables as the bytes of their file."""
    texts = Texts()
    made = {
        "languages": {code: [one.name, one.rtl, list(one.months), one.group] for code, one in LANGUAGES.items()},
        "types": {kind.name: type_row(kind, texts) for kind in ordered()},
        "lists": lists(texts),
        "errors": {one.code: [texts.of(one.message), texts.of(one.remedy)] for one in ERRORS},
        "said": {message: texts.of(message) for message in SAID} | {"banner": texts.of(BANNER)},
        "statements": {str(kind): texts.of(words) for kind, words in trust.SAID.items()},
        "kinds": list(manifest.KINDS),
        "limits": [values.LONGEST_LINE, values.LONGEST_NOTE, values.LONGEST_TAG, values.LONGEST_CLOCK],
        "sealed": sorted(SEALED),
        "hidden": HIDDEN,
        "world": [PREFIX, MARK],
        "weak": sorted(sealing.WEAK_RECIPIENTS),
    }
    content = json.dumps({**made, "texts": texts.all}, ensure_ascii=False, separators=(",", ":"))
    return content.encode() + b"\n"


def packed(content: bytes) -> bytes:
    """Return the tables as the page holds them."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(content)


def main() -> None:
    """Write both files."""
    content = tables()
    TARGET.write_bytes(content)
    TARGET.with_suffix(".zst").write_bytes(packed(content))


if __name__ == "__main__":
    main()
