"""The separate process that reads one untrusted file: bytes in, one framed answer out, nothing else.

Before the first untrusted byte is parsed the process gives up memory, time, files and the network: after the
limits are set no file or socket can be opened at all. Question: 4 bytes length, JSON, then the file up to the
end of standard input. Answer: a status byte, 8 bytes length, the payload.
"""

import codecs
import json
import os
import sys
from collections.abc import Mapping

from PIL import Image

from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import HEAD, kind_of
from focalpoint.documents.pictures import image_pages, image_png, pdf_pages, pdf_png
from focalpoint.documents.reading import text_of

if sys.platform != "win32":
    import resource

OK, UNREADABLE, TOO_HARD = b"K", b"U", b"H"
_CODECS = (  # loaded while files can still be opened; cp437 is for names in archives
    *("utf-8", "utf-8-sig", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "latin-1", "cp437"),
    *(f"windows-125{number}" for number in range(9)),
    *(f"iso-8859-{number}" for number in range(1, 17) if number != 12),
    *("koi8-r", "koi8-u", "mac-roman", "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr"),
    *("base64", "quopri", "idna", "raw_unicode_escape", "unicode_escape"),
)
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "shutil.")


def main() -> int:
    """Answer one question from standard input and end."""
    question = json.loads(sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4))))
    data = sys.stdin.buffer.read()
    confine(int(question["memory"]), int(question["seconds"]))
    try:
        status, payload = OK, answer(question, data)
    except UnreadableDocumentError:
        status, payload = UNREADABLE, b""
    except (DocumentTooHardError, MemoryError, RecursionError):
        status, payload = TOO_HARD, b""
    except Exception:  # noqa: BLE001 - a parser that fails in its own way met a file it cannot read
        status, payload = UNREADABLE, b""
    sys.stdout.buffer.write(status + len(payload).to_bytes(8) + payload)
    sys.stdout.buffer.flush()
    return 0


def answer(question: Mapping[str, object], data: bytes) -> bytes:
    """Return the payload of an answer: UTF-8 text, a decimal number or a PNG."""
    name, page, width = str(question["name"]), int(str(question["page"])), int(str(question["width"]))
    match question["ask"]:
        case "text":
            return text_of(data, name).encode("utf-8", errors="replace")
        case "pages":
            return str(_pages(data, name)).encode()
        case "png":
            return _png(data, name, page, width)
        case _:
            raise UnreadableDocumentError


def _pages(data: bytes, name: str) -> int:
    match kind_of(name, data[:HEAD]):
        case "pdf":
            return pdf_pages(data)
        case "image":
            return image_pages(data)
        case _:
            return 0


def _png(data: bytes, name: str, page: int, width: int) -> bytes:
    match kind_of(name, data[:HEAD]):
        case "pdf":
            return pdf_png(data, page, width)
        case "image":
            return image_png(data, page, width)
        case _:
            raise UnreadableDocumentError


def confine(memory: int, seconds: int) -> None:
    """Give up all that reading a file does not need. `memory` is in bytes of address space."""
    Image.init()
    for encoding in _CODECS:
        codecs.lookup(encoding)
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


if __name__ == "__main__":
    sys.exit(main())
