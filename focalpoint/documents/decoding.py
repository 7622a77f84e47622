"""Bytes of unknown encoding to text: UTF-8, -16, -32, or the Windows pages of Arabic and the West."""

import codecs
import contextlib
import re
from encodings.aliases import aliases
from itertools import islice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SELF_EVIDENT = frozenset(encoding for _, encoding in _MARKS)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_ARABIC_RUN = re.compile("[\u0621-\u0652\u0640]{2,}")
_MULTIPLE, _EVIDENT = re.compile(b"[\xc2-\xf4][\x80-\xbf]+"), 3
_GOOD_FOR_ONE = 10  # right letters beyond ASCII for each wrong one
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})  # codecs of other things
_WIDER = {  # what a page means that names one of these (https://encoding.spec.whatwg.org/#names-and-labels)
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "iso-8859-9": "windows-1254",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip
_HIGH = re.compile(b"[\x80-\xff]")

_NAMELESS = (  # codecs of Python without another name
    "utf_8_sig", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "cp720", "cp737", "cp856", "cp874",
    "cp875", "cp1006", "koi8_t", "koi8_u", "mac_arabic", "mac_croatian", "mac_farsi", "mac_romanian",
)  # fmt: skip


def load_codecs() -> None:
    """Load every codec of Python while files can still be opened: for the confined process."""
    for encoding in {*aliases.values(), *_NAMELESS}:
        with contextlib.suppress(LookupError):  # those of another system
            codecs.lookup(encoding)


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of bytes; what cannot be decoded becomes U+FFFD.

    A mark wins over a declared encoding, and so does UTF-8: nothing else looks like it for more than a letter or two.
    """
    likely = encoding_of(data)
    several = sum(1 for _ in islice(_MULTIPLE.finditer(data), _EVIDENT)) == _EVIDENT
    evident = likely in _SELF_EVIDENT or (likely == "utf-8" and several)
    if declared and not evident and declared.strip().lower().replace("_", "-") not in _NO_CHARSETS:
        try:
            text = data.decode(_WIDER.get(declared.strip().lower(), declared), errors="replace")
        except (LookupError, ValueError):
            text = "\ufffd"
        if _is_nearly_right(text):
            return text
    return data.decode(likely, errors="replace")


def encoding_of(data: bytes) -> str:
    """Return the likely encoding of bytes."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _wide(data[:4096]):
        return wide
    if _is_utf8(data) or _is_nearly_right(data.decode("utf-8", errors="replace")):
        return "utf-8"
    return "windows-1256" if _is_arabic(data[:65536]) else "windows-1252"


def is_text(head: bytes) -> bool:
    """Tell whether the first bytes of a file are text in any encoding."""
    if head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(head):
        return True
    return sum(byte in _CONTROLS for byte in head) * 50 <= len(head) and 0 not in head


def _wide(head: bytes) -> str:
    """Tell UTF-16 without a mark by where its zero bytes stand."""
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[: pairs * 2 : 2], head[1 : pairs * 2 : 2]
    spaces = (b" ", b"\n", b"\r")
    if odd.count(0) * 10 > pairs and even.count(0) == 0 and any(space in even for space in spaces):
        return "utf-16-le"
    if even.count(0) * 10 > pairs and odd.count(0) == 0 and any(space in odd for space in spaces):
        return "utf-16-be"
    return ""


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # a cut last character is no objection
    except UnicodeDecodeError:
        return False
    return True


def _is_nearly_right(text: str) -> bool:
    """Tell whether so few letters are wrong that the encoding is right: one bad byte costs one letter, not the text."""
    wrong = text.count("\ufffd")
    return not wrong or wrong * (_GOOD_FOR_ONE + 1) <= len(text) - len(text.encode("ascii", "ignore"))


def _is_arabic(data: bytes) -> bool:
    """Tell Arabic by runs of letters: Western pages have single accented letters at the same places."""
    runs = sum(len(run) for run in _ARABIC_RUN.findall(data.decode("windows-1256", errors="replace")))
    return runs * 2 > len(_HIGH.findall(data))
