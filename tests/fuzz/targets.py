"""What is fuzzed: each target makes an input from a seed and gives it to one reader of the program."""

import hashlib
import io
import json
import random
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from focalpoint.bundles import attestation, ballot, card, container, manifest, ustar
from focalpoint.bundles.errors import BundleError
from focalpoint.bundles.manifest import Manifest, Segment
from focalpoint.crypto import sealing, signing
from focalpoint.documents import scenario_archive, written_scenario
from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.training.archive import is_archive_name
from focalpoint.domain.training.reading import ScenarioReader, flat
from focalpoint.domain.training.scenarios import WRITTEN
from focalpoint.services.casework import attachments, history, listing, records, requests, rows, search
from focalpoint.services.casework.discretion import PrintForbiddenError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import conflicts, export, merging, peers, quarantine
from focalpoint.services.exchange.export import NothingNewError
from focalpoint.services.exchange.export_rules import ExportForbiddenError
from focalpoint.services.papers.summaries import request_pdf
from focalpoint.services.training import proofreading, scenario_files
from focalpoint.services.training.scenario_files import ReadScenario
from focalpoint.transports import lists, port, webdav
from focalpoint.vault import changes, devices, projection
from focalpoint.vault.changes import RawChange
from focalpoint.vault.errors import InvalidChangeError
from tests.fuzz.mutations import encoded, mixed, spoilt, told_otherwise
from tests.helpers import scenarios, vaults

CERTIFICATE = (Path(__file__).parents[1] / "data" / "certificates" / "1.fpcert").read_bytes()
FOLDER = (
    b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>/x/d/</D:href><D:propstat><D:prop>'
    b"<D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response><D:response>"
    b"<D:href>/x/d/0000000001-ab.c</D:href><D:propstat><D:prop><D:resourcetype/><D:getcontentlength>5"
    b"</D:getcontentlength></D:prop></D:propstat></D:response></D:multistatus>"
)


@dataclass
class Corpus:
    """A bundle, its parts, and the vaults of giver and taker."""

    giver: Workspace
    taker: Workspace
    bundle: bytes
    plain: bytes
    manifest: Manifest
    packed: bytes
    frames: list[container.Frame]
    card: bytes
    request: str
    peer: peers.PeerView

    @property
    def keys(self) -> dict[str, bytes]:
        """Return the keys by which the taker knows signers."""
        return {self.giver.device: signing.public_key(self.giver.vault.identity.seed)}


def corpus(folder: Path) -> Corpus:
    """Make the vaults and a bundle that holds some of everything."""
    giver, taker = (vaults.create(folder, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, folder)
    request = vaults.register(giver, subject=vaults.ARABIC, notes="TRN notes", classification="public")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], folder / "a"))
    records.save(taker, vaults.request(id=request, subject="TRN theirs"))
    requests.move(giver, request, "registered")
    records.save(giver, vaults.request(id=request, subject="TRN ours"))
    document = attachments.attach_bytes(giver, "request", request, b"TRN letter", name="a.txt").first_id
    records.delete(giver, "document", document)
    records.restore(giver, "document", document)
    contact = records.save(giver, Contact(kind="court_organ", name="TRN", themes=("arrest",))).first_id
    records.delete(giver, "contact", contact)
    path = vaults.send(giver, taker, [("request", request), ("contact", contact)], folder / "b")
    with path.open("rb") as stream:
        plain = sealing.unseal(ustar.read_control(stream), taker.vault.identity.age)
    end = 12 + int.from_bytes(plain[8:12])
    made = manifest.decode(plain[12:end])
    packed = plain[end + 64 : end + 64 + made.segs[0].clen]
    frames, at = [], end + 64
    for segment in made.segs:
        frames += container.unpack(segment, plain[at : at + segment.clen])
        at += segment.clen
    peer = peers.peer(taker, giver.device)
    own = devices.own_card(giver.db)
    return Corpus(giver, taker, path.read_bytes(), plain, made, packed, frames, own, request, peer)


NAMES = (ustar.CONTROL, "ab" * 32, "AB" * 32, "ab" * 31, "../" + "ab" * 30, "control.agf", "", "c" * 99)


