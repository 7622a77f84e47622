"""Passphrase, recovery words and how strong they are."""

from dataclasses import dataclass

from zxcvbn import zxcvbn

from focalpoint.documents import paper
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services import words
from focalpoint.services.workspace import VaultInfo, Workspace, log, name_root, secret_of
from focalpoint.vault import keyslots

LABELS = (N_("Very weak"), N_("Weak"), N_("Fair"), N_("Strong"), N_("Very strong"))
SHORTEST = 8
FAIR = 2
MOST_JUDGED = 72


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess: 0 to 4, in words, and what would make it better (message ids)."""

    score: int
    label: str
    advice: str


@dataclass(frozen=True, slots=True)
class KdfView:
    """The Argon2id parameters of the passphrase slot."""

    memory_mib: int
    passes: int


def strength(passphrase: str) -> Strength:
    """Judge a passphrase by how it would be guessed."""
    if len(passphrase) < SHORTEST:
        return Strength(0, LABELS[0], N_("Use several words that do not belong together."))
    score = int(zxcvbn(passphrase[:MOST_JUDGED])["score"])
    advice = N_("Add one or two more words.") if score < 3 else ""
    return Strength(score, LABELS[score], advice)


class WeakPassphraseError(FocalpointError):
    """A new passphrase is too easy to guess."""

    message = N_("This passphrase is too easy to guess.")
    remedy = N_("Use several words that do not belong together; “focalpoint vault suggest” makes some.")
    code = "VLT-113"


def require_strong(passphrase: str) -> None:
    """Raise WeakPassphraseError for a passphrase that is less than fair."""
    if strength(passphrase).score < FAIR:
        raise WeakPassphraseError


def suggest(language: str) -> str:
    """Return a generated passphrase in a language."""
    return words.suggest(language)


def same_word(typed: str, word: str) -> bool:
    """Tell whether a typed recovery word is that of the sheet; accents, hamza and case do not matter."""
    return words.plain(typed.strip()) == words.plain(word)


def change_passphrase(ws: Workspace, old: str, new: str) -> None:
    """Rewrite the passphrase slot in one step; the database is not touched. Raise WrongPassphraseError."""
    file = keyslots.read(ws.vault.folder)
    key = keyslots.open_with(file, "passphrase", secret_of(old))
    _replace(ws, file, key, "passphrase", secret_of(new))
    log(ws, "passphrase")


def reset_passphrase(ws: Workspace, new: str) -> None:
    """Set a new passphrase in a vault that was opened with its recovery words."""
    _replace(ws, keyslots.read(ws.vault.folder), ws.vault.key, "passphrase", secret_of(new))
    log(ws, "passphrase")


def propose_recovery(language: str) -> tuple[str, ...]:
    """Return new recovery words, which open nothing until they are put in force."""
    return words.new_recovery(language)


def set_recovery(ws: Workspace, proposed: tuple[str, ...]) -> None:
    """Put new recovery words in force; the old sheet no longer opens the vault."""
    secret = words.recovery_secret(" ".join(proposed))
    _replace(ws, keyslots.read(ws.vault.folder), ws.vault.key, "recovery", secret)
    name_root(ws.vault, secret, ws.now())
    log(ws, "recovery words")


def _replace(ws: Workspace, file: keyslots.KeyFile, key: bytes, kind: keyslots.SlotKind, secret: bytes) -> None:
    kdf = next((slot.kdf for slot in file.slots if slot.kind == kind), file.slots[0].kdf)
    slot = keyslots.make_slot(kind, secret, key, file.vault, kdf)
    others = tuple(existing for existing in file.slots if existing.kind != kind)
    keyslots.write(ws.vault.folder, file.vault, (*others, slot), key)


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
