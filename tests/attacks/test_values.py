"""What a form refuses, an import does not let in as if it were good; and no bad row takes a page down with it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.fields import SETS, Kind
from focalpoint.domain.records import TYPES, fixed_facet
from focalpoint.domain.requests import Request
from focalpoint.services.care import safety
from focalpoint.services.casework import (
    agenda,
    attachments,
    history,
    isolation,
    listing,
    records,
    requests,
    search,
    statistics,
    timetable,
)
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today  # fmt: skip
from focalpoint.services.exchange import imports, quarantine
from focalpoint.services.interchange import open_files
from focalpoint.services.papers import letters
from focalpoint.services.papers.summaries import request_pdf
from focalpoint.vault import aside, devices, projection
from focalpoint.vault.changes import Op, RawChange, Scope
from tests.helpers import vaults
from tests.helpers.desk import Desk
from tests.helpers.liar import Liar

ODD: dict[Kind, tuple[Any, ...]] = {
    Kind.DATE: ("9999-12-31", "0001-01-01", "2026-02-30", "1899-12-31", "2201-01-01", "tomorrow", 7, ["2026-01-01"]),
    Kind.INSTANT: ("9999-12-31T23:59:59Z", "now"),
    Kind.TIME: ("24:00", "9:30", "noon"),
    Kind.TEXT: ("a\nb", "\x1b[2Jx", "x" * 10_001, "a\u2028b", 7, None),
    Kind.NOTE: ("\x00\x07", "ب" * 130_000, {"a": "b"}),
    Kind.CHOICE: ("<img src=x>", "../..", "c" * 65, "", 7),
    Kind.CHOICES: ("<b>", "a\nb", 7),
    Kind.STATE: ({"to": "<b>"}, {"to": "closed", "on": "9999-12-31"}, {"to": "closed", "note": 7}, {"to": 7}, "closed"),
    Kind.LINK: ("../../x", "AB" * 16, 7),
    Kind.LINKS: ("../../x", ""),
    Kind.TAGS: ("a\nb", "", "x" * 2_000),
    Kind.FLAG: (1, "true", None),
    Kind.NUMBER: (True, "7", [7]),
    Kind.FILE: ("../../x", "f" * 33),
}
GOOD = {Kind.CHOICE: ("",)}  # an empty choice is no fault


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, "victim").workspace
    yield made
    made.lock()


def changes_of(liar: Liar, type_name: str, start: int) -> tuple[list[RawChange], list[RawChange]]:
    """Return changes that each make a record and write one odd value in it, and those whose value is no fault."""
    odd: list[RawChange] = []
    good: list[RawChange] = []
    for field, spec in TYPES[type_name].specs.items():
        for number, value in enumerate(ODD[spec.kind]):
            start += 1
            record = f"{start:032x}"
            facet = spec.facet if type_name == "request" else "core"
            root, kind = record, type_name
            if TYPES[type_name].part_of or type_name == "document":
                root, kind = f"{1 << 60:032x}", TYPES[type_name].part_of or "request"
            if fixed_facet(TYPES[type_name]):
                facet = TYPES[type_name].facet
            op = "add" if spec.kind in SETS else "evt" if spec.kind is Kind.STATE else "set"
            made = liar.sign(Scope(kind, root, facet), [Op(type_name, record, field, op, value)])
            (good if value in GOOD.get(spec.kind, ()) else odd).append(made)
            assert number >= 0
    return odd, good


def looked_at(ws: Workspace) -> None:
    """Open every page, list, paper and file."""
    today.overview(ws)
    timetable.items(ws, date(2020, 1, 1), date(2200, 12, 31))
    agenda.export(ws, "en")
    letters.handover_pdf(ws, "ar")
    statistics.pdf(ws, statistics.calendar_year(2026), "fr")
    statistics.table_file(ws, statistics.calendar_year(2026), "ar")
    search.find(ws, "TRN")
    records.trash(ws)
    quarantine.all_quarantined(ws)
    for name in TYPES:
        listing.page(ws, name, listing.ids(ws, Listing(name)), TYPES[name].specs)
        for (record,) in ws.db.read(f"SELECT id FROM row_{name} LIMIT 60"):
            records.get(ws, name, record)
            history.history(ws, name, record)
            if name == "request":
                requests.timeline(ws, record)
                attachments.documents_of(ws, record)


def let_in(ws: Workspace) -> None:
    """Let everything count that is kept aside: as a person would record by record, here at once."""
    keys = devices.keys(ws.db)
    with ws.db.transaction():
        found = [ws.vault.journal.verify(one.raw, keys) for one in aside.held(ws.db)]
        projection.project(ws.db, sorted(ws.vault.journal.accept(found, ws.now(), "let in")))


def test_every_odd_value_of_every_field_is_kept_aside_and_harmless(victim: Workspace, tmp_path: Path) -> None:
    liar = Liar(tmp_path)
    liar.meets(victim, "office")
    odd, good = [], []
    for place, name in enumerate(TYPES, 1):
        wrong, right = changes_of(liar, name, place * 100_000)
        odd += wrong
        good += right
    path = liar.seal(victim, [*odd, *good])
    plan = imports.preview(victim, imports.inspect(victim, path))
    assert len(odd) > 500
    assert plan.held == len(odd)
    imports.apply(victim, plan)
    states = victim.vault.journal.known([one.id for one in odd])
    assert set(states.values()) == {"held"}
    looked_at(victim)
    let_in(victim)
    assert set(victim.vault.journal.known([one.id for one in odd]).values()) == {"applied"}
    looked_at(victim)
    assert victim.troubled == set(), "nothing had to be left out: rows hold only what their fields can"
    liar.ws.lock()


def test_a_record_with_something_odd_opens_prints_and_is_saved_in_its_other_fields(
    victim: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    liar = Liar(tmp_path)
    liar.meets(victim, "office")
    request = "1" * 32
    said: dict[str, Any] = {
        "direction": "incoming", "type": "P-999", "sender": "REG", "subject": "TRN x\x1b[2J" + "y" * 20_000,
        "due_on": "9999-12-31", "received_on": "0001-01-01", "own_ref": "TRN-1", "urgency": "from-a-newer-program",
    }  # fmt: skip
    ops = [Op("request", request, name, "set", value) for name, value in said.items()]
    path = liar.seal(victim, [liar.sign(Scope("request", request, "core"), ops)])
    imports.apply(victim, imports.preview(victim, imports.inspect(victim, path)))
    quarantine.release(victim, request)
    item = records.get(victim, "request", request)
    assert isinstance(item, Request)
    assert (item.due_on, item.urgency) == ("", "from-a-newer-program")
    assert "\x1b" not in item.subject
    for language in ("ar", "fr", "en"):
        assert request_pdf(victim, request, language).startswith(b"%PDF")
    values = {name: getattr(item, name) for name in TYPES["request"].specs}
    records.save(victim, Request(id=request, **{**values, "keywords": ("TRN",)}))
    saved = records.get(victim, "request", request)
    assert isinstance(saved, Request)
    assert (saved.keywords, saved.urgency) == (("TRN",), "from-a-newer-program")
    with pytest.raises(InvalidValueError):
        records.save(victim, Request(id=request, **{**values, "urgency": "made up"}))
    victim.lock()
    desk = Desk(tmp_path, victim.vault.folder, capsys)
    for words in (("request", "show", "TRN-1"), ("request", "list"), ("calendar", "due"), ("search", "TRN")):
        code, told = desk.run(*words)
        assert code == 0, told
        assert "\x1b" not in told
    liar.ws.lock()


@pytest.mark.parametrize("column", ["due_on", "received_on"])
def test_a_row_nobody_foresaw_is_left_out_and_named(victim: Workspace, tmp_path: Path, column: str) -> None:
    """As a damaged file or an older program might leave it: a row that breaks whoever reads it."""
    good, bad = (vaults.register(victim, own_ref=ref, subject=ref, due_on="2026-12-24") for ref in ("TRN-1", "TRN-2"))
    with victim.db.transaction():
        victim.db.write(f"UPDATE row_request SET {column} = '9999-99-99', state = '[' WHERE id = ?", (bad,))
        victim.db.write("INSERT OR IGNORE INTO stale SELECT r FROM record")
    overview = today.overview(victim)
    assert good in {row.id for row in (*overview.overdue, *overview.coming)}
    items = timetable.items(victim, date(2026, 1, 1), date(2027, 1, 1))
    assert good in {item.request for item in items}
    for language in ("ar", "fr", "en"):
        assert letters.handover_pdf(victim, language).startswith(b"%PDF")
        assert statistics.pdf(victim, statistics.calendar_year(2026), language).startswith(b"%PDF")
    assert open_files.write_folder(victim, tmp_path / "open") >= 1
    for name in isolation.unreadable_records(victim):
        assert name == "TRN-2"
    safety.rebuild(victim)
    today.overview(victim)
    assert records.get(victim, "request", bad).id == bad


def test_one_record_that_fails_takes_no_other_with_it(victim: Workspace) -> None:
    one, two = vaults.register(victim, own_ref="TRN-1"), vaults.register(victim, own_ref="TRN-2")

    def made(pair: tuple[str, str]) -> str:
        if pair[1] == two and not mended:
            raise ArithmeticError
        return pair[1]

    mended: list[bool] = []
    pairs = [("request", two), ("request", one)]
    assert list(isolation.each(victim, pairs, made)) == [one]
    assert isolation.unreadable_records(victim) == ("TRN-2",)
    assert "TRN-2" in isolation.omission_note(victim, "ar")
    mended.append(True)
    assert list(isolation.each(victim, pairs, made)) == [two, one]
    assert isolation.omission_note(victim, "en") == ""


def test_forms_tables_and_commands_ask_the_same_table(
    victim: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for odd in ("9999-12-31", "1899-12-31"):
        with pytest.raises(InvalidValueError):
            vaults.register(victim, due_on=odd)
    with pytest.raises(InvalidValueError):
        records.save(victim, Contact(kind="court_organ", name="TRN\nof two lines"))
    pasted = records.save(victim, Contact(kind="court_organ", name="TRN\x07 bell", notes="one\r\ntwo\x00")).first_id
    kept = records.get(victim, "contact", pasted)
    assert isinstance(kept, Contact)
    assert (kept.name, kept.notes) == ("TRN bell", "one\ntwo"), "what nobody sees is not kept"
    victim.lock()
    desk = Desk(tmp_path, victim.vault.folder, capsys)
    words = ("request", "add", "--direction", "incoming", "--type", "C-k3", "--sender", "REG", "--subject", "TRN")
    code, told = desk.run(*words, "--due-on", "9999-12-31")
    assert code in (1, 2), told
