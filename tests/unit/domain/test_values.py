"""What a value may be: one table for everything that comes in, and what is shown of what does not fit."""

import pytest

from focalpoint.domain.fields import Kind
from focalpoint.domain.values import Json, is_date, written
from focalpoint.domain.values import fits as fits_in
from focalpoint.domain.values import shown as shown_of


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.TEXT, "a", "a"), (Kind.TEXT, 7, ""), (Kind.TEXT, None, ""), (Kind.NOTE, ["a"], ""),
        (Kind.STATE, {"to": "closed"}, "closed"), (Kind.STATE, {"note": "x"}, ""), (Kind.STATE, "closed", ""),
        (Kind.FLAG, True, True), (Kind.FLAG, False, False), (Kind.FLAG, 1, False), (Kind.FLAG, "yes", False),
        (Kind.NUMBER, 7, 7), (Kind.NUMBER, 0, 0), (Kind.NUMBER, True, None), (Kind.NUMBER, "7", None),
        (Kind.NUMBER, None, None),
        (Kind.DATE, "2026-12-31", "2026-12-31"), (Kind.DATE, "2026-02-30", ""), (Kind.DATE, "31.12.2026", ""),
        (Kind.CHOICE, "C-k3", "C-k3"), (Kind.LINK, "ab" * 16, "ab" * 16), (Kind.LINK, "ab", ""),
        (Kind.DATE, "1899-12-31", ""), (Kind.DATE, "9999-12-31", ""), (Kind.NUMBER, 1 << 53, None),
        (Kind.TEXT, "one\ntwo\u2028three\x00", "one two three "), (Kind.NOTE, "one\r\ntwo\x1b[2J", "one\ntwo [2J"),
        (Kind.TEXT, "a" * 10_001, "a" * 9_999 + "…"), (Kind.CHOICE, "from a newer program", "from a newer program"),
        (Kind.CHOICE, "../../etc", ""), (Kind.STATE, {"to": "<b>"}, ""), (Kind.FILE, "../x", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_shown_as_far_as_it_can_be(kind: Kind, value: Json, shown: object) -> None:
    found = shown_of(kind, value)
    assert found == shown
    assert type(found) is type(shown)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2026-12-31", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("20261231", False),
        ("1900-01-01", True),
        ("1899-12-31", False),
        ("2200-12-31", True),
        ("2201-01-01", False),
        ("9999-12-31", False),
        ("2026-W53-4", False),
        ("", False),
        ("x", False),
    ],
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
        (Kind.DATE, "set", None, False), (Kind.DATE, "set", "9999-12-31", False), (Kind.TAGS, "add", "", False),
        (Kind.TEXT, "set", "a\nb", False), (Kind.NOTE, "set", "a\nb\tc", True), (Kind.NOTE, "set", "a\x07", False),
        (Kind.TEXT, "set", "a" * 10_001, False), (Kind.NOTE, "set", "ب" * 125_001, False),
        (Kind.CHOICE, "set", "P-999", True), (Kind.CHOICE, "set", "a\u202eb", False), (Kind.LINK, "set", "../x", False),
        (Kind.NUMBER, "set", 1 << 53, False), (Kind.STATE, "evt", {"to": "x", "on": "9999-12-31"}, False),
        (Kind.STATE, "evt", {"to": "x", "on": "2026-12-31", "note": "a\nb", "ground": "g1"}, True),
        (Kind.STATE, "evt", {"to": "x", "note": 5}, False), (Kind.STATE, "evt", {"to": "x", "note": None}, True),
        (Kind.TIME, "set", "09:30", True), (Kind.TIME, "set", "24:00", False), (Kind.TIME, "set", "9:30", False),
        (Kind.INSTANT, "set", "2026-12-31T10:00:00Z", True), (Kind.INSTANT, "set", "2026-12-31", False),
        (Kind.INSTANT, "set", "9999-12-31T10:00:00Z", False),
    ],
)  # fmt: skip
def test_a_write_holds_what_its_field_may_hold(kind: Kind, op: str, value: Json, fits: bool) -> None:
    assert written(kind, op, value) is fits


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "value",
    [None, True, 7, -(1 << 60), "", "x", "\x00", "\ud800", "a" * 300_000, "9999-12-31", [], ["a"], {}, {"to": []}],
)
def test_what_is_shown_always_fits(kind: Kind, value: Json) -> None:
    found = shown_of(kind, value)
    assert found == "" or fits_in(kind, found), (kind, value)
