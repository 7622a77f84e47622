"""The reader page in a real browser, worked on as its reader does, and what it shows, to hold against the program."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from focalpoint.bundles import container
from focalpoint.domain.fields import Value
from focalpoint.domain.merge import DELETED, Head, conflicting, deletion, value_of
from focalpoint.domain.records import TYPES
from focalpoint.vault import changes, record_rows
from focalpoint.vault.database import Database
from tests.helpers import reader_keys
from tests.helpers.browsers import Chromium, Firefox
from tests.helpers.reader_keys import PAGE, PASSPHRASE

COLLECT = """
return [...document.querySelectorAll('article[data-record]')].map((a) => ({
  record: a.dataset.record, type: a.dataset.type, deleted: a.dataset.deleted === 'true',
  joined: a.dataset.joined === 'true', contested: JSON.parse(a.dataset.contested),
  values: Object.fromEntries([...a.querySelectorAll('[data-field]')].map((l) => [l.dataset.field, l.dataset.value])),
  said: Object.fromEntries([...a.querySelectorAll('[data-field]')].map(
    (l) => [l.dataset.field, l.querySelector('.value').textContent])),
  by: Object.fromEntries([...a.querySelectorAll('[data-field]')].map((l) => [l.dataset.field, l.dataset.by])),
}))"""
OUTCOMES = """
return [...document.querySelectorAll('.outcomes > li')].map((l) => ({
  file: l.dataset.file, code: l.dataset.code, reason: l.dataset.reason ?? '', bundle: l.dataset.bundle ?? '',
  digest: l.dataset.digest ?? '', notes: (l.dataset.notes ?? '').split(' ').filter((n) => n),
}))"""


@dataclass(frozen=True)
class Row:
    """A record as the program and the page must both have it."""

    type: str
    values: Mapping[str, Value]
    deleted: bool
    joined: bool
    contested: tuple[str, ...]


class Page:
    """The reader page, open in a browser."""

    def __init__(self, browser: Chromium | Firefox, page: Path = PAGE) -> None:
        self.browser = browser
        browser.run("if (window.onbeforeunload) window.onbeforeunload = null; return true")
        browser.open(page)

    def use(self, code: str) -> None:
        """Choose a language."""
        self.browser.click(f'[data-language="{code}"]')

    def unlock(self, content: bytes) -> None:
        """Load a key file."""
        with tempfile.NamedTemporaryFile(suffix=".age") as file:
            file.write(content)
            file.flush()
            self.browser.give('[name="key-file"]', [Path(file.name)])
            self.browser.fill("load-key", passphrase=PASSPHRASE)
            self.browser.click('[data-form="load-key"] [type="submit"]')
            self.browser.until("return document.querySelector('#key [data-digits]') !== null")

    def take_cards(self, *cards: Path, compared: bool = True) -> None:
        """Take cards, and say that their digits were compared."""
        before = "document.querySelector('#cards > .status').className = 'status'; "
        there = self.browser.run(f"{before} return document.querySelectorAll('[data-card]').length")
        self.browser.give('[name="card"]', list(cards))
        refused = "document.querySelector('#cards .status.bad') !== null"
        self.browser.until(f"return {refused} || document.querySelectorAll('[data-card]').length > {there}")
        self.browser.idle()
        if compared:
            ticked = (
                "return [...document.querySelectorAll('[data-compared]')].every((b) => b.checked || (b.click(), true))"
            )
            assert self.browser.run(ticked)

    def open(self, *files: Path) -> list[dict[str, Any]]:
        """Open bundles; return what the page says of each file."""
        before = len(self.outcomes())
        self.browser.give('[name="bundle"]', files)
        self.browser.until(f"return document.querySelectorAll('.outcomes > li').length >= {before + len(files)}")
        self.browser.idle()
        return self.outcomes()[before:]

    def outcomes(self) -> list[dict[str, Any]]:
        """Return what the page says of all files that were opened."""
        found: list[dict[str, Any]] = self.browser.run(OUTCOMES)
        return found

    def told(self) -> list[dict[str, Any]]:
        """Show everything on one page, and return what stands there."""
        if not self.browser.run("return document.querySelector('[data-do=\"all\"]') !== null"):
            return []
        self.browser.click('[data-do="all"]')
        found: list[dict[str, Any]] = self.browser.run(COLLECT)
        return found

    def rows(self) -> dict[str, Row]:
        """Return every record that the page shows."""
        return {one["record"]: _row(one) for one in self.told()}

    def check_documents(self) -> dict[str, int]:
        """Hold all documents against their hashes; return how many are whole, missing and other."""
        self.browser.click('[data-do="check"]')
        self.browser.idle()
        said = self.browser.until("return document.querySelector('#records > .status').dataset.checked")
        found: dict[str, int] = json.loads(said)
        return found

    def save(self, what: str) -> Path:
        """Press what saves a file, and return the file."""
        self.browser.click(what)
        return self.browser.saved()


def _row(told: Mapping[str, Any]) -> Row:
    values = {name: json.loads(value) for name, value in told["values"].items()}
    shown = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Row(told["type"], shown, told["deleted"], told["joined"], tuple(sorted(told["contested"])))


def shown_fields(type_name: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of a record that anybody is shown."""
    return {name: value for name, value in values.items() if not TYPES[type_name].specs[name].sums_only}


