"""Passphrase, recovery words and how strong they are."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from focalpoint.documents import paper
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services.core import (
    key_files,
    output_files,
    passphrase_strength,
    recent,
    second_copy,
    word_lists,
    workspace,
)
from focalpoint.services.core.clock import system_now
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.vault_info import Setup, VaultInfo
from focalpoint.services.core.workspace import Workspace, log, name_root, secret_of
from focalpoint.vault import backup, keyfile, keyslots, rekeying
from focalpoint.vault import vault as vaults
from focalpoint.vault.database import Database
from focalpoint.vault.files import write_durably
from focalpoint.vault.keyfile import Factor

LABELS = (N_("Very weak"), N_("Weak"), N_("Fair"), N_("Strong"), N_("Very strong"))
SHORTEST = 8
FAIR = 2
STEPS = (
    1e6,
    passphrase_strength.FLOOR,
    passphrase_strength.FLOOR * 100,
    passphrase_strength.FLOOR * 100_000,
)  # guesses from one label to the next


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess: 0 to 4, in words, and what would make it better (message ids)."""

    score: int
    label: str
    advice: str
    guesses: float = 1.0

    @property
    def time(self) -> Message:
        """Say how long it withstands."""
        return passphrase_strength.time_said(self.guesses)


@dataclass(frozen=True, slots=True)
class KdfView:
    """The Argon2id parameters of the passphrase slot."""

    memory_mib: int
    passes: int


def strength(passphrase: str, at_hand: Iterable[str] = ()) -> Strength:
    """Judge a passphrase by how it would be guessed; names of vaults opened lately are among the words at hand."""
    if len(passphrase) < SHORTEST:
        return Strength(0, LABELS[0], N_("Use several words that do not belong together."))
    known = [vault.name for vault in recent.vaults()]
    number = passphrase_strength.guesses(passphrase, [*at_hand, *known])
    score = sum(number >= step for step in STEPS)
    advice = "" if passphrase_strength.enough(number) else N_("Add one or two more words.")
    return Strength(score, LABELS[score], advice, number)


class WeakPassphraseError(FocalpointError):
    """A new passphrase is too easy to guess."""

    message = N_("This passphrase is too easy to guess.")
    remedy = N_(
        "It must withstand a hundred graphics cards for ten years: use several words that do not belong together;"
        " “focalpoint vault suggest” makes some."
    )
    code = "VLT-113"


def require_strong(passphrase: str, at_hand: Iterable[str] = ()) -> None:
    """Raise WeakPassphraseError for a passphrase that is less than fair."""
    if strength(passphrase, at_hand).score < FAIR:
        raise WeakPassphraseError


def at_hand(said: Setup | VaultInfo, *names: str) -> tuple[str, ...]:
    """Return the words that somebody who knows the office would try first."""
    return (said.office, said.person, said.function, said.device_label, *names)


def suggest(language: str) -> str:
    """Return a generated passphrase in a language."""
    return word_lists.suggest(language)


def same_word(typed: str, word: str) -> bool:
    """Tell whether a typed recovery word is that of the sheet; accents, hamza and case do not matter."""
    return word_lists.folded_word(typed.strip()) == word_lists.folded_word(word)


def change_passphrase(ws: Workspace, old: str, new: str) -> tuple[str, ...]:
    """Exchange the passphrase of the vault and of all its older states; the databases are not touched.

    A key file stays. Return the older states that still open as before. Raise WrongPassphraseError,
    KeyFileMissingError, DamagedKeySlotsError or WeakerKeySlotsError.
    """
    factor = _opened_by(ws, old)
    require_strong(new, at_hand(ws.info, ws.info.name))
    return _replace(ws, "passphrase", secret_of(new), lambda: log(ws, "passphrase"), factor=factor)


def _opened_by(ws: Workspace, passphrase: str) -> Factor | None:
    """Return the key file of a vault, after the passphrase was found right together with it."""
    factor = key_files.find_key_file(ws.vault.folder, ws.key_file)
    keyslots.open_with(keyslots.read(ws.vault.folder), "passphrase", secret_of(passphrase), factor)
    return factor


