"""An unlocked vault with its person, clock and language: what every use case works on."""

import contextlib
import shutil
import threading
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from secrets import token_bytes

import msgspec

from focalpoint import reference, versions
from focalpoint.bundles import card
from focalpoint.crypto import sealing, signing, wrapping
from focalpoint.crypto.wrapping import Kdf
from focalpoint.domain import worlds
from focalpoint.domain.codes import Reference
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Facet
from focalpoint.domain.trust import DeviceState
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.core import key_files, process_world, word_lists
from focalpoint.services.core.clock import SYSTEM, Clock
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.vault_info import Setup, VaultInfo
from focalpoint.vault import audit, backup, devices, local, slot_names, trustlog
from focalpoint.vault import vault as vaults
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.database import Database
from focalpoint.vault.devices import Device
from focalpoint.vault.journal import Journal, Write, new_tx
from focalpoint.vault.keyfile import Factor
from focalpoint.vault.keyslots import SlotKind
from focalpoint.vault.vault import Vault

OFFICER = "officer"  # the setting with who is working


class FictionalStateError(FocalpointError):
    """A real vault was to be made for a State of the exercises."""

    message = N_("This State exists in exercises only, and this is to be a real vault.")
    remedy = N_("Choose your State, or make a training vault.")
    code = "TRN-105"


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of the office who works at this laptop; the role is a code of `officer_roles`."""

    name: str
    role: str


@dataclass(slots=True)
class Workspace:
    """An unlocked vault. Only a training vault may have a clock that is simulated."""

    vault: Vault
    info: VaultInfo
    language: str
    clock: Clock = SYSTEM
    closed: bool = False
    key_file: Path | None = None  # that was named when it was unlocked
    by_recovery: bool = False  # it was unlocked with the recovery words: passphrase or key file are lost
    troubled: set[tuple[str, str]] = field(
        default_factory=set, repr=False, compare=False
    )  # see `services/casework/isolation.py`
    numbering: "threading.RLock" = field(default_factory=threading.RLock, repr=False, compare=False)
    # held from the moment a bundle is given its number until the number is kept: a run at a server works beside it

    @property
    def db(self) -> Database:
        """Return the database of the vault."""
        return self.vault.db

    @property
    def reference(self) -> Reference:
        """Return the code lists and the life cycle."""
        return reference.load()

    @property
    def device(self) -> str:
        """Return the identifier of this device."""
        return self.vault.identity.device

    @property
    def who(self) -> str:
        """Return the name of the person who is working."""
        return self.vault.journal.officer or self.info.person

    @property
    def read_only(self) -> bool:
        """Tell whether the vault was opened without writing, because its disk takes nothing."""
        return self.vault.db.read_only

    def __post_init__(self) -> None:
        if self.clock.simulated and not self.info.training:
            raise ValueError("a real vault has real time")

    def now(self) -> datetime:
        """Return the moment that counts for facts, in UTC."""
        return self.clock.now()

    def real(self) -> datetime:
        """Return the moment that counts for backups, care and servers, in UTC."""
        return self.clock.real()

    def today(self) -> date:
        """Return the local calendar date of facts."""
        return self.now().astimezone().date()

    def lock(self) -> None:
        """Log the locking and close the vault, even if the disk is full; a locked workspace cannot be used again."""
        if self.closed:
            return
        self.closed = True
        try:
            log(self, "locked")
        except FocalpointError:
            return  # a vault that cannot be written is locked all the same
        finally:
            self.vault.close()


@dataclass(frozen=True, slots=True)
class Created:
    """A new workspace and the recovery words that open it when the passphrase is lost. Show them once."""

    workspace: Workspace
    recovery_words: tuple[str, ...]


def secret_of(passphrase: str) -> bytes:
    """Return the bytes of a passphrase: NFKC, so that every keyboard's form of a letter is the same."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def create(
    path: Path,
    passphrase: str,
    setup: Setup,
    task: Task | None = None,
    *,
    clock: Clock = SYSTEM,
    kdf: Kdf | None = None,
) -> Created:
    """Create a vault folder, its key slots for passphrase and recovery words, and the identity of this device."""
    process_world.require_world(training=setup.training)
    require_own_state(setup)
    progress = task or Task()
    progress.report(0, 3)
    parameters = kdf or wrapping.calibrate()
    recovery = word_lists.new_recovery(setup.language)
    progress.report(1, 3)
    vault = vaults.create(
        path,
        {"passphrase": secret_of(passphrase), "recovery": word_lists.recovery_secret(" ".join(recovery))},
        parameters,
        card.device_id,
        space=_new_space(training=setup.training),
    )
    process_world.enter_world(training=setup.training)
    progress.report(2, 3)
    moment = clock.now()
    with vault.db.transaction():
        vault.db.set_meta("created", instant(moment))
        introduce(vault, setup, moment)
    name_root(vault.journal, word_lists.recovery_secret(" ".join(recovery)), moment)
    workspace = Workspace(vault, info_of(vault), setup.language, clock)
    log(workspace, "created")
    progress.report(3, 3)
    return Created(workspace, recovery)


def _new_space(*, training: bool) -> str:
    while True:
        with contextlib.suppress(ValueError):  # one of four thousand million begins as those for training do
            return worlds.new_space(token_bytes(16), training=training)


def require_own_state(setup: Setup) -> None:
    """Raise FictionalStateError if a real vault is said to be of a State of the exercises."""
    if not setup.training and worlds.is_fictional(setup.country):
        raise FictionalStateError


