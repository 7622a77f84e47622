"""Each check of an exercise, met and not met, over a real vault."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from focalpoint.domain.dossier import Communication, Event, Problem
from focalpoint.domain.training.reading import ScenarioReader
from focalpoint.domain.training.scenarios import Predicate
from focalpoint.services.casework import attachments, checklists, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import trust
from focalpoint.services.training import predicates, scenario_files
from focalpoint.services.training.stage import DeliveredFile, Stage
from tests.helpers import scenarios, vaults

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def check(text: dict[str, object]) -> Predicate:
    reader = ScenarioReader()
    made = reader.predicate("test", text)
    assert reader.flaws == []
    return made


class Play:
    """A stage with one request, and its checks."""

    def __init__(self, ws: Workspace, friend: Workspace, folder: Path) -> None:
        scenario = scenario_files.read_scenario(scenarios.write(folder / "scenario")).scenario
        self.ws, self.friend, self.folder = ws, friend, folder
        self.stage = Stage(scenario, "en", BEGINNING, folder, {"tamura": ws}, devices={"REG": friend.device})
        self.request = vaults.register(ws, type="P-02", subject="The suspect", received_on=self.stage.date(0))

    def met(self, **text: object) -> bool:
        return predicates.judge(self.stage, "tamura", check(text)).met


@pytest.fixture
def play(pair: tuple[Workspace, Workspace], tmp_path: Path) -> Iterator[Play]:
    yield Play(*pair, tmp_path)  # noqa: PT022 - the pair is closed by its own fixture


def test_record_counts_what_fits(play: Play) -> None:
    assert play.met(record="request", where={"type": "P-02", "subject": "~suspect", "received_on": "D0"})
    assert not play.met(record="request", where={"type": "P-03"})
    assert not play.met(record="request", where={"received_on": "D1..D9"})
    assert not play.met(record="problem", of="@req")
    records.save(play.ws, Problem(request=play.request, title="P", ground="CAPACITY"))
    assert play.met(record="problem", of="@req", count=1, most=1)
    assert not play.met(record="problem", of="@req", count=2)
    assert not play.met(record="problem", of="@req", most=0)


def test_what_is_named_and_not_there_is_not_met_but_not_broken(play: Play) -> None:
    records.delete(play.ws, "request", play.request)
    assert not play.met(record="problem", of="@req")
    assert not play.met(state="@req", been="received")


def test_state_now_ever_and_never(play: Play) -> None:
    assert play.met(state="@req", **{"is": "received"})
    assert not play.met(state="@req", been="registered")
    requests.move(play.ws, play.request, "registered")
    assert play.met(state="@req", been="registered", never=["refused"])
    assert not play.met(state="@req", never=["registered"])
    assert not play.met(state="@req", been="registered", ground="CAPACITY")


def test_clock_by_code_phase_and_day(play: Play) -> None:
    assert not play.met(clock="provisional_arrest", of="@req", phase=["running", "late", "due"])
    records.save(play.ws, Event(request=play.request, kind="provisional_arrest", on=play.stage.date(6)))
    records.save(play.ws, Event(request=play.request, kind="documents_received", on=play.stage.date(40)))
    assert play.met(clock="provisional_arrest", of="@req", phase="met", due="D66")
    assert not play.met(clock="provisional_arrest", of="@req", due="D67")
    assert not play.met(clock="provisional_arrest", of="@req", phase="running")


def test_checklist_and_guide(play: Play) -> None:
    assert not play.met(checklist="@req", present=["91-identity"])
    checklists.mark(play.ws, play.request, "91-identity", "present")
    assert play.met(checklist="@req", present=["91-identity"])
    assert play.met(checklist="@req", missing=["91-location", "92-facts", "92-warrant", "92-follow"])
    assert not play.met(checklist="@req", missing=["91-location"])
    assert not play.met(guide="@req", taken=["97.1"])
    checklists.take(play.ws, play.request, "97.1", taken=True)
    assert play.met(guide="@req", taken=["97.1"])
    assert not play.met(guide="@req", taken=["97.1", "97.2"])


def test_document_byte_for_byte(play: Play) -> None:
    play.stage.delivered["S1.letter"] = DeliveredFile("x.txt", hashlib.sha256(b"letter").hexdigest())
    attachments.attach_bytes(play.ws, "request", play.request, b"letter, typed anew", name="x.txt")
    assert not play.met(document="@req", equals="S1.letter")
    attachments.attach_bytes(play.ws, "request", play.request, b"letter", name="y.txt")
    assert play.met(document="@req", equals="S1.letter")
    assert not play.met(document="@req", equals=["S1.letter", "S2.other"])


def test_sent_readable_and_standing(play: Play) -> None:
    assert play.met(sent="@req", never=["REG"])
    assert not play.met(sent="@req", to=["REG"])
    assert play.met(readable="@req", nobody_but=["own"])
    assert play.met(standing="REG", **{"is": "verified"})
    vaults.send(play.ws, play.friend, [("request", play.request)], play.folder / "x.fpbundle")
    assert play.met(sent="@req", to=["REG"])
    assert not play.met(sent="@req", never=["REG"])
    assert not play.met(readable="@req", nobody_but=["own"])
    assert play.met(readable="@req", nobody_but=["own", "REG"])
    trust.revoke(play.ws, play.friend.device, reason="x")
    assert play.met(standing="REG", **{"is": "revoked"})
    assert play.met(standing="POLICE", **{"is": "unknown"})
    assert not play.met(standing="REG", **{"is": "verified"})


def test_logged_counts_lines_of_the_audit_log(play: Play) -> None:
    assert play.met(logged="create request", count=1)
    assert play.met(logged="create request", of="@req")
    assert not play.met(logged="create request", count=2)
    assert not play.met(logged="create consultation")


def test_nowhere_looks_into_every_change(play: Play) -> None:
    assert play.met(nowhere="Port-Salem")
    item = Communication(request=play.request, subject="To Port-Salem", way="in", channel="informal", on="2026-03-02")
    records.save(play.ws, item)
    assert not play.met(nowhere="Port-Salem")


def test_choice(play: Play) -> None:
    assert not play.met(choice="S2.question", **{"is": "yes"})
    play.stage.choices["S2.question"] = "no"
    assert not play.met(choice="S2.question", **{"is": "yes"})
    assert play.met(choice="S2.question", **{"is": ["yes", "no"]})


def test_several_checks_together(play: Play) -> None:
    one, other = {"record": "request"}, {"record": "problem", "of": "@req"}
    assert not play.met(all=[one, other])
    assert play.met(any=[one, other])
    assert play.met(**{"not": other})
    assert not play.met(**{"not": one})


def test_a_check_that_breaks_raises_and_is_judged_by_the_run(play: Play) -> None:
    broken = replace(check({"record": "request"}), about="no type")
    with pytest.raises(KeyError):
        predicates.judge(play.stage, "tamura", broken)
