"""The public pack of a seminar: only what is public is in it, everybody opens it, nobody changes it."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_bytes

import msgspec
import pytest

from focalpoint import paths
from focalpoint.bundles import container, manifest, public_pack, ustar
from focalpoint.bundles.errors import DamagedBundleError, UnknownSignerError
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.language import say
from focalpoint.services.casework import attachments, records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.seminars import handout, pack, pack_check
from focalpoint.services.seminars.pack import NotPublicError
from tests.helpers import seminars, vaults
from tests.helpers.desk import Desk
from tests.helpers.templates import Templates

SECRET = "TRN-participants-only"


@pytest.fixture
def trainer(ws: Workspace) -> Workspace:
    return ws


@pytest.fixture
def pupil(tmp_path: Path, templates: Templates) -> Iterator[Workspace]:
    [made] = templates.copy(tmp_path / "pupil", "pupil")
    yield made
    made.lock()


def public_seminar(ws: Workspace) -> tuple[str, str]:
    """Make a public seminar with one public and one confidential item; return it and the public one."""
    made = seminars.make(ws).seminar
    item = rows.get(ws, "seminar", made)
    assert isinstance(item, Seminar)
    records.save(ws, replace(item, classification="public"), base=item)
    ids = []
    for title, marking in (("TRN slides", "public"), (SECRET, "confidential")):
        kept = Material(seminar=made, **in_languages("title", en=title), classification=marking)
        ids.append(records.save(ws, kept).first_id)
        attachments.attach_bytes(ws, "material", ids[-1], f"{title} text".encode(), name="a.txt", title=title)
    return made, ids[0]


def sealed(ws: Workspace, seminar: str, target: Path, *, since: int = 0) -> pack.Pack:
    return pack.seal_pack(ws, pack.plan_pack(ws, seminar, since=since), target)[0]


def know(ws: Workspace, trainer: Workspace, folder: Path) -> None:
    peers.save_card(trainer, folder / "trainer.fpcard")
    peers.mark_verified(ws, peers.add_peer(ws, folder / "trainer.fpcard").device)


def plain_of(path: Path) -> bytes:
    """Return what anybody gets out of a pack, with `tar` and `age` alone."""
    control = subprocess.run(["tar", "-xOf", path, "control.age"], check=True, capture_output=True).stdout
    key = path.with_suffix(".key")
    key.write_text(public_pack.IDENTITY)
    return subprocess.run(["age", "-d", "-i", key], input=control, check=True, capture_output=True).stdout


def test_the_published_key_is_made_of_a_published_sentence() -> None:
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    digits = [letters.index(c) for c in public_pack.IDENTITY.lower().partition("-1")[2][:-6]]
    value = int("".join(f"{d:05b}" for d in digits)[:256], 2)
    assert value.to_bytes(32, "big") == hashlib.sha256(b"focalpoint public pack 1").digest()


def test_a_stranger_to_the_trainer_takes_the_pack_in_and_nothing_but_what_is_public(
    trainer: Workspace, pupil: Workspace, tmp_path: Path
) -> None:
    seminar, public = public_seminar(trainer)
    plan = pack.plan_pack(trainer, seminar)
    assert plan.staying == (SECRET,)
    assert any(SECRET in say(one) for one in plan.warnings)
    sealed(trainer, seminar, tmp_path / "p.fpbundle")
    with pytest.raises(UnknownSignerError):
        imports.inspect(pupil, tmp_path / "p.fpbundle")
    know(pupil, trainer, tmp_path)
    changes = vaults.receive(pupil, tmp_path / "p.fpbundle")
    assert {type_name for type_name, _id in changes.touched} == {"seminar", "session", "material", "document"}
    [document] = attachments.documents_of(pupil, public)
    with attachments.open_stream(pupil, document.id) as stream:
        assert stream.read() == b"TRN slides text"
    found = imports.inspect(pupil, tmp_path / "p.fpbundle")
    said = " ".join(say(message) for _level, message in found.notes)
    assert "not secret" in said
    assert "opened this bundle before" in said
    assert peers.bundles(pupil)[0].number == manifest.UNNUMBERED, "it is no number of a sequence"
    plain = plain_of(tmp_path / "p.fpbundle")
    assert SECRET.encode() not in plain
    assert seminars.NEEDS.encode() not in plain


def test_what_a_pack_may_not_hold_is_not_sealed(trainer: Workspace, tmp_path: Path) -> None:
    made = seminars.make(trainer).seminar
    with pytest.raises(NotPublicError):
        pack.plan_pack(trainer, made)
    seminar, public = public_seminar(trainer)
    plan = pack.plan_pack(trainer, seminar)
    item = rows.get(trainer, "material", public)
    assert isinstance(item, Material)
    [document] = attachments.documents_of(trainer, public)
    kept = rows.get(trainer, "document", document.id)
    records.save(trainer, replace(kept, classification="restricted"), base=kept)  # type: ignore[call-arg]
    with pytest.raises(NotPublicError):
        pack.seal_pack(trainer, plan, tmp_path / "p.fpbundle")
    assert not (tmp_path / "p.fpbundle").exists()
    assert pack.made_packs(trainer, seminar) == []


def forge(ws: Workspace, target: Path, chosen: list[tuple[str, str]], **other: object) -> None:
    """Seal whatever a dishonest trainer chooses as a public pack."""
    found = [scope for one in chosen for scope in export.readable_scopes(ws, [one], (peers.peers(ws)[0],))]
    packed, _upto = export.pack_scopes(ws, found, {}, erased=False)
    identity = ws.vault.identity
    made = manifest.Manifest(
        manifest.VERSION, identity.space, token_bytes(16).hex(), identity.device, "2026-11-30T10:00:00Z", "1",
        manifest.PACK, (manifest.Reader(public_pack.READER, 1, ""),), tuple(one for one, _content in packed), (),
        export.cards_of_authors(ws, tuple(found)), (), "",
    )  # fmt: skip
    made = msgspec.structs.replace(made, **other)
    control = container.seal_bundle(made, (c for _one, c in packed), identity.seed, [public_pack.RECIPIENT])
    target.write_bytes(ustar.alone(control))


def test_a_pack_with_more_than_it_may_hold_is_damaged_to_its_readers(
    trainer: Workspace, pupil: Workspace, tmp_path: Path
) -> None:
    seminar, _public = public_seminar(trainer)
    know(trainer, pupil, tmp_path)
    know(pupil, trainer, tmp_path)
    hidden = next(
        row[0] for row in trainer.db.read("SELECT id FROM row_material WHERE classification = 'confidential'")
    )
    request = vaults.register(trainer)
    path = tmp_path / "p.fpbundle"
    before = pupil.db.scalar("SELECT count(*) FROM change")
    for chosen in ([("material", hidden)], [("request", request)]):
        forge(trainer, path, chosen)
        with pytest.raises(DamagedBundleError):
            vaults.receive(pupil, path)
    for wrong in (
        {"v": 2}, {"base": 1}, {"have": (manifest.Acknowledged(pupil.device, 1, ()),)}, {"later": 3},
        {"to": (manifest.Reader(pupil.device, 1, ""),)},
    ):  # fmt: skip
        forge(trainer, path, [("seminar", seminar)], **wrong)
        with pytest.raises(FocalpointError):
            vaults.receive(pupil, path)
    assert pupil.db.scalar("SELECT count(*) FROM change") == before


def test_every_flipped_bit_of_a_pack_is_refused(trainer: Workspace, pupil: Workspace, tmp_path: Path) -> None:
    seminar, _public = public_seminar(trainer)
    path = tmp_path / "p.fpbundle"
    sealed(trainer, seminar, path)
    peers.save_card(trainer, tmp_path / "t.fpcard")
    assert pack_check.check_pack(path, tmp_path / "t.fpcard").number == 1
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 23)):
        wrong = bytearray(content)
        wrong[place] ^= 1
        path.write_bytes(wrong)
        with pytest.raises(FocalpointError):
            pack_check.check_pack(path, tmp_path / "t.fpcard")
    path.write_bytes(content)
    peers.save_card(pupil, tmp_path / "x.fpcard")
    with pytest.raises(UnknownSignerError):
        pack_check.check_pack(path, tmp_path / "x.fpcard")


def test_an_update_brings_what_is_new_and_says_what_came_before(
    trainer: Workspace, pupil: Workspace, tmp_path: Path
) -> None:
    seminar, public = public_seminar(trainer)
    know(pupil, trainer, tmp_path)
    sealed(trainer, seminar, tmp_path / "1.fpbundle")
    attachments.attach_bytes(trainer, "material", public, b"TRN new", name="b.txt", title="TRN second")
    plan = pack.plan_pack(trainer, seminar, since=1)
    assert (plan.number, plan.earlier, [file.title for file in plan.files]) == (2, 1, ["TRN second"])
    pack.seal_pack(trainer, plan, tmp_path / "2.fpbundle")
    vaults.receive(pupil, tmp_path / "2.fpbundle")
    there = {one.title: one.available for one in attachments.documents_of(pupil, public)}
    assert there == {"TRN slides": False, "TRN second": True}
    said = " ".join(say(message) for _level, message in imports.inspect(pupil, tmp_path / "2.fpbundle").notes)
    assert "up to date" in said
    older = imports.inspect(pupil, tmp_path / "1.fpbundle")
    assert any("older copy" in say(message) for _level, message in older.notes)
    imports.apply(pupil, imports.preview(pupil, older))
    assert all(one.available for one in attachments.documents_of(pupil, public)), "the older pack brings its documents"
    with pytest.raises(pack.NoSuchPackError):
        pack.plan_pack(trainer, seminar, since=7)


def test_the_commands_make_list_check_and_refuse(
    trainer: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seminar, _public = public_seminar(trainer)
    peers.save_card(trainer, tmp_path / "t.fpcard")
    trainer.lock()
    desk = Desk(tmp_path, trainer.vault.folder, capsys)
    code, said = desk.run("pack", "make", seminar, "-o", str(tmp_path / "p.fpbundle"), "--yes")
    assert (code, SECRET in said, "not secret" in said) == (0, True, True)
    [listed] = desk.json("pack", "list", seminar)
    assert (listed["number"], listed["sticks"]) == (1, 0)
    code, said = desk.run("pack", "check", str(tmp_path / "p.fpbundle"), "--card", str(tmp_path / "t.fpcard"))
    assert (code, "Whole and unchanged" in said, "TRAINING" in said) == (0, True, True)
    code, said = desk.run("pack", "update", seminar, "--since", "3", "-o", str(tmp_path / "q.fpbundle"), "--yes")
    assert (code, "PCK-102" in said) == (1, True)


def test_the_page_to_read_first_says_the_digits_in_every_language(trainer: Workspace, tmp_path: Path) -> None:
    seminar, _public = public_seminar(trainer)
    made = sealed(trainer, seminar, tmp_path / "p.fpbundle")
    for code in ("ar", "fr", "en"):
        (tmp_path / "r.pdf").write_bytes(handout.read_me(trainer, made, code))
        words = subprocess.run(["pdftotext", tmp_path / "r.pdf", "-"], check=True, capture_output=True).stdout.decode()
        assert all(group in words for group in peers.my_card(trainer).groups)


def test_the_verifier_checks_a_pack_and_saves_its_documents_without_the_program(
    trainer: Workspace, tmp_path: Path
) -> None:
    seminar, public = public_seminar(trainer)
    sealed(trainer, seminar, tmp_path / "1.fpbundle")
    attachments.attach_bytes(trainer, "material", public, b"TRN new", name="b.txt", title="TRN second")
    sealed(trainer, seminar, tmp_path / "2.fpbundle", since=1)
    peers.save_card(trainer, tmp_path / "t.fpcard")

    def check(name: str, *more: str) -> tuple[int, str]:
        words = ["--card", str(tmp_path / "t.fpcard"), *more]
        command = [sys.executable, str(paths.verifier()), str(tmp_path / name), *words]
        done = subprocess.run(command, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    code, said = check("1.fpbundle", "--documents", str(tmp_path / "out"))
    assert (code, "whole, as signed" in said, "not secret" in said, "TRAINING" in said) == (0, True, True, True)
    assert b"TRN slides text" in [path.read_bytes() for path in (tmp_path / "out").iterdir()]
    code, said = check("2.fpbundle")
    assert (code, "brings pack 1 up to date" in said) == (0, True)
    content = bytearray((tmp_path / "1.fpbundle").read_bytes())
    content[3000] ^= 1
    (tmp_path / "1.fpbundle").write_bytes(content)
    assert check("1.fpbundle")[0] != 0


def test_whoever_exports_a_seminar_is_told_which_material_is_not_public(
    trainer: Workspace, pupil: Workspace, tmp_path: Path
) -> None:
    seminar, _public = public_seminar(trainer)
    know(trainer, pupil, tmp_path)
    plan = export.plan_export(trainer, [("seminar", seminar)], [pupil.device])
    assert [say(one) for one in plan.warnings if SECRET in say(one)] == [f"“{SECRET}” is not public."]
