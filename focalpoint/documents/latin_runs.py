"""Latin words and references inside Arabic lines of a PDF, in reading order.

pdfium takes such a line from right to left piece by piece: `ICC-01/11-99` comes out as `-01/11-99ICC`. Where the
letters stand on the page tells the order: a run with a Latin letter reads from left to right.
"""

import re
from collections.abc import Callable

_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_MIXED_LINE = re.compile(f"[{_ARABIC}]")
_RUN = re.compile(f"[^{_ARABIC}\r\n]+")
_SIMPLE = re.compile(r"[^\W\d_]+")
_MARKS = re.compile("[\u200e\u200f]")
_EDGE = " \t\u200e\u200f()[]،,.:;«»\"'"
Across = Callable[[int], float]


def in_order(text: str, across: Across) -> str:
    """Return a page's text with its Latin runs in reading order; `across(i)` is where character i stands."""
    if not _MIXED_LINE.search(text):
        return text
    turned = _RUN.sub(lambda found: _run(found, across), text)
    return _MARKS.sub("", turned)


def _run(found: re.Match[str], across: Across) -> str:
    run = found[0]
    inner = run.strip(_EDGE)
    if _SIMPLE.fullmatch(inner) or not _latin(inner):
        return run
    start = found.start() + run.index(inner)
    places = sorted(range(start, start + len(inner)), key=lambda i: (across(i), i))
    return run.replace(inner, "".join(found.string[i] for i in places), 1)


def _latin(run: str) -> bool:
    return any(c.isalpha() for c in run)
