"""The side that answers: before the first untrusted byte is parsed it gives up memory, time, files and network.

Question: 4 bytes length, JSON, then the bytes up to the end of standard input. Answer: a status byte (`K` kept, `U`
unreadable, `H` too hard), 8 bytes length, the payload; the payload of `U` is a word that says why.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping

if sys.platform != "win32":
    import resource

OK, UNREADABLE, TOO_HARD = b"K", b"U", b"H"
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "shutil.")


class Unreadable(Exception):  # noqa: N818 - an answer, not a failure
    """The bytes cannot be read; the word says why."""


class TooHard(Exception):  # noqa: N818 - an answer, not a failure
    """The bytes ask for more than they may."""


def serve(answer: Callable[[Mapping[str, object], bytes], bytes]) -> int:
    """Answer one question from standard input under its limits, and end."""
    question = json.loads(sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4))))
    data = sys.stdin.buffer.read()
    confine(int(question["memory"]), int(question["seconds"]))
    try:
        status, payload = OK, answer(question, data)
    except Unreadable as error:
        status, payload = UNREADABLE, str(error).encode("ascii", errors="replace")
    except (TooHard, MemoryError, RecursionError):
        status, payload = TOO_HARD, b""
    except Exception:  # noqa: BLE001 - a parser that fails in its own way met bytes it cannot read
        status, payload = UNREADABLE, b""
    sys.stdout.buffer.write(status + len(payload).to_bytes(8) + payload)
    sys.stdout.buffer.flush()
    return 0


def confine(memory: int, seconds: int) -> None:
    """Give up all that reading bytes does not need. `memory` is in bytes of address space.

    After this the system refuses every new file and socket; on Windows only Python's own audit hook refuses, and only
    what writes, connects or starts something.
    """
    sys.addaudithook(_refuse)
    if sys.platform == "win32":
        return
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 3,
    }
    for limit, value in limits.items():
        _, most = resource.getrlimit(limit)
        bound = value if most == resource.RLIM_INFINITY else min(value, most)
        try:
            resource.setrlimit(limit, (bound, bound))
        except (ValueError, OSError):
            if sys.platform == "linux":  # other systems do not know every limit; Linux does
                raise


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and _writes(arguments)):
        raise PermissionError(event)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
