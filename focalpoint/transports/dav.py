"""The subset of WebDAV that a room needs, over one folder.

What has its name cannot be replaced or removed; only objects below `fp1/t/` are written, moved and removed. Whoever
does not say the one name and password gets nothing.
"""

import base64
import hmac
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.sax.saxutils import escape

from focalpoint.domain.errors import FocalpointError
from focalpoint.transports.port import LARGEST, RemoteMissingError, checked_key
from focalpoint.transports.shared_folder import SharedFolder

OWN, UNFINISHED = "fp1/", "fp1/t/"
SPARE = 1 << 28  # bytes of the disk that stay free
Environment = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[str, list[tuple[str, str]], bytes]

_EMPTY: list[tuple[str, str]] = []
OK, PART, MADE, DONE = "200 OK", "206 Partial Content", "201 Created", "204 No Content"
LISTED, BAD, WHO, NOT_THERE = "207 Multi-Status", "400 Bad Request", "401 Unauthorized", "404 Not Found"
UNKNOWN, THERE, IS_THERE, LARGE = (
    "405 Method Not Allowed", "405 Method Not Allowed", "412 Precondition Failed", "413 Content Too Large",
)  # fmt: skip
FORBIDDEN, RANGE, FAULT, FULL = (
    "403 Forbidden", "416 Range Not Satisfiable", "500 Internal Server Error", "507 Insufficient Storage",
)  # fmt: skip


MOST_PUTS, MOST_BYTES = 20_000, 8 << 30  # objects and bytes that guests may put in one room


class Door:
    """A WSGI application over a folder."""

    def __init__(self, root: Path, user: str, secret: str) -> None:
        self._root, self._folder = root, SharedFolder(root)
        self._puts = self._size = 0
        self._guard = threading.Lock()
        self.full = False  # a guest put more than one room takes
        self._entry = b"Basic " + base64.b64encode(f"{user}:{secret}".encode())
        self._words: dict[str, Callable[[str, Environment], Answer]] = {
            "HEAD": self._head, "GET": self._get, "PUT": self._put, "MOVE": self._move,
            "DELETE": self._delete, "MKCOL": self._folder_made, "PROPFIND": self._list,
        }  # fmt: skip

    def __call__(self, environment: Environment, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, content = self._answer(environment)
        if not any(name == "Content-Length" for name, _value in headers):
            headers = [*headers, ("Content-Length", str(len(content)))]
        start(status, headers)
        return [content]

    def _answer(self, environment: Environment) -> Answer:
        shown = str(environment.get("HTTP_AUTHORIZATION", "")).encode("latin-1", "replace")
        if not hmac.compare_digest(shown, self._entry):
            return WHO, [("WWW-Authenticate", 'Basic realm="room"')], b""
        word = self._words.get(environment["REQUEST_METHOD"])
        if word is None:
            return UNKNOWN, _EMPTY, b""
        try:
            return word(_key(environment.get("PATH_INFO", "")), environment)
        except ValueError:
            return BAD, _EMPTY, b""
        except RemoteMissingError:
            return NOT_THERE, _EMPTY, b""
        except FocalpointError:
            return FAULT, _EMPTY, b""

    def _head(self, key: str, _environment: Environment) -> Answer:
        size = self._folder.stat(key)
        return (NOT_THERE, _EMPTY, b"") if size is None else (OK, [("Content-Length", str(size))], b"")

    def _get(self, key: str, environment: Environment) -> Answer:
        wanted = environment.get("HTTP_RANGE", "")
        size = self._folder.stat(key)
        if size is None:
            return NOT_THERE, _EMPTY, b""
        if not wanted:
            return OK, _EMPTY, self._folder.read(key, 0, None)
        first, _dash, last = wanted.removeprefix("bytes=").partition("-")
        begin = int(first)
        end = min(int(last) if last else size - 1, size - 1)
        if not 0 <= begin <= end:
            return RANGE, _EMPTY, b""
        content = self._folder.read(key, begin, end - begin + 1)
        return PART, [("Content-Range", f"bytes {begin}-{end}/{size}")], content

    def _put(self, key: str, environment: Environment) -> Answer:
        if not key.startswith(UNFINISHED):
            return FORBIDDEN, _EMPTY, b""
        length = int(environment.get("CONTENT_LENGTH") or 0)
        if not 0 <= length <= LARGEST:
            return LARGE, _EMPTY, b""
        if self._too_much(length) or shutil.disk_usage(self._root).free < length + SPARE:
            return FULL, _EMPTY, b""
        content = environment["wsgi.input"].read(length)
        if len(content) != length:
            return BAD, _EMPTY, b""
        self._folder.remove(key)
        self._folder.write(key, content)
        return MADE, _EMPTY, b""

    def _too_much(self, length: int) -> bool:
        """Count what is put; tell whether it is more than one room takes."""
        with self._guard:
            self._puts, self._size = self._puts + 1, self._size + length
            if self._puts > MOST_PUTS or self._size > MOST_BYTES:
                self.full = True
            return self.full

    def _move(self, key: str, environment: Environment) -> Answer:
        target = _key(unquote(urlsplit(environment.get("HTTP_DESTINATION", "")).path))
        if not key.startswith(UNFINISHED):
            return FORBIDDEN, _EMPTY, b""
        return (MADE if self._folder.move_new(key, target) else IS_THERE), _EMPTY, b""

    def _delete(self, key: str, _environment: Environment) -> Answer:
        if not key.startswith(UNFINISHED):
            return FORBIDDEN, _EMPTY, b""
        if self._folder.stat(key) is None:
            return NOT_THERE, _EMPTY, b""
        self._folder.remove(key)
        return DONE, _EMPTY, b""

    def _folder_made(self, key: str, _environment: Environment) -> Answer:
        """Say that a folder is there: objects bring their folders with them."""
        return (THERE if (self._root / key).is_dir() else MADE), _EMPTY, b""

    def _list(self, key: str, _environment: Environment) -> Answer:
        if not (self._root / key).is_dir():
            return NOT_THERE, _EMPTY, b""
        folder = key + "/" if key else ""
        entries = [_entry("/" + folder, None)]
        for name, is_folder in self._folder.children(folder):
            size = None if is_folder else self._folder.stat(folder + name)
            entries.append(_entry(f"/{folder}{name}" + ("/" if is_folder else ""), size))
        said = '<?xml version="1.0"?><multistatus xmlns="DAV:">' + "".join(entries) + "</multistatus>"
        return LISTED, [("Content-Type", "application/xml; charset=utf-8")], said.encode()


def _key(path: str) -> str:
    """Return the key that a path names; raise ValueError if it is none of an exchange."""
    key = checked_key(path.strip("/"))
    if not (key + "/").startswith(OWN):
        raise ValueError
    return key


def _entry(path: str, size: int | None) -> str:
    kind = "<resourcetype><collection/></resourcetype>" if size is None else "<resourcetype/>"
    length = "" if size is None else f"<getcontentlength>{size}</getcontentlength>"
    properties = f"<propstat><prop>{kind}{length}</prop><status>HTTP/1.1 200 OK</status></propstat>"
    return f"<response><href>{escape(quote(path))}</href>{properties}</response>"
