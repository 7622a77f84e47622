"""Five offices with real vaults and the scripts they live through; each script is taken back when it is over."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec

from focalpoint import language
from focalpoint.bundles import container
from focalpoint.bundles.container import Frame
from focalpoint.bundles.manifest import Manifest, Reader
from focalpoint.domain.merge import Head
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import records, rows
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import merging, peers
from focalpoint.vault import change_log, compartment_rows, heads, joining, projection, record_rows
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.journal import Write, new_tx
from tests.convergence import oracle
from tests.helpers import vaults

ROLES = ("office", "office", "court", "executing", "partner")
REQUESTS = tuple(f"{n:032x}" for n in (1, 2, 4))
CONTACT = f"{3:032x}"
BOOK = Scope("contact", CONTACT, "core")
FACETS = {
    "core": ("subject", "due_on", "languages", "confirmation_needed", "state"),
    "internal": ("notes", "keywords", "items"),
    "court": ("court_note",),
    "execution": ("instructions",),
}
READ = {"office": set(FACETS), "court": {"core", "court"}, "executing": {"core", "execution"}, "partner": {"core"}}
TEXTS = ("TRN a", "TRN a ", "TRN caf\u00e9", "TRN cafe\u0301", "TRN b", "")
CHOICES: dict[str, tuple[object, ...]] = {
    "due_on": ("2026-01-01", "2026-02-02", ""),
    "confirmation_needed": (True, False),
    "items": (1, 2, None),
    "state": ("registered", "closed", "acknowledged"),
    "set": ("ar", "fr", "en"),
}
YEARS = 30


class DivergedError(AssertionError):
    """A device shows something else than the oracle, or lost something."""


@dataclass
class Device:
    """A vault, what it has written or been given, and what its clock says."""

    ws: Workspace
    role: str
    clock: datetime
    known: set[Frame] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Return the identifier of the device."""
        return self.ws.device

    def know_own(self) -> None:
        """Count among the known what was written here."""
        for row in self.ws.db.read(f"SELECT header, signature, body {DOSSIERS} AND via = ''"):
            self.known.add((bytes(row[0]), bytes(row[1]), bytes(row[2])))


DOSSIERS = "FROM change JOIN compartment USING (c) WHERE kind <> 'trust'"  # statements about devices are no dossier


class World:
    """The vaults; made once, used by every script."""

    def __init__(self, folder: Path) -> None:
        made = sorted(
            (vaults.create(folder, f"device{n}").workspace for n in range(len(ROLES))), key=lambda ws: ws.device
        )
        for first, second in permutations(made, 2):
            if first.device < second.device:
                vaults.introduce(first, second, folder)
        for ws in made:
            for other, role in zip(made, ROLES, strict=True):
                if other is not ws:
                    peers.set_role(ws, other.device, role)
        self.workspaces = made
        self.peers = {
            (taker.device, giver.device): peers.peer(taker, giver.device) for taker, giver in permutations(made, 2)
        }

    def close(self) -> None:
        """Close the vaults."""
        for ws in self.workspaces:
            ws.lock()

    @contextmanager
    def life(self) -> Iterator[None]:
        """Let something happen to all vaults that is taken back afterwards."""

        class Over(Exception):  # noqa: N818 - it takes everything back
            pass

        try:
            with ExitStack() as stack:
                for ws in self.workspaces:
                    stack.enter_context(ws.db.transaction())
                yield
                raise Over
        except Over:
            pass


