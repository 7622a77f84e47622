"""Who may read what, as bytes: a bundle opened with every key its reader holds says nothing of another facet.

For each facet and every set of roles a bundle can be made for, the bytes are searched for values, file names, hashes,
keys and identifiers of the facets those readers do not reach; and a vault that never wrote in these facets gives a
bundle with the same counts, lengths and clocks.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from focalpoint import reference
from focalpoint.bundles import container, ustar
from focalpoint.bundles.container import Opened
from focalpoint.crypto import sealing, signing
from focalpoint.domain.authority import FACETS
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Communication
from focalpoint.domain.fields import Facet, Kind
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.services.casework import attachments, history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export, peers
from focalpoint.services.exchange.export import NothingNewError
from focalpoint.services.exchange.peers import ROLES
from focalpoint.vault import changes
from tests.helpers import vaults

SPECS = TYPES["request"].specs
FREE = (Kind.TEXT, Kind.NOTE)
GROUPS = [group for size in range(1, len(ROLES) + 1) for group in combinations(ROLES, size)]


def marked(facet: str, name: str, turn: int) -> Any:
    """Return a value that stands nowhere else, as far as the kind of its field allows."""
    match SPECS[name].kind:
        case Kind.NUMBER:
            return 7_351_000 + 10 * list(SPECS).index(name) + turn
        case Kind.TAGS:
            return (f"{facet.upper()}TAG{turn}", f"{facet.upper()}KEPT")
        case Kind.FLAG:
            return turn % 2 == 0
        case Kind.CHOICES:
            codes = [code for code in reference.load().lists[SPECS[name].codes].codes if len(code) > 5]
            return (codes[(3 * list(SPECS).index(name) + turn) % len(codes)],)
        case _:
            return f"{facet.upper()}-{name}-WORD{turn}"


def filled(facet: str, turn: int, contact: str) -> dict[str, Any]:
    """Return values for the fields of a facet that take words, numbers, tags, flags or a contact."""
    found: dict[str, Any] = {}
    for name, spec in SPECS.items():
        if spec.facet != facet or (facet == Facet.CORE and name not in ("subject", "body", "situation", "case")):
            continue
        found[name] = contact if spec.kind is Kind.LINK else marked(facet, name, turn)
    return found


@dataclass
class Ministry:
    """An office with a colleague, and one reader of each role."""

    office: Workspace
    colleague: Workspace
    readers: dict[str, Workspace]
    folder: Path
    request: str
    contacts: dict[str, str]

    def bundle(self, group: tuple[str, ...], *, again: bool = True) -> Path:
        chosen = [("request", self.request)]
        plan = export.plan_export(self.office, chosen, [self.readers[role].device for role in group], again=again)
        path = self.folder / f"{len(list(self.folder.glob('*.fpbundle')))}.fpbundle"
        return export.seal_plan(self.office, plan, path, "TRN").path

    def opened(self, path: Path, role: str) -> tuple[Opened, bytes]:
        """Return a bundle as a reader opens it: what the program makes of it, and every byte that can be had."""
        keys = {self.office.device: signing.public_key(self.office.vault.identity.seed)}
        identity = self.readers[role].vault.identity.age
        with path.open("rb") as stream:
            control = ustar.read_control(stream)
            parts = dict(ustar.read_parts(stream))
        opened = container.open_control(control, identity, self.readers[role].device, keys)
        plain = [path.read_bytes(), sealing.unseal(control, identity)]
        for header, signature, body in opened.frames:
            identifier = signing.identifier(changes.TYPE, header)
            plain += [header, signature, body, identifier, identifier.hex().encode()]
            for op in json.loads(body)["ops"]:
                if op["k"] == "blob":
                    plain += [sealing.unseal(parts[p["h"]], p["key"]) for p in op["v"]["parts"] if p["h"] in parts]
        return opened, b"\n".join(plain)


def words_of(facet: str) -> set[str]:
    """Return every word that was written in a facet, names and contents of its documents too."""
    listed = {str(word) for turn in range(3) for word in _flat(filled(facet, turn, "")) if len(str(word)) > 5}
    return listed | {
        f"{facet.upper()}-colleague",
        f"{facet}-file.txt",
        f"{facet.upper()}CONTENT",
        f"{facet.upper()}TITLE",
        f"{facet.upper()}PART",
    }


def _flat(values: dict[str, Any]) -> Iterator[object]:
    for value in values.values():
        yield from value if isinstance(value, tuple) else (value,)


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    folder = tmp_path_factory.mktemp("ministry")
    office, colleague = (vaults.create(folder, name).workspace for name in ("office-one", "colleague"))
    vaults.introduce(office, colleague, folder)
    readers = {role: vaults.create(folder, f"reader-{role}").workspace for role in ROLES}
    for role, ws in readers.items():
        vaults.introduce(office, ws, folder, role)
    contacts: dict[str, str] = {
        f: records.save(office, Contact(kind="court_organ", name=f"TRN {f}")).first_id for f in Facet
    }
    first = {k: v for facet in Facet for k, v in filled(facet, 0, contacts[facet]).items()}
    request = requests.register(office, replace(vaults.request(classification="public"), **first)).first_id
    made = Ministry(office, colleague, readers, folder, request, contacts)
    live(made)
    yield made
    for ws in (office, colleague, *readers.values()):
        ws.lock()


def live(made: Ministry) -> None:
    """Do all that people do to a request, in every facet: edit, attach, delete, undo, contradict, decide."""
    office, request = made.office, made.request
    for facet in Facet:
        values = {k: v for k, v in filled(facet, 1, made.contacts[facet]).items() if v != made.contacts[facet]}
        records.save(office, replace(requests.get_request(office, request), **values))
        document = attachments.attach_bytes(
            office, "request", request, f"{facet.upper()}CONTENT".encode(), f"{facet}-file.txt",
            f"{facet.upper()}TITLE", facet,
        ).first_id  # fmt: skip
        attachments.attach_bytes(
            office, "request", request, f"second {facet.upper()}CONTENT".encode(), "b.txt", "", facet
        )
        part = records.save(
            office, Communication(request=request, facet=facet, subject=f"{facet.upper()}PART", way="out",
                                  channel="informal", on="2026-01-12")
        ).first_id  # fmt: skip
        records.delete(office, "communication", part)
        records.restore(office, "communication", part)
        records.delete(office, "document", document)
        records.restore(office, "document", document)
    requests.move(office, request, "registered")
    vaults.receive(made.colleague, vaults.send(office, made.colleague, [("request", request)], made.folder / "x"))
    for facet in Facet:
        name = next(n for n, s in SPECS.items() if s.facet == facet and s.kind in FREE and n in filled(facet, 0, ""))
        values = {name: f"{facet.upper()}-colleague"}
        if facet != Facet.CORE:
            records.save(made.colleague, replace(requests.get_request(made.colleague, request), **values))
        records.save(office, replace(requests.get_request(office, request), **{name: marked(facet, name, 2)}))
    vaults.receive(office, vaults.send(made.colleague, office, [("request", request)], made.folder / "y"))
    for view in conflicts.all_conflicts(office):
        conflicts.decide(office, view, view.candidates[-1].value)
    records.save(
        office, replace(requests.get_request(office, request), **filled(Facet.INTERNAL, 2, made.contacts["internal"]))
    )
    history.undo(office)
    records.delete(office, "request", request)
    records.restore(office, "request", request)


def secrets(made: Ministry, facet: str) -> dict[str, bytes]:
    """Return whatever could betray a facet: words, their hashes, identifiers, hashes and keys of its changes."""
    found: dict[str, bytes] = {}
    for word in words_of(facet):
        found[f"word {word}"] = word.encode()
        for shape in (word.encode(), json.dumps(word).encode()):
            found[f"hash of {word} {shape!r}"] = hashlib.sha256(shape).hexdigest().encode()
            found[f"raw hash of {word} {shape!r}"] = hashlib.sha256(shape).digest()
    for name, spec in SPECS.items():
        if spec.facet == facet:
            found[f"field {name}"] = b'"f":"%s"' % name.encode()
    rows = made.office.db.read(
        "SELECT change.id, compartment.id, header, signature, body FROM change JOIN compartment USING (c)"
        " WHERE kind = 'request' AND facet = ?",
        (facet,),
    )
    assert len(rows) > 3
    for identifier, compartment, header, signature, body in rows:
        told, content = json.loads(header), json.loads(body)
        found[f"compartment of {facet}"] = str(compartment).encode()
        found[f"change {identifier.hex()}"] = identifier.hex().encode()
        found[f"raw change {identifier.hex()}"] = bytes(identifier)
        found[f"signature {identifier.hex()}"] = bytes(signature)
        found[f"body {told['bh']}"] = told["bh"].encode()
        found[f"salt {content['salt']}"] = content["salt"].encode()
        for op in content["ops"]:
            if op["e"] != "request":
                found[f"{op['e']} {op['r']}"] = op["r"].encode()
            if op["k"] == "blob":
                found[f"attachment {op['f']}"] = op["f"].encode()
                found[f"whole {op['f']}"] = op["v"]["sha256"].encode()
                for part in op["v"]["parts"]:
                    found |= {f"part {key} {part['h']}": part[key].encode() for key in ("h", "ph", "key")}
    return found


@pytest.mark.parametrize("facet", Facet)
@pytest.mark.parametrize("group", GROUPS, ids="+".join)
def test_no_byte_of_a_facet_reaches_who_may_not_read_it(
    ministry: Ministry, group: tuple[str, ...], facet: Facet
) -> None:
    path = ministry.bundle(group)
    may = all(facet in FACETS[role] for role in group)
    needles = secrets(ministry, facet)
    assert len(needles) > 40
    for role in group:
        _opened, everything = ministry.opened(path, role)
        present = {what for what, needle in needles.items() if needle in everything}
        if not may:
            assert present == set()
            continue
        missing = needles.keys() - present  # the search bites: what may be read is found
        assert {what.split(" ", 1)[0] for what in missing} <= {"hash", "raw", "word", "field"}
        assert {f"word {facet.upper()}CONTENT", f"word {facet}-file.txt"} <= present
        assert any(what.startswith("field ") for what in present)


def edit(ws: Workspace, item: Request, name: str, value: Any) -> None:
    records.save(ws, replace(item, **{name: value}))


def shape(opened: Opened) -> object:
    """Return all of a manifest but what belongs to this one bundle."""
    kept = ("to", "id", "created", "app")
    return {name: getattr(opened.manifest, name) for name in opened.manifest.__struct_fields__ if name not in kept}


@pytest.mark.parametrize("role", ROLES)
def test_what_happens_in_another_facet_changes_nothing_in_a_bundle(ministry: Ministry, role: str) -> None:
    hidden = [facet for facet in Facet if facet not in FACETS[role]]
    before, _bytes = ministry.opened(ministry.bundle((role,)), role)
    for facet in hidden:
        item = requests.get_request(ministry.office, ministry.request)
        name = next(n for n, s in SPECS.items() if s.facet == facet and s.kind in FREE)
        edit(ministry.office, item, name, f"{facet.upper()}-later {role}")
        attachments.attach_bytes(ministry.office, "request", ministry.request, b"later", "c.txt", "", facet)
        after, _bytes = ministry.opened(ministry.bundle((role,)), role)
        assert shape(after) == shape(before)
        assert list(after.frames) == list(before.frames)
    visible = next(facet for facet in reversed(Facet) if facet in FACETS[role])
    name = next(n for n, s in SPECS.items() if s.facet == visible and s.kind in FREE and n in filled(visible, 0, ""))
    item = requests.get_request(ministry.office, ministry.request)
    edit(ministry.office, item, name, f"{visible.upper()}-seen {role}")
    assert shape(ministry.opened(ministry.bundle((role,)), role)[0]) != shape(before)


def test_who_wrote_in_another_facet_is_not_named(ministry: Ministry) -> None:
    """The colleague wrote in every facet but the core: a partner learns nothing of them, not even that they exist."""
    person = ministry.colleague.info.person.encode()
    _opened, told_partner = ministry.opened(ministry.bundle(("partner",)), "partner")
    _opened, told_court = ministry.opened(ministry.bundle(("court",)), "court")
    for needle in (person, ministry.colleague.device.encode()):
        assert needle not in told_partner
        assert needle in told_court


def test_after_an_acknowledgement_nothing_is_sent_because_of_another_facet(ministry: Ministry) -> None:
    office, partner = ministry.office, ministry.readers["partner"]
    vaults.receive(partner, ministry.bundle(("partner",)))
    back = export.seal_plan(partner, export.plan_receipt(partner, [office.device]), ministry.folder / "r", "TRN").path
    vaults.receive(office, back)
    item = requests.get_request(office, ministry.request)
    records.save(office, replace(item, notes="INTERNAL-after"))
    with pytest.raises(NothingNewError):
        ministry.bundle(("partner",), again=False)


class Stepped:
    """A clock that a test moves; between the steps it stands still."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def headers(folder: Path, *, also: bool) -> list[tuple[Any, ...]]:
    """Return what the headers of the core say after the same work, done with or without other facets beside it."""
    clock = Stepped()
    ws = vaults.create(folder, f"also-{also}", now=clock).workspace
    hidden: dict[str, Any] = {"notes": "a", "items": 4, "court_note": "b", "instructions": "c", "bearer": "d"}
    start = vaults.request(classification="public")
    request = requests.register(ws, replace(start, **hidden) if also else start).first_id
    for turn in range(4):
        clock.moment += timedelta(seconds=1)
        beside: dict[str, Any] = (
            {k: f"{v}{turn}" if isinstance(v, str) else v + turn for k, v in hidden.items()} if also else {}
        )
        item: Request = requests.get_request(ws, request)
        records.save(ws, replace(item, subject=f"TRN {turn}", confirmation_needed=turn % 2 == 0, **beside))
        if also:
            clock.moment += timedelta(milliseconds=5)
            with suppress(NothingNewError):
                records.save(ws, replace(requests.get_request(ws, request), notes=f"alone {turn}"))
            clock.moment -= timedelta(milliseconds=5)
    clock.moment += timedelta(seconds=1)
    records.delete(ws, "request", request)
    clock.moment += timedelta(seconds=1)
    records.restore(ws, "request", request)
    rows = ws.db.read("SELECT header FROM change JOIN compartment USING (c) WHERE facet = 'core' ORDER BY n")
    ws.lock()
    told = [json.loads(row[0]) for row in rows]
    return [tuple(one[name] for name in ("v", "ep", "sq", "hl", "sy", "sv", "ap", "bl")) for one in told]


def test_clocks_and_counters_of_the_core_do_not_tell_of_other_facets(tmp_path: Path) -> None:
    assert headers(tmp_path, also=True) == headers(tmp_path, also=False)


def test_only_a_reader_of_the_group_opens_it(ministry: Ministry) -> None:
    path = ministry.bundle(("court",))
    for role, ws in ministry.readers.items():
        if role != "court":
            with path.open("rb") as stream, pytest.raises(sealing.SealError):
                sealing.unseal(ustar.read_control(stream), ws.vault.identity.age)
    assert peers.peer(ministry.office, ministry.readers["court"].device).role == "court"
