"""The worker's side: it gives up memory, time, files and network before it reads the first foreign byte.

Called with two numbers at the end of its arguments: bytes of address space, seconds. Question: 4 bytes length, JSON
whose `bytes` says how many bytes follow, then these. Answer: a status byte (`K` kept, `U` unreadable, `H` too hard, `N`
not confined: nothing was read), 8 bytes length, the payload; that of `U` and `N` is a word that says why.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO

from focalpoint.confinement.errors import FILE_REFUSED, NotConfinedError

if sys.platform == "linux":
    from focalpoint.confinement import linux as system
elif sys.platform == "darwin":
    from focalpoint.confinement import mac as system
else:
    from focalpoint.confinement import windows as system

OK, UNREADABLE, TOO_HARD, NOT_CONFINED = b"K", b"U", b"H", b"N"
Answer = Callable[[Mapping[str, object], bytes], bytes]


class Unreadable(Exception):  # noqa: N818 - an answer, not a failure
    """The bytes cannot be read; the word says why."""


class TooHard(Exception):  # noqa: N818 - an answer, not a failure
    """The bytes ask for more than they may."""


def serve(answer: Answer) -> int:
    """Answer one question from standard input behind the boundary, and end. The question holds what confines it."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    memory, seconds = (int(number) for number in sys.argv[-2:])
    try:
        boundary = confine(memory, seconds)
    except NotConfinedError as error:
        _write(target, NOT_CONFINED, str(error).encode("ascii", errors="replace"))
        return 0
    question = json.loads(source.read(int.from_bytes(source.read(4))))
    data = source.read(int(question["bytes"]))
    _write(target, *_answered(answer, {**question, "boundary": boundary}, data))
    os._exit(0)  # nothing is left to tidy, and libraries that tidy make calls that reading does not need


def confine(memory: int, seconds: int) -> dict[str, object]:
    """Give up all that reading bytes does not need, for good, and return what now holds; raise NotConfinedError.

    `memory` is in bytes of address space, `seconds` those of the processor.
    """
    return system.confine(memory, seconds)


def _answered(answer: Answer, question: Mapping[str, object], data: bytes) -> tuple[bytes, bytes]:
    try:
        return OK, answer(question, data)
    except Unreadable as error:
        return UNREADABLE, str(error).encode("ascii", errors="replace")
    except (TooHard, MemoryError, RecursionError):
        return TOO_HARD, b""
    except PermissionError:  # a library looked for a file: for a module, a zone, a font
        return UNREADABLE, FILE_REFUSED.encode()
    except Exception:  # noqa: BLE001 - a parser that fails in its own way met bytes it cannot read
        return UNREADABLE, b""


def _write(target: BinaryIO, status: bytes, payload: bytes) -> None:
    target.write(status + len(payload).to_bytes(8) + payload)
    target.flush()
