"""Which references are the same, and which of joined records stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from focalpoint.domain.duplicates import keepers, key, keys


@pytest.mark.parametrize(
    ("one", "other"),
    [("TRN-2026/014", "trn 2026 014"), ("TRN-2026/014", "TRN-٢٠٢٦/٠١٤"), ("ق/١٢", "ق-12"), ("ＴＲＮ1", "TRN1")],
)
def test_a_reference_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


def test_the_reference_of_a_sender_counts_with_its_sender_and_nothing_is_the_same_as_nothing() -> None:
    assert keys("", "OTP", "A-1") != keys("", "REG", "A-1")
    assert keys("", "OTP", "") == keys(" - ", "REG", "/") == ()


def test_chains_end_at_the_last_and_circles_at_the_smallest() -> None:
    assert keepers({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert keepers({"b": "a", "a": "b"}) == {"b": "a"}
    assert keepers({"d": "b", "b": "c", "c": "b"}) == {"d": "b", "c": "b"}
    assert keepers({"a": "a"}) == {}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from("abcdefgh"), min_size=1, max_size=7))
def test_somebody_always_stays_and_never_gives_way_itself(aliases: dict[str, str]) -> None:
    found = keepers(aliases)
    assert set(found) <= set(aliases)
    assert not set(found.values()) & set(found)
    assert {*aliases, *aliases.values()} - set(found)
