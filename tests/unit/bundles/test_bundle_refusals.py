"""Every way a bundle can be wrong has its own answer, and none of them changes the vault."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from focalpoint.bundles import container, opening, ustar
from focalpoint.bundles.errors import (
    BundleError,
    BundleTooLargeError,
    DamagedBundleError,
    NotABundleError,
    NotForYouError,
    ReadersMismatchError,
    TruncatedBundleError,
    UnknownSignerError,
    UnverifiedSignerError,
)
from focalpoint.bundles.manifest import Manifest, Reader, Segment
from focalpoint.crypto import sealing, signing
from focalpoint.services.casework import attachments, history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export, imports, peers
from focalpoint.vault import projection
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


def bundle(pair: Pair, folder: Path, *, content: bytes = b"TRN text of a letter") -> tuple[str, Path]:
    giver, taker = pair
    request = vaults.register(giver, subject=vaults.ARABIC, own_ref="TRN-2026/014", notes="internal")
    attachments.attach_bytes(giver, "request", request, content, name="letter.txt")
    return request, vaults.send(giver, taker, [("request", request)], folder / "one.fpbundle")


def test_every_changed_byte_is_refused_and_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    _request, path = bundle(pair, tmp_path)
    original = path.read_bytes()
    before = projection.digest(pair[1].db)
    target = tmp_path / "changed.fpbundle"
    for position in range(len(original)):
        changed = bytearray(original)
        changed[position] ^= 1 << (position % 8)
        target.write_bytes(bytes(changed))
        with pytest.raises(BundleError):
            imports.inspect(pair[1], target, opener=container.open_control)
    assert projection.digest(pair[1].db) == before
    assert pair[1].db.scalar("SELECT count(*) FROM change WHERE via <> ''") == 0


@pytest.mark.parametrize(
    "limit",
    [
        "manifest.MAX_SEGMENTS",
        "manifest.MAX_BYTES",
        "container.MAX_UNPACKED",
        "container.MAX_CONTROL",
    ],
)
def test_what_no_reader_would_take_is_not_sealed(
    pair: Pair, tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    monkeypatch.setattr(f"focalpoint.bundles.{limit}", 1)
    with pytest.raises(BundleTooLargeError):
        vaults.send(giver, taker, [("request", request)], tmp_path / "one.fpbundle")
    assert list(tmp_path.glob("*.fpbundle")) == []
    assert peers.bundles(giver) == []
    monkeypatch.undo()
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "one.fpbundle"))
    assert requests.get_request(taker, request).own_ref == requests.get_request(giver, request).own_ref


def test_every_truncation_is_refused_or_says_what_is_missing(pair: Pair, tmp_path: Path) -> None:
    _request, path = bundle(pair, tmp_path)
    original = path.read_bytes()
    target = tmp_path / "cut.fpbundle"
    with path.open("rb") as stream:
        control = ustar.read_control(stream)
        control_end = stream.tell()
        ((_name, part),) = ustar.read_parts(stream)
    part_end = control_end + ustar.BLOCK + len(part)
    assert control
    for length in range(0, len(original), 7):
        target.write_bytes(original[:length])
        if length < control_end:
            with pytest.raises((TruncatedBundleError, NotABundleError)):
                imports.inspect(pair[1], target, opener=container.open_control)
        else:
            found = imports.inspect(pair[1], target, opener=container.open_control)
            assert found.missing == (0 if length >= part_end else 1)


def test_a_cut_copy_gives_the_records_and_the_whole_one_brings_the_rest(pair: Pair, tmp_path: Path) -> None:
    request, path = bundle(pair, tmp_path)
    cut = tmp_path / "cut.fpbundle"
    cut.write_bytes(path.read_bytes()[: -3 * ustar.BLOCK])
    found = imports.inspect(pair[1], cut)
    assert found.missing == 1
    assert any("missing" in message.id for _level, message in found.notes)
    imports.apply(pair[1], imports.preview(pair[1], found))
    assert requests.get_request(pair[1], request).subject == vaults.ARABIC
    assert not attachments.documents_of(pair[1], request)[0].available
    vaults.receive(pair[1], path)
    document = attachments.documents_of(pair[1], request)[0]
    assert document.available
    assert attachments.open_stream(pair[1], document.id).read() == b"TRN text of a letter"


def test_a_bundle_for_somebody_else_says_so(pair: Pair, tmp_path: Path) -> None:
    _request, path = bundle(pair, tmp_path)
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(pair[0], third, tmp_path)
    with pytest.raises(NotForYouError):
        imports.inspect(third, path)
    third.lock()


def test_an_unknown_signer_is_told_from_an_unverified_one(tmp_path: Path) -> None:
    giver, taker = (vaults.create(tmp_path, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, tmp_path)
    request = vaults.register(giver)
    path = vaults.send(giver, taker, [("request", request)], tmp_path / "one.fpbundle")
    with taker.db.transaction():
        taker.db.write("DELETE FROM device WHERE id = ?", (giver.device,))
    with pytest.raises(UnknownSignerError):
        imports.inspect(taker, path)
    peers.add_peer(taker, tmp_path / f"{giver.device}.fpcard")
    seen = imports.preview(taker, imports.inspect(taker, path))
    assert len(seen.new) == 1
    with pytest.raises(UnverifiedSignerError):
        imports.apply(taker, seen)
    assert taker.db.scalar("SELECT count(*) FROM change WHERE via <> ''") == 0
    peers.mark_verified(taker, giver.device)
    imports.apply(taker, seen)
    assert requests.get_request(taker, request).subject == "TRN freezing"
    giver.lock()
    taker.lock()


def test_a_bundle_sealed_again_for_another_reader_is_refused(pair: Pair, tmp_path: Path) -> None:
    """Davis's surreptitious forwarding: the reader re-encrypts the signed bytes to a third person."""
    _request, path = bundle(pair, tmp_path)
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(pair[0], third, tmp_path)
    with path.open("rb") as stream:
        plain = sealing.unseal(ustar.read_control(stream), pair[1].vault.identity.age)
    recipient = sealing.recipient_of(third.vault.identity.age)
    forwarded = tmp_path / "forwarded.fpbundle"
    with forwarded.open("wb") as out:
        ustar.write_member(out, ustar.CONTROL, sealing.seal(plain, [recipient]))
        ustar.write_end(out)
    with pytest.raises(ReadersMismatchError):
        imports.inspect(third, forwarded)
    third.lock()


