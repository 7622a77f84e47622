"""A worker whose library was taken over by the bytes it read: it forks, or floods. Or a library that gives up."""

import os
import sys
from collections.abc import Mapping

from focalpoint.confinement.serving import serve


def answer(question: Mapping[str, object], _data: bytes) -> bytes:
    if question.get("ask") == "abort":
        os.abort()
    if question.get("ask") in ("pages", "qr"):
        return b"9" * 100_000
    return str(os.fork()).encode()


if __name__ == "__main__":
    sys.exit(serve(answer))
