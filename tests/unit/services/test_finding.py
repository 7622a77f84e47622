"""Lists, search, drafts and the day: what is found, what is masked, what is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.services.casework import attachments, drafts, history, listing, records, requests, search
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from tests.helpers import vaults


def subjects(ws: Workspace, query: str, **more: object) -> list[str]:
    numbers = listing.ids(ws, replace(Listing("request", query), **more))  # type: ignore[arg-type]
    return [str(row.values["subject"]) for row in listing.page(ws, "request", numbers, ("subject",))]


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    day = ws.today()
    for number, (kind, sender, days) in enumerate((("C-k3", "REG", -3), ("C-a", "OTP", 2), ("P-01", "REG", 40))):
        due = (day + timedelta(days=days)).isoformat()
        vaults.register(ws, type=kind, sender=sender, due_on=due, subject=f"TRN {number}", own_ref=f"TRN-2026/{number}")
    vaults.register(ws, subject="TRN none", classification="under_seal", alias="Dossier 7-C")
    return ws


def test_the_field_grammar_narrows_a_list(filled: Workspace) -> None:
    assert subjects(filled, "from:REG type:C-k due:>2000-01-01") == ["TRN 0"]
    assert subjects(filled, "type:C-a") == ["TRN 1"]
    assert subjects(filled, "is:overdue") == ["TRN 0"]
    assert subjects(filled, f"due:<{filled.today().isoformat()}") == ["TRN 0"]
    assert subjects(filled, "-from:REG type:C-a") == ["TRN 1"]
    assert subjects(filled, "has:deadline -type:P-01", sort="due_on") == ["TRN 0", "TRN 1"]
    assert subjects(filled, "ref:2026/2") == ["TRN 2"]
    assert subjects(filled, "نوع:C-a") == ["TRN 1"]
    assert subjects(filled, "type:C-k is:sealed") == ["Dossier 7-C"]


def test_sorting_by_deadline_puts_what_has_none_last_and_grouping_follows_the_states(filled: Workspace) -> None:
    assert subjects(filled, "", sort="due_on") == ["TRN 0", "TRN 1", "TRN 2", "Dossier 7-C"]
    moved = requests.get_request(filled, search.find(filled, "TRN-2026/0")[0].id)
    requests.move(filled, moved.id, "registered")
    assert subjects(filled, "", sort="due_on", group="state")[-1] == "TRN 0"


def test_a_sealed_request_shows_its_alias_in_lists_search_and_today(filled: Workspace) -> None:
    assert "Dossier 7-C" in subjects(filled, "")
    (hit,) = search.find(filled, "none")
    assert hit.title == "Dossier 7-C"
    assert hit.snippet == []
    assert all("none" not in row.subject for row in today.overview(filled).coming)


def test_documents_are_found_by_their_text_and_by_has_attachment(filled: Workspace) -> None:
    (request,) = (hit.id for hit in search.find(filled, "ref:2026/1"))
    attachments.attach_bytes(filled, "request", request, "أُحيلت أوامرُ القبضِ المعلّقة".encode(), "letter.txt")
    (hit,) = search.find(filled, "اوامر القبض")
    assert (hit.type, hit.owner) == ("document", ("request", request))
    assert [text for text, marked in hit.snippet if marked] != []
    assert subjects(filled, "has:attachment") == ["TRN 1"]
    records.delete(filled, "request", request)
    assert search.find(filled, "اوامر القبض") == []


def test_views_are_saved_by_name(ws: Workspace) -> None:
    wanted = Listing("request", "from:REG", sort="due_on", group="state")
    listing.save_view(ws, "Registry", wanted)
    assert [(v.name, v.listing) for v in listing.views(ws, "request")] == [("Registry", wanted)]
    listing.drop_view(ws, "request", "Registry")
    assert listing.views(ws, "request") == []


def test_drafts_keep_what_could_not_be_saved_yet(ws: Workspace) -> None:
    unfinished = vaults.request(subject="")
    key = drafts.key_of(unfinished)
    drafts.keep_draft(ws, key, unfinished)
    assert drafts.draft_of(ws, key) == unfinished
    assert [draft.type for draft in drafts.all_drafts(ws)] == ["request"]
    drafts.drop(ws, key)
    assert drafts.draft_of(ws, key) is None


def test_the_day_shows_overdue_coming_and_awaited(filled: Workspace) -> None:
    item = requests.get_request(filled, search.find(filled, "ref:2026/2")[0].id)
    records.save(filled, replace(item, confirmation_needed=True))
    found = today.overview(filled)
    assert [row.subject for row in found.overdue] == ["TRN 0"]
    assert [row.subject for row in found.coming] == ["TRN 1"]
    assert [row.subject for row in found.awaiting] == ["TRN 2"]
    assert found.next_due is not None
    assert found.open_count == 4


def test_history_shows_fields_and_a_version_can_be_brought_back(ws: Workspace) -> None:
    contact = records.save(ws, Contact(kind="person", name="TRN one", languages=("ar",))).first_id
    item = records.get(ws, "contact", contact)
    records.save(ws, replace(item, name="TRN two", languages=("ar", "fr")), base=item)  # type: ignore[call-arg]
    newest, oldest = history.history(ws, "contact", contact)
    assert {(d.field, d.before, d.after) for d in newest.diffs} == {
        ("name", "TRN one", "TRN two"),
        ("languages", ("ar",), ("ar", "fr")),
    }
    assert (newest.action, oldest.action) == ("edit", "create")
    history.restore_version(ws, "contact", contact, oldest.tx)
    assert records.page_title(records.get(ws, "contact", contact)) == "TRN one"


def test_undo_and_redo_go_through_create_edit_delete_and_attach(ws: Workspace) -> None:
    request = vaults.register(ws, subject="TRN one")
    records.save(ws, replace(requests.get_request(ws, request), subject="TRN two"))
    records.save(ws, replace(requests.get_request(ws, request), subject="TRN three"))
    attachments.attach_bytes(ws, "request", request, b"TRN", "a.txt")
    records.delete(ws, "request", request)
    for expected in ("TRN three", "TRN three", "TRN two", "TRN one"):
        history.undo(ws)
        assert requests.get_request(ws, request).subject == expected
    assert attachments.documents_of(ws, request) == []
    history.undo(ws)
    assert [row.id for row in records.trash(ws) if row.type == "request"] == [request]
    assert history.next_undo(ws) is None
    for expected in ("TRN one", "TRN two", "TRN three", "TRN three"):
        history.redo(ws)
        assert requests.get_request(ws, request).subject == expected
    assert len(attachments.documents_of(ws, request)) == 1
    history.redo(ws)
    assert len(records.trash(ws)) == 1
    assert history.next_redo(ws) is None
