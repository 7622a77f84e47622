"""Bundles of every kind that were kept: the program and the verifier in one file read each, and find what is in it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from focalpoint.bundles import card as cards
from focalpoint.bundles import container, manifest, opening, public_pack, ustar
from tests.helpers import examples

DATA = Path(__file__).parents[2] / "data"
SETS = sorted((DATA / "bundles").iterdir())
EXAMPLES = [path for one in SETS for path in sorted(one.glob("*.json"))]
sys.path.insert(0, str(Path(__file__).parents[3] / "packaging"))
import verify_bundle as verifier  # noqa: E402 - a tool beside the program, not a package


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def opened(path: Path) -> container.Opened:
    sender, reader = (cards.read_card((path.parent / f"{name}.fpcard").read_bytes()) for name in ("sender", "reader"))
    with (path.parent / told(path)["files"][0]).open("rb") as stream:
        control = ustar.read_control(stream)
    key = (path.parent / "reader.key").read_text("ascii").strip()
    device = reader.id
    if told(path)["kind"] == manifest.PACK:
        key, device = public_pack.IDENTITY, public_pack.READER
    return opening.open_control(control, key, device, {sender.id: bytes.fromhex(sender.public)})


def test_there_is_one_of_every_kind() -> None:
    kinds = {told(path)["kind"] for path in EXAMPLES}
    assert kinds == {"full", "delta", "receipt", "trust", "address-book", "seminar-pack", "public-pack"}
    assert {told(path)["volumes"] > 1 for path in EXAMPLES} == {True, False}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_program_reads_it(path: Path) -> None:
    found = opened(path)
    wanted = told(path)
    assert {**examples.summary(found.manifest), "values": examples.standing(found)} == {
        name: value for name, value in wanted.items() if name != "files"
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_verifier_reads_it(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, folder = told(path), path.parent
    words = [str(folder / name) for name in wanted["files"]]
    words += ["--key", str(folder / "reader.key")] if wanted["kind"] != manifest.PACK else []
    words += ["--card", str(folder / "sender.fpcard"), "--show"]
    words += ["--reader", str(folder / "reader.fpcard"), "--documents", str(tmp_path / "out")]
    assert verifier.main(words) == verifier.WHOLE
    said = capsys.readouterr().out
    assert "verdict     whole, as signed" in said
    assert f"holds       {wanted['changes']} changes, {len(wanted['parts'])} of {len(wanted['parts'])} parts" in said
    for record, fields in wanted["values"].items():
        assert record in said
        for field, values in fields.items():
            for value in values:
                assert f"{field} = {verifier.shown(json.dumps(value, ensure_ascii=False))}" in said
    every = [value for fields in wanted["values"].values() for values in fields.values() for value in values]
    documents = sum(isinstance(value, dict) and "parts" in value for value in every)
    assert len(list((tmp_path / "out").iterdir())) == documents + 1, "each document, and the list of their names"