class Script:
    """One life of five devices; the same for the same seed, but for salts and keys, which decide nothing."""

    def __init__(self, world: World, seed: int, steps: int = 32) -> None:
        self.world, self.seed, self.steps = world, seed, steps
        self.rng = random.Random(seed)
        base = datetime(2026, 1, 1, tzinfo=UTC)
        offsets = [self.rng.choice((0, 0, -1, 1, self.rng.randrange(-YEARS, YEARS + 1))) for _role in ROLES]
        self.devices = [
            Device(ws, role, base + timedelta(days=365 * offset))
            for ws, role, offset in zip(world.workspaces, ROLES, offsets, strict=True)
        ]
        self.author = {device.id: device for device in self.devices}

    def run(self) -> None:
        """Live through the script; raise DivergedError where a device is not what the oracle says."""
        with self.world.life():
            self._begin()
            for _step in range(self.steps):
                device = self.rng.choice(self.devices)
                self._tick(device)
                if self.rng.random() < 0.6:
                    self._act(device)
                else:
                    self._give(device, self.rng.choice(self.devices))
                if self.rng.random() < 0.04:
                    self._compare(device)
            for giver, taker in self.rng.sample(list(permutations(self.devices, 2)), len(self.devices) * 4):
                self._give(giver, taker, everything=True)
            for device in self.devices:
                self._everything_arrived(device)
                self._compare(device)
            if self.seed % 16 == 0:
                for device in self.devices:
                    projection.rebuild(device.ws.db, lambda _done, _total: None)
                    self._compare(device)

    def _begin(self) -> None:
        """Let the first office and the Court make the records, and everybody know of them: all write there."""
        first, court = self.devices[0], self.devices[2]
        self._append(first, [Write(BOOK, Op("contact", CONTACT, "name", "set", "TRN"))])
        for record, maker in zip(REQUESTS, (first, first, court), strict=True):
            made = Op("request", record, "subject", "set", "TRN")
            self._append(maker, [Write(Scope("request", record, "core"), made)])
        for maker in (first, court):
            for other in self.devices:
                self._give(maker, other, everything=True)

    def _tick(self, device: Device) -> None:
        if self.rng.random() < 0.03:
            device.clock += timedelta(days=self.rng.randrange(-365 * YEARS, 365 * YEARS))
            device.clock = min(max(device.clock, datetime(1980, 1, 1, tzinfo=UTC)), datetime(2100, 1, 1, tzinfo=UTC))
        device.clock += timedelta(seconds=self.rng.randrange(2))

    def _act(self, device: Device) -> None:
        chance = self.rng.random()
        record = self.rng.choice((*REQUESTS, CONTACT))
        type_name = "contact" if record == CONTACT else "request"
        there = record_rows.number(device.ws.db, record) is not None
        there = there and record_rows.is_here(device.ws.db, type_name, record)
        if there and chance < 0.12:
            item = rows.get(device.ws, type_name, record)
            gone = rows.is_deleted(device.ws, type_name, record)
            self._append(device, records.revival(device.ws, item) if gone else records.deletion(device.ws, item))
        elif there and chance < 0.18:
            self._append(device, self._resolve(device, type_name, record))
        elif type_name == "request" and there and chance < 0.26 and "internal" in READ[device.role]:
            self._append(device, [self._join(device, record)])
        elif there and chance < 0.3:
            self._append(device, records.revival(device.ws, rows.get(device.ws, type_name, record)))
        else:
            count = self.rng.choice((1, 1, 1, 2, 3))
            self._append(device, [self._write(device, type_name, record) for _n in range(count)])

    def _append(self, device: Device, writes: Sequence[Write]) -> None:
        if writes:
            device.ws.vault.journal.append(writes, device.clock, new_tx())
            device.know_own()

    def _place(self, device: Device, type_name: str, record: str) -> tuple[Scope, str]:
        if type_name == "contact":
            return BOOK, self.rng.choice(("name", "themes"))
        trespassing = self.rng.random() < 0.04
        facets = sorted(FACETS) if trespassing else sorted(READ[device.role])
        facet = self.rng.choice((*facets, "core", "core"))
        return Scope("request", record, facet), self.rng.choice(FACETS[facet])

    def _present(self, device: Device, record: str) -> dict[str, list[Head]]:
        number = record_rows.number(device.ws.db, record)
        return heads.of_record(device.ws.db, number) if number else {}

    def _write(self, device: Device, type_name: str, record: str) -> Write:
        scope, name = self._place(device, type_name, record)
        present = self._present(device, record)
        mine = present.get(name, [])
        others = [head for field_name, found in present.items() if field_name != name for head in found]
        named = heads.refs(mine)
        if others and self.rng.random() < 0.05:
            named = heads.refs(
                [*mine, self.rng.choice(others)]
            )  # names a write of another field too: counts for nothing
        elif self.rng.random() < 0.05:
            named = ()  # somebody who did not look
        kind = oracle.KINDS[name]
        if kind == "set":
            word = self.rng.choice(CHOICES["set"])
            if mine and self.rng.random() < 0.4:
                gone = self.rng.choice(mine)
                return Write(scope, Op(type_name, record, name, "rem", gone.value, heads.refs([gone])))
            return Write(scope, Op(type_name, record, name, "add", word))
        if kind == "step":
            step = {"to": self.rng.choice(CHOICES["state"]), "note": self.rng.choice(("", "TRN"))}
            return Write(scope, Op(type_name, record, name, "evt", step, named))
        return Write(scope, Op(type_name, record, name, "set", self.rng.choice(CHOICES.get(name, TEXTS)), named))

    def _join(self, device: Device, record: str) -> Write:
        """Let a request give way to another, to itself or to one that is not there, or let it stand again."""
        present = self._present(device, record).get(oracle.ALIAS, [])
        target = self.rng.choice((*REQUESTS, f"{9:032x}", ""))
        op = Op("request", record, oracle.ALIAS, "set", target, heads.refs(present))
        return Write(Scope("request", record, "internal"), op)

    def _resolve(self, device: Device, type_name: str, record: str) -> list[Write]:
        """Settle every conflict of a record that is seen here, as a person would: one value, naming all."""
        writes = []
        present = self._present(device, record)
        for name, found in present.items():
            facet = next((one for one, names in FACETS.items() if name in names), "core")
            if len(found) < 2 or oracle.KINDS.get(name) in (None, "set") or facet not in READ[device.role]:
                continue
            scope = Scope("request", record, facet) if type_name == "request" else BOOK
            kind = "evt" if oracle.KINDS[name] == "step" else "set"
            value = self.rng.choice(found).value
            writes.append(Write(scope, Op(type_name, record, name, kind, value, heads.refs(found))))
        return writes

    def _give(self, giver: Device, taker: Device, *, everything: bool = False) -> None:
        """Hand over some of what the reader may see: in any order, some of it twice."""
        if giver is taker:
            return
        db = giver.ws.db
        dossiers = [s for s in compartment_rows.all_scopes(db) if s.kind != "trust"]
        scopes = [s for s in dossiers if s.kind != "request" or s.facet in READ[taker.role]]
        frames: list[Frame] = [
            (header, signature, body)
            for scope in scopes
            for _c, _id, chain in change_log.chains(db, scope, {})
            for _n, header, signature, body in chain
        ]
        if not everything:
            share = self.rng.choice((0.3, 0.6, 1))
            frames = [frame for frame in frames if self.rng.random() < share]
        frames = frames + self.rng.sample(frames, min(2, len(frames)))
        self.rng.shuffle(frames)
        taker.known |= set(frames)
        manifest = Manifest(
            1, "", "", giver.id, "", "", "delta", (Reader(taker.id, 1, ""),), (), (), (), (), ""
        )  # fmt: skip
        sender = self.world.peers[taker.id, giver.id]
        opened = container.opened(manifest, b"", frames)
        before, taker.ws.clock = taker.ws.clock, Clock.at(lambda: taker.clock)
        try:
            merging.merge(taker.ws, opened, sender, new_tx().hex())
        finally:
            taker.ws.clock = before

    def _counts(self, frame: Frame, reader: Device) -> bool:
        """Tell whether a change that a device was given counts there: its author may write where it stands."""
        header, body = msgspec.json.decode(frame[0]), msgspec.json.decode(frame[2])
        author, scope = self.author[header["dev"]], body["scope"]
        if author is reader or author.role == "office":
            return True
        if scope["kind"] == "request" and scope["facet"] not in READ[author.role]:
            return False
        works = scope["kind"] == "request" and all(op["f"] != oracle.DELETED for op in body["ops"])
        return (
            works or header["sp"] == author.ws.vault.identity.space
        )  # else it takes away or changes what is not theirs

    def _everything_arrived(self, device: Device) -> None:
        """Check that a device was given all that its role may see."""
        written = {frame for one in self.devices for frame in one.known}
        for frame in written:
            scope = msgspec.json.decode(frame[2])["scope"]
            author = self.author[msgspec.json.decode(frame[0])["dev"]]
            readable = scope["kind"] != "request" or scope["facet"] in READ[device.role]
            if readable and (self._counts(frame, author) and frame not in device.known):
                raise self._wrong(device, "a change never arrived", scope)

    def _compare(self, device: Device) -> None:
        db = device.ws.db
        stored = {
            (bytes(row[0]), bytes(row[1]), bytes(row[2])): row[3]
            for row in db.read(f"SELECT header, signature, body, change.state {DOSSIERS}")
        }
        if set(stored) != device.known:
            raise self._wrong(device, "changes were lost or came from nowhere", len(stored), len(device.known))
        counted = {frame for frame in device.known if self._counts(frame, device)}
        if {frame for frame, state in stored.items() if state == "applied"} != counted:
            raise self._wrong(device, "what its author may not write counts, or the other way round")
        self._compare_records(device, oracle.meaning((frame[0], frame[2]) for frame in counted))
        self._nothing_lost(device, counted)

    def _compare_records(self, device: Device, told: dict[str, oracle.Meaning]) -> None:
        db = device.ws.db
        found = {row[0]: row[1] for name in TYPES for row in db.read(f"SELECT id, r FROM row_{name}")}
        if set(found) != set(told):
            raise self._wrong(device, "records", sorted(found), sorted(told))
        away = oracle.joined(told)
        for record, meaning in told.items():
            type_name = record_rows.type_of(db, record) or ""
            present = {
                name: {(head.change.hex(), head.index) for head in listed}
                for name, listed in heads.of_record(db, found[record]).items()
            }
            values = record_rows.values(db, TYPES[type_name], record) or {}
            shown = {name: values[name] for name in oracle.KINDS if name in values}
            expected = {name: value for name, value in meaning.values.items() if name in values}
            contested = set(record_rows.contested(db, found[record]))
            deleted = record_rows.flag(db, type_name, record, "deleted")
            for what, here, there in (
                ("heads", present, meaning.heads), ("values", shown, expected),
                ("conflicts", contested, meaning.contested),
                ("deleted", deleted, meaning.deleted and record not in away),
                ("joined", type_name == "request" and joining.is_joined(db, record), record in away),
                ("mark", record_rows.flag(db, type_name, record, "conflicted"), bool(meaning.contested)),
            ):  # fmt: skip
                if here != there:
                    raise self._wrong(device, what, record, here, there)

    def _nothing_lost(self, device: Device, counted: set[Frame]) -> None:
        """Every write that counts stands or was replaced by a write that names it; never both."""
        db = device.ws.db
        writes = {
            op.ref for op in oracle.operations((f[0], f[2]) for f in counted) if op.kind in ("set", "add", "evt", "del")
        }
        standing = {
            (bytes(row[0]).hex(), row[1]) for row in db.read("SELECT change.id, i FROM head JOIN change USING (n)")
        }
        replaced = {
            (bytes(row[0]).hex(), row[1])
            for row in db.read(
                "SELECT DISTINCT gone.id, gone.i FROM gone JOIN change ON change.id = gone.id"
                " JOIN touch ON touch.n = change.n AND touch.r = gone.r WHERE change.state = 'applied'"
            )
        }
        if standing | (replaced & writes) != writes:
            raise self._wrong(device, "writes were lost", writes - standing - replaced, standing - writes)

    def _wrong(self, device: Device, *what: object) -> DivergedError:
        number = self.devices.index(device)
        return DivergedError(f"seed {self.seed}: device {number} ({device.role}): {what}")


def lived(seeds: range) -> list[str]:
    """Live through some scripts in vaults of this process; return what went wrong."""
    language.use("en")
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for seed in seeds:
            try:
                Script(world, seed).run()
            except DivergedError as diverged:
                wrong.append(str(diverged))
            except Exception as error:  # noqa: BLE001 - a crash is a finding, and the next seeds are wanted too
                wrong.append(f"seed {seed}: {error!r}")
        world.close()
    return wrong
