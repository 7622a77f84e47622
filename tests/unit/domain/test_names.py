"""One name in several spellings."""

from itertools import combinations

import pytest

from focalpoint.domain.names import same_name


@pytest.mark.parametrize(
    "spellings",
    [
        ("Qadhafi", "Gaddafi", "Kadhafi", "Al-Qaddafi", "القذافي"),
        ("Mohammed Ali", "Mohamed Aly", "محمد علي", "Ali Mohamed"),
        ("Chérif Bassiouni", "Sherif Bassiouni", "شريف بسيوني"),
        ("Youssef ben Salah", "Yusuf Salah", "يوسف بن صلاح"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(spellings: tuple[str, ...]) -> None:
    for one, other in combinations(spellings, 2):
        assert same_name(one) == same_name(other) != "", (one, other)


def test_different_names_do_not() -> None:
    assert same_name("Qadhafi") != same_name("Mubarak")
    assert same_name("Jean Dupont") != same_name("Jeanne Durand")


@pytest.mark.parametrize("short", ["", "Al", "Lee", "M. Ba", "—"])
def test_of_a_name_too_short_nothing_is_said(short: str) -> None:
    assert same_name(short) == ""
