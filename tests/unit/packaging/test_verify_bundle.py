"""The verifier in one file: it accepts what the program seals and names each kind of damage, without a traceback."""

import ast
import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from focalpoint.bundles import card as cards
from focalpoint.bundles import container, manifest, ustar
from focalpoint.bundles.manifest import Manifest
from focalpoint.crypto import sealing, signing
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from focalpoint.vault import changes
from tests.helpers import vaults

Json = dict[str, Any]
SCRIPT = Path(__file__).parents[3] / "packaging" / "verify_bundle.py"
sys.path.insert(0, str(SCRIPT.parent))
import verify_bundle as verifier  # noqa: E402 - a tool beside the program, not a package

NAMES = ("../../../etc/passwd", "C:\\Windows\\x.exe", "aux", "a\u202efdp.exe", "n" * 250, "Letter.pdf", "letter.PDF")
LONG = bytes(range(256)) * 33_000  # two parts
CODES = range(7)
SIZE = int(os.environ.get("FOCALPOINT_VERIFIER", "25"))


@dataclass
class Desk:
    """A bundle, the keys that open it, and those that made it."""

    folder: Path
    bundle: Path
    giver: Workspace
    taker: Workspace

    def run(self, *bundles: Path, **more: Path) -> int:
        words = [str(path) for path in bundles or (self.bundle,)]
        asked = {"key": self.folder / "reader.key", "card": self.folder / "sender.fpcard", **more}
        for name, path in asked.items():
            words += [f"--{name}", str(path)]
        return int(verifier.main(words))

    def plain(self) -> bytes:
        with self.bundle.open("rb") as stream:
            return sealing.unseal(ustar.read_control(stream), self.taker.vault.identity.age)

    def parts(self) -> list[tuple[str, bytes]]:
        with self.bundle.open("rb") as stream:
            ustar.read_control(stream)
            return list(ustar.read_parts(stream))

    def sealed(self, target: Path, plain: bytes, parts: list[tuple[str, bytes]] | None = None) -> Path:
        """Write a bundle with another control part, sealed for the reader as anybody could."""
        recipient = sealing.recipient_of(self.taker.vault.identity.age)
        return written(target, sealing.seal(plain, [recipient]), self.parts() if parts is None else parts)

    def signed(self, target: Path, content: bytes, segments: bytes) -> Path:
        """Write a bundle whose manifest the sender signed, whatever it says."""
        signature = signing.sign(self.giver.vault.identity.seed, manifest.TYPE, content)
        plain = container.MAGIC + len(content).to_bytes(4, "big") + content + signature + segments
        return self.sealed(target, plain)