def member(rng: random.Random) -> bytes:
    """Return a member whose header is of the right form, and whose size and content need not agree."""
    size = rng.choice((0, 1, 511, 512, 513, ustar.MAX_PART, ustar.MAX_PART + 1, ustar.MAX_CONTROL + 1, 8**11 - 1))
    told = ustar.header(ustar.Member(rng.choice(NAMES), size if rng.random() < 0.5 else rng.randrange(600)))
    there = rng.choice((size, rng.randrange(600))) if size < 600 else rng.randrange(600)
    return told + rng.randbytes(there) + bytes(rng.choice((ustar.padding(there), 0, 511)))


def archive(rng: random.Random, made: Corpus) -> None:
    """The strict tar reader."""
    content = mixed(rng, [made.bundle, made.bundle[-3072:], made.bundle[:2048]])
    if rng.random() < 0.6:
        first = made.bundle[: len(made.bundle) // 2] if rng.random() < 0.3 else member(rng)
        content = b"".join([first, *(member(rng) for _n in range(rng.randrange(3))), bytes(rng.choice((0, 512, 1024)))])
    stream = io.BytesIO(content)
    try:
        ustar.read_control(stream)
        for name, _content in ustar.read_parts(stream):
            assert len(name) == 64
    except BundleError:
        pass


@cache
def small_scenario() -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of a small scenario and its structure."""
    with tempfile.TemporaryDirectory() as name:
        folder = scenarios.write(Path(name) / "small")
        files = {one: (folder / one).read_bytes() for one in scenario_files.FILES}
    return files, tomllib.loads(files["scenario.toml"].decode())


def scenario(rng: random.Random, _made: Corpus) -> None:
    """A zipped scenario, and the structure of one: told otherwise, it is read to the end and its flaws are named."""
    files, structure = small_scenario()
    if rng.random() < 0.5:
        try:
            for name in scenario_archive.members(spoilt(rng, written_scenario.scenario_bytes(files))):
                assert is_archive_name(name)
        except FocalpointError:
            pass
        return
    reader = ScenarioReader()
    texts = {code: dict(flat(tomllib.loads(files[f"{code}.toml"].decode()))) for code in WRITTEN}
    told = told_otherwise(rng, structure)
    found = reader.scenario(told if isinstance(told, dict) else {}, texts)
    if not reader.flaws:
        proofreading.proofread(ReadScenario(found, (), {}, "", Path()))


def control(rng: random.Random, made: Corpus) -> None:
    """The control part, as anybody who knows the reader's recipient can seal it, or as the signer can sign it."""
    plain = spoilt(rng, made.plain)
    if rng.random() < 0.5:
        content = encoded(told_otherwise(rng, json.loads(manifest.encode(made.manifest))))
        signature = signing.sign(made.giver.vault.identity.seed, manifest.TYPE, content)
        rest = made.plain[12 + int.from_bytes(made.plain[8:12]) + 64 :]
        plain = container.MAGIC + len(content).to_bytes(4) + content + signature + rest
    identity = made.taker.vault.identity.age
    sealed = sealing.seal(plain, [sealing.recipient_of(identity)])
    if rng.random() < 0.2:
        sealed = spoilt(rng, sealed)
    try:
        opened = container.open_control(sealed, identity, made.taker.device, made.keys)
    except BundleError:
        return
    assert opened.manifest.sender == made.giver.device


def manifests(rng: random.Random, made: Corpus) -> None:
    """The manifest."""
    whole = manifest.encode(made.manifest)
    content = encoded(told_otherwise(rng, json.loads(whole))) if rng.random() < 0.7 else spoilt(rng, whole)
    with suppress(BundleError):
        assert manifest.encode(manifest.decode(content)) == content


def segment(rng: random.Random, made: Corpus) -> None:
    """A segment, compressed and plain."""
    first = made.manifest.segs[0]
    packed = mixed(rng, [made.packed])
    length = rng.choice((first.plen, 0, -1, 1 << 40, 100))
    wrong = Segment(first.name, hashlib.sha256(packed).hexdigest(), len(packed), length, first.count)
    try:
        container.unpack(wrong, packed)
        list(container.frames(mixed(rng, [b"".join(map(container.framed, made.frames))])))
    except BundleError:
        pass


def cards(rng: random.Random, made: Corpus) -> None:
    """An identity card."""
    content = encoded(told_otherwise(rng, json.loads(made.card))) if rng.random() < 0.5 else spoilt(rng, made.card)
    if rng.random() < 0.3:
        told = json.loads(made.card)
        field = rng.choice(list(told)[:-1])
        plain = {**told, field: told_otherwise(rng, told[field]), "signature": ""}
        signature = signing.sign(made.giver.vault.identity.seed, card.TYPE, encoded(plain)).hex()
        content = encoded({**plain, "signature": signature})
    with suppress(card.BadCardError):
        assert card.read_card(content).id


def certificates(rng: random.Random, made: Corpus) -> None:
    """A certificate of attendance, altered, or signed with strange things in it."""
    told = json.loads(CERTIFICATE)
    content = encoded(told_otherwise(rng, told)) if rng.random() < 0.4 else spoilt(rng, CERTIFICATE)
    if rng.random() < 0.4:
        seed = made.giver.vault.identity.seed
        field = rng.choice(list(told)[:-1])
        public = signing.public_key(seed).hex()
        plain = {**told, "public": public, field: told_otherwise(rng, told[field]), "signature": ""}
        content = encoded({**plain, "signature": signing.sign(seed, attestation.TYPE, encoded(plain)).hex()})
    with suppress(attestation.BadCertificateError):
        assert attestation.read_certificate(content).person


def ballots(rng: random.Random, made: Corpus) -> None:
    """A filled-in evaluation form, as anybody can seal it."""
    told = {"v": 1, "form": "1" * 32, "slip": "0a1b2c", "answers": {"2" * 32: "4", "3" * 32: "TRN"}}
    plain = encoded(told_otherwise(rng, told)) if rng.random() < 0.6 else spoilt(rng, encoded(told))
    identity = made.taker.vault.identity.age
    sealed = sealing.seal(plain.ljust(ballot.PLAIN, b"\0"), [sealing.recipient_of(identity)])
    found = ballot.open_ballot(spoilt(rng, sealed) if rng.random() < 0.1 else sealed, identity)
    assert found is None or len(found.slip) == 6


def listings(rng: random.Random, made: Corpus) -> None:
    """What a WebDAV server says lies there."""
    wire = webdav.WebDav("http://127.0.0.1:1/x", "a", "b")
    content, length = mixed(rng, [FOLDER]), str(rng.choice(("", "9" * 5_000, "٣", "-1", "5")))
    silent = webdav._Answer(200, {"content-length": length})

    def answer(method: str, key: str, **_more: Any) -> webdav._Answer:
        if method == "PROPFIND" and key.count("/") < 3:
            return webdav._Answer(207, {}, content)
        return silent if method == "HEAD" else webdav._Answer(404)

    def entries(content: bytes, place: str) -> list[tuple[str, bool, str]]:
        try:  # what the confined process does, here: a process for each input would leave time for few
            return lists.entries(content)
        except (lists.BadListError, lists.LongListError) as error:
            raise port.RemoteFaultError(place=place, reason=port.TOO_MUCH) from error

    wire._ask = answer  # type: ignore[method-assign]
    try:
        with mock.patch("focalpoint.transports.reading.entries", entries):
            for key in wire.keys("d/", ""):
                assert port.checked_key(key) == key
            wire.stat("d/0000000001-ab.c")
    except port.RemoteError:
        pass
    finally:
        wire.close()


def change(rng: random.Random, made: Corpus) -> None:
    """Header and body of a change, before anything of them is believed."""
    header, signature, body = rng.choice(made.frames)
    told = json.loads(header)
    if rng.random() < 0.7:
        body = encoded(told_otherwise(rng, json.loads(body))) if rng.random() < 0.8 else spoilt(rng, body)
        header = encoded({**told, "bh": hashlib.sha256(body).hexdigest(), "bl": len(body)})
    else:
        header = encoded(told_otherwise(rng, told)) if rng.random() < 0.5 else spoilt(rng, header)
    with suppress(InvalidChangeError):
        made.taker.vault.journal._check(changes.read_header(header), RawChange(header, signature, body))


class _Over(Exception):  # noqa: N818 - it takes everything back
    pass


def crossed(rng: random.Random, made: Corpus, ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return operations of which one has something of another: its record, field, kind, value or what it replaces."""
    others = [op for frame in made.frames for op in json.loads(frame[2])["ops"]]
    at, other = rng.randrange(len(ops)), rng.choice(others)
    taken = rng.sample(("e", "r", "f", "k", "v", "p"), rng.choice((1, 1, 2, 3)))
    mixed_op = {**ops[at], **{key: other[key] for key in taken if key in other}}
    whole: dict[str, Any] = {key: mixed_op[key] for key in ("e", "r", "f", "k", "v", "p") if key in mixed_op}
    return [*ops[:at], whole, *ops[at + rng.choice((0, 1)) :]]


def chained(made: Corpus, bodies: dict[int, bytes]) -> list[container.Frame]:
    """Return the changes with other bodies, signed again by their authors and following one another."""
    seeds = {ws.device: ws.vault.identity.seed for ws in (made.giver, made.taker)}
    renamed: dict[str, str] = {}
    frames = []
    for at, (header, _signature, _body) in enumerate(made.frames):
        body, told = bodies[at], json.loads(header)
        for old, new in renamed.items():
            body = body.replace(old.encode(), new.encode())
        told |= {"bh": hashlib.sha256(body).hexdigest(), "bl": len(body), "pv": renamed.get(told["pv"], told["pv"])}
        raw = encoded(told)
        old, new = (signing.identifier(changes.TYPE, one).hex() for one in (header, raw))
        renamed[old] = new
        frames.append((raw, signing.sign(seeds[told["dev"]], changes.TYPE, raw), body))
    return frames


def importing(rng: random.Random, made: Corpus) -> None:
    """A bundle of a verified sender whose changes say strange things, taken in and then looked at on every page."""
    bodies = {at: frame[2] for at, frame in enumerate(made.frames)}
    for _time in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(bodies))
        told = json.loads(made.frames[at][2])
        chance = rng.random()
        if chance < 0.5:
            bodies[at] = encoded({**told, "ops": crossed(rng, made, told["ops"])})
        elif chance < 0.9:
            bodies[at] = encoded({**told, "ops": told_otherwise(rng, told["ops"])})
        else:
            bodies[at] = encoded(told_otherwise(rng, told))
    frames = chained(made, bodies)
    if rng.random() < 0.3:
        frames = rng.sample(frames, rng.randrange(1, len(frames) + 1))
    opened = container.opened(msgspec.structs.replace(made.manifest, have=()), b"", frames)
    ws = made.taker
    try:
        with ws.db.transaction():
            try:
                merging.merge(ws, opened, made.peer, "fuzz")
            except InvalidChangeError:
                raise _Over from None
            looked_at(ws, rng)
            before = projection.digest(ws.db)
            projection.rebuild(ws.db, lambda _done, _total: None)
            assert projection.digest(ws.db) == before
            for view in conflicts.all_conflicts(ws):
                with suppress(FocalpointError):
                    conflicts.decide(ws, view, view.candidates[0].value)
            raise _Over
    except _Over:
        pass


def looked_at(ws: Workspace, rng: random.Random) -> None:
    """Read everything a person can open; only refusals in words may come."""
    search.find(ws, "TRN")
    for name in TYPES:
        listing.page(ws, name, listing.ids(ws, Listing(name)), TYPES[name].specs)
        for (record,) in ws.db.read(f"SELECT id FROM row_{name}"):
            rows.get(ws, name, record)
            history.history(ws, name, record)
            if name == "request":
                requests.timeline(ws, record)
                attachments.documents_of(ws, record)
                if rng.random() < 0.05:
                    with suppress(PrintForbiddenError):
                        request_pdf(ws, record, "ar")
    records.trash(ws)
    today.overview(ws)
    quarantine.all_quarantined(ws)
    chosen = [("request", row[0]) for row in ws.db.read("SELECT id FROM row_request")]
    with suppress(ExportForbiddenError, NothingNewError):
        export.plan_export(ws, chosen, [devices.others(ws.db)[0].id])


TARGETS: dict[str, Callable[[random.Random, Corpus], None]] = {
    one.__name__: one
    for one in (
        archive, scenario, control, manifests, segment, cards, certificates, ballots, listings, change, importing
    )
}  # fmt: skip
# of the runs of the others: these are slow
SHARE = {"importing": 0.08, "scenario": 0.4, "control": 0.5, "certificates": 0.4, "ballots": 0.3}
