"""The commands that let go of documents, ask for them, erase records for good, and change the card of this laptop."""

from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.services.casework import attachments, records
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export
from tests.helpers import vaults
from tests.helpers.desk import Desk

Pair = tuple[Workspace, Workspace]


def test_documents_are_let_go_and_asked_for(pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    content = b"TRN letter" * 100
    document = attachments.attach_bytes(giver, "request", request, content, "letter.txt").first_id
    alone = attachments.attach_bytes(giver, "request", vaults.register(giver), b"TRN alone", "alone.txt").first_id
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    receipt = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, receipt, tmp_path / "2.fpbundle", "TRN").path)
    giver.lock()
    desk = Desk(tmp_path, giver.vault.folder, capsys)
    listed = desk.json("vault", "make-room")
    assert [one["document"] for one in listed] == [document]
    code, said = desk.run("document", "evict", alone)
    assert (code, "VLT-120" in said) == (1, True)
    freed = desk.json("vault", "make-room", "--bytes", "1")
    assert (freed["documents"], freed["enough"]) == (1, True)
    code, said = desk.run("vault", "check")
    assert (code, "parts that other laptops keep: 1" in said) == (0, True)
    assert desk.json("document", "ask", document) == {"asked": "Officer second"}


def test_a_record_is_erased_by_command(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = vaults.register(ws, subject="TRN to be destroyed")
    title = records.name_of(ws, records.get(ws, "request", request))
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    order = ("--authority", "TRN court", "--reason", "TRN order", "--yes")
    code, said = desk.run("purge", "run", request, *order, "--title", "wrong")
    assert (code, "VLT-130" in said) == (1, True)
    code, said = desk.run("purge", "show", request)
    assert (code, title in said) == (0, True)
    erased = desk.json("purge", "run", request, *order, "--title", title)
    assert isinstance(erased, dict)
    assert erased["erased"] == request
    listed = desk.json("purge", "list")
    assert [(one["record"], one["authority"]) for one in listed] == [(request, "TRN court")]
    target = tmp_path / "report.pdf"
    assert desk.run("purge", "report", request[:8], "-o", str(target))[0] == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert desk.run("request", "show", request)[0] == 1
    assert desk.run("vault", "check")[0] == 0


def test_the_card_is_changed_by_command(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    before = desk.json("identity", "show")
    after = desk.json("identity", "edit", "--person", "Chief", "--function", "Head")
    assert after == {**before, "person": "Chief", "function": "Head"}
    assert desk.json("identity", "show") == after
    code, said = desk.run("trust", "log")
    assert (code, "Chief has a new card: Chief · Head" in said) == (0, True)


def test_nothing_that_others_wrote_commands_a_terminal(
    ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escapes and marks that turn words around are shown as what they are, in titles, names, snippets and reasons."""
    bad = "TRN \u202eabc\u2066"
    workspace.change_details(ws, replace(workspace.setup_of(ws), person=bad, office=bad))
    request = vaults.register(ws, subject=bad, own_ref=bad)
    records.delete(ws, "contact", records.save(ws, Contact(kind="court_organ", name=bad)).first_id)
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    for words in (
        ("identity", "show"), ("vault", "info"), ("vault", "trash"), ("vault", "audit"), ("trust", "log"),
        ("request", "list"), ("request", "show", request), ("request", "history", request), ("search", "abc"),
        ("request", "timeline", request), ("vault", "undo"),
    ):  # fmt: skip
        code, said = desk.run(*words)
        assert code == 0, said
        assert not {"\x1b", "\u202e", "\u2066"} & set(said), words
