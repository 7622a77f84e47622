"""Every cell of docs/who-may-write.md, against the pure rule and against a real import."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import history, records, scopes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, quarantine
from focalpoint.services.exchange.peers import ROLES
from focalpoint.vault import changes, compartment_rows, record_rows
from focalpoint.vault.changes import Op, RawChange, Scope
from focalpoint.vault.journal import Write, new_tx
from tests.helpers import vaults
from tests.helpers.liar import Liar

DOCUMENT = Path(__file__).parents[2] / "docs" / "who-may-write.md"
LINES = [line.strip("|").split("|") for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
ROLE_NAMES = [cell.strip() for cell in LINES[0][1:]]
CELLS = {
    (line[0].strip(), role): cell.strip()
    for line in LINES[1:]
    if not line[0].strip().startswith("-")
    for role, cell in zip(ROLE_NAMES, line[1:], strict=True)
}
OPERATIONS = ("set", "add", "evt", "blob", "del")


def test_the_table_speaks_of_every_role_and_kind_of_compartment() -> None:
    assert set(ROLE_NAMES) == set(ROLES)
    assert {place.partition(",")[0] for place, _role in CELLS} <= {*TYPES, "contacts"}


class Place:
    """A compartment of a record that the victim's office or the liar began, and a write of each kind in it."""

    def __init__(self, kind: str, facet: str, record: str) -> None:
        root = "" if kind == "contacts" else record
        types = {"contacts": "contact", "seminar, internal": "participant"}
        self.scope, self.type = Scope(kind, root, facet), types.get(kind, types.get(f"{kind}, {facet}", kind))
        self.record = f"{int(record, 16) + 2:032x}" if TYPES[self.type].part_of else record
        specs = {f: s for f, s in TYPES[self.type].specs.items() if self.type != "request" or s.facet == facet}
        self.text = next(f for f, s in specs.items() if s.kind in ("text", "note"))
        self.tags = next((f for f, s in specs.items() if s.kind in ("tags", "choices")), "")

    def op(self, kind: str) -> Op | None:
        """Return a write of some kind; None where the compartment has no field for it."""
        match kind:
            case "set":
                return Op(self.type, self.record, self.text, "set", "TRN changed")
            case "add":
                return Op(self.type, self.record, self.tags, "add", "arrest") if self.tags else None
            case "evt":
                stands = self.scope.kind == "request" and self.scope.facet == "core"
                return Op("request", self.record, "state", "evt", {"to": "closed"}) if stands else None
            case "blob":
                return Op("document", f"{int(self.record, 16) + 1:032x}", "title", "set", "TRN document")
            case _:
                return Op(self.type, self.record, "~deleted", "del", {"seen": []})


def counts(cell: str, kind: str, *, began: bool) -> bool:
    match cell:
        case "all":
            return True
        case "works":
            return kind != "del" or began
        case "own":
            return began
        case _:
            return False


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = vaults.create(tmp_path_factory.mktemp("victim"), "victim").workspace
    yield made
    made.lock()


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_cell(victim: Workspace, tmp_path: Path, role: str) -> None:
    liar = Liar(tmp_path, f"liar{role}")
    liar.meets(victim, role)
    found: list[RawChange] = []
    expected: dict[bytes, tuple[str, bool]] = {}
    numbers = count(hash(role) % (1 << 60) * 1_000_000, 10)
    for (place_name, of_role), cell in CELLS.items():
        kind, _comma, facet = place_name.partition(", ")
        for began in (True, False) if of_role == role else ():
            for operation in OPERATIONS:
                place = Place(kind, facet or "core", f"{next(numbers):032x}")
                op = place.op(operation)
                if op is None:
                    continue
                if not began:
                    first = Op(place.type, place.record, place.text, "set", "TRN ours")
                    victim.vault.journal.append([Write(place.scope, first)], victim.now(), new_tx())
                space = liar.ws.vault.identity.space if began else victim.vault.identity.space
                change = liar.signed_in(space, place.scope.compartment(space), place.scope, [op])
                found.append(change)
                expected[change.id] = (
                    f"{place_name}, {operation}, began {began}", counts(cell, operation, began=began),
                )  # fmt: skip
    path = liar.seal(victim, found)
    imports.apply(victim, imports.preview(victim, imports.inspect(victim, path)), deletions=True)
    states = victim.vault.journal.known(expected)
    wrong = [
        (words, states[change]) for change, (words, right) in expected.items() if (states[change] == "applied") != right
    ]
    assert not wrong, wrong
    assert len(expected) > 60
    liar.ws.lock()


