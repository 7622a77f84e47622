"""Text from outside, shown as it is: characters that reorder or control it are made visible.

Marks that only join letters or tell their direction, as Arabic typing leaves them, stay as they are.
"""

import re

LONG_WORD, ONE_LINE = 200, 600  # characters
BROKEN = "\u21a9"  # stands where a word without an end was broken to be shown
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_FOREIGN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2067\ufff9-\ufffb]")
_ISOLATES = re.compile("[\u2066\u2068\u2069]")
_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_TAG = re.compile("<|&(?=#?[A-Za-z0-9])")


def visible(text: str) -> str:
    """Return text with hidden characters written as their codes, as in `[U+202E]`."""
    return _HIDDEN.sub(_code, text)


def visible_with_isolates(text: str) -> str:
    """Return text on its way to a person, in which our own isolates stand already: pairs of them stay."""
    said = _FOREIGN.sub(_code, text)
    return said if _balanced(said) else _ISOLATES.sub(_code, said)


def unbroken(text: str) -> str:
    """Return text for one line: what would begin another line is shown, and what is too long is cut with a mark."""
    said = visible_with_isolates(text).replace("\n", " \u23ce ").replace("\t", " ")
    return said if len(said) <= ONE_LINE else visible_with_isolates(f"{_open_ended(said[:ONE_LINE])}\u2026")


def wrapped(text: str) -> str:
    """Return text of many lines: a word that no line can hold is broken, with a mark at each place; all of it stays."""
    return _LONG.sub(lambda word: f"{BROKEN}\n".join(_cuts(word[0])), text)


def untagged(text: str) -> str:
    """Return text in which nothing looks like a tag or an entity, for places that guess whether a text is rich."""
    return _TAG.sub(lambda found: f"{found[0]}\u2060", text)


def _code(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _cuts(word: str) -> list[str]:
    return [word[start : start + LONG_WORD] for start in range(0, len(word), LONG_WORD)]


def _balanced(text: str) -> bool:
    depth = 0
    for mark in _ISOLATES.findall(text):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _open_ended(text: str) -> str:
    """Return the beginning of a text with the isolates closed that it opens."""
    depth = 0
    for mark in _ISOLATES.findall(text):
        depth += -1 if mark == "\u2069" else 1
    return text + "\u2069" * max(depth, 0)
