"""Evaluation without names: a drawn slip counts once, and no small number is shown or can be worked out."""

import json
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from focalpoint.bundles import ballot
from focalpoint.crypto import sealing
from focalpoint.domain.fields import type_of
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Pledge
from focalpoint.domain.seminar_parts import Conclusion, EvaluationForm, Question
from focalpoint.services.casework import history, listing, records, search
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers, trust
from focalpoint.services.exchange.export import ReaderNotVerifiedError
from focalpoint.services.seminars import conclusions, evaluation, evaluation_papers, urn
from focalpoint.services.seminars.urn import NoAnswerError, NotKeeperError, WrongSlipError
from tests.helpers import seminars, vaults
from tests.helpers.desk import Desk
from tests.unit.services.test_seminar_papers import read

KEPT = Path(__file__).parents[2] / "data" / "ballots"


@dataclass(frozen=True, slots=True)
class Asked:
    seminar: str
    form: str
    scale: str
    choice: str
    text: str


def ask(ws: Workspace) -> Asked:
    made = seminars.make(ws)
    title = in_languages("title", en="TRN form", ar="استمارة")
    form = records.save(ws, EvaluationForm(seminar=made.seminar, **title)).first_id
    words = {"en": "Morning\nAfternoon", "fr": "Matin\nAprès-midi", "ar": "صباحاً\nبعد الظهر"}
    scale, choice, text = (
        records.save(
            ws,
            Question(
                seminar=made.seminar, form=form, position=n, kind=kind, **in_languages("text", en=f"TRN question {n}"),
                **(in_languages("choices", **words) if kind == "one_of" else {}),
            ),
        ).first_id
        for n, kind in enumerate(("scale", "one_of", "text"), 1)
    )  # fmt: skip
    return Asked(made.seminar, form, scale, choice, text)


def drawn(ws: Workspace, form: str, number: int, language: str = "en") -> list[str]:
    return [" ".join(word_lists.say(slip, language)) for slip in urn.slips(ws, form, number)]


def fill(ws: Workspace, asked: Asked, slip: str, folder: Path, **answers: str) -> Path:
    said = {getattr(asked, name): answer for name, answer in answers.items()}
    return urn.fill_in(ws, asked.form, slip, said, folder=folder)