def test_an_embassy_in_the_address_book_is_not_changed_by_a_partner(victim: Workspace, tmp_path: Path) -> None:
    embassy = records.save(victim, Contact(kind="court_organ", name="TRN embassy", phone="+000 1")).first_id
    liar = Liar(tmp_path, "book")
    liar.meets(victim)
    scope, space = Scope("contact", embassy, "core"), victim.vault.identity.space
    writes = [Op("contact", embassy, "phone", "set", "+000 9"), Op("contact", embassy, "~deleted", "del", {"seen": []})]
    found = [liar.signed_in(space, scope.compartment(space), scope, [op]) for op in writes]
    found.append(liar.sign(scope, [Op("contact", embassy, "phone", "set", "+000 8")]))  # in a place of its own making
    found.append(liar.sign(Scope("request", "9" * 32, "core"), [Op("document", embassy, "title", "set", "TRN")]))
    path = liar.seal(victim, found)
    plan = imports.preview(victim, imports.inspect(victim, path))
    assert plan.held == 4
    imports.apply(victim, plan)
    item = records.get(victim, "contact", embassy)
    assert isinstance(item, Contact)
    assert item.phone == "+000 1"
    told = next(row for row in quarantine.all_quarantined(victim) if row.id == embassy)
    assert told.title == "TRN embassy"
    quarantine.release(victim, embassy)
    changed = records.get(victim, "contact", embassy)
    assert isinstance(changed, Contact)
    assert changed.phone in ("+000 9", "+000 8"), "a person may say that it counts"
    liar.ws.lock()


def in_the_shared_book(ws: Workspace, name: str) -> str:
    """Make a contact as older programs did: in one compartment with all others."""
    record = records.new_id()
    ops = [Op("contact", record, "kind", "set", "court_organ"), Op("contact", record, "name", "set", name)]
    ops.append(Op("contact", record, "themes", "add", "arrest"))
    ws.vault.journal.append([Write(scopes.SHARED_BOOK, op) for op in ops], ws.now(), new_tx())
    return record


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    one, two = (vaults.create(tmp_path, name).workspace for name in ("one", "two"))
    vaults.introduce(one, two, tmp_path, "partner")
    yield one, two
    one.lock()
    two.lock()


def test_exporting_one_contact_carries_one_contact(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    one, two = pair
    wanted, *others = [in_the_shared_book(one, f"TRN contact {n}") for n in range(25)]
    path = vaults.send(one, two, [("contact", wanted)], tmp_path / "one.fpbundle")
    found = imports.inspect(two, path)
    bodies = [changes.read_body(frame[2], changes.read_header(frame[0])) for frame in found.opened.frames]
    spoken = {op.r for body in bodies for op in body.ops}
    assert wanted in spoken
    assert not spoken & set(others)
    imports.apply(two, imports.preview(two, found))
    there = records.get(two, "contact", wanted)
    assert isinstance(there, Contact)
    assert (there.name, there.themes) == ("TRN contact 0", ("arrest",))
    assert export.plan_export(one, [("contact", wanted)], [two.device], again=True).rows[0].id == wanted


def test_a_contact_leaves_the_shared_book_when_it_is_changed(pair: tuple[Workspace, Workspace]) -> None:
    one, _two = pair
    contact = in_the_shared_book(one, "TRN contact")
    item = records.get(one, "contact", contact)
    assert isinstance(item, Contact)
    records.save(one, Contact(**{f: getattr(item, f) for f in ("id", "kind", "name", "themes")}, phone="+000 1"))
    assert compartment_rows.first_scope(one.db, contact) == Scope("contact", contact, "core")
    changed = records.get(one, "contact", contact)
    assert isinstance(changed, Contact)
    assert (changed.name, changed.phone, changed.themes) == ("TRN contact", "+000 1", ("arrest",))
    assert record_rows.contested(one.db, int(one.db.scalar("SELECT r FROM record WHERE id = ?", (contact,)))) == []
    history.undo(one)
    back = records.get(one, "contact", contact)
    assert isinstance(back, Contact)
    assert (back.name, back.phone) == ("TRN contact", "")