def test_a_bundle_opened_twice_is_a_friendly_nothing(pair: Pair, tmp_path: Path) -> None:
    _request, path = bundle(pair, tmp_path)
    vaults.receive(pair[1], path)
    again = imports.inspect(pair[1], path)
    assert any("opened this bundle before" in message.id for _level, message in again.notes)
    assert imports.preview(pair[1], again).empty


def test_an_older_bundle_and_a_gap_are_told(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, first = bundle(pair, tmp_path)
    records.save(giver, replace(requests.get_request(giver, request), subject="TRN two"))
    vaults.send(giver, taker, [("request", request)], tmp_path / "two.fpbundle")
    records.save(giver, replace(requests.get_request(giver, request), subject="TRN three"))
    third = vaults.send(giver, taker, [("request", request)], tmp_path / "three.fpbundle")
    notes = [message.id for _level, message in imports.inspect(taker, third).notes]
    assert any("never arrived" in text for text in notes)
    vaults.receive(taker, third)
    older = imports.inspect(taker, first)
    assert any("older" in message.id for _level, message in older.notes)
    assert imports.preview(taker, older).empty
    assert requests.get_request(taker, request).subject == "TRN three"


def test_import_is_one_step_that_undo_takes_back(pair: Pair, tmp_path: Path) -> None:
    request, path = bundle(pair, tmp_path)
    before = projection.digest(pair[1].db)
    vaults.receive(pair[1], path)
    after = projection.digest(pair[1].db)
    history.undo(pair[1])
    assert projection.digest(pair[1].db) == before
    history.redo(pair[1])
    assert projection.digest(pair[1].db) == after
    assert requests.get_request(pair[1], request).subject == vaults.ARABIC


def test_two_who_change_the_same_field_both_see_the_conflict_and_one_decision_settles_it(
    pair: Pair, tmp_path: Path
) -> None:
    giver, taker = pair
    request, path = bundle(pair, tmp_path)
    vaults.receive(taker, path)
    records.save(giver, replace(requests.get_request(giver, request), subject="TRN four accounts"))
    records.save(taker, replace(requests.get_request(taker, request), subject="TRN three accounts", their_ref="TRN-X"))
    back = vaults.send(taker, giver, [("request", request)], tmp_path / "back.fpbundle")
    rehearsal = imports.preview(giver, imports.inspect(giver, back))
    assert [row.id for row in rehearsal.conflicting] == [request]
    assert not conflicts.conflicts_of(giver, "request", request)
    vaults.receive(giver, back)
    (conflict,) = conflicts.conflicts_of(giver, "request", request)
    assert {value.value for value in conflict.candidates} == {"TRN four accounts", "TRN three accounts"}
    assert requests.get_request(giver, request).their_ref == "TRN-X"
    conflicts.decide(giver, conflict, "TRN three accounts")
    assert not conflicts.conflicts_of(giver, "request", request)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "settled.fpbundle"))
    assert not conflicts.conflicts_of(taker, "request", request)
    assert projection.digest(taker.db) == projection.digest(giver.db)


