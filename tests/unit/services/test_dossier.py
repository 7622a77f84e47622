"""The dossier of a request: what lives in it, what gates it, what it suggests, and who may read it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from focalpoint import reference
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Assignment, Communication, Consultation, Event, Relation
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Record
from focalpoint.domain.institutions import Route
from focalpoint.domain.records import TYPES, parts
from focalpoint.services.casework import checklists, dossier, gates, history, listing, records, requests, rows, search
from focalpoint.services.casework.gates import GuideOpenError, InformalError, RightsMissingError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.casework.records import InTrashError
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export
from focalpoint.vault import compartment_rows, projection
from focalpoint.vault.changes import Scope
from tests.helpers import vaults

RIGHTS = reference.load().lists["rights"].codes


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    giver, taker = (vaults.create(tmp_path, name).workspace for name in ("giver", "taker"))
    yield giver, taker
    giver.lock()
    taker.lock()


def filled(type_name: str, request: str) -> Record:
    """Return a record of a dossier with its required fields filled."""
    kind = TYPES[type_name]
    values: dict[str, Any] = {"request": request}
    for name, spec in kind.specs.items():
        if not spec.required or name == "request":
            continue
        if spec.codes:
            values[name] = next(iter(reference.load().lists[spec.codes].codes))
        elif spec.target:
            values[name] = request
        else:
            values[name] = "2026-03-04" if spec.kind.value == "date" else f"TRN {type_name}"
    return kind.cls(**values)


@pytest.mark.parametrize("type_name", [kind.name for kind in parts()])
def test_every_kind_of_record_lives_in_the_compartment_of_its_type_and_travels_with_the_request(
    type_name: str, tmp_path: Path, pair: tuple[Workspace, Workspace]
) -> None:
    giver, taker = pair
    vaults.introduce(giver, taker, tmp_path)
    request = vaults.register(giver)
    made = records.save(giver, filled(type_name, request)).first_id
    item = records.get(giver, type_name, made)
    assert compartment_rows.first_scope(giver.db, made) == Scope("request", request, TYPES[type_name].facet)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "x.fpbundle"))
    assert records.get(taker, type_name, made) == item
    assert projection.digest(taker.db) == projection.digest(giver.db)


@pytest.mark.parametrize("facet", ["core", "internal", "court", "execution"])
def test_a_partner_receives_of_a_dossier_only_what_everyone_may_read(
    facet: str, tmp_path: Path, pair: tuple[Workspace, Workspace]
) -> None:
    giver, taker = pair
    vaults.introduce(giver, taker, tmp_path, "partner")
    request = vaults.register(giver)
    item = replace(filled("communication", request), facet=facet)  # type: ignore[call-arg]
    made = records.save(giver, item).first_id
    plan = export.plan_export(giver, [("request", request)], [taker.device])
    assert ("Communication" in {held.label for held in plan.withheld}) == (facet != "core")
    sealed = export.seal_plan(giver, plan, tmp_path / "x.fpbundle", "TRN")
    vaults.receive(taker, sealed.path)
    if facet == "core":
        assert records.get(taker, "communication", made)
    else:
        with pytest.raises(NotFoundError):
            records.get(taker, "communication", made)


def test_a_dossier_goes_to_the_trash_with_its_request_and_comes_back_with_it(ws: Workspace) -> None:
    request = vaults.register(ws)
    made = [records.save(ws, filled(kind.name, request)).first_id for kind in parts()]
    records.delete(ws, "request", request)
    assert all(rows.is_deleted(ws, rows.type_name_of(ws, one), one) for one in made)
    assert [row.type for row in records.trash(ws)] == ["request"]
    with pytest.raises(InTrashError):
        records.save(ws, filled("task", request))
    history.undo(ws)
    assert not any(rows.is_deleted(ws, rows.type_name_of(ws, one), one) for one in made)


def test_what_lives_in_the_dossier_of_a_sealed_request_shows_no_text_in_lists_and_search(ws: Workspace) -> None:
    sealed = vaults.register(ws, classification="under_seal", alias="TRN alias")
    plain = vaults.register(ws, classification="public")
    for request in (sealed, plain):
        records.save(ws, Assignment(request=request, title=f"Villa {'sealed' if request == sealed else 'plain'}"))
    found = listing.page(ws, "task", listing.ids(ws, Listing("task")), ("title",))
    assert sorted(str(row.values["title"]) for row in found) == ["Villa plain", "•••"]
    hits = search.find(ws, "villa", types=("task",))
    assert sorted(hit.title for hit in hits) == ["Villa plain", "•••"]
    assert all(not hit.snippet for hit in hits if hit.title == "•••")


@pytest.mark.parametrize("kind", ["C-c", "P-01", "P-02"])
def test_questioning_and_arrest_are_executed_only_with_the_rights_ticked(ws: Workspace, kind: str) -> None:
    request = vaults.register(ws, type=kind)
    task = records.save(ws, Assignment(request=request, title="TRN")).first_id
    wanted = tuple(sorted(code for code, row in RIGHTS.items() if kind in row.more["types"]))  # type: ignore[operator]
    item = records.get(ws, "task", task)
    with pytest.raises(RightsMissingError):
        records.save(ws, replace(item, status="executed", rights=wanted[1:]))  # type: ignore[call-arg]
    records.save(ws, replace(item, status="executed", rights=wanted))  # type: ignore[call-arg]


def test_the_request_itself_is_not_executed_while_the_rights_of_an_assignment_are_open(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-c")
    records.save(ws, Assignment(request=request, title="TRN", status="in_execution"))
    for state in ("registered", "acknowledged", "under_review", "transmitted", "in_execution"):
        requests.move(ws, request, state)
    with pytest.raises(RightsMissingError):
        requests.move(ws, request, "executed")
    assert requests.get_request(ws, request).state == "in_execution"


def test_other_types_need_no_rights(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-i")
    records.save(ws, Assignment(request=request, title="TRN", status="executed"))


@pytest.mark.parametrize(("channel", "medium"), [("informal", "paper_original"), ("diplomatic_note", "oral")])
def test_an_informal_exchange_confirms_nothing(ws: Workspace, channel: str, medium: str) -> None:
    request = vaults.register(ws)
    first = records.save(ws, filled("communication", request)).first_id
    note = Communication(
        request=request, subject="TRN", way="in", channel=channel, medium=medium, on="2026-02-03", confirms=first
    )
    with pytest.raises(InformalError):
        records.save(ws, note)
    assert records.save(ws, replace(note, channel="diplomatic_note", medium="paper_original"))


@pytest.mark.parametrize(
    ("states", "overall"),
    [
        ((), ""),
        (("cancelled",), ""),
        (("assigned", "accepted"), "transmitted"),
        (("assigned", "in_execution"), "in_execution"),
        (("executed", "in_execution"), "partially_executed"),
        (("executed", "executed"), "executed"),
        (("executed", "cancelled"), "executed"),
        (("executed", "not_executable"), "partially_executed"),
        (("not_executable", "returned"), "not_executable"),
    ],
)
def test_the_state_of_a_request_follows_from_its_assignments(states: tuple[str, ...], overall: str) -> None:
    assert dossier.overall(states) == overall


def test_a_state_is_suggested_only_where_the_life_cycle_allows_it(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-i")
    records.save(ws, Assignment(request=request, title="TRN", status="executed"))
    assert dossier.suggested(ws, requests.get_request(ws, request)) == ""
    for state in ("registered", "acknowledged", "under_review", "transmitted", "in_execution"):
        requests.move(ws, request, state)
    assert dossier.suggested(ws, requests.get_request(ws, request)) == "executed"


def test_the_checklist_of_a_sub_type_is_that_of_its_type_with_its_own_things(ws: Workspace) -> None:
    sources = {
        row.source
        for row in checklists.checklist_of(ws, requests.get_request(ws, vaults.register(ws, type="C-k3")), "en")
    }
    assert "Rome Statute, article 96(2)(a)" in sources
    assert len(checklists.checklist_of(ws, requests.get_request(ws, vaults.register(ws, type="C-k3")), "en")) == 14


def test_what_is_ticked_is_no_longer_missing_and_the_letter_asks_for_the_rest(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-02", their_ref="TRN-9", received_on="2026-03-02")
    everything = checklists.checklist_of(ws, requests.get_request(ws, request), "en")
    for row in everything[1:]:
        checklists.mark(ws, request, row.code, "present")
    checklists.mark(ws, request, everything[2].code, "waived")
    left = checklists.missing_items(ws, requests.get_request(ws, request), "en")
    assert [row.code for row in left] == [everything[0].code]
    subject, letter = checklists.clarification(ws, requests.get_request(ws, request), "en")
    assert "97(a)" in subject
    assert "TRN-9" in letter
    assert everything[0].label in letter
    assert everything[1].label not in letter
    assert "not a refusal" in letter


def test_a_tick_by_two_people_is_no_conflict(tmp_path: Path, pair: tuple[Workspace, Workspace]) -> None:
    one, two = pair
    vaults.introduce(one, two, tmp_path)
    request = vaults.register(one, type="P-02")
    vaults.receive(two, vaults.send(one, two, [("request", request)], tmp_path / "a.fpbundle"))
    codes = [row.code for row in checklists.checklist_of(one, requests.get_request(one, request), "en")]
    checklists.mark(one, request, codes[0], "present")
    checklists.mark(two, request, codes[1], "present")
    vaults.receive(one, vaults.send(two, one, [("request", request)], tmp_path / "b.fpbundle"))
    assert set(requests.get_request(one, request).present) == set(codes[:2])
    assert conflicts.conflicts_of(one, "request", request) == []


def test_guides_appear_with_the_problem_and_gate_the_refusal(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-l1")
    assert checklists.guides(ws, requests.get_request(ws, request), "en") == []
    records.save(ws, Consultation(request=request, problem="TRN", reason="L-PROHIBITED", opened_on="2026-02-02"))
    assert [guide.code for guide in checklists.guides(ws, requests.get_request(ws, request), "en")] == ["93-5"]
    for state in ("registered", "acknowledged", "under_review"):
        requests.move(ws, request, state)
    requests.move(ws, request, "refusal_process", ground="NAT-SECURITY", note="TRN")
    with pytest.raises(GuideOpenError):
        requests.move(ws, request, "refused", ground="L-PROHIBITED", note="TRN")
    for step in gates.before_refusal(ws, "L-PROHIBITED"):
        checklists.take(ws, request, step, taken=True)
    requests.move(ws, request, "refused", ground="L-PROHIBITED", note="TRN")
    assert requests.get_request(ws, request).state == "refused"


def test_a_link_is_seen_from_both_requests(ws: Workspace) -> None:
    old, new = vaults.register(ws, own_ref="TRN-1"), vaults.register(ws, own_ref="TRN-2")
    records.save(ws, Relation(request=new, kind="replaces", other=old))
    assert [(one.reference, str(one.label)) for one in dossier.related(ws, new)] == [("TRN-1", "Replaces")]
    assert [(one.reference, str(one.label)) for one in dossier.related(ws, old)] == [("TRN-2", "Replaced by")]


def test_the_timeline_holds_steps_and_dossier_in_the_order_of_their_days(ws: Workspace) -> None:
    request = vaults.register(ws, received_on="2026-01-05")
    records.save(
        ws, Consultation(request=request, problem="TRN", reason="INFO-INSUFF", opened_on="2026-01-10",
                         closed_on="2026-01-20"),
    )  # fmt: skip
    requests.move(ws, request, "registered", on="2026-01-12")
    assert [(e.at, e.kind) for e in dossier.timeline(ws, request)] == [
        ("2026-01-05", "state"),
        ("2026-01-10", "part"),
        ("2026-01-12", "state"),
        ("2026-01-20", "part"),
    ]


def test_a_new_assignment_proposes_who_executes_that_type_the_narrowest_entry_first(ws: Workspace) -> None:
    police, bank, other = (
        records.save(ws, Contact(kind="national_authority", name=name)).first_id for name in ("Police", "Bank", "Other")
    )
    records.save(ws, Route(title="All assets", types=("C-k",), authority=police))
    records.save(ws, Route(title="Freezing", types=("C-k3",), authority=bank))
    frozen, traced, served = (vaults.register(ws, type=code) for code in ("C-k3", "C-k2", "C-d1"))
    assert dossier.initial_values(ws, "task", frozen)["authority"] == bank
    assert dossier.initial_values(ws, "task", traced)["authority"] == police
    assert dossier.initial_values(ws, "task", served)["authority"] == ""
    named = vaults.register(ws, type="C-k3", authority=other)
    assert dossier.initial_values(ws, "task", named)["authority"] == other


def test_an_arrest_and_a_relocation_have_their_guides_from_the_first_day(ws: Workspace) -> None:
    for code, guide in (("P-01", "arrest-plan"), ("P-02", "arrest-plan"), ("V-01", "relocation")):
        request = requests.get_request(ws, vaults.register(ws, type=code))
        assert [found.code for found in checklists.guides(ws, request, "en")] == [guide]
        assert all(step.label for step in checklists.guides(ws, request, "ar")[0].steps)


def test_an_event_calls_its_guide(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-i")
    records.save(ws, Event(request=request, kind="interim_release_asked", on="2026-03-01"))
    records.save(ws, Event(request=request, kind="competing_request", on="2026-03-01"))
    found = {guide.code for guide in checklists.guides(ws, requests.get_request(ws, request), "en")}
    assert found == {"59", "90"}
