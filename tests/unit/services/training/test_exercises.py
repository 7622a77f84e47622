"""Playing an exercise: the run folder, its clock, arrivals, branches, hold points, hints, back to a step, a kill."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from focalpoint.domain.dossier import Event
from focalpoint.domain.requests import Request
from focalpoint.services.casework import records, requests, rows
from focalpoint.services.core import process_world, run_clock, workspace
from focalpoint.services.core.run_clock import RunClock
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.exchange import export, peers
from focalpoint.services.training import (
    arrived_files,
    delivery,
    exercise,
    office_states,
    outcomes,
    run_vaults,
    runs,
    scenario_checks,
)
from focalpoint.services.training.errors import (
    ExerciseOverError,
    HoldError,
    NoSuchStepError,
    NotARunError,
    RunThereError,
    ScenarioFlawedError,
)
from focalpoint.services.training.runs import Run
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import audit
from tests.helpers import scenarios, vaults
from tests.helpers.desk import Desk


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    scenarios.write(tmp_path / "small")
    started = runs.start_run(tmp_path / "run", str(tmp_path / "small"), "en", "12")
    runs.open_office(started)
    yield started
    runs.close_offices(started)


def states(run: Run) -> dict[str, str]:
    return {one.id: one.state for one in outcomes.outcome_of(run).expectations}


def register(run: Run) -> str:
    ws = run.stage.office("tamura")
    item = Request(direction="incoming", type="P-02", subject="The suspect", received_on=run.stage.date(0))
    return requests.register(ws, item).first_id


def test_a_run_folder_is_as_designed_and_the_paper_is_in_the_senders_language(run: Run) -> None:
    assert {one.name for one in run.folder.iterdir()} >= {"offices", "in", "out", "states", "scenario", "run.json"}
    assert (run.folder / "in" / "TRN-S1.letter.pdf").read_bytes().startswith(b"%PDF")
    assert run.state.delivered["S1.letter"].name == "TRN-S1.letter.pdf"
    assert json.loads((run.folder / "run.json").read_text("utf-8"))["badge"] == "12"


def test_an_expectation_is_met_by_work_and_opens_again_when_it_is_undone(run: Run) -> None:
    assert [one.state for one in exercise.check_run(run)] == ["unmet"]
    request = register(run)
    assert [one.state for one in exercise.check_run(run)] == ["met"]
    records.delete(run.stage.office("tamura"), "request", request)
    assert [one.state for one in exercise.check_run(run)] == ["unmet"]


def test_the_next_event_asks_for_digits_jumps_the_clock_and_never_goes_back(run: Run) -> None:
    with pytest.raises(HoldError):
        exercise.advance(run, "4712")
    assert run.state.step == "S1"
    assert exercise.advance(run, " 4711 ").id == "S2"
    ws = run.stage.office("tamura")
    assert timedelta(0) <= ws.now() - run.stage.moment(3) < timedelta(minutes=1)
    assert abs(ws.real() - ws.now()) > timedelta(hours=1)
    run.clock.forward(run.stage.moment(1))
    assert ws.now() >= run.stage.moment(3)
    assert run.state.steps == {"S1": "passed", "S2": "open"}


def test_what_was_left_open_is_met_late_and_said_so(run: Run) -> None:
    exercise.advance(run, "4711")
    register(run)
    exercise.check_run(run)
    found = {one.id: one for one in outcomes.outcome_of(run).expectations}["S1.registered"]
    assert (found.state, found.late, found.hinted) == ("met", True, False)


def test_a_choice_leads_another_way_and_what_is_not_reached_is_not_applicable(run: Run) -> None:
    exercise.advance(run, "4711")
    with pytest.raises(NoSuchStepError):
        exercise.choose(run, "S2.question", "perhaps")
    exercise.choose(run, "S2.question", "no")
    assert exercise.advance(run).id == "S3x"
    with pytest.raises(ExerciseOverError):
        exercise.advance(run)
    assert states(run)["S3.moved"] == "not applicable"
    assert run.state.over


def test_a_hint_is_noted_and_stands_beside_what_is_met_after_it(run: Run) -> None:
    assert exercise.hint_for(run).id == "S1.registered"
    register(run)
    exercise.check_run(run)
    assert outcomes.outcome_of(run).expectations[0].hinted
    kinds = [one["kind"] for one in outcomes.events(run.folder, "tamura")]
    assert kinds == ["started", "expectation", "hint", "expectation"]


def test_show_does_one_action_after_another(run: Run) -> None:
    shown = exercise.show_next(run)
    assert shown is not None
    assert (shown.number, shown.of) == (1, 1)
    assert states(run)["S1.registered"] == "met"
    assert outcomes.outcome_of(run).expectations[0].shown
    assert exercise.show_next(run) is None


def test_back_to_a_step_takes_the_office_back_and_begins_a_new_log(run: Run) -> None:
    register(run)
    exercise.advance(run, "4711")
    ws = run.stage.office("tamura")
    before = ws.vault.journal.epoch
    records.save(ws, Event(request=run.stage.record("req", "tamura"), kind="landing", on=run.stage.date(3)))
    runs.close_offices(run)
    exercise.reset(run, "S1")
    ws = runs.open_office(run)
    assert run.stage.living("tamura", "request") == []
    assert ws.vault.journal.epoch == before + 1
    assert ws.now() - run.stage.moment(0) < timedelta(minutes=1)
    assert states(run) == {
        "S1.registered": "unmet", "S2.arrested": "waiting", "S3.moved": "waiting", "S3x.noted": "waiting",
    }  # fmt: skip
    assert run.state.resets == ["S1"]
    vaults.register(ws, type="P-02", subject="The suspect again")  # the office goes on working


def test_a_way_back_that_a_kill_cut_short_is_finished_when_the_run_is_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(run)
    exercise.advance(run, "4711")
    runs.close_offices(run)

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(office_states, "put_back", killed)
    with pytest.raises(KeyboardInterrupt):
        exercise.reset(run, "S1")
    monkeypatch.undo()
    again = runs.load_run(run.folder)
    assert (again.state.step, again.state.going_back, again.state.resets) == ("S1", "", ["S1"])
    runs.open_office(again)
    assert again.stage.living("tamura", "request") == []
    runs.close_offices(again)


def test_a_line_of_the_log_says_when_it_was_really_written(run: Run) -> None:
    register(run)
    entry = audit.newest_entries(run.stage.office("tamura").db, 1)[0]
    assert entry.at.startswith(run.state.beginning[:10])
    assert re.search(r"\[20\d\d-\d\d-\d\dT.*Z\]", entry.reason)


def test_a_step_not_reached_comes_from_the_solution_on_either_branch(run: Run) -> None:
    runs.close_offices(run)
    exercise.reset(run, "S3x")
    assert run.state.choices == {"S2.question": "no"}
    assert run.state.steps == {"S1": "done", "S2": "done", "S3x": "open"}
    assert all(one.shown for one in outcomes.outcome_of(run).expectations if one.state == "met")
    with pytest.raises(NoSuchStepError):
        exercise.reset(run, "S9")


def test_a_killed_run_goes_on_where_it_was(run: Run) -> None:
    register(run)
    exercise.check_run(run)
    moment = run.clock.now()
    for ws in run.stage.offices.values():
        ws.vault.close()  # as the system does it: nothing is kept, nothing logged
    again = runs.load_run(run.folder)
    ws = runs.open_office(again)
    assert ws.now() >= moment - timedelta(seconds=1)
    assert states(again)["S1.registered"] == "met"
    assert exercise.advance(again, "4711").id == "S2"
    runs.close_offices(again)


def test_a_killed_start_is_begun_anew_and_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    source = str(scenarios.write(tmp_path / "small"))
    (tmp_path / "run" / "offices").mkdir(parents=True)
    (tmp_path / "run" / "scenario").mkdir()
    assert runs.start_run(tmp_path / "run", source, "ar", "7").state.language == "ar"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    for folder in ("run", "mine"):
        with pytest.raises(RunThereError):
            runs.start_run(tmp_path / folder, source, "ar", "7")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"


def test_a_spoilt_run_or_scenario_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    scenarios.change(run.folder / "scenario", "scenario.toml", "day = 5", "day = 6")
    with pytest.raises(NotARunError):
        runs.load_run(run.folder)
    scenarios.change(run.folder / "scenario", "scenario.toml", "day = 6", "day = 1")
    with pytest.raises(ScenarioFlawedError):
        runs.load_run(run.folder)
    with pytest.raises(NotARunError):
        runs.load_run(tmp_path)


def test_a_check_that_breaks_is_not_judged_and_ends_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(exercise, "judge", broken)
    assert [one.state for one in exercise.check_run(run)] == ["not judged"]
    assert states(run)["S1.registered"] == "not judged"
    assert exercise.advance(run, "4711").id == "S2"


def test_a_simulated_clock_is_never_in_a_real_vault(run: Run) -> None:
    process_world.leave_world()
    setup = Setup("Ministry", "TN", "Officer", "Officer", training=False)
    place = run.folder / "offices" / "real.focalpoint"
    made = workspace.create(place, PASSPHRASE, setup, kdf=vaults.CHEAP)
    made.workspace.lock()
    with pytest.raises(ValueError, match="real time"):
        workspace.unlock(place, PASSPHRASE, clock=run_clock.clock_of_vault(place))
    assert run_clock.clock_of_vault(run.folder / "elsewhere.focalpoint").simulated is False


def test_the_clock_stands_when_nobody_has_it_open_and_runs_as_the_real_one_does(run: Run) -> None:
    real = [run.stage.moment(0)]
    clock = RunClock(run.stage.moment(3), lambda: real[0])
    real[0] += timedelta(minutes=7)
    assert clock.now() == run.stage.moment(3) + timedelta(minutes=7)
    real[0] -= timedelta(days=1)
    assert clock.now() == run.stage.moment(3)


def test_the_exercise_by_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "run")
    desk = Desk(tmp_path, run_vaults.office_path(tmp_path / "run", "tamura"), capsys)
    desk.secret.write_text(PASSPHRASE)
    made = desk.json("exercise", "start", "a", "--folder", folder, "--badge", "3", "--in", "fr")
    assert made["step"] == "A1"
    assert [one["file"] for one in made["arrived"]] == ["TRN-A1.mail.eml"]
    code, said = desk.run("exercise", "hint", "A1.seal")
    assert (code, "Classification" in said) == (0, True)
    desk.json("request", "add", "--direction", "incoming", "--type", "P-02", "--sender", "REG", "--subject", "K",
              "--classification", "under_seal", "--urgency", "urgent", "--received-on", made["at"][:10])  # fmt: skip
    found = {one["id"]: one["state"] for one in desk.json("exercise", "check")}
    assert found["A1.seal"] == found["A1.urgent"] == "met"
    assert found["A1.alias"] == "unmet"
    assert desk.json("exercise", "next")["step"] == "A2"
    assert desk.json("exercise", "reset")["step"] == "A2"
    assert desk.run("exercise", "outcome")[0] == 0
    assert desk.run("exercise", "show")[0] == 0
    assert desk.run("exercise", "choose", "A2.adviser", "x")[0] == 1


@pytest.fixture
def exchanging(tmp_path: Path) -> Path:
    """A scenario in which the Registry sends a bundle and its card, and is sent one."""
    source = scenarios.write(tmp_path / "small")
    structure = (source / "scenario.toml").read_text("utf-8")
    bundle = (
        '[[step.inject]]\nid = "S1.pli"\nfrom = "REG"\ndeliver = "bundle"\n[[step.inject.do]]\n'
        'register = { set = { direction = "outgoing", type = "C-b", own_ref = "TRN-REG/1", subject = "$say.subject" }'
        " }\n"
        '[[step.inject]]\nid = "S1.card"\nfrom = "REG"\ndeliver = "card"\n'
    )
    structure = structure.replace("[[step.expect]]\n", bundle + "[[step.expect]]\n", 1)
    (source / "scenario.toml").write_text(structure, "utf-8")
    for code in ("ar", "fr", "en"):
        words = (source / f"{code}.toml").read_text("utf-8")
        said = 'pli = { subject = "Bundle", text = "x" }\ncard = { subject = "Card", text = "{digits}" }\nregistered ='
        (source / f"{code}.toml").write_text(words.replace("registered =", said, 1), "utf-8")
    return source


def test_a_sealed_bundle_arrives_from_the_vault_of_its_sender(exchanging: Path, tmp_path: Path) -> None:
    run = runs.start_run(tmp_path / "run", str(exchanging), "en", "12")
    ws = runs.open_office(run)
    sender = peers.add_peer(ws, run.folder / "in" / "TRN-REG.fpcard", "court")
    peers.mark_verified(ws, sender.device)
    vaults.receive(ws, run.folder / "in" / run.state.delivered["S1.pli"].name)
    assert [str(one.own_ref) for one in run.stage.living("tamura", "request") if isinstance(one, Request)] == [
        "TRN-REG/1"
    ]
    assert run.state.devices == {"REG": sender.device}
    arrived = {one.inject: one for one in arrived_files.arrived_in(run, "S1")}
    assert " ".join(sender.groups) in arrived["S1.card"].text
    request = register(run)
    plan = export.plan_export(ws, [("request", request)], [sender.device])
    export.seal_plan(ws, plan, run.folder / "out" / "TRN-answer.fpbundle", "exercise")
    exercise.advance(run, "4711")
    with delivery.actor_vault(run.stage, "REG", run.clock.now()) as court:
        assert [one.id for one in rows.living(court, "request") if one.id == request] == [request]
    assert run.state.handed == ["TRN-answer.fpbundle"]
    runs.close_offices(run)


def test_a_solution_takes_in_compares_sends_prints_and_revokes(exchanging: Path, tmp_path: Path) -> None:
    deeds = (
        'register = { set = { direction = "incoming", type = "P-02", subject = "$say.subject", received_on = "D0" } }',
        'take = { arrival = "S1.card" }',
        'mark = { party = "REG" }',
        'take = { arrival = "S1.pli" }',
        'send = { of = "@req", to = ["REG"] }',
        'print = { party = "REG" }',
    )
    expects = (
        'record = "request", where = { own_ref = "TRN-REG/1" }',
        'standing = "REG", is = "verified"',
        'sent = "@req", to = ["REG"]',
        'logged = "print access"',
    )
    path = exchanging / "scenario.toml"
    structure = path.read_text("utf-8")
    end = structure.index("[[step.do]]\nregister")
    made = "".join(f'[[step.expect]]\nid = "S1.e{n}"\ncheck = {{ {one} }}\n' for n, one in enumerate(expects))
    made += "".join(f"[[step.do]]\n{one}\n" for one in deeds)
    revoke = '[[step.do]]\nrevoke = { party = "REG" }\n[[step]]\nid = "S3"'
    gone = '[[step.expect]]\nid = "S2.gone"\ncheck = { standing = "REG", is = "revoked" }\n'
    gone += '[[step.expect]]\nid = "S2.arrested"'
    rest = structure[structure.index('[[step]]\nid = "S2"') :]
    rest = rest.replace('[[step]]\nid = "S3"', revoke, 1).replace('[[step.expect]]\nid = "S2.arrested"', gone, 1)
    path.write_text(structure[:end] + made + rest, "utf-8")
    said = 'title = "T", hint = "H", debrief = "D" }\n'
    for code in ("ar", "fr", "en"):
        words = (exchanging / f"{code}.toml").read_text("utf-8")
        own = "".join(f"e{n} = {{ {said}" for n in range(len(expects)))
        words = words.replace("registered =", f"{own}registered =", 1).replace(
            "arrested =", f"gone = {{ {said}arrested =", 1
        )
        (exchanging / f"{code}.toml").write_text(words, "utf-8")
    _read, flaws = scenario_checks.check_scenario(str(exchanging), languages=["fr"])
    assert [f"{one.about}: {one.message}" for one in flaws] == []
