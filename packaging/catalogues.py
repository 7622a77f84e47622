"""The translation catalogues: `extract` refreshes them from the code, `compile` makes them quick to load."""

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.records import TYPES

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "i18n" / "focalpoint.pot"
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a catalogue compiled twice is the same file
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "counted": (1, 2)}


def path_of(language: str) -> Path:
    """Return the catalogue of a language."""
    return ROOT / "i18n" / language / "LC_MESSAGES" / "focalpoint.po"


def extracted() -> Catalog:
    """Return what the code marks for translation, in a steady order and without line numbers."""
    template = Catalog(project="Focal Point", version="", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "focalpoint", [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        template.add(message, None, [(Path(file).as_posix(), 0)], auto_comments=comments, context=context)
    for kind in TYPES.values():  # "Title in Arabic" and the like are made from one declaration
        for spec in kind.specs.values():
            if spec.language:
                template.add(spec.label, None, [("domain/fields.py", 0)])
    return template


def text_of(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file, without dates."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def header(language: str) -> bytes:
    """Return the header entry of a language's catalogue."""
    fields = (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {LANGUAGES[language].plurals};",
    )
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode()


def extract() -> None:
    """Refresh the template and the three catalogues; English says what the code says."""
    template = extracted()
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(text_of(template))
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        known = path.exists()
        catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language) if known else Catalog(locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        if language == "en":
            for message in catalogue:
                if message.id:
                    message.string = message.id
        path.write_bytes(header(language) + text_of(catalogue))


def compiled() -> None:
    """Write a `.mo` beside every `.po`."""
    for language in LANGUAGES:
        source = path_of(language)
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
        catalogue.creation_date = catalogue.revision_date = EPOCH
        unfinished = source.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as out:
            write_mo(out, catalogue)
        unfinished.replace(source.with_suffix(".mo"))  # in one step: a program may be reading it


if __name__ == "__main__":
    {"extract": extract, "compile": compiled}[sys.argv[1]]()
