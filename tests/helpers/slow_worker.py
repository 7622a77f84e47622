"""A worker that never comes to an end by itself."""

import sys
from collections.abc import Mapping

from focalpoint.confinement.serving import serve


def answer(_question: Mapping[str, object], _data: bytes) -> bytes:
    while True:
        pass


if __name__ == "__main__":
    sys.exit(serve(answer))
