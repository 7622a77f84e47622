"""What servers answer is parsed in a separate process with limits; this side holds the words that came out of it."""

import msgspec

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.domain.wording import N_
from focalpoint.transports.port import TOO_MUCH, RemoteFaultError

WORKER = "focalpoint.transports.worker"
UNREADABLE = N_("its list cannot be read")
HOSTILE = N_("its list tried to act on this computer, which the system refused")
_MEMORY, _SECONDS = 1 << 30, 20
Entry = tuple[str, bool, str]  # address, whether it is a folder, size as it was told


def entries(content: bytes, place: str) -> list[Entry]:
    """Return what a list of a folder holds; raise RemoteFaultError."""
    try:
        answer = asking.ask(WORKER, {}, content, memory=_MEMORY + 16 * len(content), seconds=_SECONDS)
        return msgspec.msgpack.decode(answer, type=list[Entry])
    except (WorkerRefusedError, msgspec.MsgspecError) as error:
        raise RemoteFaultError(place=place, reason=UNREADABLE) from error
    except WorkerOverwhelmedError as error:
        raise RemoteFaultError(place=place, reason=TOO_MUCH) from error
    except WorkerForbiddenError as error:
        raise RemoteFaultError(place=place, reason=HOSTILE) from error
