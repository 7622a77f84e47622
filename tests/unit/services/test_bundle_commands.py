"""The commands on bundles as a person types them: what is shown, what is left aside, what programs read."""

from pathlib import Path

import pytest

from focalpoint.services.casework import requests
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults
from tests.helpers.desk import Desk

Pair = tuple[Workspace, Workspace]


def given(pair: Pair, tmp_path: Path) -> tuple[str, str, Path]:
    giver, taker = pair
    one = vaults.register(giver, own_ref="TRN-2026/001", subject="TRN freezing")
    other = vaults.register(giver, own_ref="TRN-2026/002", subject="TRN search", classification="secret", alias="CEDAR")
    path = vaults.send(giver, taker, [("request", one), ("request", other)], tmp_path / "one.fpbundle")
    taker.lock()
    return one, other, path


def test_what_a_bundle_would_do_is_told_field_by_field(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other, path = given(pair, tmp_path)
    desk = Desk(tmp_path, pair[1].vault.folder, capsys)
    told = desk.json("bundle", "inspect", str(path))
    shown = {row["id"]: (row["reference"], row["title"]) for row in told["new"]}
    assert shown == {one: ("TRN-2026/001", "TRN freezing"), other: ("TRN-2026/002", "CEDAR")}
    (row,) = (row for row in told["new"] if row["id"] == one)
    diffs = {diff["field"]: (diff["label"], diff["before"], diff["after"]) for diff in row["diffs"]}
    assert diffs["subject"] == ("Subject", "", "TRN freezing")
    code, said = desk.run("bundle", "inspect", str(path))
    assert (code, "New: TRN-2026/002 CEDAR" in said, "TRN search" in said) == (0, True, False)


@pytest.mark.parametrize("word", ["TRN-2026/002", "CEDAR", "id"])
def test_a_record_is_left_aside_by_what_is_shown_of_it(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    one, other, path = given(pair, tmp_path)
    desk = Desk(tmp_path, pair[1].vault.folder, capsys)
    leave = other if word == "id" else word
    assert desk.run("bundle", "import", str(path), "--yes", "--leave", leave)[0] == 0
    assert [row["id"] for row in desk.json("request", "list")] == [one]
    assert [row["id"] for row in desk.json("bundle", "held")] == [other]
    (entry,) = desk.json("request", "history", one)
    assert {"field": "subject", "label": "Subject", "before": "", "after": "TRN freezing"} in entry["diffs"]


def test_a_label_stands_before_its_value_as_french_writes_it(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _one, _other, path = given(pair, tmp_path)
    desk = Desk(tmp_path, pair[1].vault.folder, capsys)
    desk.language = "fr"
    code, said = desk.run("bundle", "inspect", str(path))
    assert (code, "Ajout\u202f: TRN-2026/001 TRN freezing" in said) == (0, True)


def test_what_leaves_is_named_by_reference_and_title(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, _other, _path = given(pair, tmp_path)
    giver, taker = pair
    assert requests.get_request(giver, one).own_ref == "TRN-2026/001"
    giver.lock()
    desk = Desk(tmp_path, giver.vault.folder, capsys)
    words = ("bundle", "export", "TRN-2026/001", "--to", taker.device[:8], "--reason", "TRN", "--again")
    code, said = desk.run(*words, "-o", str(tmp_path / "two.fpbundle"), "--yes")
    assert (code, "• TRN-2026/001 TRN freezing" in said, "Subject: TRN freezing" in said) == (0, True, True)
