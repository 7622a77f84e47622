"""The page on writing scenarios: its example is sound as it stands, and it names all there is."""

import re
from pathlib import Path

from focalpoint.domain.training import vocabulary
from focalpoint.services.training import scenario_checks
from tests.helpers import scenarios

PAGE = (Path(__file__).parents[4] / "docs" / "scenarios.md").read_text("utf-8")


def test_the_example_of_the_page_is_sound_when_it_is_copied(tmp_path: Path) -> None:
    structure, words = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "scenario.toml").write_text(structure, "utf-8")
    for code in ("en", "fr"):
        (tmp_path / f"{code}.toml").write_text(words, "utf-8")
    arabic = re.sub(r', text = \["Three.*?\]', "", words)  # the sender writes in English and French
    (tmp_path / "ar.toml").write_text(arabic, "utf-8")
    _read, flaws = scenario_checks.check_scenario(str(tmp_path))
    assert [f"{one.file}:{one.line}: {one.about}: {one.message}" for one in flaws] == []


def test_the_page_names_every_check_action_and_delivery() -> None:
    for word in (*vocabulary.CHECKS, *vocabulary.TOGETHER):
        assert f"`{word} = " in PAGE, word
    for word in vocabulary.DEEDS:
        assert f"`{word} {{" in PAGE, word
    for word in vocabulary.DELIVERIES:
        assert word in PAGE
    assert scenarios.STRUCTURE.count("[[step]]") == 4
