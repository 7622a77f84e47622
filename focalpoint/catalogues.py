"""Compiled catalogues of gettext (`.mo`), looked up in place: a start needs a few messages of some thousands.

Only what Babel writes is read: little-endian, version 0, sorted by message, without contexts.
"""

import gettext
import struct
from collections.abc import Callable

MAGIC = 0x950412DE


class CompiledCatalogue(gettext.NullTranslations):
    """The messages of one language; what is not among them is returned as it is."""

    def __init__(self, content: bytes) -> None:
        """Take the bytes of a `.mo` file; raise ValueError if they are not of one."""
        super().__init__()
        if len(content) < 20 or struct.unpack_from("<2I", content) != (MAGIC, 0):
            raise ValueError("not a catalogue")
        self._content = content
        self._count, self._keys, self._texts = struct.unpack_from("<3I", content, 8)
        self._known: dict[str, tuple[str, ...]] = {}
        self._plural: Callable[[int], int] | None = None

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        return (self._forms(message) or (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a counted message, in the form that the number needs."""
        forms = self._forms(msgid1)
        if not forms:
            return super().ngettext(msgid1, msgid2, n)
        if self._plural is None:
            self._plural = gettext.c2py(_plural_rule(self._forms("")))
        return forms[self._plural(n)]

    def _forms(self, message: str) -> tuple[str, ...]:
        if message not in self._known:
            self._known[message] = self._found(message.encode())
        return self._known[message]

    def _found(self, wanted: bytes) -> tuple[str, ...]:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._entry(self._keys, middle).partition(b"\0")[0] < wanted:
                low = middle + 1
            else:
                high = middle
        if low < self._count and self._entry(self._keys, low).partition(b"\0")[0] == wanted:
            return tuple(self._entry(self._texts, low).decode().split("\0"))
        return ()

    def _entry(self, table: int, place: int) -> bytes:
        length, start = struct.unpack_from("<2I", self._content, table + 8 * place)
        return self._content[start : start + length]


def _plural_rule(header: tuple[str, ...]) -> str:
    for line in "".join(header).splitlines():
        name, _colon, value = line.partition(":")
        if name.lower() == "plural-forms":
            return value.partition("plural=")[2].rstrip(" ;\n")
    return "n != 1"
