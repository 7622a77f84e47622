"""The search box understands fields, dates, phrases and exclusions in three languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focalpoint import reference
from focalpoint.domain.query import Filter, parse, resolve
from focalpoint.domain.snippets import snippet

TODAY = "2026-11-24"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("state:received", "state"),
        ("état:received", "state"),
        ("statut: received", "state"),
        ("حالة:received", "state"),
        ("الحالة: received", "state"),
        ("type:C-k", "type"),
        ("نوع:C-k", "type"),
        ("from:OTP", "from"),
        ("de:OTP", "from"),
        ("من:OTP", "from"),
        ("to:REG", "to"),
        ("à:REG", "to"),
        ("إلى:REG", "to"),
        ("الى:REG", "to"),
        ("class:secret", "class"),
        ("niveau:secret", "class"),
        ("تصنيف:secret", "class"),
        ("ref:TRN-2026/014", "ref"),
        ("réf:TRN-2026/014", "ref"),
        ("مرجع:TRN-2026/014", "ref"),
    ],
)
def test_a_field_is_named_in_three_languages(asked: str, field: str) -> None:
    found = parse(asked)
    assert [condition.field for condition in found.filters] == [field]
    assert found.match == ""


@pytest.mark.parametrize(
    ("asked", "op", "value"),
    [
        ("due:2026-12-31", "=", "2026-12-31"),
        ("due:<2026-12-31", "<", "2026-12-31"),
        ("due: <= 2026-12-31", "<=", "2026-12-31"),
        ("due:≥2026-12-31", ">=", "2026-12-31"),
        ("due:>31/12/2026", ">", "2026-12-31"),
        ("échéance:<31.12.2026", "<", "2026-12-31"),
        ("موعد:<٣١/١٢/٢٠٢٦", "<", "2026-12-31"),
        ("due:2026-12", "..", "2026-12-01..2026-12-31"),
        ("due:<2026-12", "<", "2026-12-01"),
        ("due:<=2026-02", "<=", "2026-02-28"),
        ("due:>2026", ">", "2026-12-31"),
        ("due:2026-01..2026-03", "..", "2026-01-01..2026-03-31"),
        ("due:2026-03..2026-01", "..", "2026-01-01..2026-03-31"),
        ("due:..2026-03", "<=", "2026-03-31"),
        ("due:2026-03..", ">=", "2026-03-01"),
        ("due:today", "=", TODAY),
        ("due:<=today+7", "<=", "2026-12-01"),
        ("due:+7", "=", "2026-12-01"),
        ("échéance:aujourd’hui", "=", TODAY),
        ("موعد:اليوم..غدا", "..", "2026-11-24..2026-11-25"),
        ("موعد:غداً", "=", "2026-11-25"),
        ("due:yesterday", "=", "2026-11-23"),
    ],
)
def test_dates_take_operators_ranges_and_relative_days(asked: str, op: str, value: str) -> None:
    (condition,) = parse(asked, today=TODAY).filters
    assert (condition.op, condition.value) == (op, value)


@pytest.mark.parametrize("asked", ["due:2026-13", "due:soon", "due:<", "due:2026-1-", "due:99999", "due:today"])
def test_a_date_that_is_none_is_a_problem_and_asks_nothing(asked: str) -> None:
    found = parse(asked)
    assert found.problems == (asked,)
    assert found.empty


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("is:overdue", "overdue"),
        ('is:"en retard"', "overdue"),
        ("est:en-retard", "overdue"),
        ("هو:متأخر", "overdue"),
        ("has:attachment", "attachment"),
        ("avec:pièce", "attachment"),
        ("فيه:مرفقات", "attachment"),
    ],
)
def test_words_of_has_and_is_come_back_as_codes(asked: str, value: str) -> None:
    assert [condition.value for condition in parse(asked).filters] == [value]


def test_a_value_in_quotes_and_a_negated_field() -> None:
    assert parse('-state:"sent to" arrest').filters == (Filter("state", "=", "sent to", True),)


def test_words_around_fields_are_searched() -> None:
    found = parse("تجميد state:received الأصول", today=TODAY)
    assert found.match == '"تجميد" AND ("اصول" OR "الاصول")'


def test_an_unknown_keyword_is_just_a_word() -> None:
    assert parse("foo:bar").match == '"foo bar"'


def test_only_exclusions_are_given_apart() -> None:
    found = parse("-draft -closed")
    assert (found.match, found.excluded) == ("", '"draft" OR "closed"')


def test_the_word_being_typed_is_open_until_a_space_or_a_closing_quote() -> None:
    assert parse("arr", as_you_type=True).match == '"arr"*'
    assert parse("arr ", as_you_type=True).match == '"arr"'
    assert parse('"arrest and', as_you_type=True).match == '"arrest and"*'
    assert parse('"arrest and"', as_you_type=True).match == '"arrest and"'
    assert parse("state:rec", as_you_type=True).match == ""


def test_operators_of_the_index_are_words_when_typed() -> None:
    assert parse('body:x) OR "y').match == '"body x" AND "or" AND "y"'


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("lifecycle", "received", {"received"}),
        ("lifecycle", "reçue", {"received"}),
        ("lifecycle", "وردت", {"received"}),
        ("lifecycle", "مسجلة", {"registered"}),
        ("lifecycle", "refus", {"refused", "refused_part"}),
        ("lifecycle", "received,مسجلة", {"received", "registered"}),
        ("request_types", "C-k", {"C-k", "C-k1", "C-k2", "C-k3", "C-k4"}),
        ("request_types", "c-k3", {"C-k3"}),
        ("request_types", "تجميد", {"C-k", "C-k3"}),
        ("organs", "otp", {"OTP"}),
        ("organs", "greffe", {"REG"}),
        ("organs", "المدعي العام", {"OTP"}),
        ("organs", "nonsense", set()),
    ],
)
def test_a_value_is_resolved_by_code_or_label_in_any_language(name: str, value: str, expected: set[str]) -> None:
    assert set(resolve(value, reference.load().lists[name])) == expected


def test_a_snippet_marks_the_words_of_the_original() -> None:
    body = "مقدمة طويلة. " * 40 + "في شأن تجميد الأصول والممتلكات ثم أوامر القبض المعلقة. " + "خاتمة " * 40
    pieces = snippet(body, parse("تجميد اصول قبض"))
    assert [piece for piece, marked in pieces if marked] == ["تجميد", "الأصول", "القبض"]
    assert pieces[0][0] == "… "
    assert pieces[-1][0] == " …"
    assert len("".join(piece for piece, _ in pieces)) <= 170


def test_a_snippet_marks_a_phrase_only_where_it_stands_together() -> None:
    body = "أوامر كثيرة، ثم القبض، ثم أوامر القبض."
    assert [piece for piece, marked in snippet(body, parse('"أوامر القبض"')) if marked] == ["أوامر القبض"]


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("arrest and surrender", parse("nothing")) == [("arrest and surrender", False)]
    assert snippet("", parse("nothing")) == []


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=60), st.integers(min_value=1, max_value=300))
def test_a_snippet_never_fails_and_shows_pieces_of_the_text(body: str, asked: str, width: int) -> None:
    pieces = snippet(body, parse(asked), width)
    shown = "".join(piece for piece, marked in pieces).replace("…", "").split()
    assert all(piece in body for piece in shown) or "…" in body


@settings(deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_parsing_never_fails(anything: str, typing: bool) -> None:
    parse(anything, as_you_type=typing, today=TODAY)