def test_slips_of_other_languages_count_once_and_nothing_says_who_or_when(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    trainer, other = pair
    asked = ask(trainer)
    vaults.receive(other, vaults.send(trainer, other, [("seminar", asked.seminar)], tmp_path / "pack.fpbundle"))
    stick = tmp_path / "urn"
    stick.mkdir()
    english, arabic = drawn(trainer, asked.form, 1)[0], drawn(trainer, asked.form, 2, "ar")[1]
    file = fill(other, asked, english, stick, scale="5", text="TRN good\nreally")
    assert file.stat().st_size <= ballot.MAX_BYTES
    assert int(file.stat().st_mtime) == urn.NO_TIME
    fill(other, asked, arabic, stick, choice="2")
    fill(other, asked, arabic, stick, choice="1")
    (stick / "TRN-bad.fpballot").write_bytes(b"x" * 100)
    (stick / "TRN-long.fpballot").write_bytes(b"x" * 100_000)
    _changes, taken = urn.count_urn(trainer, asked.form, stick)
    assert (taken.counted, taken.twice, set(taken.strange)) == (2, 1, {"TRN-bad.fpballot", "TRN-long.fpballot"})
    _changes, taken = urn.count_urn(trainer, asked.form, stick)
    assert (taken.counted, taken.twice) == (0, 3)
    assert listing.ids(other, Listing("ballot")) == []
    kept = evaluation.ballots(trainer, asked.form)
    assert {name for one in kept for name, spec in type_of(one).specs.items() if getattr(one, name) and spec} == {
        "form", "slip", "answers", "seminar",
    }  # fmt: skip
    history.undo(trainer)
    assert evaluation.ballots(trainer, asked.form) == []


def test_what_is_no_slip_no_answer_or_not_for_this_urn_is_refused(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    trainer, other = pair
    asked = ask(trainer)
    vaults.receive(other, vaults.send(trainer, other, [("seminar", asked.seminar)], tmp_path / "pack.fpbundle"))
    slip = drawn(trainer, asked.form, 1)[0]
    for words in ("", "one two", f"{slip} {slip}", "no such words"):
        with pytest.raises(WrongSlipError):
            fill(other, asked, words, tmp_path, scale="1")
    for answer in ("", "6", "x"):
        with pytest.raises(NoAnswerError):
            fill(other, asked, slip, tmp_path, scale=answer)
    with pytest.raises(ballot.BallotTooLongError):
        fill(other, asked, slip, tmp_path, text="x" * 9_000)
    with pytest.raises(NotKeeperError):
        urn.slips(other, asked.form, 1)
    unknown = " ".join(word_lists.say(bytes.fromhex("000000"), "en"))
    fill(other, asked, unknown, tmp_path, scale="1")
    again = ask(trainer)
    fill(trainer, again, drawn(trainer, again.form, 1)[0], tmp_path, scale="2")
    _changes, taken = urn.count_urn(trainer, asked.form, tmp_path)
    assert (taken.counted, len(taken.strange)) == (0, 2)
    trust.revoke(other, trainer.device, "TRN stolen")
    with pytest.raises(ReaderNotVerifiedError):
        fill(other, asked, slip, tmp_path, scale="1")


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([7, 6, 5], [7, 6, 5]),
        ([20, 9, 4], [20, None, None]),
        ([20, 9, 8, 1, 1], [20, 9, None, None, None]),
        ([20, 7, 0], [20, None, None]),
        ([9, 3], [None, None]),
        ([4, 4, 30], [None, None, None]),
        ([1, 1, 1], [None, None, None]),
    ],
)
def test_small_counts_are_hidden_with_the_next_smallest(counts: list[int], shown: list[int | None]) -> None:
    assert evaluation.suppressed(counts) == shown


def test_results_hide_what_fewer_than_five_said(ws: Workspace, tmp_path: Path) -> None:
    asked = ask(ws)
    slips = drawn(ws, asked.form, 20)
    for number, slip in enumerate(slips[:12]):
        said = {"scale": "5" if number < 7 else "4", "choice": "1" if number < 9 else "2"}
        said |= {"text": f"TRN word {number}"} if number < 4 else {}
        fill(ws, asked, slip, tmp_path, **said)
    urn.count_urn(ws, asked.form, tmp_path)
    scale, choice, text = evaluation.results(ws, asked.form, "fr")
    assert [cell.count for cell in scale.cells] == [None, None, None, None, 7]
    assert scale.average is None, "it would give hidden counts away"
    assert choice.hidden
    assert [cell.label for cell in choice.cells] == ["Matin", "Après-midi"]
    assert text.hidden
    assert text.texts == ()
    fill(ws, asked, slips[12], tmp_path, text="TRN word last")
    urn.count_urn(ws, asked.form, tmp_path)
    assert len(evaluation.results(ws, asked.form, "en")[2].texts) == 5
    for language in ("ar", "fr", "en"):
        paper = read(evaluation_papers.results_pdf(ws, asked.form, language))
        assert "TRN word last" in paper
        words = read(evaluation_papers.slips_pdf(ws, asked.form, 3, language))
        assert all(word in words for word in slips[0].split())


