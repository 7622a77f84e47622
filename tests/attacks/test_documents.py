"""What a peer says about documents is data to check, never a path, a key or an index."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from focalpoint.domain.errors import FocalpointError
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history
from focalpoint.services.casework import search as searching
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, eviction, imports, quarantine
from focalpoint.services.interchange import open_files
from focalpoint.vault import attached, collecting, parts
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.errors import PartMissingError
from tests.helpers import vaults
from tests.helpers.liar import Liar, described, document, sealed

REQUEST, LETTER, FILE = "1" * 32, "2" * 32, "3" * 32
SECRET = b"-----BEGIN TRN PRIVATE KEY-----"


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, "victim").workspace
    yield made
    made.lock()


@pytest.fixture
def liar(tmp_path: Path, victim: Workspace) -> Iterator[Liar]:
    made = Liar(tmp_path)
    made.meets(victim)
    yield made
    made.ws.lock()


def core(request: str = REQUEST) -> Scope:
    return Scope("request", request, "core")


def a_request(request: str = REQUEST) -> list[Op]:
    said = {"direction": "incoming", "type": "C-k3", "sender": "REG", "subject": "TRN request"}
    return [Op("request", request, name, "set", value) for name, value in said.items()]


def take(victim: Workspace, path: Path) -> imports.ImportPreview:
    plan = imports.preview(victim, imports.inspect(victim, path))
    imports.apply(victim, plan)
    return plan


HOSTILE_NAMES = (
    "../../../../etc/passwd", "/etc/passwd", "../vault.db", "..", "", "a", "/dev/zero", "A" * 64, "\x00" * 64,
    "0" * 63 + "/", "٣" * 64,
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_a_part_is_never_a_path(victim: Workspace, liar: Liar, tmp_path: Path, name: str) -> None:
    value, content = described(b"TRN letter")
    value["parts"][0]["h"] = name
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])
    plan = take(victim, liar.seal(victim, [change], content))
    assert plan.held == 1, "a description without the form of one is kept aside and told"
    quarantine.release(victim, REQUEST)  # a person lets it count all the same
    with pytest.raises(PartMissingError):
        attachments.open_stream(victim, LETTER)
    with pytest.raises(PartMissingError):
        parts.place(victim.vault.folder, name)
    assert not attachments.row_of(victim, LETTER).available
    assert {finding.level for finding in safety.check_vault(victim)} <= {"good", "warn"}
    vaults.introduce(victim, liar.ws, tmp_path)
    vaults.send(victim, liar.ws, [("request", REQUEST)], tmp_path / "back.fpbundle")
    open_files.write_folder(victim, tmp_path / "open")
    assert eviction.candidates(victim) == []


def test_an_export_carries_nothing_of_the_disk(victim: Workspace, liar: Liar, tmp_path: Path) -> None:
    secret = tmp_path / "id_trn"
    secret.write_bytes(SECRET)
    up = "../" * 12
    value, _content = described(b"x" * len(SECRET))
    value["parts"][0]["h"] = f"{up}{secret}".replace("//", "/")
    path = liar.seal(victim, [liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])])
    take(victim, path)
    quarantine.release(victim, REQUEST)
    vaults.introduce(victim, liar.ws, tmp_path)
    bundle = vaults.send(victim, liar.ws, [("request", REQUEST)], tmp_path / "back.fpbundle")
    assert SECRET not in bundle.read_bytes()
    assert secret.read_bytes() == SECRET


def test_a_forgery_does_not_take_the_place_of_the_genuine_file(victim: Workspace, liar: Liar) -> None:
    genuine, forged = b"%PDF-1.4 TRN genuine", b"%PDF-1.4 TRN forged!"
    value, content = described(forged)
    value["sha256"] = hashlib.sha256(genuine).hexdigest()
    value["parts"][0]["ph"] = hashlib.sha256(genuine).hexdigest()
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])
    take(victim, liar.seal(victim, [change], content))
    own = vaults.register(victim)
    attachments.attach_bytes(victim, "request", own, genuine, name="letter.pdf")
    (mine,) = attachments.documents_of(victim, own)
    with attachments.open_stream(victim, mine.id) as stream:
        assert stream.read() == genuine
    assert parts.names_of(victim.db, mine.id) != [value["parts"][0]["h"]]
    with pytest.raises(FocalpointError):
        attachments.open_stream(victim, LETTER)


def test_an_honest_part_is_still_stored_once(victim: Workspace, liar: Liar) -> None:
    value, content = described(b"%PDF-1.4 TRN the same")
    take(
        victim, liar.seal(victim, [liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])], content)
    )
    attachments.attach_bytes(victim, "request", vaults.register(victim), b"%PDF-1.4 TRN the same", name="copy.pdf")
    assert len(list(parts.names(victim.vault.folder))) == 1


def test_a_file_that_is_not_what_was_announced_is_told(victim: Workspace, liar: Liar) -> None:
    value, content = described(b"TRN zebra, not what was announced", "letter.txt")
    value["sha256"] = hashlib.sha256(b"announced").hexdigest()
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])
    take(victim, liar.seal(victim, [change], content))
    (row,) = attachments.documents_of(victim, REQUEST)
    assert row.other
    with pytest.raises(attachments.OtherContentError):
        attachments.open_stream(victim, LETTER)
    assert not searching.find(victim, "zebra"), "no text is kept of it"
    assert any("announced" in finding.message.id for finding in safety.check_vault(victim) if finding.level == "warn")


def second(value: dict[str, Any], **more: Any) -> Op:
    return Op("document", LETTER, FILE, "blob", {**value, **more})


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_descriptions_are_one_conflict_everywhere(tmp_path: Path, order: tuple[int, int]) -> None:
    liars, found, contents = Liar(tmp_path), [], {}
    one, parts_of_one = described(b"TRN one", "one.txt")
    other, parts_of_other = described(b"TRN other", "other.txt")
    contents = {**parts_of_one, **parts_of_other}
    found = [
        liars.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, one)]),
        liars.sign(core(), [second(other)]),
    ]
    seen = set()
    for number, arrival in enumerate((order, order[::-1])):
        victim = vaults.create(tmp_path, f"victim{number}").workspace
        liars.meets(victim)
        for place in arrival:
            take(victim, liars.seal(victim, [found[place]], contents))
        (view,) = conflicts.all_conflicts(victim)
        assert view.kind == "document"
        assert [c.name.split(" ")[0] for c in view.candidates] == ["other.txt", "one.txt"]
        with attachments.open_stream(victim, LETTER) as stream:
            seen.add(stream.read())
        conflicts.decide(victim, view, view.candidates[1].value)
        with attachments.open_stream(victim, LETTER) as stream:
            assert stream.read() == b"TRN one"
        assert conflicts.all_conflicts(victim) == []
        history.undo(victim)
        assert len(conflicts.all_conflicts(victim)) == 1, "a decision can be taken back"
        history.redo(victim)
        before = attachments.row_of(victim, LETTER)
        safety.rebuild(victim)
        assert attachments.row_of(victim, LETTER) == before
        victim.lock()
    assert seen == {b"TRN other"}, "the same content is shown everywhere until it is decided"
    liars.ws.lock()


def test_a_description_counts_for_its_own_document_alone(victim: Workspace, liar: Liar) -> None:
    genuine, content = described(b"TRN genuine", "genuine.txt")
    other, others = described(b"TRN other", "other.txt")
    elsewhere = "4" * 32
    take(
        victim,
        liar.seal(victim, [liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, genuine)])], content),
    )
    hostile = liar.sign(core("5" * 32), [*a_request("5" * 32), *document(elsewhere, "5" * 32, FILE, other)])
    take(victim, liar.seal(victim, [hostile], others))
    with attachments.open_stream(victim, LETTER) as stream:
        assert stream.read() == b"TRN genuine"
    with attachments.open_stream(victim, elsewhere) as stream:
        assert stream.read() == b"TRN other"


@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_part_opens_with_whichever_key_opens_it(victim: Workspace, liar: Liar, wrong_first: bool) -> None:
    right, content = described(b"TRN letter", "letter.txt")
    wrong = {**right, "parts": [{**right["parts"][0], "key": sealed(b"x")[0]["key"]}]}
    for number, value in enumerate((wrong, right) if wrong_first else (right, wrong)):
        request, letter = f"{number + 6}" * 32, f"{number + 8}" * 32
        change = liar.sign(core(request), [*a_request(request), *document(letter, request, FILE, value)])
        take(victim, liar.seal(victim, [change], content))
    for letter in ("8" * 32, "9" * 32):
        with attachments.open_stream(victim, letter) as stream:
            assert stream.read() == b"TRN letter"


UNFIT = (
    {"size": 5}, {"size": -1}, {"size": 1 << 52}, {"size": True}, {"size": "10"}, {"sha256": "x" * 64},
    {"sha256": "A" * 64}, {"name": "a\nb"}, {"name": "a" * 2_000}, {"mime": 7}, {"parts": None}, {"parts": [None]},
    {"more": 1}, {"chunker": ["x"]},
)  # fmt: skip


@pytest.mark.parametrize("more", UNFIT, ids="-".join)
def test_what_is_no_description_is_kept_aside(victim: Workspace, liar: Liar, more: dict[str, object]) -> None:
    value, content = described(b"TRN letter")
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, {**value, **more})])
    good = liar.sign(core("7" * 32), a_request("7" * 32))
    plan = take(victim, liar.seal(victim, [change, good], content))
    assert plan.held == 1
    assert [row.id for row in plan.new] == ["7" * 32], "one bad thing stops only itself"
    quarantine.release(victim, REQUEST)
    attachments.documents_of(victim, REQUEST)
    safety.check_vault(victim)


def test_a_small_bundle_asks_for_little_work(victim: Workspace, liar: Liar) -> None:
    part, ciphertext = sealed(os.urandom(8 << 20))
    value = {
        "name": "large.txt", "mime": "text/plain", "size": 300 * (8 << 20), "sha256": "0" * 64,
        "chunker": "fixed-8MiB", "parts": [part] * 300,
    }  # fmt: skip
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])
    plan = take(victim, liar.seal(victim, [change], {part["h"]: ciphertext}))
    assert plan.held == 1


def test_parts_of_what_is_kept_aside_stay(victim: Workspace, liar: Liar) -> None:
    value, content = described(b"TRN letter", "a\nb")
    change = liar.sign(core(), [*a_request(), *document(LETTER, REQUEST, FILE, value)])
    take(victim, liar.seal(victim, [change], content))
    assert set(parts.names(victim.vault.folder)) <= collecting.named_in(victim.db)
    quarantine.release(victim, REQUEST)
    assert attached.file_of(victim.db, LETTER) is not None
    with attachments.open_stream(victim, LETTER) as stream:
        assert stream.read() == b"TRN letter"


@pytest.mark.parametrize("name", ["a\nb\x00\u2028.pdf", "x" * 5_000 + ".pdf", "\ud800.txt", "\u202efdp.exe", "/"])
def test_a_name_that_a_letter_gives_its_annex_is_kept_as_one_line(victim: Workspace, name: str) -> None:
    request = vaults.register(victim)
    attachments.attach_bytes(victim, "request", request, b"TRN annex", name=name)
    (row,) = attachments.documents_of(victim, request)
    assert row.name.isprintable()
    with attachments.open_stream(victim, row.id) as stream:
        assert stream.read() == b"TRN annex"
