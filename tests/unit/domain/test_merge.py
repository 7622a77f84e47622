"""What a field holds: the rules of merging, one by one."""

import unicodedata

import pytest

from focalpoint.domain.fields import Group, Kind, Spec
from focalpoint.domain.merge import (
    DELETED,
    Head,
    conflicting,
    deletion,
    marks_deletion,
    same_key,
    value_of,
)
from focalpoint.domain.values import Json


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
    first, second = "a" * 32, "b" * 32
    heads = [head(second, hl=9), head(first), head(second, hl=2), head(7), head(None), head("")]
    assert value_of(spec(kind), heads) == (first, second)
    assert not conflicting(spec(kind), heads)


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
