"""A class from the first stick to the debrief: roll, pack, exercise, results, board, lessons."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from focalpoint.bundles.errors import UnverifiedSignerError
from focalpoint.domain.contacts import Contact
from focalpoint.domain.results import ExerciseResult
from focalpoint.domain.trust import ACCEPTED
from focalpoint.services.casework import attachments, records, rows
from focalpoint.services.core import process_world
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, ledger, peers
from focalpoint.services.seminars import pack
from focalpoint.services.training import board, class_results, debrief, exercise, runs
from focalpoint.services.training.board import NoResultsError, TooFewResultsError
from focalpoint.services.training.class_results import NotAClassError, SheetLine
from focalpoint.services.training.errors import ExerciseOverError
from focalpoint.services.training.runs import Run
from tests.helpers import room as rooms
from tests.helpers import vaults
from tests.helpers.desk import Desk

STEPS = int(os.environ.get("FOCALPOINT_STEPS", "1"))  # that each plays; the nightly programme plays all


def play(folder: Path, badge: str, steps: int, language: str = "en", *, helped: bool = False) -> Run:
    """Play an exercise for some steps, by its own solution; unless `helped`, as if nobody had been shown anything."""
    run = runs.start_run(folder, "a", language, badge)
    for number in range(steps):
        runs.open_office(run)
        try:
            while exercise.show_next(run):
                pass
            exercise.check_run(run)
            following = run.read.scenario.after(run.step, run.state.choices)
            if number + 1 < steps:
                exercise.advance(run, following.hold if following else "")
        except ExerciseOverError:
            break
        finally:
            runs.close_offices(run)
    if not helped:
        run.state.shown.clear()
    return run


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Workspace]:
    """Return the training vault of the class, with its card beside it."""
    made = vaults.create(tmp_path, "class").workspace
    peers.save_card(made, tmp_path / "class.fpcard")
    yield made
    made.lock()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_a_class_goes_from_the_first_stick_to_the_debrief(trainer: Workspace, stick: Path, tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    room = rooms.gather(tmp_path / "room")
    number = len(room.everybody)
    assert rooms.hold_ceremony(room) == number * (number - 1)
    rooms.publish(room)
    pack.seal_pack(room.trainer, pack.plan_pack(room.trainer, room.seminar), stick / "pack.fpbundle")
    for ws in room.people:
        vaults.receive(ws, stick / "pack.fpbundle")
        assert ws.db.scalar("SELECT count(*) FROM row_seminar") == 1
        assert peers.peer(ws, room.trainer.device).state in ACCEPTED
    (stick / "pack.fpbundle").unlink()

    def take_part(place: int) -> None:
        run = play(tmp_path / f"run{place}", str(place), STEPS, ("ar", "fr", "en")[place % 3], helped=place == 1)
        class_results.hand_in(run, tmp_path / "class.fpcard", stick)

    with ThreadPoolExecutor(2) as laptops:  # people play side by side
        assert list(laptops.map(take_part, range(1, len(room.people) + 1)))
    taken = class_results.take_results(trainer, [stick])
    assert (len(taken.new), taken.repeated, taken.refused) == (len(room.people), (), ())
    made = board.board_of(trainer, "fr")
    assert len(made.badges) == len(room.people)
    first = made.rows[0]
    assert first.states[0] == "with hint", "who was shown an action was helped, and the sheet says so"
    assert set(first.states[1:]) == {"on time"}
    assert sum(first.sums.values()) == len(room.people)
    board_pdf = board.board_pdf(trainer, "ar")
    (tmp_path / "board.pdf").write_bytes(board_pdf)
    words = subprocess.run(["pdftotext", tmp_path / "board.pdf", "-"], check=True, capture_output=True).stdout.decode()
    assert "+" in words, "a paper says how things stand with signs that its fonts have"
    if len(room.people) >= board.WALL_FROM:
        assert debrief.class_debrief_pdf(trainer, "en").startswith(b"%PDF")
    room.lock()


def test_handing_in_again_brings_the_same_result_up_to_date(trainer: Workspace, stick: Path, tmp_path: Path) -> None:
    run = play(tmp_path / "run", "7", 1)
    class_results.hand_in(run, tmp_path / "class.fpcard", stick)
    assert class_results.take_results(trainer, [stick]).new == ("7",)
    run.state.judged["A1.urgent"].state = "unmet"
    class_results.hand_in(run, tmp_path / "class.fpcard", stick)
    again = class_results.take_results(trainer, [stick])
    assert (again.new, again.repeated) == ((), ("7",))
    [kept] = class_results.results(trainer)
    sheet = {one.id: one.state for one in class_results.read_sheet(kept.sheet)}
    assert sheet["A1.urgent"] == "open"
    [trail] = attachments.documents_of(trainer, kept.id)
    assert trail.name == class_results.TRAIL


def test_nothing_of_an_exercise_lies_among_the_offices_work(trainer: Workspace, stick: Path, tmp_path: Path) -> None:
    run = play(tmp_path / "run", "7", 1)
    class_results.hand_in(run, tmp_path / "class.fpcard", stick)
    office = runs.open_office(run)
    assert office.db.scalar("SELECT count(*) FROM row_result") == 0
    assert trainer.device not in {one.device for one in peers.peers(office)}
    runs.close_offices(run)


def test_from_an_unknown_card_results_are_taken_and_nothing_else(
    trainer: Workspace, stick: Path, tmp_path: Path
) -> None:
    stranger = vaults.create(tmp_path, "stranger").workspace
    known = peers.add_peer(stranger, tmp_path / "class.fpcard")
    peers.mark_verified(stranger, known.device)
    peers.save_card(stranger, stick / "s.fpcard")
    contact = records.save(stranger, Contact(kind="focal_point", name="Planted")).first_id
    result = records.save(stranger, ExerciseResult(scenario="a", badge="9")).first_id
    plan = export.plan_export(stranger, [("contact", contact), ("result", result)], [known.device])
    export.seal_plan(stranger, plan, stick / "mixed.fpbundle", "exercise")
    before = trainer.db.scalar("SELECT count(*) FROM change")
    taken = class_results.take_results(trainer, [stick])
    assert [name for name, _why in taken.refused] == ["mixed.fpbundle"]
    assert trainer.db.scalar("SELECT count(*) FROM change") == before
    with pytest.raises(UnverifiedSignerError):
        imports.apply(trainer, imports.preview(trainer, imports.inspect(trainer, stick / "mixed.fpbundle")))
    stranger.lock()


def test_a_dishonest_sheet_spoils_only_itself(trainer: Workspace, stick: Path, tmp_path: Path) -> None:
    class_results.hand_in(play(tmp_path / "run", "3", 1), tmp_path / "class.fpcard", stick)
    class_results.take_results(trainer, [stick])
    for sheet in ("", "[", '[{"id": 1}]', '[{"id":"A1.urgent","part":1,"state":"first of all"}]', "9" * 5_000):
        records.save(trainer, ExerciseResult(scenario="a", badge="666", sheet=sheet))
    records.save(trainer, ExerciseResult(scenario="../../etc", badge="1", sheet='[{"id":"x","part":1,"state":"open"}]'))
    assert class_results.read_sheet('[{"id":"x","part":1,"state":"open"}]') == (SheetLine("x", 1, "open"),)
    made = board.board_of(trainer, "en")
    assert made.badges == ("3", "666", "666 (2)", "666 (3)", "666 (4)", "666 (5)")
    assert {row.states[1] for row in made.rows} == {"waiting"}
    assert board.board_of(trainer, "en", "../../etc").title == "../../etc", "a name from outside is no path"


def test_the_wall_shows_sums_from_five_results_on(trainer: Workspace) -> None:
    with pytest.raises(NoResultsError):
        board.board_of(trainer, "en")
    for badge in range(4):
        records.save(trainer, ExerciseResult(scenario="a", badge=str(badge)))
    with pytest.raises(TooFewResultsError):
        board.wall_of(trainer, "en")
    assert debrief.class_debrief_pdf(trainer, "en").startswith(b"%PDF"), "the trainer has a paper for a small class too"
    records.save(trainer, ExerciseResult(scenario="a", badge="5"))
    assert len(board.wall_of(trainer, "en").badges) == 5


def test_a_real_vault_takes_no_result(stick: Path, tmp_path: Path) -> None:
    process_world.leave_world()
    real = vaults.create(tmp_path, "real", training=False).workspace
    with pytest.raises(NotAClassError):
        class_results.take_results(real, [stick])
    real.lock()


def test_the_debrief_says_who_could_know_what_on_which_basis(ws: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(ws, other, tmp_path, "court")
    request = vaults.register(ws, own_ref="TRN-1", subject="TRN freezing")
    plan = export.plan_export(ws, [("request", request)], [other.device])
    export.seal_plan(ws, plan, tmp_path / "1.fpbundle", "reply", basis="97")
    [known] = [one for one in debrief.known_to(ws) if one.what.startswith("TRN-1")]
    assert (known.who, known.reason, known.basis, known.arrived) == ("Officer other", "reply", "97", False)
    assert ledger.entry_of(ws, peers.bundles(ws)[0].id).basis == "97"
    other.lock()


def test_three_lessons_become_milestones(trainer: Workspace) -> None:
    lessons = [("Name a deputy", "Head of section", "2026-12-31"), ("  ", "", ""), ("A form for receipts", "", "")]
    done = debrief.keep_lessons(trainer, lessons, "Debrief")
    kept = [rows.get(trainer, *pair) for pair in sorted(done.touched)]
    assert {(getattr(one, "title", ""), getattr(one, "on", "")) for one in kept} == {
        ("Name a deputy", "2026-12-31"),
        ("A form for receipts", ""),
    }


def test_the_commands_hand_in_take_and_show(
    trainer: Workspace, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(tmp_path / "run", "12", 1)
    trainer.lock()
    desk = Desk(tmp_path, trainer.vault.folder, capsys)
    run, card = ("--run", str(tmp_path / "run")), ("--class", str(tmp_path / "class.fpcard"))
    assert desk.run("exercise", "hand-in", str(stick), *run, *card)[0] == 0
    assert desk.json("class", "take", str(stick))["new"] == ["12"]
    shown = desk.json("class", "board")
    assert shown["badges"] == ["12"]
    code, said = desk.run("class", "board", "--wall")
    assert (code, "TRN-114" in said) == (1, True)
    assert desk.run("class", "board", "-o", str(tmp_path / "b.pdf"))[0] == 0
    assert desk.run("exercise", "debrief", *run, "-o", str(tmp_path / "d.pdf"))[0] == 0
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")
    assert desk.run("class", "lesson", "Name a deputy", "--who", "Head", "--by", "31/12/2026")[0] == 0
    assert desk.run("class", "lesson", "Name a deputy", "--by", "never")[0] == 1
