"""What is erased for good is nowhere in the vault, chains still verify, the office follows, nobody can misuse it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from focalpoint.bundles import container
from focalpoint.bundles.container import Frame
from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import NotFoundError
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, drafts, history, records, requests, scopes, search
from focalpoint.services.core import keys, workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import access, erasure, export, imports, peers
from focalpoint.services.exchange.erasure import MixedChangeError, OrderMissingError, TitleDiffersError
from focalpoint.services.exchange.imports import MassErasureError
from focalpoint.services.papers import summaries
from focalpoint.vault import change_log, compartment_rows, erasing, parts, projection, record_rows
from focalpoint.vault.changes import Op
from focalpoint.vault.errors import InvalidChangeError
from focalpoint.vault.journal import Write
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
SECRET, INSIDE = "Zqxv8841", "Wjkp5529"
REASON, AUTHORITY = "TRN order to destroy", "TRN Pre-Trial Chamber"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Workspace, ...]]:
    made = tuple(vaults.create(tmp_path, name).workspace for name in ("first", "second", "third"))
    for one, other in ((0, 1), (0, 2), (1, 2)):
        vaults.introduce(made[one], made[other], tmp_path)
    yield made
    for ws in made:
        ws.lock()


def sealed_request(ws: Workspace, subject: str = f"TRN {SECRET}") -> str:
    """Register a request whose content must go: fields, an earlier value, a document, a draft, the search index."""
    request = vaults.register(ws, subject=subject)
    records.save(ws, replace(requests.get_request(ws, request), body=f"{SECRET} was here"))
    records.save(ws, replace(requests.get_request(ws, request), body="now without it", notes=f"note {SECRET}"))
    attachments.attach_bytes(ws, "request", request, f"letter {INSIDE}".encode(), name=f"{SECRET}.txt")
    drafts.keep_draft(ws, f"request:{request}", replace(requests.get_request(ws, request), body=SECRET * 2))
    return request


def purge(ws: Workspace, record: str, type_name: str = "request") -> None:
    title = records.name_of(ws, records.get(ws, type_name, record))
    erasure.purge(ws, type_name, record, typed=title, reason=REASON, authority=AUTHORITY)


def everything(ws: Workspace) -> bytes:
    """Return all that the database says, read with its raw key by another connection, and all other files."""
    key = keys.raw_key(ws)
    found: list[bytes] = []
    connection = sqlcipher.connect(str(ws.vault.folder / "vault.db"))
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        try:
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()
        except sqlcipher.OperationalError:
            continue  # the search table itself keeps no content; its own tables are read below
        found += [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    connection.close()
    found += [path.read_bytes() for path in ws.vault.folder.rglob("*") if path.is_file()]
    return b"\n".join(found).lower()


def holds(ws: Workspace, word: str) -> bool:
    return word.lower().encode() in everything(ws)


def test_the_content_is_nowhere_and_the_chains_verify(ws: Workspace) -> None:
    kept = vaults.register(ws, subject="TRN stays")
    request = sealed_request(ws)
    assert holds(ws, SECRET)
    assert holds(ws, INSIDE)
    changes = change_log.change_count(ws.db)
    purge(ws, request)
    assert (ws.vault.folder / "vault.db-wal").stat().st_size == 0
    assert not holds(ws, SECRET)
    assert not holds(ws, INSIDE)
    assert list(parts.names(ws.vault.folder)) == []
    assert change_log.change_count(ws.db) == changes + 1, "headers stay; one statement came"
    assert [finding.level for finding in safety.check_vault(ws)] == ["good"] * 5
    before = projection.digest(ws.db)
    projection.rebuild(ws.db, lambda _done, _total: None)
    assert projection.digest(ws.db) == before
    assert requests.get_request(ws, kept).subject == "TRN stays"
    with pytest.raises(NotFoundError):
        requests.get_request(ws, request)
    assert search.find(ws, SECRET, 10) == []
    assert [hit.id for hit in search.find(ws, "stays", 10)] == [kept]


def test_it_is_not_undone_and_the_audit_log_keeps_that_it_happened(ws: Workspace) -> None:
    request = sealed_request(ws)
    purge(ws, request)
    label = history.next_undo(ws)
    assert label is None or SECRET not in str(label)
    lines = [entry for entry in safety.audit_entries(ws) if entry.action == "trust purge"]
    assert [(entry.subject, entry.reason) for entry in lines] == [(request, REASON)]


def test_it_asks_for_the_title_the_reason_and_the_authority(ws: Workspace) -> None:
    request = sealed_request(ws)
    title = records.name_of(ws, requests.get_request(ws, request))
    with pytest.raises(TitleDiffersError):
        erasure.purge(ws, "request", request, typed=title[:-1], reason=REASON, authority=AUTHORITY)
    with pytest.raises(OrderMissingError):
        erasure.purge(ws, "request", request, typed=title, reason=REASON, authority=" ")
    assert requests.get_request(ws, request).id == request
    assert erasing.statements(ws.db) == []


def test_backups_hold_it_until_they_are_removed(ws: Workspace) -> None:
    request = sealed_request(ws)
    made = safety.backup_now(ws)
    assert erasure.plan(ws, "request", request).backups == 1
    purge(ws, request)
    assert made.path.is_dir()
    assert erasure.remove_backups(ws) == 1
    assert safety.backups(ws.vault.folder) == []


def test_a_crash_after_the_statement_is_completed_when_the_vault_is_opened(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = sealed_request(ws)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "finish", lambda _folder, _db: None)
        purge(ws, request)
    assert list(parts.names(ws.vault.folder))
    folder = ws.vault.folder
    ws.lock()
    again = workspace.unlock(folder, vaults.PASSPHRASE)
    try:
        assert list(parts.names(folder)) == []
        assert not holds(again, SECRET)
        assert not holds(again, INSIDE)
    finally:
        again.lock()


def share(giver: Workspace, taker: Workspace, request: str, target: Path) -> None:
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], target))


def news(giver: Workspace, taker: Workspace, target: Path) -> Path:
    """Send whatever there is about another request: the statements of the office go with it."""
    other = vaults.register(giver, subject="TRN other")
    return vaults.send(giver, taker, [("request", other)], target)


def test_a_colleague_sees_it_first_follows_and_says_so(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    records.save(second, replace(requests.get_request(second, request), body=f"{SECRET} by the colleague"))
    assert holds(second, SECRET)
    purge(first, request)
    (order,) = erasure.all_erasures(first)
    assert [one.done_at for one in order.colleagues] == [""]
    bundle = news(first, second, tmp_path / "2.fpbundle")
    preview = imports.preview(second, imports.inspect(second, bundle))
    assert [(row.type, row.id) for row in preview.erased if row.type == "request"] == [("request", request)]
    assert requests.get_request(second, request).id == request, "a rehearsal erases nothing"
    imports.apply(second, preview)
    assert not holds(second, SECRET), "what the colleague wrote meanwhile goes too"
    assert not holds(second, INSIDE)
    assert [finding.level for finding in safety.check_vault(second)] == ["good"] * 5
    vaults.receive(first, news(second, first, tmp_path / "3.fpbundle"))
    (order,) = erasure.all_erasures(first)
    assert [(one.person.device, bool(one.done_at)) for one in order.colleagues] == [(second.device, True)]
    share_all(first, second, tmp_path / "4.fpbundle")
    share_all(second, first, tmp_path / "5.fpbundle")
    assert projection.digest(first.db) == projection.digest(second.db)


def share_all(giver: Workspace, taker: Workspace, target: Path) -> None:
    """Send every compartment, also those of which only headers are left."""
    people = export.readers_of(giver, [taker.device])
    plan = export.plan_scopes(giver, people, tuple(compartment_rows.all_scopes(giver.db)), {})
    vaults.receive(taker, export.seal_plan(giver, plan, target, "TRN").path)


def test_a_third_laptop_takes_the_erased_chain_from_the_second(office: tuple[Workspace, ...], tmp_path: Path) -> None:
    first, second, third = office
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    purge(first, request)
    vaults.receive(second, news(first, second, tmp_path / "2.fpbundle"))
    share_all(second, third, tmp_path / "3.fpbundle")
    bare = third.db.scalar("SELECT count(*) FROM change WHERE state = 'purged' AND length(body) = 0")
    assert bare == second.db.scalar("SELECT count(*) FROM change WHERE state = 'purged'")
    assert bare
    assert [finding.level for finding in safety.check_vault(third)] == ["good"] * 5
    assert projection.digest(third.db) == projection.digest(second.db)
    late = export.plan_scopes(  # the first laptop's own old bundle comes late and brings nothing back
        first, export.readers_of(first, [third.device]), tuple(compartment_rows.all_scopes(first.db)), {}
    )
    vaults.receive(third, export.seal_plan(first, late, tmp_path / "4.fpbundle", "TRN").path)
    assert not holds(third, SECRET)


def test_an_old_bundle_with_the_content_brings_nothing_back(office: tuple[Workspace, ...], tmp_path: Path) -> None:
    first, second, _third = office
    request = sealed_request(first)
    old = vaults.send(first, second, [("request", request)], tmp_path / "old.fpbundle")
    purge(first, request)
    vaults.receive(second, news(first, second, tmp_path / "2.fpbundle"))
    vaults.receive(second, old)
    assert not holds(second, SECRET)
    assert not holds(second, INSIDE)
    with pytest.raises(NotFoundError):
        requests.get_request(second, request)


def emptied(monkeypatch: pytest.MonkeyPatch, subject: bytes) -> None:
    """Let a sender leave out the bodies that hold some words."""
    whole = container.framed

    def without(frame: Frame) -> bytes:
        return whole((frame[0], frame[1], b"")) if subject in frame[2] else whole(frame)

    monkeypatch.setattr(container, "framed", without)


def test_a_sender_cannot_hide_a_change_by_leaving_its_body_out(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    request = vaults.register(first, subject=f"TRN {SECRET}")
    with monkeypatch.context() as patch:
        emptied(patch, SECRET.encode())
        bundle = vaults.send(first, second, [("request", request)], tmp_path / "1.fpbundle")
    with pytest.raises(InvalidChangeError):
        imports.preview(second, imports.inspect(second, bundle))
    assert change_log.change_count(second.db) == 1, "only what this vault wrote itself"


def test_a_known_change_keeps_its_body_when_it_comes_without(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    request = vaults.register(first, subject=f"TRN {SECRET}")
    share(first, second, request, tmp_path / "1.fpbundle")
    with monkeypatch.context() as patch:
        emptied(patch, SECRET.encode())
        share(first, second, request, tmp_path / "2.fpbundle")
    assert SECRET in requests.get_request(second, request).subject


@pytest.mark.parametrize("role", ["partner", "court", "executing"])
def test_a_statement_from_outside_the_office_erases_nothing(pair: Pair, tmp_path: Path, role: str) -> None:
    first, second = pair
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    purge(first, request)
    peers.set_role(second, first.device, role)
    bundle = news(first, second, tmp_path / "2.fpbundle")
    preview = imports.preview(second, imports.inspect(second, bundle))
    assert preview.erased == ()
    imports.apply(second, preview)
    assert SECRET in requests.get_request(second, request).subject


def test_readers_outside_are_named_and_get_no_erased_chain(tmp_path: Path, pair: Pair) -> None:
    first, second = pair
    peers.set_role(first, second.device, "partner")
    peers.set_role(second, first.device, "partner")
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    assert [one.person.device for one in erasure.plan(first, "request", request).outside] == [second.device]
    purge(first, request)
    (order,) = erasure.all_erasures(first)
    assert [one.device for one in order.outside] == [second.device]
    vaults.receive(second, news(first, second, tmp_path / "2.fpbundle"))
    assert SECRET in requests.get_request(second, request).subject, "the program cannot erase there"
    pdf = erasure.report_pdf(first, request, "en")
    assert pdf.startswith(b"%PDF")
    assert access.of_device(first, second.device) != []


def test_several_records_wait_for_a_person(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    made = [vaults.register(first, subject=f"TRN {number}") for number in range(3)]
    for number, request in enumerate(made):
        share(first, second, request, tmp_path / f"{number}.fpbundle")
    for request in made:
        purge(first, request)
    bundle = news(first, second, tmp_path / "order.fpbundle")
    preview = imports.preview(second, imports.inspect(second, bundle))
    assert imports.alarming(second, preview)
    with pytest.raises(MassErasureError):
        imports.apply(second, preview)
    assert requests.get_request(second, made[0]).subject == "TRN 0"
    imports.apply(second, preview, deletions=True)
    for request in made:
        with pytest.raises(NotFoundError):
            requests.get_request(second, request)


def test_undoing_the_import_that_brought_it_brings_nothing_back(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    purge(first, request)
    vaults.receive(second, news(first, second, tmp_path / "2.fpbundle"))
    history.undo(second)
    assert not holds(second, SECRET)
    assert [finding.level for finding in safety.check_vault(second)][1] == "good"
    share_all(first, second, tmp_path / "3.fpbundle")


def test_a_contact_goes_with_its_documents_and_others_stay(ws: Workspace) -> None:
    gone = records.save(ws, Contact(kind="person", name=f"TRN {SECRET}")).first_id
    stays = records.save(ws, Contact(kind="person", name="TRN stays")).first_id
    attachments.attach_bytes(ws, "contact", gone, INSIDE.encode(), name="card.txt")
    records.delete(ws, "contact", gone)
    purge(ws, gone, "contact")
    assert not holds(ws, SECRET)
    assert not holds(ws, INSIDE)
    assert records.get(ws, "contact", stays).id == stays
    assert records.trash(ws) == []
    assert [finding.level for finding in safety.check_vault(ws)] == ["good"] * 5


def test_what_linked_to_an_erased_record_is_still_shown_and_printed(ws: Workspace) -> None:
    gone = records.save(ws, Contact(kind="person", name=f"TRN {SECRET}")).first_id
    request = vaults.register(ws, contact=gone)
    purge(ws, gone, "contact")
    assert summaries.request_pdf(ws, request, "en").startswith(b"%PDF")
    assert requests.get_request(ws, request).contact == gone


def test_one_document_goes_and_its_request_stays_even_after_both_were_in_the_trash(ws: Workspace) -> None:
    request = vaults.register(ws, subject="TRN stays")
    document = attachments.attach_bytes(ws, "request", request, INSIDE.encode(), name=f"{SECRET}.txt").first_id
    kept = attachments.attach_bytes(ws, "request", request, b"TRN another letter", name="kept.txt").first_id
    records.delete(ws, "request", request)
    records.restore(ws, "request", request)
    purge(ws, document, "document")
    assert not holds(ws, SECRET)
    assert not holds(ws, INSIDE)
    assert [row.id for row in attachments.documents_of(ws, request)] == [kept]
    assert requests.get_request(ws, request).subject == "TRN stays"
    assert not record_rows.is_here(ws.db, "document", document), "the mark of the trash that is left makes no row"
    projection.rebuild(ws.db, lambda _done, _total: None)
    assert not record_rows.is_here(ws.db, "document", document)
    assert [finding.level for finding in safety.check_vault(ws)] == ["good"] * 5


def test_a_step_that_wrote_other_records_is_not_torn(ws: Workspace) -> None:
    one, other = (records.save(ws, Contact(kind="person", name=f"TRN {n}")).first_id for n in (1, 2))
    shared = scopes.SHARED_BOOK  # as older programs wrote all contacts
    writes = [Write(shared, Op("contact", contact, "notes", "set", SECRET)) for contact in (one, other)]
    records.commit(ws, writes, "edit", records.get(ws, "contact", one))
    with pytest.raises(MixedChangeError) as refused:
        erasure.plan(ws, "contact", one)
    assert refused.value.parameters == {"titles": "TRN 2"}


def test_a_part_shared_with_another_document_stays_for_that_document(ws: Workspace) -> None:
    request, other = vaults.register(ws), vaults.register(ws)
    for owner in (request, other):
        attachments.attach_bytes(ws, "request", owner, b"TRN the same letter", name="same.txt")
    purge(ws, request)
    (row,) = attachments.documents_of(ws, other)
    assert row.available
    with attachments.open_stream(ws, row.id) as stream:
        assert stream.read() == b"TRN the same letter"


def test_a_body_taken_out_by_hand_is_told(ws: Workspace) -> None:
    vaults.register(ws, subject=f"TRN {SECRET}")
    with ws.db.transaction():
        ws.db.write("UPDATE change SET body = x'', state = 'purged' WHERE n = (SELECT max(n) FROM change)")
    assert safety.check_vault(ws)[1].level == "bad"


def test_a_restored_vault_is_told_again_and_follows(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    request = sealed_request(first)
    share(first, second, request, tmp_path / "1.fpbundle")
    made = safety.backup_now(second)
    purge(first, request)
    bundle = news(first, second, tmp_path / "2.fpbundle")
    vaults.receive(second, bundle)
    folder = second.vault.folder
    second.lock()
    shutil.copytree(made.path, tmp_path / "kept")
    safety.restore_backup(folder, made.path)
    again = workspace.unlock(folder, vaults.PASSPHRASE)
    try:
        assert holds(again, SECRET)
        vaults.receive(again, bundle)
        erasure.remove_backups(again)
        assert not holds(again, SECRET)
    finally:
        again.lock()
