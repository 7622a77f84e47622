"""The one world of this process: it is that of the first vault that was made or unlocked, and stays so."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_


class MixedWorldsError(FocalpointError):
    """A training vault was to be opened where a real one had been, or the reverse."""

    message = N_("A real vault and a training vault are never opened in the same running program.")
    remedy = N_("Open this vault in a program of its own: start Focal Point once more.")
    code = "TRN-101"


class _Latch:
    training: bool | None = None


def require_world(*, training: bool) -> None:
    """Raise MixedWorldsError if this process has opened a vault of the other world."""
    if _Latch.training not in (None, training):
        raise MixedWorldsError


def enter_world(*, training: bool) -> None:
    """Settle the world of this process; raise MixedWorldsError if it is another already."""
    require_world(training=training)
    _Latch.training = training


def leave_world() -> None:
    """Forget the world of this process, which holds no vault any more: for programs that run many, such as tests."""
    _Latch.training = None
