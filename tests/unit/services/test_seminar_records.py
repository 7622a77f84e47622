"""What belongs to a seminar lives with it: the programme for all readers, participants for the office alone."""

from pathlib import Path

import pytest

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Facet
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.records import TYPES, fixed_facet, parts
from focalpoint.domain.seminar_parts import Conclusion, Participant
from focalpoint.domain.seminars import Material
from focalpoint.services.casework import attachments, dossier, history, listing, records, rows, scopes, search
from focalpoint.services.casework.listing import Listing
from focalpoint.services.casework.records import FixedFieldError, InTrashError
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import access, erasure, export, imports, peers
from focalpoint.services.interchange import open_files
from focalpoint.vault import changes, compartment_rows
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.errors import InvalidChangeError
from focalpoint.vault.journal import Write, new_tx
from tests.helpers import seminars, vaults
from tests.helpers.seminars import NAMES, NEEDS

INSIDE = ("participant", "attendance", "ballot", "handout", "certificate")


def test_each_part_of_a_seminar_has_one_facet_that_nobody_chooses() -> None:
    found = {kind.name: kind.facet for kind in parts("seminar")}
    assert all(fixed_facet(TYPES[name]) for name in found)
    assert {name for name, facet in found.items() if facet == Facet.INTERNAL} == set(INSIDE)
    assert {name for name, facet in found.items() if facet == Facet.CORE} == {
        "session",
        "form",
        "question",
        "conclusion",
    }


def test_parts_go_to_the_trash_and_come_back_with_their_seminar(ws: Workspace) -> None:
    made = seminars.make(ws)
    records.delete(ws, "seminar", made.seminar)
    assert [row.id for row in records.trash(ws)] == [made.seminar]
    assert listing.ids(ws, Listing("participant")) == []
    with pytest.raises(InTrashError):
        records.save(ws, Participant(seminar=made.seminar, name="TRN late"))
    records.restore(ws, "seminar", made.seminar)
    assert len(listing.ids(ws, Listing("participant"))) == 3
    history.undo(ws)
    assert listing.ids(ws, Listing("session")) == []


def test_a_part_stays_in_its_seminar_and_is_found_and_named(ws: Workspace) -> None:
    made = seminars.make(ws)
    other = seminars.make(ws)
    item = records.get(ws, "participant", made.participants[0])
    assert records.dossier_of(item) == ("seminar", made.seminar)
    assert compartment_rows.first_scope(ws.db, item.id) == Scope("seminar", made.seminar, Facet.INTERNAL)
    with pytest.raises(FixedFieldError):
        records.save(ws, Participant(id=item.id, seminar=other.seminar, name="TRN moved"))
    hits = search.find(ws, "Selvane")
    assert {(hit.type, hit.title) for hit in hits} == {("participant", NAMES[0])}
    assert dossier.initial_values(ws, "session", made.seminar) == {"seminar": made.seminar}
    [row] = listing.page(ws, "participant", listing.ids(ws, Listing("participant", "سلمى"))[:1], ("name", "office"))
    assert row.values["name"] == NAMES[2]


def test_names_and_needs_never_leave_to_a_partner(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    office, partner = pair
    peers.set_role(office, partner.device, "partner")
    made = seminars.make(office)
    records.save(office, Material(seminar=made.seminar, **in_languages("title", en="TRN slides")))
    attachments.attach_bytes(
        office, "seminar", made.seminar, NAMES[0].encode(), name="list.txt", title="TRN list", facet=Facet.INTERNAL
    )
    for chosen in (("seminar", made.seminar), ("participant", made.participants[0])):
        plan = export.plan_export(office, [chosen], [partner.device], again=True)
        assert {one.label for one in plan.withheld} == {"Participants", "Documents"}
        path = export.seal_plan(office, plan, tmp_path / f"{chosen[0]}.fpbundle", "TRN exercise").path
        found = imports.inspect(partner, path)
        bodies = [changes.read_body(frame[2], changes.read_header(frame[0])) for frame in found.opened.frames]
        assert {body.scope.facet for body in bodies if body.scope.kind != "trust"} == {Facet.CORE}
        assert not {op.e for body in bodies for op in body.ops} & set(INSIDE)
        whole = b"".join(frame[2] for frame in found.opened.frames)
        assert not any(word.encode() in whole for word in (*NAMES, NEEDS))
    imports.apply(partner, imports.preview(partner, found))
    assert listing.ids(partner, Listing("participant")) == []
    assert len(listing.ids(partner, Listing("session"))) == 2
    [reader] = access.readers(office, "seminar", made.seminar)
    assert reader.parts == ("the seminar with its programme",)


def test_a_colleague_gets_the_participants_too(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    one, two = pair
    made = seminars.make(one)
    vaults.receive(two, vaults.send(one, two, [("seminar", made.seminar)], tmp_path / "a.fpbundle"))
    assert len(listing.ids(two, Listing("participant"))) == 3
    [reader] = access.readers(one, "seminar", made.seminar)
    assert set(reader.parts) == {"the seminar with its programme", "participants and attendance"}


@pytest.mark.parametrize(
    ("facet", "op"),
    [
        ("core", Op("participant", "1" * 32, "name", "set", "TRN")),
        ("internal", Op("session", "1" * 32, "room", "set", "TRN")),
        ("internal", Op("seminar", "2" * 32, "place", "set", "TRN")),
        ("court", Op("participant", "1" * 32, "name", "set", "TRN")),
    ],
)
def test_what_stands_in_another_part_of_the_seminar_is_refused(ws: Workspace, facet: str, op: Op) -> None:
    with pytest.raises(InvalidChangeError):
        ws.vault.journal.append([Write(Scope("seminar", "2" * 32, facet), op)], ws.now(), new_tx())


def test_a_document_of_a_seminar_may_stay_inside(ws: Workspace) -> None:
    made = seminars.make(ws)
    inside = attachments.attach_bytes(
        ws, "seminar", made.seminar, b"TRN", name="a.txt", title="TRN", facet=Facet.INTERNAL
    ).first_id
    document = rows.get(ws, "document", inside)
    assert isinstance(document, Document)
    assert scopes.settled(ws, document) == Scope("seminar", made.seminar, Facet.INTERNAL)


def test_erasing_a_seminar_erases_what_belongs_to_it(ws: Workspace) -> None:
    made = seminars.make(ws)
    erasure.purge(
        ws, "seminar", made.seminar, reason="TRN term", authority="TRN office", typed=erasure.plan(
            ws, "seminar", made.seminar).title,
    )  # fmt: skip
    assert all(listing.ids(ws, Listing(kind.name)) == [] for kind in parts("seminar"))


def test_a_seminar_goes_out_as_open_files_and_comes_back(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    giver, taker = pair
    made = seminars.make(giver)
    records.save(
        giver, Conclusion(seminar=made.seminar, **in_languages("text", en="TRN conclusion"), proposes="pledge")
    )
    open_files.write_folder(giver, tmp_path / "open")
    open_files.take_in_folder(taker, tmp_path / "open")
    assert rows.get(taker, "participant", made.participants[1]) == rows.get(giver, "participant", made.participants[1])
    assert rows.get(taker, "session", made.sessions[0]) == rows.get(giver, "session", made.sessions[0])
