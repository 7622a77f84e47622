"""The piece of a text that shows why a search found it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from focalpoint.domain.query import Query, Term
from focalpoint.domain.text import Token, scan

_MOST_HITS = 200
_LONGEST = 400  # characters of one piece
_MOST_WORDS = 400_000
_SPACE = re.compile(r"\s+")
Span = tuple[int, int, int]  # start, end, which term


def snippet(original: str, query: Query, width: int = 160) -> list[tuple[str, bool]]:
    """Return about `width` characters of the original with the found words marked True.

    The window is the one that shows most terms; the beginning of the text if none is in it.
    """
    spans = _spans(original, [term for term in query.terms if not term.negated])
    start, end = _window(original, spans, width)
    return _marked(original, start, end, [span for span in spans if start <= span[0] and span[1] <= end])


def _spans(text: str, terms: Sequence[Term]) -> list[Span]:
    if not terms:
        return []
    longest = max(len(words) for term in terms for words in term.alternatives)
    found: list[Span] = []
    seen: set[int] = set()
    for run in _runs(text, longest):
        for number, term in enumerate(terms):
            if last := _found(term, run):
                found.append((run[0].start, run[last - 1].end, number))
                seen.add(number)
        if len(found) >= _MOST_HITS and len(seen) == len(terms):
            break
    return found


def _runs(text: str, length: int) -> Iterator[list[Token]]:
    run: list[Token] = []
    for count, token in enumerate(scan(text)):
        run.append(token)
        if len(run) == length:
            yield run
            run = run[1:]
        if count >= _MOST_WORDS:
            break
    while run:
        yield run
        run = run[1:]


def _found(term: Term, run: Sequence[Token]) -> int:
    for words in term.alternatives:
        if len(words) <= len(run) and all(word in run[i].forms for i, word in enumerate(words[:-1])):
            last = run[len(words) - 1].forms
            if words[-1] in last or (term.prefix and any(form.startswith(words[-1]) for form in last)):
                return len(words)
    return 0


def _window(text: str, spans: Sequence[Span], width: int) -> tuple[int, int]:
    if not spans:
        return 0, _stop(text, width)
    best, held, left = (0, 0, 0), Counter[int](), 0
    for right, span in enumerate(spans):
        held[span[2]] += 1
        while span[1] - spans[left][0] > width and left < right:
            held[spans[left][2]] -= 1
            left += 1
        score = sum(1 for count in held.values() if count > 0)
        if (score, right - left) > best[:2] or right == 0:
            best = (score, right - left, left)
    first, last = spans[best[2]], spans[best[2] + best[1]]
    room = max(0, width - (last[1] - first[0]))
    start = _start(text, max(0, first[0] - room // 3), first[0])
    return start, max(last[1], _stop(text, start + width))


def _start(text: str, start: int, first: int) -> int:
    if start == 0:
        return 0
    space = _SPACE.search(text, start, first)
    return space.end() if space else start


def _stop(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    spaces = list(_SPACE.finditer(text, max(0, end - 40), end))
    return spaces[-1].start() if spaces else end


def _marked(text: str, start: int, end: int, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    position = start
    for first, last, _ in sorted(spans):
        if last > position:
            pieces += [(text[position:first], False), (text[max(first, position) : last], True)]
            position = last
    pieces.append((text[position:end], False))
    before, after = "… " if start > 0 else "", " …" if end < len(text) else ""
    shown = [(_SPACE.sub(" ", _cut(piece)), marked) for piece, marked in [(before, False), *pieces, (after, False)]]
    return [piece for piece in shown if piece[0]]


def _cut(piece: str) -> str:
    """Return a piece without the middle of what no line could hold, such as a word without an end."""
    return piece if len(piece) <= _LONGEST else f"{piece[: _LONGEST // 2]} … {piece[-_LONGEST // 2 :]}"
