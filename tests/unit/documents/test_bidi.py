"""The order of letters in mixed lines is that of the Unicode bidirectional algorithm."""

import re
from importlib import import_module

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from focalpoint.documents import bidi

get_display = import_module("bidi").get_display  # python-bidi has no types
MIXED = 'ابجש\u064eabc\u0301012٣٤ ()[]-/.,:%€+"«»\u2066\u2067\u2068\u2069\u200e\u200f'


def shown(text: str, rtl: bool) -> str:
    """Return a text as its letters lie from left to right."""
    runs = bidi.visual_runs(text, bidi.levels(text, rtl), 0, len(text), rtl=rtl)
    pieces = (text[run.start : run.end] for run in runs)
    return "".join(piece[::-1] if run.rtl else piece for run, piece in zip(runs, pieces, strict=True))


AFTER_ISOLATE = re.compile("[\u2066-\u2068].*\u2069.*[0-9٠-٩()\\[\\]]", re.DOTALL)


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet=MIXED, max_size=24), st.booleans())
def test_the_order_is_that_of_another_implementation(text: str, rtl: bool) -> None:
    assume(not AFTER_ISOLATE.search(text))
    assert shown(text, rtl) == get_display(text, base_dir="R" if rtl else "L")


def test_numbers_and_brackets_after_an_isolate_belong_to_the_letter_before_it() -> None:
    """Rules W7 and N0 of UAX 9 look past an isolate; the other implementation forgets the letter there."""
    assert shown("\u20670a\u20660\u2069[0]", rtl=False) == "\u20670a\u20660\u2069[0]"
    assert shown("0ש\u20660\u2069[ש]", rtl=False) == "0]ש[\u20690\u2066ש"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("طلب TRN-2026/014 الآن", "نآلا TRN-2026/014 بلط"),
        ("مرجع \u2066ICC-99/01-14\u2069.", ".\u2069ICC-99/01-14\u2066 عجرم"),
        ("المادة 93(1)(ك)", ")ك()1(93 ةداملا"),
    ],
)
def test_references_keep_their_order_in_arabic(text: str, order: str) -> None:
    assert shown(text, rtl=True) == order


def test_overrides_from_outside_turn_nothing() -> None:
    assert shown("\u202eabc\u202c", rtl=False).strip("\u202e\u202c") == "abc"


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("طلب ABC", True), ("ABC طلب", False), ("12 طلب", True), ("", False), ("\u2067طلب\u2069 ABC", False)],
)
def test_a_paragraph_takes_the_direction_of_its_first_letter(text: str, rtl: bool) -> None:
    assert bidi.is_rtl(text) is rtl


def test_white_space_at_the_end_of_a_line_lies_at_its_end() -> None:
    text = "طلب abc  و"
    runs = bidi.visual_runs(text, bidi.levels(text, rtl=True), 0, 9, rtl=True)
    assert (runs[0].start, runs[0].end) == (7, 9)
