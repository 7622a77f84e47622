"""`scenario check`: what is wrong is named with its line; a solution is played; an omission is noticed."""

import itertools
import os
import re
import subprocess
from pathlib import Path

import pytest

from focalpoint.domain.languages import LANGUAGES
from focalpoint.services.training import proofreading, rehearsal, scenario_checks, scenario_files
from focalpoint.services.training.errors import ScenarioFlawedError, UnreadableScenarioError
from tests.helpers import scenarios


def said(folder: Path, file: str, before: str, after: str) -> str:
    read = scenarios.change(folder, file, before, after)
    return "\n".join(f"{one.file}:{one.line}: {one.about}: {one.message}" for one in proofreading.proofread(read))


WHOLE = bool(os.environ.get("FOCALPOINT_SCENARIOS"))  # nightly: every omission, in every language
SHIPPED = scenario_files.shipped()
EVERYWHERE = [(name, one) for name in SHIPPED for one in LANGUAGES]
PLAYED = EVERYWHERE if WHOLE else list(zip(SHIPPED, itertools.cycle(LANGUAGES), strict=False))  # each in one


@pytest.mark.parametrize(("name", "language"), PLAYED)
def test_each_scenario_has_its_texts_and_its_solution_meets_what_is_expected(name: str, language: str) -> None:
    _read, flaws = scenario_checks.check_scenario(name, languages=[language], omissions=WHOLE)
    assert [f"{one.about}: {one.message}" for one in flaws] == []


def test_each_scenario_is_played() -> None:
    assert {name for name, _language in PLAYED} == set(SHIPPED) == set(CLAUSES)


