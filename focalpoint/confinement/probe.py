"""A worker that tests its own boundary: it reports what confines it and what two forbidden acts led to.

`file` tries to open this very file and reports whether it could; `call` asks for a socket, which the filter answers by
ending the process.
"""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from focalpoint.confinement.serving import serve


def main() -> int:
    """Answer one question and end."""
    return serve(answer)


def answer(question: Mapping[str, object], _data: bytes) -> bytes:
    """Return the report, with what was found for the act."""
    if question["ask"] == "call":
        socket.socket(socket.AF_UNIX).close()
        return b"open"
    boundary = question["boundary"]
    assert isinstance(boundary, dict)
    return msgspec.msgpack.encode({**boundary, "files": _opened()})


def _opened() -> bool:
    try:
        Path(__file__).open("rb").close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
