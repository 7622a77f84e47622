"""A worker on a machine for which no filter is known: it may read nothing, and says so."""

import sys
from collections.abc import Mapping

from focalpoint.confinement import filters
from focalpoint.confinement.serving import serve


def answer(_question: Mapping[str, object], _data: bytes) -> bytes:
    return b"read all the same"


if __name__ == "__main__":
    filters.NUMBERS.clear()
    sys.exit(serve(answer))
