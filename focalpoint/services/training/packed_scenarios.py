"""The scenarios of a public pack, without a vault of one's own: a passing training vault opens the pack and goes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError
from focalpoint.bundles.errors import UnknownSignerError
from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.training import archive
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, rows
from focalpoint.services.core import workspace
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import imports, peers, suffixes
from focalpoint.services.seminars import pack_check
from focalpoint.services.seminars.pack_check import CheckedPack
from focalpoint.services.training import scenario_archives
from focalpoint.services.training.training_vaults import PASSPHRASE

MOST_BESIDE = 16  # cards that are tried
MOST = 20  # scenarios of one pack


class NoScenarioError(FocalpointError):
    """A pack has no exercise in it."""

    message = N_("This pack has no exercise in it.")
    safe = N_("Nothing was changed.")
    remedy = N_("Open it in a vault to see its material; begin one of the exercises that come with the program.")
    code = "EXE-111"


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A whole and unchanged pack, and the card beside it that signed it; whose card that is, only its digits tell."""

    path: Path
    card: bytes
    checked: CheckedPack


def check_beside(path: Path, task: Task | None = None) -> SignedPack:
    """Check a pack against the cards beside it; raise UnknownSignerError if none signed it, or another BundleError."""
    for card in sorted(path.parent.glob(f"*{suffixes.CARD}"))[:MOST_BESIDE]:
        try:
            checked = pack_check.check_pack(path, card, task)
            with card.open("rb") as stream:
                content = stream.read(cards.MAX_BYTES)
            if cards.groups(cards.read_card(content)) == checked.groups:  # what is compared is what is used
                return SignedPack(path, content, checked)
        except (UnknownSignerError, BadCardError, OSError):
            continue
    raise UnknownSignerError


def take_scenarios(pack: SignedPack, place: Path) -> list[Path]:
    """Lay out the sound scenarios of a pack whose digits a person has compared; return their folders.

    Raise NoScenarioError if it has none, what `imports` raises, or the flaw of the last one if none is sound.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        setup = Setup("TRN-", "QO", "TRN-", "TRN-", "TRN-pack", "en", training=True)
        ws = workspace.create(folder / "TRN-pack.focalpoint", PASSPHRASE, setup, kdf=Kdf(FLOOR_MIB, 1)).workspace
        try:
            peers.mark_verified(ws, peers.add_card(ws, pack.card, "partner").device)
            imports.apply(ws, imports.preview(ws, imports.inspect(ws, pack.path)))
            files = _scenario_files(ws, folder)
        finally:
            ws.lock()
        return _taken(files, place)


def _scenario_files(ws: Workspace, folder: Path) -> list[Path]:
    files: list[Path] = []
    for material in rows.living(ws, "material"):
        for row in attachments.documents_of(ws, material.id):
            if row.name.lower().endswith(archive.SUFFIX) and row.available and row.size <= archive.LARGEST_ARCHIVE:
                files.append(folder / f"{len(files)}{archive.SUFFIX}")
                attachments.save_copy(ws, row.id, files[-1])
    return files[:MOST]


def _taken(files: list[Path], place: Path) -> list[Path]:
    if not files:
        raise NoScenarioError
    found: list[Path] = []
    refused: FocalpointError | None = None
    for path in files:
        try:
            found.append(scenario_archives.take_scenario(path, place))
        except FocalpointError as error:
            refused = error
    if not found and refused is not None:
        raise refused
    return found
