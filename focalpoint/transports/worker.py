"""The separate process that reads one answer of a server: a list of a folder becomes `[[address, folder, size], …]`."""

import sys
from collections.abc import Mapping

import msgspec

from focalpoint.confinement.serving import TooHard, Unreadable, serve
from focalpoint.transports.lists import BadListError, LongListError, entries


def main() -> int:
    """Answer one question and end."""
    return serve(answer)


def answer(_question: Mapping[str, object], data: bytes) -> bytes:
    """Return what the list holds."""
    try:
        return msgspec.msgpack.encode(entries(data))
    except BadListError as error:
        raise Unreadable from error
    except LongListError as error:
        raise TooHard from error


if __name__ == "__main__":
    sys.exit(main())
