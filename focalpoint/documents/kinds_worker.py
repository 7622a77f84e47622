"""The separate process that tells what files are, many at once: `[[name, first bytes], …]` becomes `["pdf", …]`."""

import sys
from collections.abc import Mapping

import msgspec

from focalpoint.confinement.serving import serve
from focalpoint.documents.kinds import kind_of


def main() -> int:
    """Answer one question and end."""
    return serve(answer)


def answer(_question: Mapping[str, object], data: bytes) -> bytes:
    """Return the kinds of the files, in their order."""
    heads = msgspec.msgpack.decode(data, type=list[tuple[str, bytes]])
    return msgspec.msgpack.encode([kind_of(name, head) for name, head in heads])


if __name__ == "__main__":
    sys.exit(main())
