"""Real vaults and training vaults never mix: one world in a process, and nothing of one is taken in by the other."""

from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.services.core.workspace import Workspace

REAL, TRAINING = N_("a real vault"), N_("a training vault")


class OtherWorldError(FocalpointError):
    """A card, code, note, bundle, statement or change was made in the other world."""

    message = N_("This was made in {origin}. It belongs there and cannot be used in {here}.")
    safe = N_("Nothing of it was kept.")
    remedy = N_("Open it in a vault of its own kind. Real work and training never mix.")
    code = "TRN-102"


class OtherWorldFileError(FocalpointError):
    """Written-out records, a backup or a result come from the other world."""

    message = N_("These records were written out of {origin}. They cannot be taken into {here}.")
    safe = N_("Nothing of them was kept.")
    remedy = N_("Open them in a vault of their own kind. Real work and training never mix.")
    code = "TRN-103"


class OlderTrainingError(FocalpointError):
    """A training vault of a program that did not yet sign that it is one wants to exchange."""

    message = N_("This training vault was made by an earlier version. It can be read, but it exchanges nothing.")
    remedy = N_("Make a new training vault and use that one.")
    code = "TRN-104"


def exchanges(ws: Workspace) -> None:
    """Raise OlderTrainingError unless the signed bytes of a vault say which world it is of."""
    if worlds.is_training(ws.vault.identity.space) != ws.info.training:
        raise OlderTrainingError


def require_same(ws: Workspace, space: str) -> None:
    """Raise OtherWorldError unless a space from outside is of the world of this vault."""
    exchanges(ws)
    training = worlds.is_training(space)
    if training != ws.info.training:
        raise OtherWorldError(origin=_name(training=training), here=_name(training=not training))


def require_same_files(ws: Workspace, *, training: bool) -> None:
    """Raise OtherWorldFileError unless files that were written out are of the world of this vault."""
    if training != ws.info.training:
        raise OtherWorldFileError(origin=_name(training=training), here=_name(training=not training))


def _name(*, training: bool) -> str:
    return TRAINING if training else REAL


def file_name(ws: Workspace, name: str) -> str:
    """Return the name of a file that this vault writes."""
    return worlds.marked_name(name, training=ws.info.training)