CLAUSES_A = {  # the brief, section 7.4, “Expected handling” of scenario A: each clause and the expectation for it
    "received": "A1.received", "urgent": "A1.urgent", "level under_seal": "A1.seal", "alias title": "A1.alias",
    "compartment": "A1.circle", "banner “formal confirmation awaited”": "A1.awaited",
    "checklist 92(2): one item missing (location)": "A1.missing",
    "acknowledge": "A2.acknowledged", "reply goes to the Registry (not OTP)": "A2.registry",
    "art. 97(a) consultation opened": "A2.consultation", "and logged": "A2.logged",
    "formal_confirmation_at set": "A3.confirmed", "banner clears": "A3.banner",
    "60-day clock from D6": "A4.clock", "brought to judge same day": "A4.judge",
    "art. 59: warrant applies": "A4.applies",
    "art. 59: proper process": "A4.process", "art. 59: rights": "A4.rights", "art. 55": "A4.person",
    "Chamber must be notified (59(5))": "A5.notified", "record its recommendations": "A5b.recorded",
    "judge may not review validity of warrant (59(4))": "A5b.validity",
    "flag COMPETING-EXTRADITION": "A6.flag", "notify Court": "A6.court", "and Orvetia (90(1))": "A6.orvetia",
    "is there a treaty obligation?": "A6.treaty", "has the Court ruled admissible?": "A6.admissible",
    "60-day clock satisfied": "A7.clock", "type becomes P-01": "A7.type", "same dossier": "A7.same",
    "translation check (r.187)": "A7.translation",
    "overflight without landing needs no authorisation (89(3)(d))": "A8.overflight",
    "P-03 request asked for": "A8b.asked", "and received": "A8c.in_time", "contents 89(3)(b)": "A8c.contents",
    "detention": "A8b.detention", "96-hour clock (89(3)(e))": "A8b.clock", "handover record": "A8d.handover",
    "reply_sent": "A8d.reply", "cost lines": "A8d.ordinary", "transport borne by Court (100(1)(e))": "A8d.transport",
    "inject: ne bis in idem, immediate consultation (89(2))": "A5c.at_once",
    "inject: a minister asks to see the file, refused": "A4b.nothing_left",
    "inject: D67, release possible": "A7x.released", "inject: re-arrest not prejudiced (92(4))": "A7x.again",
    "inject: person not located": "A3b.consulted",
}  # fmt: skip
CLAUSES_B = {  # likewise of scenario B
    "register": "B1.registered", "confidential": "B1.confidential", "caveat “do not notify owner”": "B1.caveat",
    "asset rows: two accounts": "B1.accounts", "asset rows: a villa": "B1.villa", "checklist C-k": "B1.missing",
    "logged as informal": "B2.informal", "does not start or stop any formal clock": "B2.no_clock",
    "sub-task FIU executed": "B3.executed", "asset": "B3.accounts", "holder": "B3.holder",
    "bona fide third party flag (93(1)(k))": "B3.third",
    "problem ASSET-NEXUS": "B4.problem", "case-law card ICC-ACRed-01/16": "B4.card",
    "art. 97 consultation": "B4.consulted", "not a refusal": "B4.not_refused",
    "option: national court applies Statute directly": "B5.direct",
    "option: preservation under another head (93(1)(j)/(l))": "B5.preserve",
    "option: value-based freeze under domestic aid law": "B5.value",
    "with legal basis": "B5.basis", "agreed conditions": "B5.conditions", "deadline": "B5.deadline",
    "partially_executed": "B6.partial", "order register: number": "B6.number", "order register: court": "B6.court",
    "order register: date": "B6.date", "order register: ceiling": "B6.ceiling", "renewal clock": "B6.renewal",
    "accounts frozen": "B6.frozen", "villa refused pending evidence": "B6.villa",
    "reply to Registry": "B7.reply", "copies of orders in original language and form": "B7.form",
    "custody items for bank records": "B7.custody", "lead-only flag for FIU data (93(8)(b))": "B7.lead",
    "lead-only is considered": "B7.considered",
    "obstacle ASSET-CONTRIB-NOLAW": "B8.problem", "legislation tracker entry": "B8.law",
    "consultation": "B8.consulted", "challenge code": "B8.code", "exported to the aggregate": "B8.exported",
    "inject: bank warns the owner": "B3b.incident", "inject: brother claims the villa": "B5b.rights",
    "inject: renewal day passes": "B7b.closed", "inject: expert presses informally": "B2b.channel",
}  # fmt: skip
CLAUSES_C = {  # likewise of scenario C
    "two linked requests": "C1.linked", "check annex (r.190)": "C1.annex", "and language": "C1.language",
    "security-incident record": "C2.incident", "raise urgency to life_at_risk": "C2.urgent",
    "new compartment": "C2.sealed", "art. 97 and 87(4) protective handling": "C3.consulted",
    "agreed method recorded": "C3.method", "proof as custody item": "C4.proof",
    "art. 99(1) “manner specified”": "C4.manner", "voluntary: exploring": "C5.voluntary",
    "accepted": "C7.told", "Tamura's vault never learns the destination": "C8.never",
    "criteria form": "C6.safety", "cost of the relocation": "C6.cost", "asks for the Special Fund": "C6.fund",
    "agreement register: existence and date": "C7.signed", "sealed": "C7.sealed", "revoke NGO key": "C8.revoked",
    "list bundles it could read": "C8.listed", "notify VWS": "C8.told", "rotate pseudonym": "C8.pseudonym",
    "inject: forged withdrawal under a known name": "C3b.stands", "inject: address in a subject": "C2.no_address",
    "inject: interpreter asks for the file": "C4b.circle", "inject: seized laptop": "C8.incident",
}  # fmt: skip
CLAUSES_D = {  # scenario D is none of the brief: the forms of assistance and the false paths that it is there for
    "testimony (93(1)(b))": "D1.hearing", "a place (93(1)(g))": "D1.site", "manner asked for (96(2)(d))": "D2.missing",
    "art. 97(a) consultation": "D2.consultation", "reply goes to OTP (r.176)": "D2.prosecutor",
    "interview without the authorities (99(4))": "D3.room", "questioning (93(1)(c))": "D6.registered",
    "rights (55(2))": "D6.told", "original form (99(3))": "D8.original", "costs (100)": "D8.staff",
    "inject: a minister wants to sit in": "D4.circle", "inject: a place the request does not name": "D7.gate",
}  # fmt: skip
CLAUSES = {"a": CLAUSES_A, "b": CLAUSES_B, "c": CLAUSES_C, "d": CLAUSES_D}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_clause_of_the_expected_handling_is_an_expectation(name: str) -> None:
    scenario = scenario_files.read_scenario(scenario_files.folder_of(name)).scenario
    known = {one.id for _step, one in scenario.expectations()}
    assert {clause: one for clause, one in CLAUSES[name].items() if one not in known} == {}
    assert {step.number for step in scenario.steps} == set(range(1, 9))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", SHIPPED)
def test_each_scenario_is_written_as_its_language_is(scenario: str, language: str) -> None:
    texts = scenario_files.read_scenario(scenario_files.folder_of(scenario)).scenario.texts[language]
    for name, text in texts.items():
        if language == "fr":
            assert not re.search(r"[ \u00a0][:;?!»]|« |'", text), name
        if language == "ar":
            assert not re.search(r"اًا|ً ا\b|[a-z]'", text), name
        assert text.strip() == text


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return scenarios.write(tmp_path / "small")


