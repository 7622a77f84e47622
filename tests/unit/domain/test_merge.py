"""What a field holds: the rules of merging, one by one."""

import unicodedata

import pytest

from focalpoint.domain.fields import Group, Kind, Spec
from focalpoint.domain.merge import (
    DELETED,
    Head,
    Json,
    conflicting,
    deletion,
    is_date,
    marks_deletion,
    plain,
    same_key,
    value_of,
    written,
)


def spec(kind: Kind) -> Spec:
    return Spec(kind=kind, label="Label", group=Group.IDENTITY)


def head(value: Json, *, hl: int = 1, device: str = "d", change: bytes = b"c", index: int = 0) -> Head:
    return Head(hl, device, change, index, value)


A, B = head("a", change=b"\xaa" * 32), head("b", change=b"\xbb" * 32, index=3)
SAW_A, SAW_B = ["aa" * 32, 0], ["bb" * 32, 3]


def test_heads_are_ordered_by_clock_device_change_and_index() -> None:
    one = head("x", hl=3, device="b", change=b"k", index=2)
    assert one.rank() == (3, "b", b"k", 2)


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (head("new", hl=2, device="a"), head("old", hl=1, device="z", change=b"z", index=9)),
        (head("new", device="b"), head("old", device="a", change=b"z", index=9)),
        (head("new", change=b"b"), head("old", change=b"a", index=9)),
        (head("new", index=1), head("old", index=0)),
    ],
)
def test_the_greatest_head_is_shown_whatever_the_order(later: Head, earlier: Head) -> None:
    for heads in ([later, earlier], [earlier, later]):
        assert value_of(spec(Kind.TEXT), heads) == "new"


def test_a_field_without_heads_is_empty() -> None:
    assert value_of(spec(Kind.TEXT), [head("alone")]) == "alone"
    assert value_of(spec(Kind.TEXT), []) == ""
    assert value_of(spec(Kind.TAGS), []) == ()
    assert value_of(spec(Kind.FLAG), []) is False
    assert value_of(spec(Kind.NUMBER), []) is None


@pytest.mark.parametrize("kind", [Kind.TAGS, Kind.CHOICES, Kind.LINKS])
def test_a_set_holds_every_member_once_in_order(kind: Kind) -> None:
    heads = [head("b", hl=9), head("a"), head("b", hl=2), head(7), head(None)]
    assert value_of(spec(kind), heads) == ("a", "b")
    assert not conflicting(spec(kind), heads)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.TEXT, "a", "a"), (Kind.TEXT, 7, ""), (Kind.TEXT, None, ""), (Kind.NOTE, ["a"], ""),
        (Kind.STATE, {"to": "closed"}, "closed"), (Kind.STATE, {"note": "x"}, ""), (Kind.STATE, "closed", ""),
        (Kind.FLAG, True, True), (Kind.FLAG, False, False), (Kind.FLAG, 1, False), (Kind.FLAG, "yes", False),
        (Kind.NUMBER, 7, 7), (Kind.NUMBER, 0, 0), (Kind.NUMBER, True, None), (Kind.NUMBER, "7", None),
        (Kind.NUMBER, None, None),
        (Kind.DATE, "2026-12-31", "2026-12-31"), (Kind.DATE, "2026-02-30", ""), (Kind.DATE, "31.12.2026", ""),
        (Kind.CHOICE, "C-k3", "C-k3"), (Kind.LINK, "ab", "ab"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_shown_as_empty(kind: Kind, value: Json, shown: object) -> None:
    found = plain(kind, value)
    assert found == shown
    assert type(found) is type(shown)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("2026-12-31", True), ("2024-02-29", True), ("2026-02-29", False), ("20261231", False), ("", False), ("x", False)],
)
def test_a_date_is_written_in_one_way(text: str, fits: bool) -> None:
    assert is_date(text) is fits


