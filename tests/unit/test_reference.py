"""The shipped code lists are complete, in three languages, and hang together."""

import re

import pytest

from focalpoint import reference
from focalpoint.domain import fields
from focalpoint.domain.codes import Code, code_list
from focalpoint.domain.records import TYPES

REFERENCE = reference.load()
ROWS = [(name, code) for name, codes in REFERENCE.lists.items() for code in codes.codes.values()]
IDS = [f"{name}-{code.code}" for name, code in ROWS]
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
ARABIC = re.compile(r"[\u0600-\u06ff]")
COLUMNS = {"source": str, "verified": bool}
LINKED = {"usual_sender": "organs", "directions": "directions", "for": "lifecycle", "next": "lifecycle"}


def reached(starts: tuple[str, ...]) -> set[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        for name in REFERENCE.lifecycle[waiting.pop()].next:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


@pytest.mark.parametrize(("name", "code"), ROWS, ids=IDS)
def test_every_row_is_worded_in_three_languages_with_a_source(name: str, code: Code) -> None:
    assert name
    assert all(code.labels[language].strip() == code.labels[language] != "" for language in ("en", "fr", "ar"))
    assert code.source.strip()
    assert ARABIC.search(code.labels["ar"])


@pytest.mark.parametrize(("name", "code"), ROWS, ids=IDS)
def test_arabic_wording_holds_no_latin_letters_and_the_others_no_arabic(name: str, code: Code) -> None:
    assert name
    assert not LATIN.search(code.labels["ar"])
    assert not ARABIC.search(code.labels["en"] + code.labels["fr"])


@pytest.mark.parametrize("name", REFERENCE.lists)
def test_all_rows_of_a_list_have_the_same_columns(name: str) -> None:
    columns = {tuple(sorted(code.more)) for code in REFERENCE.lists[name].codes.values()}
    assert len(columns) == 1


@pytest.mark.parametrize("name", REFERENCE.lists)
def test_a_label_is_not_used_twice_in_a_list(name: str) -> None:
    for language in ("en", "fr", "ar"):
        labels = [code.label(language) for code in REFERENCE.lists[name].codes.values()]
        assert len(labels) == len(set(labels))


def test_every_code_list_that_a_record_names_is_shipped() -> None:
    named = {spec.codes for kind in TYPES.values() for spec in kind.specs.values() if spec.codes}
    assert named <= set(REFERENCE.lists)


def test_every_record_type_has_a_row() -> None:
    assert set(REFERENCE.lists["record_types"].codes) == set(TYPES)


def test_every_facet_has_a_row() -> None:
    assert set(REFERENCE.lists["facets"].codes) == {facet.value for facet in fields.Facet}


def test_codes_named_by_other_lists_exist() -> None:
    for name, code in ROWS:
        for column, target in LINKED.items():
            values = code.more.get(column, ())
            assert isinstance(values, list | tuple), (name, code.code)
            assert set(values) <= set(REFERENCE.lists[target].codes), (name, code.code, column)
        assert str(code.more.get("reply_to", "")) in {"", *REFERENCE.lists["organs"].codes}
        assert str(code.more.get("parent", "")) in {"", *REFERENCE.lists["request_types"].codes}
        assert str(code.more.get("region", "")) in {"", *REFERENCE.lists["regions"].codes}


def test_the_reply_to_the_prosecutor_goes_to_the_prosecutor_and_to_a_chamber_to_the_registrar() -> None:
    organs = REFERENCE.lists["organs"].codes
    assert organs["OTP"].more["reply_to"] == "OTP"
    assert {organs[code].more["reply_to"] for code in ("REG", "PTC", "TC", "AC", "DEF", "VWS")} == {"REG"}
    types = REFERENCE.lists["request_types"].codes
    assert {types[code].more["reply_to"] for code in types} == {"OTP", "REG", "PRES", ""}


def test_every_state_is_reached_from_arrival_or_draft() -> None:
    assert reached(("received", "draft")) == set(REFERENCE.lifecycle)


@pytest.mark.parametrize("direction", ["incoming", "outgoing", "state_to_state"])
def test_every_open_state_of_a_direction_leads_to_closing(direction: str) -> None:
    states = {n: s for n, s in REFERENCE.lifecycle.items() if direction in s.directions}
    closing = {"closed"}
    while True:
        further = {n for n, s in states.items() if closing & set(s.next)} | closing
        if further == closing:
            break
        closing = further
    assert closing == set(states)


def test_every_state_of_a_direction_is_reached_within_it() -> None:
    for start, direction in (("received", "incoming"), ("draft", "outgoing"), ("received", "state_to_state")):
        states = {n for n, s in REFERENCE.lifecycle.items() if direction in s.directions}
        found, waiting = {start}, [start]
        while waiting:
            for name in set(REFERENCE.lifecycle[waiting.pop()].next) & states - found:
                found.add(name)
                waiting.append(name)
        assert found == states


def test_each_state_has_the_wording_of_its_button_in_three_languages() -> None:
    for name, state in REFERENCE.lifecycle.items():
        assert all(str(state.code.more[f"action_{language}"]).strip() for language in ("en", "fr", "ar")), name
        assert not LATIN.search(str(state.code.more["action_ar"])), name


def test_postponing_and_refusing_need_a_ground_and_only_states_with_grounds_do() -> None:
    needing = {name for name, state in REFERENCE.lifecycle.items() if "ground" in state.needs}
    assert needing == {"postponed", "refused", "refused_part"}
    given = {state for code in REFERENCE.lists["grounds"].codes.values() for state in _states(code)}
    assert needing <= given


def test_only_national_security_and_the_catch_all_can_end_in_a_refusal() -> None:
    refusing = {code.code for code in REFERENCE.lists["grounds"].codes.values() if "refused" in _states(code)}
    assert refusing == {"NAT-SECURITY", "L-PROHIBITED"}


def test_draft_and_sent_are_for_outgoing_requests_only() -> None:
    for name in ("draft", "sent"):
        assert REFERENCE.lifecycle[name].directions == ("outgoing",)


def test_namibia_is_a_state_and_the_fictional_states_are_marked() -> None:
    countries = REFERENCE.lists["countries"].codes
    assert countries["NA"].labels == {"en": "Namibia", "fr": "Namibie", "ar": "ناميبيا"}
    assert {code for code in countries if countries[code].more["training"]} == {"QM", "QN", "QO"}
    assert sum(code.more["party"] is True and not code.more["training"] for code in countries.values()) == 125


def test_levels_of_classification_rise_from_public_to_secret() -> None:
    levels = [code.more["level"] for code in REFERENCE.lists["classifications"].codes.values()]
    assert levels == [0, 1, 2, 3, 4]


def test_an_unknown_code_is_shown_as_it_is_and_an_empty_one_as_nothing() -> None:
    assert REFERENCE.label("organs", "OTP", "ar") == "مكتب المدعي العام"
    assert REFERENCE.label("organs", "NEW", "ar") == "NEW"
    assert REFERENCE.label("organs", "", "ar") == ""


def test_a_repeated_code_is_refused() -> None:
    row = {"code": "a", "en": "a", "fr": "a", "ar": "ا"}
    with pytest.raises(ValueError, match="repeats"):
        code_list("twice", [row, row])


def _states(code: Code) -> list[str]:
    states = code.more["for"]
    assert isinstance(states, list)
    return [str(state) for state in states]