def filled(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields that say something."""
    return {name: value for name, value in values.items() if value not in ("", None, (), False)}


def compare(page: Mapping[str, Row], program: Mapping[str, Row]) -> int:
    """Hold what the page shows against the program, field by field; return how many fields were the same."""
    assert page.keys() == program.keys()
    count = 0
    for record, wanted in program.items():
        found = page[record]
        marks = (found.type, found.deleted, found.joined, found.contested)
        assert marks == (wanted.type, wanted.deleted, wanted.joined, wanted.contested), record
        every = shown_fields(wanted.type, wanted.values)
        assert filled(found.values) == filled(every), record
        for name, value in found.values.items():
            assert every[name] == value, (record, name)
        count += len(every)
    return count


def of_vault(db: Database) -> dict[str, Row]:
    """Return every record of a vault, as its rows stand."""
    found = {}
    for type_name, kind in TYPES.items():
        for record, number, deleted in db.read(f"SELECT id, r, deleted FROM row_{type_name}"):
            values = record_rows.values(db, kind, record)
            assert values is not None
            contested = tuple(sorted(record_rows.contested(db, number)))
            found[str(record)] = Row(type_name, values, deleted == 1, deleted == 2, contested)
    return found


def of_frames(frames: Iterable[container.Frame]) -> dict[str, Row]:
    """Return every record that some changes speak of, by the rules of the program, without a vault."""
    heads, types = _standing(frames)
    found = {}
    for record, present in heads.items():
        kind = TYPES[types[record]]
        values = {name: value_of(spec, present.get(name, [])) for name, spec in kind.specs.items()}
        deleted, revived = deletion(present)
        contested = [
            name for name, some in present.items() if name in kind.specs and conflicting(kind.specs[name], some)
        ]
        found[record] = Row(kind.name, values, deleted, False, tuple(sorted([*contested, *[DELETED] * revived])))
    return found


def _standing(frames: Iterable[container.Frame]) -> tuple[dict[str, dict[str, list[Head]]], dict[str, str]]:
    said, replaced, types = [], set(), {}
    for header, signature, body in frames:
        change, told = changes.RawChange(header, signature, body), changes.read_header(header)
        content = changes.read_body(body, told)
        for index, op in enumerate(content.ops if content.scope.kind != changes.TRUST else ()):
            types[op.r] = op.e
            replaced |= {(op.r, op.f, name, at) for name, at in op.p}
            if op.k != "rem":
                said.append((op.r, op.f, Head(told.hl, told.dev, change.id, index, op.v)))
    heads: dict[str, dict[str, list[Head]]] = {}
    for record, field, head in said:
        if (record, field, head.change.hex(), head.index) not in replaced:
            heads.setdefault(record, {}).setdefault(field, []).append(head)
    return heads, types


def key_of(folder: Path) -> bytes:
    """Return a key file with the key that opens kept examples."""
    return reader_keys.key_file(
        (folder / "reader.key").read_text("ascii").strip(),
        (folder / "reader.fpcard").read_bytes(),
        senders=((folder / "sender.fpcard").read_bytes(),),
    )
