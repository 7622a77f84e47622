"""What the program is made of: listed with licences, as a bill of materials, and in the window."""

import json
from pathlib import Path

import pytest

from focalpoint.services.core import components
from tests.helpers.desk import Desk


def test_every_library_that_is_needed_is_listed_with_a_licence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = Desk(tmp_path, tmp_path / "none", capsys).json("components")
    named = {components.folded(one["name"]) for one in listed}
    assert {"pyside6-essentials", "sqlcipher3", "reportlab", "pyrage"} <= named
    assert not {"pytest", "hatchling", "mypy", "pyinstaller"} & named, "what only tests or builds is not shipped"
    assert [one["name"] for one in listed if not one["licence"]] == ["pyrage", "sqlcipher3"], "their files say it"
    assert all(one["texts"] for one in listed if one["name"] in ("pyrage", "sqlcipher3", "click"))


def test_the_bill_of_materials_refers_to_what_it_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(Desk(tmp_path, tmp_path / "none", capsys).run("components", "--sbom")[1])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    references = [one["bom-ref"] for one in made["components"]]
    assert len(set(references)) == len(references) > 40
    for one in made["dependencies"]:
        assert set(one["dependsOn"]) <= set(references)