def test_the_small_scenario_is_sound_in_each_language_and_on_each_branch(small: Path) -> None:
    _read, flaws = scenario_checks.check_scenario(str(small))
    assert [str(one.message) for one in flaws] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("ar.toml", 'task = "Register"', 'task = ""', "S1.task: This text is missing."),
        ("fr.toml", 'event = "Arrest"', f'event = "{"x" * 243}"', "S2.event: It is 3 characters too long"),
        ("en.toml", 'title = "Two"', 'title = "Two"\nextra = "x"', "S2.extra: No step uses this text."),
        ("scenario.toml", '"P-02", subject = "~', '"P-99", subject = "~', "type: P-99"),
        ("scenario.toml", 'ground = "CAPACITY"', 'ground = "WEATHER"', "ground: WEATHER"),
        ("scenario.toml", 'received_on = "D0"', 'received_on = "today"', "takes a day of the exercise"),
        ("scenario.toml", 'received_on = "D0"', 'arrived = "D0"', "request.arrived"),
        ("scenario.toml", 'of = "@req", due', 'of = "@reg", due', "@reg"),
        ("scenario.toml", "day = 5", "day = 1", "“S3” lies before this step"),
        ("scenario.toml", 'then = "S3x"', 'then = "S4"', "“S4” is no step"),
        ("scenario.toml", 'then = "S3x"', 'then = "S3"', "S3x: No way leads to this step."),
        ("scenario.toml", 'hold = "4711"', 'hold = "47"', "four digits"),
        ("scenario.toml", 'been = "registered"', 'been = "registred"', "been: registred"),
        ("scenario.toml", 'clock = "provisional_arrest"', 'clock = "sixty"', "clock: sixty"),
        ("scenario.toml", 'from = "POLICE"', 'from = "ARMY"', "from: ARMY"),
        ("scenario.toml", 'id = "S3"\n', 'id = "S2"\n', "S2: This name stands twice."),
        ("scenario.toml", "[[step]]", "[[step]", "It is no TOML"),
    ],
)
def test_what_is_wrong_is_named(small: Path, file: str, before: str, after: str, sentence: str) -> None:
    assert sentence in said(small, file, before, after)


def test_a_flaw_has_the_line_of_what_it_is_about(small: Path) -> None:
    found = said(small, "ar.toml", 'registered = { title = "Registered"', 'registered = { title = ""')
    lines = (small / "ar.toml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("registered"))
    assert found == f"ar.toml:{number}: S1.registered.title: This text is missing."


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('kind = "provisional_arrest", on = "D3"', 'kind = "landing", on = "D3"', "S2.arrested: The solution does not"),
        (
            'check = { record = "problem", of = "@req" }',
            'check = { record = "request" }',
            "S3x.noted: It is met before",
        ),
        (
            'move = { of = "@req", to = "registered" }',
            'move = { of = "@req", to = "registered" }\n[[step.do]]\ntake = { of = "@req", step = "97.1" }',
            "S3.do.2: Nothing notices that “take",
        ),
        (
            'move = { of = "@req", to = "registered" }',
            'move = { of = "@req", to = "closed" }',
            "of the solution is refused",
        ),
    ],
)
def test_playing_finds_what_reading_cannot(small: Path, before: str, after: str, sentence: str) -> None:
    read = scenarios.change(small, "scenario.toml", before, after)
    assert proofreading.proofread(read) == []
    found = [f"{one.about}: {one.message}" for one in rehearsal.rehearse(read, "en")]
    assert any(sentence in one for one in found), found


def test_a_scenario_with_a_flaw_never_starts_and_no_folder_is_no_scenario(small: Path, tmp_path: Path) -> None:
    scenarios.change(small, "fr.toml", 'task = "Move"', 'task = ""')
    with pytest.raises(ScenarioFlawedError):
        scenario_checks.sound_scenario(small)
    with pytest.raises(UnreadableScenarioError):
        scenario_files.read_scenario(tmp_path)


def test_the_scenarios_hold_no_machine_path() -> None:
    place = scenario_files.folder_of("a").parent
    done = subprocess.run(["grep", "-rE", "/(work|tmp|root|home)/", str(place)], capture_output=True, check=False)
    assert done.stdout == b""