def written(target: Path, control: bytes, parts: list[tuple[str, bytes]]) -> Path:
    with target.open("wb") as out:
        ustar.write_member(out, ustar.CONTROL, control)
        for name, content in parts:
            ustar.write_member(out, name, content)
        ustar.write_end(out)
    return target


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("verify")
    giver, taker = (vaults.create(folder, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, folder)
    request = vaults.register(giver, subject=vaults.ARABIC, notes='a \\ " \x07 \u202e \x7f note\nof two lines')
    records.save(giver, vaults.request(id=request, subject="TRN another subject"))
    requests.move(giver, request, "registered")
    for name in NAMES:
        attachments.attach_bytes(giver, "request", request, f"TRN {name}".encode(), name)
    attachments.attach_bytes(giver, "request", request, LONG, "long.bin")
    bundle = vaults.send(giver, taker, [("request", request)], folder / "one.fpbundle")
    (folder / "reader.key").write_text(f"# the reader\n{taker.vault.identity.age}\n")
    peers.save_card(giver, folder / "sender.fpcard")
    peers.save_card(taker, folder / "me.fpcard")
    yield Desk(folder, bundle, giver, taker)
    giver.lock()
    taker.lock()


def test_a_good_bundle_is_whole_and_its_documents_come_out_under_numbers(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = [str(desk.bundle), "--key", str(desk.folder / "reader.key"), "--card", str(desk.folder / "sender.fpcard")]
    words += ["--reader", str(desk.folder / "me.fpcard"), "--documents", str(out), "--show"]
    assert verifier.main(words) == 0
    said = capsys.readouterr().out
    assert "whole, as signed" in said
    assert "not checked" not in said
    assert " ".join(peers.my_card(desk.giver).groups) in said
    assert vaults.ARABIC not in said, "it was replaced"
    assert 'subject = "TRN another subject"' in said
    assert "\u202e" not in said
    assert "\x07" not in said
    names = sorted(path.name for path in out.iterdir())
    assert names == [*(f"document-{n:04}" for n in range(1, len(NAMES) + 2)), "names.txt"]
    contents = {path.read_bytes() for path in out.iterdir()}
    assert contents >= {LONG, *(f"TRN {name}".encode() for name in NAMES)}
    assert desk.run(documents=out) == verifier.CALL
    assert desk.run() == 0
    assert "not checked: whether the signed list of readers names you" in capsys.readouterr().out


def test_it_runs_alone_as_one_file_in_the_grammar_of_old_pythons(desk: Desk, tmp_path: Path) -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    newer = {"removeprefix", "removesuffix", "is_relative_to", "bit_count", "pairwise", "batched", "readlink"}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & newer
    copy = tmp_path / "verify.py"
    copy.write_bytes(SCRIPT.read_bytes())
    words = [str(desk.bundle), "--key", str(desk.folder / "reader.key"), "--card", str(desk.folder / "sender.fpcard")]
    done = subprocess.run(
        [sys.executable, "-I", "-S", copy, *words],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_wrong_reader_the_wrong_signer_and_the_wrong_list_have_codes_of_their_own(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    third = vaults.create(tmp_path, "third").workspace
    (tmp_path / "third.key").write_text(third.vault.identity.age)
    peers.save_card(third, tmp_path / "third.fpcard")
    assert desk.run(key=tmp_path / "third.key") == verifier.NOT_FOR_KEY
    assert desk.run(card=tmp_path / "third.fpcard") == verifier.OTHER_SIGNER
    assert desk.run(reader=tmp_path / "third.fpcard") == verifier.OTHER_READERS
    assert desk.run(key=desk.folder / "sender.fpcard") == verifier.CALL
    assert desk.run(tmp_path / "not there") == verifier.CALL
    assert desk.run(tmp_path) == verifier.CALL
    assert len(capsys.readouterr().err.splitlines()) == 6
    third.lock()


def test_a_part_cut_off_is_missing_and_any_other_damage_is_told(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = desk.bundle.read_bytes()
    target = tmp_path / "x.fpbundle"
    control = ustar.BLOCK + len(desk_control(desk)) + ustar.padding(len(desk_control(desk)))
    for length, code in (
        (0, 3), (400, 3), (2_000, 3), (control - 1, 3), (control, 1), (len(content) - 2048, 1),
        (len(content) - 1024, 1), (len(content) - 1, 1),
    ):  # fmt: skip
        target.write_bytes(content[:length])
        assert desk.run(target) == code, length
    assert "missing     part" in capsys.readouterr().out
    for extra in (b"\0", b"x", bytes(512)):
        target.write_bytes(content + extra)
        assert desk.run(target) == verifier.DAMAGED
    rng = random.Random(7)
    places = [*rng.sample(range(control), 40), *rng.sample(range(control, len(content)), 20)]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << rng.randrange(8)
        target.write_bytes(changed)
        assert desk.run(target) in (verifier.DAMAGED, verifier.NOT_FOR_KEY), place


def desk_control(desk: Desk) -> bytes:
    with desk.bundle.open("rb") as stream:
        return ustar.read_control(stream)


def test_a_bundle_spread_over_files_is_put_together(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    control, parts = desk_control(desk), desk.parts()
    assert len(parts) >= 9
    first = written(tmp_path / "1.fpbundle", control, parts[::2])
    second = written(tmp_path / "2.fpbundle", control, parts[1::2])
    assert desk.run(first) == verifier.PARTS_MISSING
    assert capsys.readouterr().out.count("missing     part") == len(parts[1::2])
    assert desk.run(second, first, documents=tmp_path / "out") == 0
    assert LONG in {path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert desk.run(written(tmp_path / "3", control, parts[::-1])) == verifier.DAMAGED
    assert desk.run(written(tmp_path / "4", control, [parts[0], parts[0]])) == verifier.DAMAGED
    stranger = (hashlib.sha256(b"x").hexdigest(), b"x")
    assert desk.run(written(tmp_path / "5", control, [*parts, stranger])) == verifier.DAMAGED
    other = desk.sealed(tmp_path / "6", desk.plain())
    assert desk.run(desk.bundle, other) == verifier.DAMAGED


def split(desk: Desk) -> tuple[Json, bytes, bytes]:
    plain = desk.plain()
    end = 12 + int.from_bytes(plain[8:12], "big")
    told: Json = json.loads(plain[12:end])
    return told, plain[12:end], plain[end + 64 :]


def encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_more_in_the_manifest_than_it_knows_is_told_and_less_is_refused(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, content, segments = split(desk)
    assert encoded(told) == content
    assert desk.run(desk.signed(tmp_path / "same", content, segments)) == 0
    assert desk.run(desk.signed(tmp_path / "more", encoded({**told, "volumes": {"i": 1}}), segments)) == 0
    assert "more than this program knows: volumes" in capsys.readouterr().out
    wrongs: list[bytes] = [
        encoded({**told, "v": 2}), encoded({**told, "to": []}), encoded({**told, "kind": "other"}),
        encoded({**told, "id": "XY"}), encoded({**told, "segs": told["segs"][:1]}),
        encoded({**told, "from": "ab" * 16}), encoded({**told, "cards": ["{}"]}), encoded({**told, "have": [1]}),
        encoded({**told, "v": True}), json.dumps(told).encode(), content + b" ", b"[]", b"{", b"\xff", b"[" * 200_000,
        encoded(dict(reversed(told.items()))), content.replace(b'"v":1', b'"v":1,"v":1', 1),
        content.replace(b'"n":1', b'"n":1.0', 1), content.replace(b'"n":1', b'"n":NaN', 1),
    ]  # fmt: skip
    for wrong in wrongs:
        assert desk.run(desk.signed(tmp_path / "wrong", wrong, segments)) == verifier.DAMAGED, wrong[:200]
    for rest in (segments[:-1] + b"x", segments[:100], b"", b"\0" + segments):
        assert desk.run(desk.signed(tmp_path / "rest", content, rest)) == verifier.DAMAGED
    for plain in (b"", b"FPBD", desk.plain()[:-1], b"x" + desk.plain(), desk.plain()[:40]):
        code = desk.run(desk.sealed(tmp_path / "plain", plain or b"\0"))
        assert code in (0, verifier.DAMAGED)
        assert (code == 0) == (plain == desk.plain()[:-1])


Frame = tuple[bytes, bytes, bytes]


def changed_frames(desk: Desk, target: Path, change: Callable[[list[Frame]], list[Frame]]) -> Path:
    """Write a bundle, signed by the sender, whose first segment holds other changes."""
    _told, content, segments = split(desk)
    made = manifest.decode(content)
    packed = segments[: made.segs[0].clen]
    frames = change(container.unpack(made.segs[0], packed))
    segment, again = container.pack(made.segs[0].name, frames)
    fresh = msgspec.structs.replace(made, segs=(segment, *made.segs[1:]))
    return desk.signed(target, manifest.encode(fresh), again + segments[len(packed) :])


def resigned(desk: Desk, frame: Frame, header: Json, body: bytes | None = None) -> Frame:
    content = frame[2] if body is None else body
    told = {**json.loads(frame[0]), "bh": hashlib.sha256(content).hexdigest(), "bl": len(content), **header}
    raw = encoded(told)
    return raw, signing.sign(desk.giver.vault.identity.seed, changes.TYPE, raw), content


def test_each_thing_wrong_in_a_change_is_found(desk: Desk, tmp_path: Path) -> None:
    def body(frame: Frame, **more: object) -> bytes:
        return encoded({**json.loads(frame[2]), **more})

    nowhere = {"kind": "request", "root": "", "facet": "core"}

    def op(**more: object) -> list[Json]:
        return [{"e": "request", "r": "ab" * 16, "f": "subject", "k": "set", "v": "x", **more}]

    wrongs: list[Callable[[list[Frame]], list[Frame]]] = [
        lambda f: [(f[0][0], bytes(64), f[0][2]), *f[1:]],
        lambda f: [(f[0][0], f[0][1], f[0][2] + b" "), *f[1:]],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"pv": "ab" * 32})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"pv": ""})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"cp": "ab" * 16})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"dev": "ab" * 16})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"hl": 1 << 63})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"sq": True})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {"bl": 5})],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=[]))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], scope=nowhere))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(v=None)))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(p=[])))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(p=[None])))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(k="destroy")))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(r="../..")))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op(v=[[[[[1]]]]])))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, body(f[-1], ops=op() * 5_001))],
        lambda f: [*f[:-1], resigned(desk, f[-1], {}, b"{}")],
    ]  # fmt: skip
    assert desk.run(changed_frames(desk, tmp_path / "same", lambda frames: frames)) == 0
    for number, wrong in enumerate(wrongs):
        assert desk.run(changed_frames(desk, tmp_path / "wrong", wrong)) == verifier.DAMAGED, number


