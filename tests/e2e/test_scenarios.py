"""The three exercise scenarios, worked step by step through the use cases of the window, on a clock set forward.

States, persons and references are fictional. Each step names what the program is expected to do about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from focalpoint import language
from focalpoint.domain.assets import Asset, Item, Order
from focalpoint.domain.dossier import (
    Assignment,
    Communication,
    Consultation,
    Cost,
    Event,
    Postponement,
    Problem,
    Relation,
)
from focalpoint.domain.fields import Record
from focalpoint.domain.registers import Agreement, Incident
from focalpoint.domain.requests import Request, shown_subject
from focalpoint.services.casework import (
    agenda,
    attachments,
    checklists,
    clocks,
    dossier,
    knowledge,
    listing,
    preparation,
    records,
    requests,
    search,
)
from focalpoint.services.casework.gates import InformalError, RightsMissingError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import access, export, peers, trust
from tests.helpers import vaults

BEGINNING = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class Office:
    """A vault with a clock that a trainer sets forward."""

    ws: Workspace
    now: datetime

    def day(self, number: int, hours: int = 0) -> str:
        """Go to a day of the exercise and return its date."""
        self.now = BEGINNING + timedelta(days=number, hours=hours)
        return self.now.date().isoformat()

    def save(self, item: Record) -> str:
        return records.save(self.ws, item).first_id

    def edit(self, type_name: str, record: str, **values: Any) -> None:
        item = records.get(self.ws, type_name, record)
        records.save(self.ws, replace(item, **values), base=item)

    def clock(self, request: str, code: str) -> clocks.ClockView:
        return next(
            v for v in clocks.clocks_of(self.ws, requests.get_request(self.ws, request)) if v.clock.code == code
        )


@pytest.fixture
def tamura(tmp_path: Path) -> Iterator[Office]:
    office = Office(None, BEGINNING)  # type: ignore[arg-type]
    office.ws = vaults.create(tmp_path, "tamura", now=lambda: office.now).workspace
    language.use("en")
    yield office
    office.ws.lock()


def test_scenario_a_provisional_arrest_becomes_surrender_with_a_competing_extradition(tamura: Office) -> None:
    ws, day = tamura.ws, tamura.day
    # 1: an urgent e-mail under seal, one thing missing
    request = requests.register(
        ws,
        Request(
            direction="incoming", type="P-02", sender="REG", reply_to="REG", own_ref="TRN-A-1", their_ref="TRN-ICC-7",
            subject="Provisional arrest of Suspect K", alias="Dossier 7-C", classification="under_seal",
            urgency="urgent", medium="email_encrypted", received_on=day(0), confirmation_needed=True,
        ),
    ).first_id  # fmt: skip
    assert shown_subject(requests.get_request(ws, request)) == "Dossier 7-C"
    assert [row.id for row in today.overview(ws).awaiting] == [request]
    assert "Formal confirmation" in requests.needed_now(ws, requests.get_request(ws, request))[0].id
    for row in checklists.checklist_of(ws, requests.get_request(ws, request), "en"):
        if "location" not in row.label.lower():
            checklists.mark(ws, request, row.code, "present")
    missing = checklists.missing_items(ws, requests.get_request(ws, request), "en")
    assert [row.label for row in missing] == ["Probable location of the person"]
    # 2: acknowledged to the Registry; the location is asked for; a consultation, not a refusal
    day(0, 4)
    for state in ("registered", "acknowledged", "under_review"):
        requests.move(ws, request, state)
    begun = dossier.initial_values(ws, "communication", request)
    assert begun["organ"] == "REG"
    subject, letter = checklists.clarification(ws, requests.get_request(ws, request), "ar")
    assert "97" in subject
    assert "المكان المحتمل" in letter
    written: dict[str, Any] = {**begun, "subject": subject, "summary": letter, "channel": "embassy_the_hague"}
    tamura.save(Communication(**written))
    tamura.save(Consultation(request=request, problem="Location", reason="INFO-INSUFF", opened_on=day(0)))
    assert [guide.code for guide in checklists.guides(ws, requests.get_request(ws, request), "en")] == [
        "97",
        "arrest-plan",
    ]
    # 3: the note verbale confirms
    first = listing.page(ws, "communication", listing.ids(ws, Listing("communication")), ())[0].id
    oral = Communication(request=request, subject="Call", way="in", channel="informal", on=day(2), confirms=first)
    with pytest.raises(InformalError):
        records.save(ws, oral)
    tamura.edit("request", request, confirmed_on=day(2))
    assert today.overview(ws).awaiting == []
    # 4: arrested; sixty days run; the rights gate the assignment
    task = tamura.save(Assignment(request=request, title="Arrest K", status="in_execution", due_on=day(6)))
    tamura.save(Event(request=request, kind="provisional_arrest", on=day(6)))
    tamura.save(Event(request=request, kind="brought_to_judge", on=day(6)))
    sixty = tamura.clock(request, "provisional_arrest")
    assert (sixty.clock.due - sixty.clock.started).days == 60
    assert tamura.clock(request, "national_judge").clock.phase == "met"
    with pytest.raises(RightsMissingError):
        tamura.edit("task", task, status="executed")
    lists = ws.reference.lists
    rights = [code for code, row in lists["rights"].codes.items() if "P-02" in str(row.more["types"])]
    tamura.edit("task", task, status="executed", rights=tuple(sorted(rights)), done_on=day(6))
    # 6: Orvetia asks for extradition for the same conduct
    tamura.save(Problem(request=request, title="Orvetia", ground="COMPETING-EXTRADITION", noticed_on=day(15)))
    ninety = next(g for g in checklists.guides(ws, requests.get_request(ws, request), "en") if g.code == "90")
    assert "requesting State" in ninety.steps[0].label
    checklists.take(ws, request, "90.1", taken=True)
    assert requests.why_not(ws, requests.get_request(ws, request), "refusal_process") is not None
    # 7: the full request with its documents, 26 days to spare; the type becomes arrest and surrender
    tamura.save(Event(request=request, kind="documents_received", on=day(40)))
    found = tamura.clock(request, "provisional_arrest").clock
    assert found.phase == "met"
    assert found.ended is not None
    assert (found.due - found.ended).days == 26
    tamura.edit("request", request, type="P-01")
    assert any(
        "translated" in row.label for row in checklists.checklist_of(ws, requests.get_request(ws, request), "en")
    )
    # 8: surrender ordered and carried out; the transport is the Court's
    tamura.save(Event(request=request, kind="surrender_ordered", on=day(52)))
    tamura.save(Event(request=request, kind="surrendered", on=day(53)))
    assert tamura.clock(request, "delivery").clock.phase == "met"
    kinds = lists["cost_kinds"].codes
    assert kinds["surrender_transport"].more["payer"] == "court"
    tamura.save(Cost(request=request, title="Flight", kind="surrender_transport", payer="court", amount=9_000))
    for state in ("transmitted", "in_execution", "executed", "reply_sent"):
        requests.move(ws, request, state, on=day(54))
    assert [e.kind for e in dossier.timeline(ws, request)].count("state") == 8


def test_the_unscheduled_landing_of_scenario_a_runs_ninety_six_hours_in_the_other_state(tamura: Office) -> None:
    transit = vaults.register(tamura.ws, type="P-03", own_ref="TRN-S-1", received_on=tamura.day(52))
    assert len(checklists.checklist_of(tamura.ws, requests.get_request(tamura.ws, transit), "en")) == 3
    tamura.save(Event(request=transit, kind="landing", on=tamura.day(52), time="07:00", zone="UTC"))
    running = tamura.clock(transit, "unscheduled_landing").clock
    assert running.until is not None
    assert running.until - BEGINNING.replace(hour=7) == timedelta(days=56)
    tamura.save(Event(request=transit, kind="transit_request", on=tamura.day(53)))
    assert tamura.clock(transit, "unscheduled_landing").clock.phase == "met"


def test_without_documents_the_sixty_days_of_scenario_a_end_in_the_open(tamura: Office) -> None:
    request = vaults.register(tamura.ws, type="P-02", own_ref="TRN-A-1")
    tamura.save(Event(request=request, kind="provisional_arrest", on=tamura.day(6)))
    tamura.day(67)
    assert tamura.clock(request, "provisional_arrest").clock.phase == "late"
    assert any(item.phase == "late" and item.kind == "legal" for item in agenda.pressing_items(tamura.ws).items)


def test_scenario_b_freezing_assets_with_the_question_of_a_link(tamura: Office) -> None:
    ws, day = tamura.ws, tamura.day
    # 1: registered with its assets, nobody to tell the owner
    request = requests.register(
        ws,
        Request(
            direction="incoming", type="C-k", sender="REG", reply_to="REG", own_ref="TRN-B-1", received_on=day(0),
            subject="Freezing of assets of K", classification="confidential", caveats=("no_owner_notice",),
        ),
    ).first_id  # fmt: skip
    assert any("owner" in row.label for row in checklists.checklist_of(ws, requests.get_request(ws, request), "en"))
    # 2: an informal e-mail starts and stops nothing
    before = clocks.clock_values(ws, requests.get_request(ws, request))
    tamura.save(Communication(request=request, subject="From an expert", way="in", channel="informal", on=day(1)))
    assert clocks.clock_values(ws, requests.get_request(ws, request)) == before
    # 3: three assets, one in the brother's name
    task = tamura.save(Assignment(request=request, title="Trace", status="executed", done_on=day(5)))
    for title, third in (("Account 1", False), ("Account 2", False), ("Villa", True)):
        tamura.save(Asset(request=request, title=title, kind="account", status="identified", third_party=third))
    for state in ("registered", "acknowledged", "under_review", "transmitted"):
        requests.move(ws, request, state)
    assert task
    # 4: national law demands a link: the card, a consultation, never a refusal
    problem = Problem(
        request=request, title="Link", ground="ASSET-NEXUS", challenges=("ASSET-nexus",), noticed_on=day(9)
    )
    tamura.save(problem)
    assert "asset-nexus" in [entry.code for entry in knowledge.cards(ws, "ar", "", "C-k")]
    outcome = ws.reference.lists["grounds"].codes["ASSET-NEXUS"].more
    assert outcome["outcome"] == "consult"
    assert "refused" not in str(outcome["for"])
    assert tamura.clock(request, "consultation").clock.kind == "target"
    # 5: three ways out, conditions, a next step with its day
    consultation = tamura.save(
        Consultation(
            request=request, problem="Link", reason="ASSET-NEXUS", opened_on=day(10), options="1 … 2 … 3 …",
            conditions="By value", next_step="Order", next_on=day(20), outcome="conditions",
        )
    )  # fmt: skip
    assert tamura.clock(request, "consultation").clock.phase == "met"
    # 6: two accounts frozen, the villa not: partly executed, and the order has a day of renewal
    requests.move(ws, request, "in_execution")
    tamura.save(Assignment(request=request, title="Freeze", status="in_execution"))
    assert dossier.suggested(ws, requests.get_request(ws, request)) == "partially_executed"
    requests.move(ws, request, "partially_executed", on=day(20))
    tamura.save(Order(request=request, title="Two accounts", kind="freeze", made_on=day(20), expires_on="2026-09-30"))
    assert tamura.clock(request, "order_renewal").clock.kind == "national"
    # 7: the reply to the Registry; the copies byte for byte; lead material keeps its consent
    attachments.attach_bytes(ws, "request", request, b"%PDF order", name="order.pdf", language="ar")
    tamura.save(
        Item(request=request, title="Bank data", kind="bank_record", lead_only=True, consent="lead_only", seal="TRN-S1")
    )
    requests.move(ws, request, "reply_sent", on=day(30))
    assert consultation
    # 8: a contribution order arrives: no law for it, and the cause leaves without the case
    later = vaults.register(ws, type="A-05", own_ref="TRN-B-2", received_on=day(200))
    tamura.save(Relation(request=later, kind="follows", other=request))
    assert dossier.related(ws, request)[0].reference == "TRN-B-2"
    for _n in range(3):
        codes = ("ASSET-contribution-order",)
        tamura.save(Problem(request=later, title="No law", ground="ASSET-CONTRIB-NOLAW", challenges=codes))
    told = preparation.causes(ws, "en").decode("utf-8-sig")
    assert "ASSET-contribution-order,Contribution order without a national basis,3" in told
    assert "TRN" not in told


def test_scenario_c_a_threatened_witness_is_moved_and_the_first_state_never_learns_where(
    tamura: Office, tmp_path: Path
) -> None:
    ws, day = tamura.ws, tamura.day
    selvane, friend = (vaults.create(tmp_path, name).workspace for name in ("selvane", "friend"))
    vaults.introduce(ws, friend, tmp_path, "partner")
    # 1: two linked requests, one with its annex
    serve = vaults.register(ws, type="C-d1", own_ref="TRN-C-1", received_on=day(0), subject="Serve on W-17")
    invite = vaults.register(ws, type="C-e", own_ref="TRN-C-2", received_on=day(0), subject="Invite W-17")
    tamura.save(Relation(request=invite, kind="same_person", other=serve))
    assert any(
        "self-incrimination" in row.label for row in checklists.checklist_of(ws, requests.get_request(ws, invite), "en")
    )
    # 2: a threat: an incident under a pseudonym, urgency raised
    tamura.save(Incident(title="W-17 threatened at home", kind="threat", on=day(2), request=serve, told=("REG",)))
    tamura.edit("request", serve, urgency="life_at_risk")
    assert listing.ids(ws, Listing("request", "is:urgent"))
    # 3 and 4: served elsewhere, as agreed; the proof in custody
    tamura.save(
        Consultation(
            request=serve, problem="Safety", reason="SECURITY", opened_on=day(2), conditions="Serve through VWS",
            closed_on=day(4), outcome="other_manner",
        )
    )  # fmt: skip
    tamura.save(Item(request=serve, title="Signed proof", kind="service_proof", collected_on=day(5)))
    exchange_path = tmp_path / "to-friend.fpbundle"
    plan = export.plan_export(ws, [("request", serve)], [friend.device])
    export.seal_plan(ws, plan, exchange_path, "TRN")
    # 5 to 7: Selvane is asked, voluntarily; Tamura's vault holds nothing of it
    moved = vaults.register(selvane, type="V-01", own_ref="TRN-SEL-9", subject="Receive W-17 in Port-Salem")
    records.save(selvane, Agreement(title="Ad hoc", kind="relocation", status="signed", confidential=True))
    for words in ("Port-Salem", "TRN-SEL-9", moved):
        assert search.find(ws, words) == []
        assert ws.db.scalar("SELECT count(*) FROM change WHERE instr(CAST(body AS TEXT), ?)", (words,)) == 0
    assert ws.reference.lists["request_types"].codes["V-01"].more["compulsory"] == "voluntary"
    # 8: the volunteer's laptop is seized: what it could read is known, and its card counts no more
    readable = access.of_device(ws, friend.device)
    assert [one.reference for one in readable if one.type == "request"] == ["TRN-C-1"]
    trust.revoke(ws, friend.device, reason="seized at a border")
    assert peers.peer(ws, friend.device).state == "revoked"
    with pytest.raises(export.ReaderNotVerifiedError):
        export.plan_export(ws, [("request", serve)], [friend.device])
    # the debrief: who knew what, when, on which basis
    kinds = {entry.kind for entry in dossier.timeline(ws, serve)}
    assert kinds == {"state", "part"}
    for one in (selvane, friend):
        one.lock()


def test_a_postponement_is_agreed_and_shown_and_the_deadline_keeps_its_day(tamura: Office) -> None:
    request = vaults.register(
        tamura.ws, type="C-b", received_on=tamura.day(0), due_on="2026-03-20", due_source="request"
    )
    tamura.save(Postponement(request=request, ground="ONGOING-CASE", starts_on=tamura.day(3), agreed_end="2026-05-01"))
    assert tamura.clock(request, "request_deadline").clock.due.isoformat() == "2026-03-20"
    assert tamura.clock(request, "postponement_end").clock.kind == "agreed"
    guides = checklists.guides(tamura.ws, requests.get_request(tamura.ws, request), "en")
    assert [guide.code for guide in guides] == ["94"]
