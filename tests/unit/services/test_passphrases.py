"""Passphrases are judged in three languages, with the words at hand and the rows of three keyboards."""

import json
from pathlib import Path

import pytest

from focalpoint import paths
from focalpoint.cli.context import Shared
from focalpoint.domain.languages import LANGUAGES
from focalpoint.services.core import keys, passphrase_strength
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults
from tests.helpers.desk import Desk

SETUP = Setup("Directorate of Treaties", "QM", "Ilyana Mbeke-Dorn", "Head of desk", "Harbour laptop", training=False)
WEAK = (
    "كلمة السر", "كلمةالسر", "كَلِمَةُ السِّرّ", "كلمه السر", "وزارة العدل", "وزارةالعدل", "وزاره العدل", "وزارة العدل 2024",
    "وزارة العدل ١٢٣٤", "وزارة العدل وزارة العدل", "الـمحكمة الجنائية الدولية", "المحكمة الجنائية الدولية 1998",
    "مكتب المدعي العام", "Ministry of Justice", "ministryofjustice", "M1n1stry 0f Just1ce", "Ministry of Justice!",
    "Ministry of Justice 2026", "Ministère de la Justice", "ministere de la justice", "MinistèreDeLaJustice1",
    "mot de passe", "motdepasse123", "focalpoint", "Focal Point", "f0c4lp01nt", "F0calP0int2026!",
    "point focal national",
    "International Criminal Court", "Cour pénale internationale", "Rome Statute 1998", "Statut de Rome", "La Haye 2002",
    "qwertyuiop", "qwertyuiopasdfghjkl", "azertyuiop", "azertyuiopqsdfghjklm", "qsdfghjklm", "wxcvbn,;:!",
    "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ", "ضصثقفغ شسيبلا", "&é\"'(-è_çà", ";glm hgsv", ",.hvm hgu]g",
    "aaaaaaaaaaaaaaaa", "ااااااااااااااااا", "abcabcabcabcabc", "123456789012", "١٢٣٤٥٦٧٨٩٠", "abcdefghijklmnop",
    "17071998", "17/07/1998", "1998-07-17", "١٧٠٧١٩٩٨", "12011984 12011984", "password password",
    "Directorate of Treaties", "directorateoftreaties1", "Ilyana Mbeke-Dorn", "ilyana2026", "Harbour laptop",
    "Northern Annex 7", "Morocco Ministry",
    "France Justice", "المملكة العربية السعودية", "short",
)  # fmt: skip


@pytest.mark.parametrize("typed", WEAK)
def test_what_a_colleague_would_try_is_refused(typed: str) -> None:
    with pytest.raises(keys.WeakPassphraseError):
        keys.require_strong(typed, keys.at_hand(SETUP, "Northern Annex"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_that_the_program_makes_pass_in_every_language(code: str) -> None:
    for _turn in range(8):
        made = keys.suggest(code)
        for typed in (made, made.replace(" ", "")):
            keys.require_strong(typed, keys.at_hand(SETUP, "Northern Annex"))


@pytest.mark.parametrize(
    "typed", [vaults.PASSPHRASE, "سبع زرافات تعد حبات البرتقال", "sept girafes bleues comptent des oranges"]
)
def test_several_words_that_do_not_belong_together_pass(typed: str) -> None:
    keys.require_strong(typed, keys.at_hand(SETUP))


def test_the_name_of_a_vault_opened_lately_is_no_passphrase(ws: Workspace) -> None:
    typed = "zurbanifexolmtqua"
    keys.require_strong(typed)
    folder = ws.info.path.with_name(f"{typed}.focalpoint")
    folder.mkdir()
    settings = paths.settings_folder() / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"vaults": [{"path": str(folder), "at": ""}]}))
    with pytest.raises(keys.WeakPassphraseError):
        keys.require_strong(typed)


def test_the_time_is_said_in_words() -> None:
    said = [
        passphrase_strength.time_said(number)
        for number in (1, 3 * passphrase_strength.DAY * 50_000, passphrase_strength.FLOOR, 1e30)
    ]
    assert "within a day" in said[0]
    assert "3 days" in said[1]
    assert "10 years" in said[2]
    assert "thousand years" in said[3]


def test_change_and_rekey_refuse_the_name_of_the_office(ws: Workspace, tmp_path: Path) -> None:
    office = f"{ws.info.office} {ws.info.person}"
    with pytest.raises(keys.WeakPassphraseError):
        keys.change_passphrase(ws, vaults.PASSPHRASE, office)
    path = ws.info.path
    ws.lock()
    before = (path / "keyslots.json").read_bytes()
    with pytest.raises(keys.WeakPassphraseError):
        keys.rekey(path, vaults.PASSPHRASE, office, keys.propose_recovery("en"))
    assert (path / "keyslots.json").read_bytes() == before


def test_the_commands_refuse_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vaults.create(tmp_path).workspace.lock()
    desk = Desk(tmp_path, tmp_path / "tamura.focalpoint", capsys)
    fresh = tmp_path / "fresh"
    fresh.write_text("وزارة العدل", "utf-8")
    for command in (("passphrase",), ("rekey", "--yes")):
        code, said = desk.run("vault", *command, "--new-passphrase-file", str(fresh))
        assert code != 0
        assert "VLT-113" in said
    desk.secret.write_text("Ministère de la Justice", "utf-8")
    code, said = desk.run("vault", "create", str(tmp_path / "n.focalpoint"), "--office", "O", "--person", "P")
    assert "VLT-113" in said
    assert not (tmp_path / "n.focalpoint").exists()


def test_at_a_terminal_the_program_makes_one_unless_the_person_types_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    answers = iter(["", "one of my own", "mistyped", "one of my own", "one of my own"])

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(answers)

    monkeypatch.setattr("os.isatty", lambda _handle: True)
    monkeypatch.setattr("getpass.getpass", ask)
    terminal = Shared(None, None, None, None, json=False)
    made = terminal.new_passphrase(keys.suggest)
    assert len(made.split()) == 8
    assert made in asked[0]
    assert terminal.new_passphrase(keys.suggest) == "one of my own"