def test_a_document_that_lies_about_its_parts_is_refused_and_no_plugin_is_started(desk: Desk, tmp_path: Path) -> None:
    def lying(**more: object) -> Callable[[list[Frame]], list[Frame]]:
        def change(frames: list[Frame]) -> list[Frame]:
            found = [number for number, frame in enumerate(frames) if b'"k":"blob"' in frame[2]][-1]
            told = json.loads(frames[found][2])
            (blob,) = (op for op in told["ops"] if op["k"] == "blob")
            blob["v"] = {**blob["v"], **more}
            kept = frames[:found]
            return [*kept, resigned(desk, frames[found], {}, encoded(told))]

        return change

    parts = [{"h": desk.parts()[0][0], "ph": "00" * 32, "key": "AGE-PLUGIN-EVIL-1QQQ", "size": 3}]
    lies: list[Json] = [{"sha256": "00" * 32}, {"parts": parts}, {"parts": 5}, {"parts": [{}]}, {"extra": 1}]
    for number, more in enumerate(lies):
        path = changed_frames(desk, tmp_path / f"{number}.fpbundle", lying(**more))
        assert desk.run(path) == 0
        assert desk.run(path, documents=tmp_path / f"out {number}") == verifier.DAMAGED


def test_a_bomb_is_not_unpacked(desk: Desk, tmp_path: Path) -> None:
    _told, content, segments = split(desk)
    made = manifest.decode(content)
    packed = zstandard.ZstdCompressor().compress(bytes(300 << 20))
    for length in (5, verifier.MAX_SEGMENT + 1):
        bomb = msgspec.structs.replace(
            made.segs[0], sha256=hashlib.sha256(packed).hexdigest(), clen=len(packed), plen=length
        )
        wrong = manifest.encode(msgspec.structs.replace(made, segs=(bomb,)))
        assert desk.run(desk.signed(tmp_path / "bomb", wrong, packed)) == verifier.DAMAGED
    assert segments