def test_a_partner_receives_no_byte_of_another_facet(tmp_path: Path) -> None:
    giver, taker = (vaults.create(tmp_path, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, tmp_path, "partner")
    request = vaults.register(giver, notes="INTERNALWORD", court_note="COURTWORD", instructions="EXECUTIONWORD")
    attachments.attach_bytes(giver, "request", request, b"INTERNALFILE", name="note.txt", facet="internal")
    plan = export.plan_export(giver, [("request", request)], [taker.device])
    assert {held.label for held in plan.withheld} == {
        "Internal notes",
        "Note for the Court",
        "Instructions for execution",
        "Document",
    }
    path = export.seal_plan(giver, plan, tmp_path / "one.fpbundle", "TRN").path
    with path.open("rb") as stream:
        control = ustar.read_control(stream)
        assert list(ustar.read_parts(stream)) == []
    keys = {giver.device: bytes(giver.db.scalar("SELECT public FROM device WHERE state = 'own'"))}
    opened = container.open_control(control, taker.vault.identity.age, taker.device, keys)
    frames = [b"".join(frame) for frame in opened.frames]
    everything = b"".join([repr(opened.manifest).encode(), *frames])
    hidden = [
        (bytes(row[0]).hex(), row[1])
        for row in giver.db.read(
            "SELECT change.id, compartment.id FROM change JOIN compartment USING (c) WHERE facet <> 'core'"
        )
    ]
    assert len(hidden) >= 3
    for word in (b"INTERNALWORD", b"COURTWORD", b"EXECUTIONWORD", b"INTERNALFILE", b"note.txt"):
        assert word not in everything
    for change, compartment in hidden:
        assert change.encode() not in everything
        assert compartment.encode() not in everything
    vaults.receive(taker, path)
    assert requests.get_request(taker, request).notes == ""
    giver.lock()
    taker.lock()


def test_a_reader_must_be_verified_and_a_reason_given(tmp_path: Path) -> None:
    giver, taker = (vaults.create(tmp_path, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, tmp_path, verify=False)
    request = vaults.register(giver)
    with pytest.raises(export.ReaderNotVerifiedError):
        export.plan_export(giver, [("request", request)], [taker.device])
    peers.mark_verified(giver, taker.device)
    plan = export.plan_export(giver, [("request", request)], [taker.device])
    with pytest.raises(export.ReasonMissingError):
        export.seal_plan(giver, plan, tmp_path / "one.fpbundle", "  ")
    assert not (tmp_path / "one.fpbundle").exists()
    giver.lock()
    taker.lock()


def test_a_damaged_part_is_refused(pair: Pair, tmp_path: Path) -> None:
    _request, path = bundle(pair, tmp_path)
    content = bytearray(path.read_bytes())
    content[-3 * ustar.BLOCK] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedBundleError):
        imports.inspect(pair[1], path)


def test_the_separate_process_answers_as_this_one_would(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    _request, path = bundle(pair, tmp_path)
    with path.open("rb") as stream:
        control = ustar.read_control(stream)
    keys = {giver.device: bytes(giver.db.scalar("SELECT public FROM device WHERE state = 'own'"))}
    identity, other = taker.vault.identity.age, sealing.new_identity()
    mine, theirs = (
        opener(control, identity, taker.device, keys) for opener in (container.open_control, opening.open_control)
    )
    assert replace(mine, frames=theirs.frames) == theirs
    assert list(mine.frames) == list(theirs.frames) != []
    changed = control[:-1] + bytes([control[-1] ^ 1])
    refused: list[tuple[bytes, str, str, dict[str, bytes]]] = [
        (changed, identity, taker.device, keys),
        (control, other, taker.device, keys),
        (control, identity, "ab" * 16, keys),
        (control, identity, taker.device, {}),
        (b"", identity, "", {}),
    ]
    for wrong in refused:
        with pytest.raises(BundleError) as here:
            container.open_control(*wrong)
        with pytest.raises(BundleError) as there:
            opening.open_control(*wrong)
        assert type(there.value) is type(here.value)


def test_a_bomb_costs_the_separate_process_only(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    giver, taker = pair
    identity = giver.vault.identity
    packed = zstandard.ZstdCompressor().compress(bytes(container.MAX_SEGMENT))
    segments = tuple(
        Segment("ab" * 16, hashlib.sha256(packed).hexdigest(), len(packed), container.MAX_SEGMENT, 1)
        for _number in range(16)
    )
    made = Manifest(
        1, identity.space, "cd" * 16, identity.device, "2026-11-24T10:00:00Z", "0", "full",
        (Reader(taker.device, 1, ""),), segments, (), (), (), "",
    )  # fmt: skip
    recipient = sealing.recipient_of(taker.vault.identity.age)
    monkeypatch.setattr(container, "MAX_UNPACKED", 1 << 40)  # a dishonest sender does not ask
    control = container.seal_bundle(made, [packed] * len(segments), identity.seed, [recipient])
    keys = {giver.device: signing.public_key(identity.seed)}
    with pytest.raises(BundleError):
        opening.open_control(control, taker.vault.identity.age, taker.device, keys)