def reset_passphrase(ws: Workspace, new: str) -> tuple[str, ...]:
    """Set a new passphrase in a vault that was opened with its recovery words; see `change_passphrase`.

    From then on no key file is asked for: it may be the stick that was lost.
    """
    require_strong(new, at_hand(ws.info, ws.info.name))
    ws.key_file = None
    return _replace(ws, "passphrase", secret_of(new), lambda: log(ws, "passphrase"))


def add_key_file(ws: Workspace, passphrase: str, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Write a new key file into a folder, which the vault asks for from then on, in the place of one before.

    Return the file and the older states that still open as before. The file is on the stick, read back, before the
    vault asks for it; if the vault cannot be changed, it is removed again.
    """
    _opened_by(ws, passphrase)
    if folder.resolve().is_relative_to(ws.vault.folder.resolve()):
        raise KeyFileInsideError
    factor = keyfile.new()
    target = folder / f"{ws.info.name}-{factor.name[:6]}{keyfile.SUFFIX}"
    output_files.write_file(target, keyfile.encode_key_file(factor))
    try:
        left = _replace(ws, "passphrase", secret_of(passphrase), lambda: log(ws, "key file"), factor=factor)
    except BaseException:
        if keyslots.key_file_of(keyslots.read(ws.vault.folder)) != factor.name:
            target.unlink(missing_ok=True)
        raise
    ws.key_file = target
    return target, left


def remove_key_file(ws: Workspace, passphrase: str) -> tuple[str, ...]:
    """Let the passphrase alone open the vault; return the older states that still open as before."""
    _opened_by(ws, passphrase)
    ws.key_file = None
    return _replace(ws, "passphrase", secret_of(passphrase), lambda: log(ws, "no key file"))


class KeyFileInsideError(FocalpointError):
    """The key file would lie in the folder of the vault, where whoever takes the folder has both."""

    message = N_("A key file does not belong in the folder of its vault: whoever copies the folder would have both.")
    remedy = N_("Choose a stick that you keep apart from the laptop.")
    code = "VLT-142"


def propose_recovery(language: str) -> tuple[str, ...]:
    """Return new recovery words, which open nothing until they are put in force."""
    return word_lists.new_recovery(language)


def set_recovery(ws: Workspace, proposed: tuple[str, ...]) -> tuple[str, ...]:
    """Put new recovery words in force in the vault and all its older states.

    Return the older states that the old sheet still opens.
    """
    secret = word_lists.recovery_secret(" ".join(proposed))

    def say() -> None:
        name_root(ws.vault.journal, secret, ws.now())
        log(ws, "recovery words")

    return _replace(ws, "recovery", secret, say)


def _replace(
    ws: Workspace, kind: keyslots.SlotKind, secret: bytes, say: Callable[[], None], *, factor: Factor | None = None
) -> tuple[str, ...]:
    """Exchange a slot together with what is said of it: both or neither; then let older states follow."""
    folder, key = ws.vault.folder, ws.vault.key
    file = keyslots.verified(folder, key, rekeying.least(ws.db))
    before = (folder / keyslots.NAME).read_bytes()
    kdf = next((slot.kdf for slot in file.slots if slot.kind == kind), file.slots[0].kdf)
    slot = keyslots.make_slot(kind, secret, key, file.vault, kdf=kdf, factor=factor)
    others = tuple(existing for existing in file.slots if existing.kind != kind)
    try:
        with ws.db.transaction():
            say()
            keyslots.write(folder, file.vault, (*others, slot), key, training=keyslots.is_training(file))
    except BaseException:
        if (folder / keyslots.NAME).read_bytes() != before:
            write_durably(folder / keyslots.NAME, before)
        raise
    return follow(ws)


def follow(ws: Workspace) -> tuple[str, ...]:
    """Let backups, replaced vaults and the second copy open as the vault does; return those that still do not."""
    left = rekeying.spread(ws.vault.folder, ws.vault.key, backup.everything(ws.vault.folder))
    second = second_copy.place(ws)
    if second is None:
        return left
    if not second.parent.is_dir():
        return (*left, str(second.parent))
    return (*left, *rekeying.spread(ws.vault.folder, ws.vault.key, [one.path for one in backup.listed_in(second)]))


def rekey(
    path: Path,
    passphrase: str,
    fresh: str,
    proposed: tuple[str, ...],
    *,
    task: Task | None = None,
    key_file: Path | None = None,
) -> tuple[str, ...]:
    """Give a closed vault a new key, passphrase and recovery words, and write every older state anew under the key.

    Return what still opens as before. After a kill, the next opening goes on (see `care.maintain`).
    """
    progress = task or Task()
    secret = word_lists.recovery_secret(" ".join(proposed))

    def also(db: Database) -> None:
        if fresh != passphrase:
            require_strong(fresh, at_hand(workspace.setup_in(db), path.stem))
        with db.transaction():
            name_root(vaults.journal_of(db), secret, system_now())

    progress.report(0, None, N_("Encrypting anew"))
    factor = key_files.find_key_file(path, key_file)
    rekeying.begin(
        path,
        secret_of(passphrase),
        {"passphrase": secret_of(fresh), "recovery": secret},
        also,
        factor=factor,
    )
    ws = workspace.unlock(path, fresh, key_file=key_file)
    try:
        log(ws, "rekey")
        left = finish_rekey(ws, progress)
        backup.make(path, ws.db, ws.real(), "before")
        with suppress(FocalpointError):  # the disk of the second copy may be away
            second_copy.renew(ws, progress)
        return (*left, *second_copy.foreign(ws))
    finally:
        ws.lock()


def weakened(ws: Workspace) -> bool:
    """Tell whether a key slot is weaker than the vault was made with: somebody else wrote it."""
    return keyslots.is_weaker(keyslots.read(ws.vault.folder), rekeying.least(ws.db))


def require_open(path: Path, passphrase: str, key_file: Path | None = None) -> None:
    """Raise WrongPassphraseError or what else keeps a passphrase from opening a vault, before words are shown."""
    factor = key_files.find_key_file(path, key_file)
    keyslots.open_with(keyslots.read(path), "passphrase", secret_of(passphrase), factor)


def finish_rekey(ws: Workspace, task: Task | None = None) -> tuple[str, ...]:
    """Go on with a new vault key where it was interrupted; return what neither key opens."""
    progress = task or Task()
    if not rekeying.unfinished(ws.vault.folder):
        return ()
    say = partial(progress.report, what=N_("Encrypting anew"))
    return rekeying.go_on(ws.vault.folder, ws.vault.key, say)


def parameters(ws: Workspace) -> KdfView:
    """Return the Argon2id parameters of this vault."""
    slot = keyslots.read(ws.vault.folder).slots[0]
    return KdfView(slot.memory_mib, slot.passes)


def raw_key(ws: Workspace) -> str:
    """Return the raw database key in hexadecimal, for opening `vault.db` with other programs; it is logged."""
    log(ws, "raw key shown")
    return ws.vault.key.hex()


def recovery_sheet_pdf(recovery: tuple[str, ...], info: VaultInfo, language: str) -> bytes:
    """Return the printable sheet with the recovery words."""
    sheet = paper.RecoverySheet(
        language=language,
        title=translate(N_("Recovery sheet"), language),
        office=info.office,
        vault=info.name,
        made_on=format_date(info.created_on, language),
        words=recovery,
        advice=(
            translate(
                N_("These words open the vault when the passphrase is lost. Keep the sheet in a safe."), language
            ),
            translate(N_("Whoever has this sheet and the laptop can read everything."), language),
            translate(N_("If the laptop is lost, another takes its place with these words: keep the sheet."), language),
            translate(N_("Do not photograph it and do not keep it in the same bag as the laptop."), language),
        ),
        training=info.training,
    )
    return paper.recovery_sheet(sheet)