def discard(made: Created) -> None:
    """Remove a vault that was made a moment ago and holds nothing yet."""
    made.workspace.lock()
    shutil.rmtree(made.workspace.vault.folder, ignore_errors=True)


def introduce(vault: Vault, setup: Setup, moment: datetime) -> bytes:
    """Write the office and the card of this device, inside a transaction; return the card."""
    identity = vault.identity
    own = card.IdentityCard(
        card.VERSION, setup.person, setup.function, setup.office, setup.country,
        setup.device_label, signing.public_key(identity.seed).hex(), sealing.recipient_of(identity.age),
        identity.space, instant(moment),
    )  # fmt: skip
    content = card.make_card(own, identity.seed)
    vault.db.set_meta("setup", msgspec.json.encode(asdict(setup)).decode())
    device = Device(identity.device, DeviceState.OWN, "office", instant(moment), content)
    devices.keep(vault.db, device, bytes.fromhex(own.public), own.recipient)
    return content


def self_scope(device: str) -> Scope:
    """Return the scope of what a device says of itself; it goes to everybody with whom something is exchanged."""
    return Scope(trustlog.KIND, device, Facet.CORE)


def name_root(journal: Journal, secret: bytes, moment: datetime) -> None:
    """State the root whose secret stands on the recovery sheet, so that others know it when the laptop is lost."""
    word = {"key": signing.public_key(word_lists.root_seed(secret)).hex()}
    device = journal.identity.device
    write = Write(self_scope(device), Op(trustlog.KIND, device, "root", "evt", word))
    journal.append([write], moment, new_tx())


def setup_of(ws: Workspace) -> Setup:
    """Return what was said of the office and the person."""
    return setup_in(ws.db)


def setup_in(db: Database) -> Setup:
    """Return what a database says of its office and person."""
    return msgspec.json.decode(db.meta("setup"), type=Setup)


def info_of(vault: Vault) -> VaultInfo:
    """Return what an open vault says of itself."""
    setup = setup_in(vault.db)
    return VaultInfo(
        vault.folder, vault.folder.stem, setup.office, setup.country, setup.person, setup.function,
        setup.device_label, setup.training, vault.db.meta("created"), setup.office_kind,
    )  # fmt: skip


def unlock(
    path: Path,
    passphrase: str,
    task: Task | None = None,
    clock: Clock = SYSTEM,
    *,
    key_file: Path | None = None,
) -> Workspace:
    """Open a vault with its passphrase, and with its key file if it asks for one: that named, or one on a stick."""
    factor = key_files.find_key_file(path, key_file) if key_files.asks(path) else None
    opened = _unlock(path, "passphrase", secret_of(passphrase), task or Task(), clock=clock, factor=factor)
    opened.key_file = key_file
    return opened


def unlock_with_recovery(path: Path, recovery: str, task: Task | None = None, clock: Clock = SYSTEM) -> Workspace:
    """Open a vault with the words of the recovery sheet, in any of their languages."""
    opened = _unlock(path, "recovery", word_lists.recovery_secret(recovery), task or Task(), clock=clock)
    opened.by_recovery = True
    return opened


def _unlock(
    path: Path,
    kind: SlotKind,
    secret: bytes,
    task: Task,
    *,
    clock: Clock,
    factor: Factor | None = None,
) -> Workspace:
    if slot_names.says_training(path):
        process_world.require_world(training=True)  # before a key is derived; what is signed is looked at below
    vault = vaults.open_vault(path, kind, secret, clock.now(), report=task.report, factor=factor)
    setup = setup_in(vault.db)
    try:
        process_world.enter_world(training=setup.training)
    except process_world.MixedWorldsError:
        vault.close()
        raise
    take_officer(vault)
    workspace = Workspace(vault, info_of(vault), setup.language, clock)
    versions.opened_a_vault()
    if workspace.read_only:
        return workspace
    log(workspace, "unlocked", reason=kind)
    if vault.restored:
        log(workspace, "restored")
    if vault.log_missing:
        log(workspace, "log missing")
    if not vault.audit_intact:
        log(workspace, "audit broken")
    return workspace


def officer_of(vault: Vault) -> Officer | None:
    """Return the officer who is working, None for the person to whom the vault belongs."""
    return next((Officer(row.name, row.role) for row in local.officers(vault.db) if row.working), None)


def take_officer(vault: Vault) -> None:
    """Let what is done from now on carry the name of the officer who is working."""
    officer = officer_of(vault)
    vault.journal.officer = officer.name if officer else ""
    role = reference.load().lists["officer_roles"].codes.get(officer.role) if officer else None
    vault.journal.reads_only = role is not None and role.more["reads_only"] is True


def log(ws: Workspace, action: str, subject: str = "", reason: str = "") -> None:
    """Add a line to the audit log; a vault that is open for reading only keeps none."""
    if ws.read_only:
        return
    if ws.clock.simulated:  # an exercise: the line says when it was really done
        reason = f"{reason} [{instant(ws.real())}]".strip()
    audit.append(ws.db, ws.now(), ws.who, action, subject=subject, reason=reason)


def maintain(ws: Workspace) -> bool:
    """Make the backup that is due, if any; tell whether one was made."""
    kind = "" if ws.read_only else backup.due(ws.vault.folder, ws.real())
    if kind:
        backup.make(ws.vault.folder, ws.db, ws.real(), kind)
    return bool(kind)
