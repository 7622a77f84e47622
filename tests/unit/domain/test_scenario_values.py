"""What the values of a scenario mean, and what of a scenario file is understood."""

import tomllib

import pytest

from focalpoint.domain.training.expected import DayRange, NameRef, TextRef, WordsIn, expected, fits
from focalpoint.domain.training.reading import ScenarioReader
from tests.helpers.scenarios import STRUCTURE


def test_four_forms_of_a_text_stand_for_something_else() -> None:
    assert expected("D6") == DayRange(6, 6)
    assert expected("D6..D9") == DayRange(6, 9)
    assert expected("@req") == NameRef("req")
    assert expected("$say.subject") == TextRef("say.subject")
    assert expected("~minister") == WordsIn("minister")
    assert expected(["D1", True, 3, "plain"]) == (DayRange(1, 1), True, 3, "plain")


@pytest.mark.parametrize("raw", ["D9..D6", "@", "@a b", "~ ", 1.5, None])
def test_what_means_nothing_is_refused(raw: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the value itself is the message
        expected(raw)


def test_a_list_means_one_of_these_for_one_value_and_all_of_these_for_several() -> None:
    assert fits("b", ("a", "b"))
    assert not fits("c", ("a", "b"))
    assert fits(("a", "b", "c"), ("a", "b"))
    assert not fits(("a",), ("a", "b"))
    assert fits(("a", "b"), "a")


def test_words_are_found_however_they_are_written() -> None:
    assert fits("رسالة إلى مكتب الوزير", WordsIn("وزير|minister"))
    assert fits("To the MINISTER of Trade", WordsIn("وزير|minister"))
    assert not fits("To the judge", WordsIn("وزير|minister"))
    assert not fits("", WordsIn("minister"))


def test_a_day_lies_within_a_range_and_an_empty_one_does_not() -> None:
    assert fits("2026-03-04", "2026-03-03..2026-03-05")
    assert not fits("2026-03-06", "2026-03-03..2026-03-05")
    assert not fits("", "2026-03-03..2026-03-05")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ('deliver = "paper"', 'deliver = "pigeon"', "pigeon"),
        ('record = "request", where = { type = "P-02"', 'recordd = "request", where = { type = "P-02"', "record"),
        ('phase = "running"', 'fase = "running"', "fase"),
        ("register = {", "invent = {", "register"),
        ("day = 3", 'day = "three"', "day"),
        ('id = "S2"\n', "", "id"),
        ('been = "registered"', 'where = "registered"', "been"),
        ('"D63"', '"D63..D9"', "D63..D9"),
    ],
)
def test_a_wrong_word_is_named(before: str, after: str, word: str) -> None:
    assert before in STRUCTURE
    reader = ScenarioReader()
    reader.scenario(tomllib.loads(STRUCTURE.replace(before, after, 1)), {})
    assert any(word in str(message) for _about, message in reader.flaws), reader.flaws


def test_the_small_scenario_reads_without_a_flaw() -> None:
    reader = ScenarioReader()
    scenario = reader.scenario(tomllib.loads(STRUCTURE), {})
    assert reader.flaws == []
    step = scenario.step("S2")
    assert scenario.after(step, {}) == scenario.step("S3")
    assert scenario.after(step, {"S2.question": "no"}) == scenario.step("S3x")
    assert scenario.after(scenario.step("S3"), {}) is None
