"""What remains of operations: which heads stand and which are replaced, in whatever order and company they come."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from focalpoint.domain.merge import Head
from focalpoint.vault import heads, schema
from focalpoint.vault.changes import TRUST, Body, Op, Scope
from focalpoint.vault.database import BATCH, Database
from focalpoint.vault.heads import Applied

ONE, OTHER = "1a" * 16, "2b" * 16
SCOPE = Scope("request", ONE, "core")


class Journal:
    """A bare database with changes of two devices, as far as heads need them."""

    def __init__(self, path: Path) -> None:
        self.db = Database(path, os.urandom(32))
        self.db.migrate(lambda: None)
        with self.db.transaction():
            for statement in schema.derived():
                self.db.write(statement)
            for k, device in ((1, "aa" * 16), (2, "bb" * 16)):
                self.db.write(
                    "INSERT INTO device (k, id, public, recipient, card, state, role, added_at)"
                    " VALUES (?, ?, x'', '', x'', '', '', '')", (k, device),
                )  # fmt: skip
            self.db.write("INSERT INTO compartment (c, id, space, kind, root, facet) VALUES (1, '', '', '', '', '')")
        self.numbers = itertools.count(1)

    def kept(self, *ops: Op, k: int = 1, state: str = "applied", scope: Scope = SCOPE) -> Applied:
        """Keep a change in the journal and return it as one that counts."""
        n = next(self.numbers)
        body = Body("", scope, ops)
        change = bytes([n]) * 32
        with self.db.transaction():
            self.db.write(
                "INSERT INTO change (n, id, k, c, ep, sq, hl, tx, header, signature, body, state, via)"
                " VALUES (?, ?, ?, 1, 1, ?, ?, x'', x'', x'', ?, ?, '')",
                (n, change, k, n, n << 16, msgspec.json.encode(body), state),
            )
        return Applied(n, change, body)

    def apply(self, *found: Applied) -> set[int]:
        with self.db.transaction():
            return heads.apply(self.db, found)

    def standing(self) -> set[tuple[int, str, int, int, str]]:
        return set(self.db.read("SELECT r, f, n, i, value FROM head"))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "heads.db")
    yield made
    made.db.close()


def op(field: str, value: object, *replaced: Applied, record: str = ONE, kind: str = "set", index: int = 0) -> Op:
    return Op("request", record, field, kind, value, tuple((one.id.hex(), index) for one in replaced))


def test_each_write_stands_at_its_place_with_its_value(journal: Journal) -> None:
    first = journal.kept(op("subject", "خطاب"), op("due_on", None), op("state", {"to": "closed"}, kind="evt"))
    second = journal.kept(op("subject", "TRN", record=OTHER), op("languages", "ar", kind="add"), k=2)
    assert journal.apply(first, second) == {1, 2}
    assert journal.standing() == {
        (1, "subject", 1, 0, '"خطاب"'), (1, "due_on", 1, 1, "null"), (1, "state", 1, 2, '{"to":"closed"}'),
        (2, "subject", 2, 0, '"TRN"'), (1, "languages", 2, 1, '"ar"'),
    }  # fmt: skip
    assert journal.db.read("SELECT r, id, type FROM record") == [(1, ONE, "request"), (2, OTHER, "request")]
    assert set(journal.db.read("SELECT r, n FROM touch")) == {(1, 1), (1, 2), (2, 2)}
    assert heads.of_records(journal.db, [1, 2, 3]) == {
        1: {
            "subject": [Head(1 << 16, "aa" * 16, first.id, 0, "خطاب")],
            "due_on": [Head(1 << 16, "aa" * 16, first.id, 1, None)],
            "state": [Head(1 << 16, "aa" * 16, first.id, 2, {"to": "closed"})],
            "languages": [Head(2 << 16, "bb" * 16, second.id, 1, "ar")],
        },
        2: {"subject": [Head(2 << 16, "bb" * 16, second.id, 0, "TRN")]},
    }
    assert heads.of_record(journal.db, 2) == {"subject": [Head(2 << 16, "bb" * 16, second.id, 0, "TRN")]}
    assert heads.of_record(journal.db, 3) == {}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_write_replaces_what_it_names_whichever_comes_first(
    journal: Journal, order: tuple[int, ...], *, together: bool
) -> None:
    first = journal.kept(op("subject", "one"), op("notes", "kept"))
    second = journal.kept(op("subject", "two", first))
    third = journal.kept(op("subject", "three", second, first))
    found = [(first, second, third)[place] for place in order]
    for some in [found] if together else [[one] for one in found]:
        journal.apply(*some)
    assert {row[1:] for row in journal.standing()} == {("notes", 1, 1, '"kept"'), ("subject", 3, 0, '"three"')}


@pytest.mark.parametrize("late", [True, False])
def test_only_the_named_place_of_the_own_field_of_the_own_record_is_replaced(journal: Journal, *, late: bool) -> None:
    first = journal.kept(op("subject", "one"), op("subject", "one"), op("notes", "one"), op("subject", 1, record=OTHER))
    second = journal.kept(
        op("notes", "two", first, index=0),  # another field stands there
        op("subject", "two", first, record=OTHER, index=0),  # another record
        op("subject", "two", first, index=1),
        op("alias", "two", first, index=9),  # nothing stands there
    )
    for one in (second, first) if late else (first, second):
        journal.apply(one)
    number = {row[0]: row[1] for row in journal.db.read("SELECT id, r FROM record")}
    assert {row for row in journal.standing() if row[2] == 1} == {
        (number[ONE], "subject", 1, 0, '"one"'), (number[ONE], "notes", 1, 2, '"one"'),
        (number[OTHER], "subject", 1, 3, "1"),
    }  # fmt: skip
    assert len([row for row in journal.standing() if row[2] == 2]) == 4


def test_a_change_cannot_replace_itself_or_what_does_not_count(journal: Journal) -> None:
    aside = journal.kept(op("subject", "aside"))
    itself = Applied(2, bytes([2]) * 32, Body("", SCOPE, ()))
    own = journal.kept(op("subject", "own"), op("subject", "again", itself, index=0))
    journal.apply(aside, own)
    assert {row[2:4] for row in journal.standing()} == {(1, 0), (2, 0), (2, 1)}
    with journal.db.transaction():
        journal.db.write("UPDATE change SET state = 'aside' WHERE n = 1")
    journal.apply(journal.kept(op("subject", "new", aside)))
    assert (1, "subject", 1, 0, '"aside"') in journal.standing(), "what is set aside is taken out by another way"
    assert journal.db.read("SELECT id, i, r, f, n FROM gone WHERE n = 3") == [(aside.id, 0, 1, "subject", 3)]


def test_what_is_taken_out_of_a_set_adds_nothing(journal: Journal) -> None:
    first = journal.kept(op("languages", "ar", kind="add"), op("languages", "fr", kind="add"))
    journal.apply(first, journal.kept(op("languages", "ar", first, kind="rem", index=0)))
    assert {row[4] for row in journal.standing()} == {'"fr"'}
    journal.apply(journal.kept(op("languages", "en", kind="rem")))
    assert {row[4] for row in journal.standing()} == {'"fr"'}


def test_applying_again_changes_nothing(journal: Journal) -> None:
    first = journal.kept(op("subject", "one"))
    second = journal.kept(op("subject", "two", first))
    journal.apply(first, second)
    before = journal.standing()
    assert journal.apply(first, second) == journal.apply(first) == {1}
    assert journal.standing() == before
    assert journal.apply() == set()


def test_statements_about_laptops_are_no_records(journal: Journal) -> None:
    said = journal.kept(Op(TRUST, ONE, "vouch", "evt", {"role": "office"}), scope=Scope(TRUST, "", "office"))
    written = journal.kept(op("subject", "TRN", record=OTHER))
    assert journal.apply(said, written) == {1}
    assert journal.db.read("SELECT id FROM record") == [(OTHER,)]


def test_a_record_said_to_be_of_two_types_is_of_one_whoever_came_first(journal: Journal) -> None:
    journal.apply(journal.kept(op("title", "TRN"), Op("contact", ONE, "name", "set", "TRN")))
    journal.apply(journal.kept(Op("task", ONE, "title", "set", "TRN"), Op("contact", OTHER, "name", "set", "TRN")))
    assert journal.db.read("SELECT r, id, type FROM record") == [(1, ONE, "contact"), (2, OTHER, "contact")]


KEY = "AGE-SECRET-KEY-1" + "Q" * 58
FILE = "f" * 32


def blob(**more: object) -> dict[str, object]:
    part = {"h": "ab" * 32, "ph": "cd" * 32, "key": KEY, "size": 5}
    plain = {"name": "خطاب.pdf", "mime": "application/pdf", "size": 12, "sha256": "ef" * 32, "chunker": "other"}
    return {**plain, "parts": [part, {**part, "h": "12" * 32, "size": 7}], **more}


def test_descriptions_stand_like_any_write_and_keys_are_kept_of_those_that_have_their_form(journal: Journal) -> None:
    document = Op("document", OTHER, FILE, "blob", blob())
    wrong = Op("document", OTHER, FILE, "blob", blob(size="large"))
    assert journal.apply(journal.kept(document, wrong, Op("document", OTHER, "title", "set", "TRN"))) == {1}
    assert {row[1:4] for row in journal.standing()} == {(FILE, 1, 0), (FILE, 1, 1), ("title", 1, 2)}
    assert set(journal.db.read("SELECT * FROM part")) == {
        ("ab" * 32, 1, KEY, "cd" * 32, 5), ("12" * 32, 1, KEY, "cd" * 32, 7),
    }  # fmt: skip
    journal.apply(journal.kept(Op("document", OTHER, FILE, "blob", blob(name="other.pdf"))))
    assert journal.db.scalar("SELECT count(*) FROM part") == 4, "two changes state the same: either may be erased"


def test_of_stored_changes_one_record_or_all_are_applied_at_their_places(journal: Journal) -> None:
    kept = [journal.kept(op("subject", "TRN"), op("subject", "TRN", record=OTHER), op("notes", "TRN"))]
    kept += [journal.kept(op("subject", str(n), kept[0], record=OTHER, index=1)) for n in range(20)]
    rows = journal.db.read("SELECT n, id, body FROM change ORDER BY n")
    with journal.db.transaction():
        assert heads.apply_stored(journal.db, rows, ONE) == {1}
    assert {row[1:4] for row in journal.standing()} == {("subject", 1, 0), ("notes", 1, 2)}
    with journal.db.transaction():
        assert heads.apply_stored(journal.db, rows) == {1, 2}
    assert len(journal.standing()) == 2 + 20


def test_stored_changes_are_replaced_by_what_came_before_them(journal: Journal) -> None:
    first = journal.kept(op("subject", "one"))
    journal.apply(journal.kept(op("subject", "two", first)))
    with journal.db.transaction():
        heads.apply_stored(journal.db, [(first.n, first.id, msgspec.json.encode(first.body))])
    assert {row[2] for row in journal.standing()} == {2}


def test_of_many_stored_changes_all_records_are_told(journal: Journal) -> None:
    records = [f"{n:032x}" for n in range(BATCH + 1)]
    rows = [
        (n, n.to_bytes(32), msgspec.json.encode(Body("", SCOPE, (op("subject", "TRN", record=record),))))
        for n, record in enumerate(records)
    ]
    with journal.db.transaction():
        assert heads.apply_stored(journal.db, rows) == set(range(1, BATCH + 2))


def test_more_changes_than_one_statement_speaks_of(journal: Journal) -> None:
    count = BATCH + 44
    records = [f"{n:032x}" for n in range(count)]
    first = journal.kept(*(op("subject", "one", record=record) for record in records))
    second = journal.kept(*(op("subject", "two", first, record=record, index=n) for n, record in enumerate(records)))
    assert journal.apply(first, second) == set(range(1, count + 1))
    assert {row[2] for row in journal.standing()} == {2}
    assert len(heads.of_records(journal.db, range(1, count + 1))) == count


def test_heads_are_named_in_one_order(journal: Journal) -> None:
    first, second = (Head(1, "aa", bytes([n]) * 32, 3 - n, None) for n in (1, 2))
    expected = ((first.change.hex(), 2), (second.change.hex(), 1))
    assert heads.refs([second, first]) == heads.refs(iter([first, second])) == expected