def test_cards_that_are_no_cards_are_refused(desk: Desk, tmp_path: Path) -> None:
    good = (desk.folder / "sender.fpcard").read_bytes()
    card = cards.read_card(good)
    other = cards.make_card(msgspec.structs.replace(card, person="somebody else"), signing.new_key())
    wrongs = [
        b"", b"{}", b"[]", good[:-1], good + b"\n", good.replace(b"Officer", b"0fficer"), other, b"x" * 5_000,
        good.replace(b'"v":1', b'"v":true'), good.replace(b'"v":1', b'"v":2'), b"\xff\xfe",
    ]  # fmt: skip
    for wrong in wrongs:
        (tmp_path / "wrong.fpcard").write_bytes(wrong)
        assert desk.run(card=tmp_path / "wrong.fpcard") == verifier.DAMAGED, wrong[:60]


def mutated(rng: random.Random, value: object) -> object:
    """Return a JSON value with one thing in it replaced, taken out or doubled."""
    strange: list[object] = [None, True, -1, 0, 1 << 70, 1.5, "", "x", "\ud7ff\x00", [], {}, [[]], {"a": 1}]
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        if rng.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: mutated(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        chance = rng.random()
        if chance < 0.2:
            return [*value[:at], *value[at + 1 :]]
        if chance < 0.3:
            return [*value, value[at]]
        return [*value[:at], mutated(rng, value[at]), *value[at + 1 :]]
    return rng.choice(strange)


def test_whatever_a_signer_signs_ends_in_an_answer_and_never_in_a_traceback(desk: Desk, tmp_path: Path) -> None:
    rng = random.Random(11)
    told, _content, segments = split(desk)
    refused = 0
    for number in range(SIZE):
        path = desk.signed(tmp_path / "fuzz", encoded(mutated(rng, told)), segments)
        code = desk.run(path, documents=tmp_path / f"m{number}")
        assert code in CODES
        refused += code != 0
    assert refused > SIZE // 2

    def change(frames: list[Frame]) -> list[Frame]:
        at = rng.randrange(len(frames))
        body = encoded(mutated(rng, json.loads(frames[at][2])))
        return [*frames[:at], resigned(desk, frames[at], {}, body), *frames[at + 1 :]]

    for number in range(SIZE):
        assert desk.run(changed_frames(desk, tmp_path / "fuzz", change), documents=tmp_path / f"c{number}") in CODES


def test_a_receipt_has_no_segments_and_is_whole(desk: Desk, tmp_path: Path) -> None:
    plan = export.plan_receipt(desk.giver, [desk.taker.device])
    path = export.seal_plan(desk.giver, plan, tmp_path / "receipt.fpbundle", "TRN").path
    assert desk.run(path) == 0
    _told: Manifest = manifest.decode(split(Desk(desk.folder, path, desk.giver, desk.taker))[1])
    assert _told.kind == "receipt"