@pytest.mark.parametrize(
    ("kind", "op", "value", "fits"),
    [
        (Kind.TAGS, "add", "a", True), (Kind.TAGS, "rem", "a", True), (Kind.TAGS, "set", "a", False),
        (Kind.TAGS, "add", 7, False), (Kind.TAGS, "evt", "a", False),
        (Kind.STATE, "evt", {"to": "x"}, True), (Kind.STATE, "evt", {"to": 7}, False), (Kind.STATE, "evt", {}, False),
        (Kind.STATE, "evt", "x", False), (Kind.STATE, "set", {"to": "x"}, False),
        (Kind.TEXT, "set", "a", True), (Kind.TEXT, "set", "", True), (Kind.TEXT, "set", 7, False),
        (Kind.TEXT, "set", None, False), (Kind.TEXT, "add", "a", False), (Kind.TEXT, "evt", {"to": "x"}, False),
        (Kind.FLAG, "set", True, True), (Kind.FLAG, "set", False, True), (Kind.FLAG, "set", 1, False),
        (Kind.FLAG, "set", "true", False), (Kind.FLAG, "add", True, False),
        (Kind.NUMBER, "set", 7, True), (Kind.NUMBER, "set", None, True), (Kind.NUMBER, "set", True, False),
        (Kind.NUMBER, "set", "7", False), (Kind.NUMBER, "rem", 7, False),
        (Kind.DATE, "set", "2026-12-31", True), (Kind.DATE, "set", "", True), (Kind.DATE, "set", "soon", False),
        (Kind.DATE, "set", None, False),
    ],
)  # fmt: skip
def test_a_write_holds_what_its_field_may_hold(kind: Kind, op: str, value: Json, fits: bool) -> None:
    assert written(kind, op, value) is fits


@pytest.mark.parametrize(
    ("op", "value", "fits"),
    [
        ("set", None, True), ("set", {"seen": []}, False), ("set", "x", False),
        ("del", {"seen": []}, True), ("del", {"seen": [SAW_A, SAW_B]}, True),
        ("del", {"seen": [SAW_A, ["cd" * 32]]}, False), ("del", {"seen": [["ab" * 32, "0"]]}, False),
        ("del", {"seen": [[7, 0]]}, False), ("del", {"seen": [["ab" * 32, 0, 1]]}, False),
        ("del", {"seen": ["ab"]}, False), ("del", {"seen": [["ab", 0]]}, False),
        ("del", {"seen": [["zz" * 32, 0]]}, False), ("del", {"seen": [["AB" * 32, 0]]}, False),
        ("del", {"seen": "ab"}, False), ("del", {}, False), ("del", None, False), ("del", "seen", False),
        ("add", {"seen": []}, False), ("evt", None, False),
    ],
)  # fmt: skip
def test_a_deletion_names_what_it_saw_and_is_taken_back_by_nothing(op: str, value: Json, fits: bool) -> None:
    assert marks_deletion(op, value) is fits


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        (Kind.TEXT, "é", unicodedata.normalize("NFD", "é"), True), (Kind.TEXT, " a ", "a", True),
        (Kind.TEXT, "a", "b", False), (Kind.TEXT, "A", "a", False), (Kind.TEXT, "a  b", "a b", False),
        (Kind.STATE, {"to": "x", "note": "1"}, {"to": "x", "note": "2"}, True),
        (Kind.STATE, {"to": "x"}, {"to": "y"}, False), (Kind.FLAG, True, False, False), (Kind.NUMBER, 1, 1, True),
        (Kind.NUMBER, 1, 2, False),
    ],
)  # fmt: skip
def test_writes_that_say_different_things_are_in_conflict(kind: Kind, one: Json, other: Json, same: bool) -> None:
    assert (same_key(kind, one) == same_key(kind, other)) is same
    assert conflicting(spec(kind), [head(one), head(other, device="e")]) is not same


def test_one_write_is_no_conflict() -> None:
    assert not conflicting(spec(Kind.TEXT), [head("a")])
    assert not conflicting(spec(Kind.TEXT), [])


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([], (False, False)),
        ([head({"seen": [SAW_A, SAW_B]})], (True, False)),
        ([head({"seen": [SAW_A]})], (False, True)),
        ([head({"seen": [SAW_A]}), head({"seen": [SAW_B]}, device="e")], (True, False)),
        ([head({"seen": [SAW_A, ["bb" * 32, 2]]})], (False, True)),
        ([head({"seen": [SAW_A, SAW_B]}), head(None, device="e")], (True, False)),
        ([head(None)], (False, False)),
        ([head({"seen": "aa"})], (False, False)),
        ([head({"seen": [SAW_A, SAW_B, "broken"]})], (True, False)),
        ([head({"seen": []})], (False, True)),
    ],
)
def test_a_record_is_deleted_if_every_write_was_seen(marks: list[Head], found: tuple[bool, bool]) -> None:
    heads = {"subject": [A], "body": [B], DELETED: marks}
    assert deletion(heads) == found


def test_a_record_of_deletions_alone_is_deleted() -> None:
    assert deletion({DELETED: [head({"seen": []}, change=b"\xcc")]}) == (True, False)
    assert deletion({}) == (False, False)


def test_the_step_that_is_shown_is_that_of_the_greatest_head() -> None:
    assert value_of(spec(Kind.STATE), [head({"to": "closed"}, hl=2), head({"to": "open"})]) == "closed"