def test_what_one_slip_said_is_shown_by_no_page_list_command_or_search(
    pair: tuple[Workspace, Workspace], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trainer, colleague = pair
    asked, word = ask(trainer), "TRN-only-one-said-so"
    fill(trainer, asked, drawn(trainer, asked.form, 1)[0], tmp_path, text=word)
    urn.count_urn(trainer, asked.form, tmp_path)
    [one] = evaluation.ballots(trainer, asked.form)
    assert search.find(trainer, word) == []
    assert word not in repr(history.history(trainer, "ballot", one.id))
    plan = export.plan_export(trainer, [("seminar", asked.seminar)], [colleague.device])
    assert "ballot" in {row.type for row in plan.rows}
    assert word not in repr([(row.fields, row.earlier) for row in plan.rows])
    trainer.lock()
    desk = Desk(tmp_path, trainer.vault.folder, capsys)
    shown = desk.run("ballot", "show", one.id[:8])[1] + repr(desk.json("ballot", "show", one.id[:8]))
    shown += desk.run("ballot", "list")[1] + desk.run("ballot", "history", one.id[:8])[1]
    assert one.slip in shown
    assert word not in shown


def test_the_whole_evaluation_by_command(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ask(ws)
    slips = drawn(ws, asked.form, 5, "fr")
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    form, stick = asked.form[:8], tmp_path / "urn"
    stick.mkdir()
    assert "Afternoon" in desk.run("form", "questions", form)[1]
    for slip in slips:
        desk.json("form", "fill", form, "--slip", slip, "--answer", "1=4", "--answer", "3=TRN", "--folder", str(stick))
    assert desk.run("form", "fill", form, "--slip", slips[0], "--answer", "9=4", "--folder", str(stick))[0] == 2
    assert desk.json("form", "take", form, str(stick)) == {"counted": 5, "twice": 0, "strange": []}
    found = desk.json("form", "results", form, "-o", str(tmp_path / "results.pdf"))
    assert [one["hidden"] for one in found] == [True, True, False]
    assert "Not shown" in desk.run("form", "results", form)[1]
    desk.json("form", "slips", form, "-o", str(tmp_path / "slips.pdf"))
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")


def test_the_kept_ballot_opens_with_its_key() -> None:
    content = (KEPT / "1.fpballot").read_bytes()
    made = ballot.open_ballot(content, (KEPT / "trainer.key").read_text("ascii").strip())
    assert msgspec.to_builtins(made) == json.loads((KEPT / "1.json").read_text("utf-8"))
    assert ballot.open_ballot(content, sealing.new_identity()) is None
    altered = bytearray(content)
    altered[-1] ^= 1
    assert ballot.open_ballot(bytes(altered), (KEPT / "trainer.key").read_text("ascii").strip()) is None


def test_a_conclusion_becomes_a_pledge_or_milestone_by_ones_own_hand_alone(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    trainer, other = pair
    peers.set_role(trainer, other.device, "partner")
    made = seminars.make(trainer)
    text = in_languages("text", en="TRN answer\nwithin a month", ar="الرد خلال شهر")
    pledge, milestone = (
        records.save(trainer, Conclusion(seminar=made.seminar, proposes=kind, due_on="2027-03-01", **text)).first_id
        for kind in ("pledge", "milestone")
    )
    path = vaults.send(trainer, other, [("seminar", made.seminar)], tmp_path / "pack.fpbundle")
    imports.apply(other, imports.preview(other, imports.inspect(other, path)))
    assert listing.ids(other, Listing("pledge")) == []
    assert listing.ids(other, Listing("milestone")) == []
    type_name, values = conclusions.own_values(other, pledge, "en")
    assert (type_name, values["title"], values["due_on"]) == ("pledge", "TRN answer within a month", "2027-03-01")
    assert conclusions.own_values(other, milestone, "ar")[1]["title"] == "الرد خلال شهر"
    assert conclusions.made_of(other, pledge) == []
    records.save(other, Pledge(**values))  # type: ignore[arg-type]
    assert len(conclusions.made_of(other, pledge)) == 1
    plan = export.plan_export(other, [("seminar", made.seminar)], [trainer.device], again=True)
    assert "pledge" not in {row.type for row in plan.rows}, "nothing goes back"
