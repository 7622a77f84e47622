"""The life cycle: legal steps only, nothing lost, and the reason when a step is refused."""

import random
from dataclasses import replace

import pytest

from focalpoint import language, reference
from focalpoint.domain import lifecycle
from focalpoint.domain.errors import InvalidValueError, MissingValueError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.lifecycle import IllegalMoveError
from focalpoint.domain.requests import Request
from focalpoint.services.casework import history, requests
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults


def test_random_walks_meet_no_illegal_state_and_lose_no_step(ws: Workspace) -> None:
    rng = random.Random(7)
    for number in range(12):
        direction = rng.choice(("incoming", "outgoing", "state_to_state"))
        kind = {"incoming": "C-i", "outgoing": "X-01", "state_to_state": "X-02"}[direction]
        request = vaults.register(ws, direction=direction, type=kind, own_ref=f"TRN-{number}")
        taken = [lifecycle.FIRST[direction]]
        for _ in range(12):
            item = requests.get_request(ws, request)
            assert item.state == taken[-1]
            steps = {step.code: step for step in requests.next_steps(ws, item)}
            target = rng.choice(list(ws.reference.lifecycle))
            if target not in steps:
                with pytest.raises(IllegalMoveError):
                    requests.move(ws, request, target, "reason", ground="ONGOING-CASE")
                continue
            needs = steps[target].needs
            requests.move(ws, request, target, "reason" if "note" in needs else "", ground="ONGOING-CASE")
            taken.append(target)
        states = [e for e in requests.timeline(ws, request) if e.kind == "state"]
        assert len(states) == len(taken)


def test_every_state_offers_a_step_or_is_the_end() -> None:
    known = reference.load()
    for code, state in known.lifecycle.items():
        for direction in state.directions:
            request = Request(direction=direction, type="C-i", state=code, classification="confidential", subject="TRN")
            assert lifecycle.next_steps(known, request), (code, direction)


def test_a_ground_and_a_reason_are_asked_where_the_practice_asks_them(ws: Workspace) -> None:
    request = vaults.register(ws)
    for state in ("registered", "acknowledged", "under_review"):
        requests.move(ws, request, state)
    with pytest.raises(MissingValueError):
        requests.move(ws, request, "postponed")
    requests.move(ws, request, "postponed", ground="ONGOING-CASE")
    assert any(
        "ongoing" in str(e.message.params["ground"]).lower()
        for e in requests.timeline(ws, request)
        if e.kind == "state"
    )


def test_arrest_and_surrender_is_never_refused_and_the_reason_is_given(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-01")
    for state in ("registered", "acknowledged", "under_review"):
        requests.move(ws, request, state)
    item = requests.get_request(ws, request)
    assert "refusal_process" not in {step.code for step in requests.next_steps(ws, item)}
    reason = requests.why_not(ws, item, "refusal_process")
    assert reason is not None
    assert "no refusal of arrest" in reason.id


def test_leaving_registration_needs_a_classification(ws: Workspace) -> None:
    request = vaults.register(ws)
    requests.move(ws, request, "registered")
    item = replace(requests.get_request(ws, request), classification="")
    assert requests.why_not(ws, item, "acknowledged") is not None
    assert requests.why_not(ws, item, "returned") is None


def test_a_step_taken_back_stays_in_the_timeline(ws: Workspace) -> None:
    request = vaults.register(ws)
    requests.move(ws, request, "registered")
    history.undo(ws)
    assert requests.get_request(ws, request).state == "received"
    assert [e.message.id for e in requests.timeline(ws, request)][-1] == "Step taken back: {state}"
    history.redo(ws)
    assert requests.get_request(ws, request).state == "registered"


def test_what_is_needed_now_is_said_with_its_urgency(ws: Workspace) -> None:
    item = requests.get_request(ws, vaults.register(ws))
    assert requests.needed_now(ws, item)[1] == "none"
    assert requests.needed_now(ws, replace(item, due_on="2001-01-01"))[1] == "overdue"
    assert requests.needed_now(ws, replace(item, due_on=ws.today().isoformat()))[1] == "soon"
    assert "confirmation" in requests.needed_now(ws, replace(item, confirmation_needed=True))[0].id
    assert requests.needed_now(ws, replace(item, state="closed"))[0].id == "Nothing is needed now."


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_step_has_a_button_in_every_language(ws: Workspace, code: str) -> None:
    language.use(code)
    item = requests.get_request(ws, vaults.register(ws))
    assert all(step.label.wordings[code] for step in requests.next_steps(ws, item))


def test_the_day_of_a_step_is_a_day(ws: Workspace) -> None:
    request = vaults.register(ws)
    with pytest.raises(InvalidValueError):
        requests.move(ws, request, "registered", on="tomorrow")
    requests.move(ws, request, "registered", on="2026-05-12")
    assert requests.timeline(ws, request)[0].at == "2026-05-12"
