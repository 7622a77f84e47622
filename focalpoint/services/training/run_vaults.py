"""The vaults of a run folder: an office for the participant, one for each actor; quick to make and to open."""

from datetime import datetime
from pathlib import Path

from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.domain.training.scenarios import ScenarioOffice
from focalpoint.services.core import workspace
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.run_clock import RunClock
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers, suffixes
from focalpoint.services.training.stage import Stage
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import files


def office_path(folder: Path, office: str) -> Path:
    """Return where the vault of an office lies in a run folder."""
    return folder / "offices" / f"{office}{files.SUFFIX}"


def card_path(folder: Path, office: str) -> Path:
    """Return where the card of an office lies, for the actors who send it something."""
    return folder / "offices" / f"{office}{suffixes.CARD}"


def make_office(stage: Stage, office: ScenarioOffice, clock: Clock) -> Workspace:
    """Make the vault of an office, with its names in the language of the participant."""
    made = _make(stage, office_path(stage.folder, office.id), office.id, office.country, clock=clock)
    peers.save_card(made, card_path(stage.folder, office.id))
    return made


def make_actor(stage: Stage, actor: str, place: Path, moment: datetime) -> Workspace:
    """Make the vault of an actor."""
    known = stage.scenario.actor(actor)
    return _make(stage, place, actor, (known.country if known else "") or "QO", clock=RunClock(moment).clock)


def _make(stage: Stage, place: Path, party: str, country: str, *, clock: Clock) -> Workspace:
    place.parent.mkdir(mode=0o700, exist_ok=True)
    name = stage.scenario.text(f"{party}.name", stage.language)
    person = stage.scenario.text(f"{party}.person", stage.language) or name
    setup = Setup(name, country, person, person, f"TRN-{party}", stage.language, training=True)
    return workspace.create(place, PASSPHRASE, setup, clock=clock, kdf=Kdf(FLOOR_MIB, 1)).workspace
