"""The reader page in real browsers, from disk, under its own policy, with no network: the same as the program.

Chromium on each change; Firefox too with `FOCALPOINT_READER=both`, and every byte nightly with `FOCALPOINT_READER=all`.
"""

import hashlib
import io
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from focalpoint import reference
from focalpoint.bundles import card as cards
from focalpoint.bundles import container, public_pack, ustar
from focalpoint.bundles.card import BadCardError
from focalpoint.bundles.errors import BundleError
from focalpoint.bundles.manifest import Reader
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Communication
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.language import format_date, translate
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.casework import dossier as dossiers
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.vault import deliveries, devices
from focalpoint.vault.changes import Op, RawChange, Scope
from tests.helpers import mixed_order, reader_keys, reader_page, vaults
from tests.helpers.browsers import INSTALLED, Chromium, Firefox
from tests.helpers.liar import Liar, described, document
from tests.helpers.reader_page import Page

ALL = os.environ.get("FOCALPOINT_READER") == "all"
KINDS = INSTALLED if ALL or os.environ.get("FOCALPOINT_READER") == "both" else INSTALLED[:1]
DATA = Path(__file__).parents[1] / "data"
SETS = sorted((DATA / "bundles").iterdir())
PUBLIC = "A passphrase of five quiet words"


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium | Firefox]:
    with request.param(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def examples(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def frames_of(folder: Path, file: str) -> container.Frames:
    control = ustar.read_control(io.BytesIO((folder / file).read_bytes()))
    sender, reader = (cards.read_card((folder / f"{name}.fpcard").read_bytes()) for name in ("sender", "reader"))
    key, device = (folder / "reader.key").read_text("ascii").strip(), reader.id
    if file.startswith("public-pack"):
        key, device = public_pack.IDENTITY, public_pack.READER
    return container.open_control(control, key, device, {sender.id: bytes.fromhex(sender.public)}).frames


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_kept_examples_of_each_kind_say_the_same_as_in_the_program(browser: Chromium | Firefox, folder: Path) -> None:
    page = Page(browser)
    page.unlock(reader_page.key_of(folder))
    frames, documents = [], set()
    for example in examples(folder):
        wanted = told(example)
        for outcome in page.open(*(folder / name for name in wanted["files"])):
            assert (outcome["code"], outcome["bundle"]) == ("", wanted["id"])
            assert {"signedWhole", "signedPart"} & set(outcome["notes"])
        frames += list(frames_of(folder, wanted["files"][0]))
        documents |= {
            one["sha256"]
            for fields in wanted["values"].values()
            for listed in fields.values()
            for one in listed
            if isinstance(one, dict) and "sha256" in one
        }
    assert reader_page.compare(page.rows(), reader_page.of_frames(dict.fromkeys(frames))) > 100
    statements = browser.run("return [...document.querySelectorAll('[data-statement]')].map((one) => one.textContent)")
    assert statements == ["\u2068Officer giver\u2069 named the root of the office"]
    hashes = browser.run("return [...document.querySelectorAll('[data-sha256]')].map((c) => c.textContent)")
    assert set(hashes) == documents
    assert page.check_documents() == {"whole": len(documents), "missing": 0, "other": 0}


def program_says(content: bytes, folder: Path) -> str:
    """Return the code with which the program refuses a file, "" if it takes it."""
    sender, reader = (cards.read_card((folder / f"{name}.fpcard").read_bytes()) for name in ("sender", "reader"))
    key, stream = (folder / "reader.key").read_text("ascii").strip(), io.BytesIO(content)
    known = {sender.id: bytes.fromhex(sender.public)}
    try:
        opened = container.open_control(ustar.read_control(stream), key, reader.id, known)
        imports.check_parts(ustar.read_parts(stream), {p.h: p.size for p in opened.manifest.parts}, Task())
    except BundleError as error:
        return error.code
    return ""


def test_a_changed_byte_anywhere_is_told_as_the_program_tells_it(browser: Chromium | Firefox, tmp_path: Path) -> None:
    folder = SETS[-1]
    names = ("full", "delta", "receipt", "trust") if ALL else ("full",)
    for name in names:
        whole = (folder / f"{name}.fpbundle").read_bytes()
        end = ustar.BLOCK + len(ustar.read_control(io.BytesIO(whole)))
        # of the paddings every part: behind the control part, and the end
        places = range(len(whole)) if ALL else sorted({*range(0, len(whole), 97), end, end + 3, len(whole) - 1})
        altered = []
        for place in places:
            changed = bytearray(whole)
            changed[place] ^= 1 << (place % 8)
            altered.append((tmp_path / f"{name}-{place}.fpbundle", bytes(changed)))
        altered.append((tmp_path / f"{name}-end.fpbundle", whole + b"\0"))
        altered.append((tmp_path / f"{name}-cut.fpbundle", whole[:900]))
        for start in range(0, len(altered), 500):
            some = altered[start : start + 500]
            for path, content in some:
                path.write_bytes(content)
            page = Page(browser)  # a list of thousands of refusals would be drawn again and again
            page.unlock(reader_page.key_of(folder))
            said = {one["file"]: one["code"] for one in page.open(*(path for path, _content in some))}
            wanted = {path.name: program_says(content, folder) for path, content in some}
            assert said == wanted
            assert all(wanted.values()), "the program tells each of them too"
            assert page.told() == []


def own_page(browser: Chromium | Firefox, folder: Path, ws: Workspace, role: str) -> tuple[Page, str]:
    """Make a key on the page, let a vault know it, and the page know the vault; return the page and its device."""
    page = Page(browser)
    browser.fill(
        "make-key",
        person="Court reader",
        office="Registry",
        function="Desk",
        device="Page",
        first=PUBLIC,
        second=PUBLIC,
    )
    browser.run("document.querySelector('[name=\"training\"]').checked = true; return true")
    browser.click('[data-form="make-key"] [type="submit"]')
    browser.until("return document.querySelector('#key [data-digits]') !== null")
    card = page.save('[data-do="save-card"]')
    read = cards.read_card(card.read_bytes())
    digits = browser.run("return document.querySelector('#key [data-digits]').dataset.digits")
    assert digits == " ".join(cards.groups(read))
    assert read.keeps is False
    peer = peers.add_peer(ws, card, role)
    peers.mark_verified(ws, peer.device)
    own = folder / "office.fpcard"
    peers.save_card(ws, own)
    page.take_cards(own)
    return page, peer.device


def sealed(ws: Workspace, device: str, request: str, target: Path) -> Path:
    plan = export.plan_export(ws, [("request", request)], [device])
    return export.seal_plan(ws, plan, target, "TRN exercise").path


def test_a_letter_reaches_the_court_and_the_answer_comes_back(
    browser: Chromium | Firefox, ws: Workspace, tmp_path: Path
) -> None:
    request = vaults.register(ws, subject=vaults.ARABIC, own_ref="TRN-2026/7", court_note="TRN", notes="TRN ours")
    name = "a/../lettre\u202etxt.exe"
    attachments.attach_bytes(ws, "request", request, b"TRN letter\n", name=name, title="TRN letter")
    page, device = own_page(browser, tmp_path, ws, "court")
    [outcome] = page.open(sealed(ws, device, request, tmp_path / "letter.fpbundle"))
    assert (outcome["code"], outcome["notes"][0]) == ("", "signedWhole")
    row = page.rows()[request]
    assert (row.values["subject"], row.values["court_note"]) == (vaults.ARABIC, "TRN")
    assert "notes" not in row.values, "what is internal never left"
    browser.click('[data-document] [data-do="show"]')
    assert browser.until("return document.querySelector('[data-text]')?.textContent") == "TRN letter\n"
    browser.idle()
    saved = page.save('[data-document] [data-do="save"]')
    assert saved.read_bytes() == b"TRN letter\n"
    assert saved.name == "a_.._lettre_u202etxt.exe.txt"
    vaults.receive(ws, page.save('[data-do="receipt"]'))
    assert deliveries.unacknowledged(ws.db, device) == set()
    for turn in (1, 2):
        found = imports.preview(ws, imports.inspect(ws, answered(page, request, tmp_path, turn)))
        assert (len(found.new), found.held, found.documents, found.changes) == (2, 0, 1, 1)
        assert [level for level, _words in found.inspection.notes] == ["good"], "it follows the one before"
        imports.apply(ws, found)
    kept = [part for one in dossiers.sections(ws, request) for part in one.items if isinstance(part, Communication)]
    assert [(one.subject, one.facet, one.way, one.summary) for one in kept] == [
        ("TRN réponse 1", "court", "in", "TRN\nthree lines\nof it"),
        ("TRN réponse 2", "court", "in", "TRN\nthree lines\nof it"),
    ]
    assert {one.their_ref for one in kept} == {"TRN-ICC-5"}
    files = {one.id: one for one in attachments.documents_of(ws, request)}
    for turn, one in enumerate(kept, 1):
        [attached] = one.documents
        assert files[attached].available
        assert files[attached].sha256 == hashlib.sha256(reply(turn)).hexdigest()
        with attachments.open_stream(ws, attached) as stream:
            assert stream.read() == reply(turn)


def reply(turn: int) -> bytes:
    return b"TRN reply %d\n" % turn * 800_000  # two parts


def answered(page: Page, request: str, folder: Path, turn: int) -> Path:
    """Write an answer on the page; return its bundle."""
    browser, paper = page.browser, folder / f"reply {turn}.txt"
    paper.write_bytes(reply(turn))
    channel = next(iter(reference.load().lists["channels"].codes))
    values = {"answer-subject": f"TRN réponse {turn}", "answer-channel": channel, "answer-their_ref": "TRN-ICC-5"}
    ours = "return document.querySelector('[name=\"answer-their_ref\"]').closest('label').textContent"
    assert browser.run(ours) == "Our reference", "what is the Court's own is theirs in the vault"
    browser.fill("answer", request=request, **values, **{"answer-summary": "TRN\nthree lines\nof it"})
    browser.give('[data-form="answer"] [name="files"]', [paper])
    browser.click('[data-form="answer"] [type="submit"]')
    browser.until("return document.querySelector('[data-answer]') !== null")
    browser.idle()
    assert browser.run("return document.querySelector('[data-do=\"answer-save\"]').disabled"), "the key file goes first"
    key = page.save('[data-do="answer-key"]')
    assert key.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    browser.idle()
    return page.save('[data-do="answer-save"]')


def test_what_is_kept_is_what_a_person_saved(browser: Chromium | Firefox, ws: Workspace, tmp_path: Path) -> None:
    request = vaults.register(ws, subject=vaults.ARABIC, own_ref="TRN-2026/7")
    attachments.attach_bytes(ws, "request", request, b"TRN letter\n", name="letter.txt", title="TRN letter")
    page, device = own_page(browser, tmp_path, ws, "court")
    bundle = sealed(ws, device, request, tmp_path / "letter.fpbundle")
    page.open(bundle)
    shown = page.rows()
    collection = page.save('[data-do="keep"]')
    assert browser.run("return document.querySelector('[data-unsaved]') !== null")
    key = page.save('[data-do="save-key"]')
    assert not browser.run("return document.querySelector('[data-unsaved]') !== null")
    again = Page(browser)
    assert again.outcomes() == [], "a browser that is opened again knows nothing"
    browser.give('[name="key-file"]', [key])
    browser.fill("load-key", passphrase="not this one at all")
    browser.click('[data-form="load-key"] [type="submit"]')
    browser.until("return document.querySelector('[data-form=\"load-key\"] .status.bad') !== null")
    browser.idle()
    browser.fill("load-key", passphrase=PUBLIC)
    browser.click('[data-form="load-key"] [type="submit"]')
    browser.until("return document.querySelector('#key [data-digits]') !== null")
    browser.give('[name="collection"]', [collection])
    browser.until("return document.querySelectorAll('.outcomes > li').length === 1")
    browser.idle()
    assert again.rows() == shown
    assert again.check_documents() == {"whole": 1, "missing": 0, "other": 0}
    [told] = again.outcomes()
    assert (told["file"], told["notes"][0]) == ("letter.fpbundle", "signedWhole"), "the card is known as compared"
    assert "openedBefore" in told["notes"]
    browser.give('[name="collection"]', [bundle])
    browser.until("return document.querySelector('#reply .status.bad') !== null")


def test_a_card_that_nobody_compared_opens_and_answers_nothing(
    browser: Chromium | Firefox, ws: Workspace, tmp_path: Path
) -> None:
    request = vaults.register(ws, subject="TRN subject", own_ref="TRN-2026/7")
    page, device = own_page(browser, tmp_path, ws, "court")
    browser.run("document.querySelector('[data-compared]').click(); return true")
    [told] = page.open(sealed(ws, device, request, tmp_path / "letter.fpbundle"))
    assert (told["code"], told["notes"][0]) == ("", "signedUncompared")
    assert page.rows()[request].values["subject"] == "TRN subject"
    assert browser.run("return document.querySelector('[data-do=\"receipt\"]') === null")
    browser.run("document.querySelector('[data-compared]').click(); return true")
    assert page.save('[data-do="receipt"]').name.startswith("TRN-fp-")


def test_a_public_pack_needs_no_key_and_other_cards_are_refused(browser: Chromium | Firefox, tmp_path: Path) -> None:
    folder = SETS[-1]
    place = tmp_path / "صفحة القراءة" / "page 1.html"
    place.parent.mkdir()
    place.write_bytes(reader_keys.PAGE.read_bytes())
    page = Page(browser, place)
    told = browser.run("return document.querySelector('[data-page-hash]').textContent")
    assert told == hashlib.sha256(place.read_bytes()).hexdigest(), "the page knows its own hash"
    assert [one["code"] for one in page.open(folder / "public-pack.fpbundle")] == ["XCH-114"], "no card yet"
    altered = (folder / "sender.fpcard").read_bytes().replace(b"Officer", b"Officex")
    page.take_cards(_written(tmp_path / "false.fpcard", altered), compared=False)
    assert browser.run("return document.querySelector('[data-card]') === null")
    page.take_cards(folder / "sender.fpcard")
    page.open(folder / "public-pack.fpbundle", folder / "full.fpbundle")
    assert [one["code"] for one in page.outcomes()] == ["XCH-114", "", "XCH-113"]
    wanted = reader_page.of_frames(frames_of(folder, "public-pack.fpbundle"))
    assert reader_page.compare(page.rows(), wanted) > 20
    weak = json.loads((DATA / "format" / "small-order.json").read_text("utf-8"))
    forged = {**json.loads((folder / "sender.fpcard").read_bytes()), **weak["forgery"]}
    page.take_cards(
        _written(tmp_path / "weak.fpcard", json.dumps(forged, separators=(",", ":")).encode()), compared=False
    )
    assert browser.run("return document.querySelectorAll('[data-card]').length") == 1


def test_cards_are_taken_if_the_program_takes_them(browser: Chromium | Firefox, tmp_path: Path) -> None:
    plain = json.loads((SETS[-1] / "sender.fpcard").read_bytes())
    page, taken, made = Page(browser), set(), []
    for number in range(1, 9):
        for place, (on_key, on_first) in enumerate(mixed_order.KINDS):

            def card(public: str, signature: str = "") -> bytes:
                return json.dumps({**plain, "public": public, "signature": signature}, separators=(",", ":")).encode()

            public, _content, signature = mixed_order.signed(number, cards.TYPE, card, on_key=on_key, on_first=on_first)
            content = card(public, signature)
            made.append(_written(tmp_path / f"{number}-{place}.fpcard", content))
            with suppress(BadCardError):
                taken.add(cards.read_card(content).id)
    assert 8 <= len(taken) < len(made)
    page.take_cards(*made, compared=False)
    shown = browser.run("return [...document.querySelectorAll('[data-card]')].map((box) => box.dataset.card)")
    assert set(shown) == taken


@pytest.fixture
def liar(tmp_path: Path) -> Iterator[Liar]:
    made = Liar(tmp_path)
    yield made
    made.ws.lock()


def as_reader(browser: Chromium | Firefox, ws: Workspace, sender: Workspace) -> Page:
    """Open the page with the key of a vault, which knows a sender."""
    page, identity = Page(browser), ws.vault.identity
    card = devices.own_card(sender.db)
    page.unlock(reader_keys.key_file(identity.age, devices.own_card(ws.db), identity.seed, (card,)))
    return page


def lies(liar: Liar, ws: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield bundles of a real device that signs what it likes."""
    record, other = "ab" * 16, "cd" * 16
    core = Scope("request", record, "core")
    subject = Op("request", record, "subject", "set", "TRN")
    yield "good", liar.seal(ws, [liar.sign(core, [subject])])
    odd: list[tuple[str, Scope, list[Op]]] = [
        ("facet", core, [Op("request", record, "notes", "set", "TRN")]),
        ("record", core, [Op("request", other, "subject", "set", "TRN")]),
        ("type", core, [Op("seminar", other, "place", "set", "TRN")]),
        ("trust", core, [Op("trust", other, "vouch", "evt", {})]),
        ("alias", core, [Op("request", record, "~alias", "set", other)]),
        ("line", core, [Op("request", record, "subject", "set", "TRN\nTRN")]),
        ("day", core, [Op("request", record, "due_on", "set", "2026-02-30")]),
        ("number", core, [Op("request", record, "subject", "set", 7)]),
        ("kind", core, [Op("request", record, "subject", "add", "TRN")]),
        ("newer", core, [Op("request", record, "later", "set", "TRN"), Op("later", record, "x", "add", [1, {"a": 2}])]),
        ("float", core, [Op("request", record, "later", "set", 1.5)]),
        ("deep", core, [Op("request", record, "later", "set", [[[[[[1]]]]]])]),
        ("large", core, [Op("request", record, "later", "set", 1 << 54)]),
        ("key", core, [Op("request", record, "later", "set", {"17": 1})]),
        ("seen", core, [Op("request", record, "~deleted", "del", {"seen": [["x", 1]]})]),
        ("name", core, [Op("request", record, "x" * 41, "set", "TRN")]),
    ]
    for name, scope, ops in odd:
        yield name, liar.seal(ws, [liar.sign(scope, ops)])
    value, parts = described(b"TRN letter")
    for name, more in (("size", {"size": 11}), ("sha", {"sha256": "0" * 64}), ("twice", {"parts": value["parts"] * 2})):
        paper = document(hashlib.sha256(name.encode()).hexdigest()[:32], record, "ef" * 16, {**value, **more})
        yield name, liar.seal(ws, [liar.sign(core, paper)], parts)
    manifests: dict[str, dict[str, Any]] = {
        "kind2": {"kind": "later"}, "v4": {"v": 4}, "vols": {"vols": (0, 1)}, "note": {"note": "a\nb"},
        "readers": {"to": (Reader("ab" * 16, 1, ""),)}, "sender": {"sender": "ab" * 16}, "later": {"later": 3},
        "card": {"cards": ("{}",)}, "created": {"created": "2026-13-01T00:00:00Z"}, "world": {"space": "ab" * 16},
    }  # fmt: skip
    for name, changed in manifests.items():
        yield name, liar.seal(ws, [], **changed)
    header = liar.sign(core, [subject])
    yield "erased", liar.seal(ws, [RawChange(header.header, header.signature, b"")])
    yield "unsigned", liar.seal(ws, [RawChange(header.header, bytes(64), header.body)])


def test_whatever_a_signer_signs_is_judged_as_by_the_program(
    browser: Chromium | Firefox, ws: Workspace, liar: Liar
) -> None:
    liar.meets(ws, "office")
    card = devices.own_card(ws.db)
    peers.add_peer(liar.ws, _written(liar.folder / "victim.fpcard", card), "office")
    page = as_reader(browser, ws, liar.ws)
    wrong, before = [], 0
    for name, path in lies(liar, ws):
        program, held = "", 0
        try:
            held = imports.preview(ws, imports.inspect(ws, path, opener=container.open_control)).held
        except FocalpointError as error:
            program = error.code
        [said] = page.open(path)
        aside = int(browser.run("return document.querySelector('[data-aside]')?.dataset.aside ?? '0'"))
        if (said["code"], aside - before) != (program, held):
            wrong.append((name, said["code"], said["reason"], aside - before, program, held))
        before = aside
    assert wrong == []


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_nothing_is_heard_and_nothing_is_kept(browser: Chromium | Firefox, ws: Workspace, liar: Liar) -> None:
    liar.meets(ws, "office")
    page = as_reader(browser, ws, liar.ws)
    record = "ab" * 16
    address = "http://leak.example/?a=1"
    markup = f"<img src={address} onerror=fetch('{address}')><script>fetch('{address}')</script><a href={address}>x</a>"
    paper = f"<html><body><img src='{address}'><script src='{address}'></script></body></html>".encode()
    vector = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{address}'/></svg>".encode()
    ops = [
        Op("request", record, "subject", "set", markup),
        Op("request", record, "body", "set", f"{markup}\n{address}"),
    ]
    parts: dict[str, bytes] = {}
    papers = ((paper, "a.html"), (vector, "b.svg"), (vector, "c.png"), (b"%PDF-1.7 " + paper, "d.pdf"))
    for number, (content, name) in enumerate(papers):
        value, some = described(content, name)
        parts |= some
        ops += document(f"{number:032x}", record, f"{number + 16:032x}", value, title=markup)
    [said] = page.open(liar.seal(ws, [liar.sign(Scope("request", record, "core"), ops)], parts))
    assert said["code"] == ""
    page.told()
    for number in range(4):
        browser.click(f'[data-document="{number:032x}"] [data-do="show"]')
        browser.idle()
    browser.until("return document.querySelectorAll('.preview .note').length === 4")
    assert browser.run("return document.querySelectorAll('#page img, #page a, #page iframe, #page script').length") == 0
    assert markup in browser.run("return document.querySelector('#records').textContent")
    kept = (
        "return [localStorage.length, sessionStorage.length, document.cookie,"
        " (await (indexedDB.databases?.() ?? [])).length]"
    )
    assert browser.run(kept) == [0, 0, "", 0]
    assert not [line for line in browser.ear.heard if "leak" in line]
    if isinstance(browser, Chromium):
        assert browser.said == []
        assert {one.partition(":")[0] for one in browser.asked} <= {"file", "blob", "data"}, (
            "data: the browser draws its own controls"
        )
    tried = f"try {{ await fetch('{address}&page'); return 'came' }} catch (e) {{ return 'refused' }}"
    assert browser.run(tried) == "refused"
    assert not [line for line in browser.ear.heard if "leak" in line], "the policy of the page holds"
    bare = liar.folder / "bare.html"
    bare.write_text(f"<h1>x</h1><img src='{address}&control'>", "utf-8")
    browser.open(bare)
    browser.until("return document.images[0].complete")
    assert [line for line in browser.ear.heard if "leak.example" in line], "a page without it would be heard"


def test_it_speaks_three_languages_and_prints(browser: Chromium | Firefox, ws: Workspace, tmp_path: Path) -> None:
    request = vaults.register(ws, subject=vaults.ARABIC, own_ref="TRN-2026/7", due_on="2026-12-31")
    records.save(ws, Contact(kind="court_organ", name="TRN Registry"))
    requests.move(ws, request, requests.next_steps(ws, requests.get_request(ws, request))[0].code)
    page, device = own_page(browser, tmp_path, ws, "court")
    page.open(sealed(ws, device, request, tmp_path / "letter.fpbundle"))
    pictures = os.environ.get("FOCALPOINT_PICTURES")
    for code in ("ar", "fr", "en"):
        page.use(code)
        assert browser.run("return [document.documentElement.lang, document.documentElement.dir]") == [
            code, "rtl" if code == "ar" else "ltr",
        ]  # fmt: skip
        [told] = [one for one in page.told() if one["record"] == request]
        kind = TYPES["request"]
        item = requests.get_request(ws, request)
        for name, words in told["said"].items():
            spec, value = kind.specs[name], getattr(item, name)
            wanted = visible(str(value))
            if spec.codes and isinstance(value, str):
                wanted = reference.load().label(spec.codes, value, code)
            assert words == (format_date(value, code) if name == "due_on" else wanted), name
        labels = browser.run("return [...document.querySelectorAll('article dt')].map((d) => d.textContent)")
        assert set(labels) <= {translate(spec.label, code) for spec in kind.specs.values()}
        if pictures:
            browser.picture(Path(pictures) / f"reader-{browser.name}-{code}.png")
    if isinstance(browser, Chromium):
        (tmp_path / "page.pdf").write_bytes(browser.printed())
        words = subprocess.run(
            ["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert "TRN-2026/7" in words
        assert translate("Subject", "en") in words
        assert "passphrase" not in words.lower(), "the keys and forms stay on the screen"


def test_what_must_not_be_printed_is_not(browser: Chromium | Firefox, ws: Workspace, liar: Liar) -> None:
    liar.meets(ws, "office")
    page, record = as_reader(browser, ws, liar.ws), "ab" * 16
    ops = [Op("request", record, "subject", "set", "TRN secret"), Op("request", record, "caveats", "add", "no_print")]
    page.open(liar.seal(ws, [liar.sign(Scope("request", record, "core"), ops)]))
    page.told()
    hidden = "return getComputedStyle(document.querySelector('article[data-record]')).display"
    assert browser.run(hidden) == "block"
    if isinstance(browser, Chromium):
        (liar.folder / "page.pdf").write_bytes(browser.printed())
        made = subprocess.run(["pdftotext", liar.folder / "page.pdf", "-"], capture_output=True, check=True)
        assert "TRN secret" not in made.stdout.decode()
        assert "must not be printed" in made.stdout.decode()
