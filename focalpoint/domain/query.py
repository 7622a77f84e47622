"""The one search box: words, phrases, exclusions and field filters in three languages.

Fields are `state:` `type:` `from:` `to:` `due:` `received:` `has:` `class:` `ref:` `assigned:` `is:` and their French
and Arabic keywords. Dates take `<`, `<=`, `>`, `>=`, `a..b`, months (`2026-12`), years, `today`, `+7`.
`"a phrase"` stays together, `-word` excludes, `word*` finds words that begin so. What is asked of the index
is built from folded words only, so nothing a person types can be read as an operator there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from focalpoint.domain.codes import CodeList
from focalpoint.domain.query_dates import DATE_FIELDS, date_filter
from focalpoint.domain.query_words import FIELDS, VALUES
from focalpoint.domain.text import PROCLITICS, fold, forms, is_arabic, strict_forms, tokens

_LONGEST = 1000
_MOST_TERMS = 40
_VISIBLE = re.compile(r"\S")
_KEYWORD = re.compile(r"([^\W\d_]{1,20})[:：]\s*")
_CONTENT = re.compile(
    r"(?P<quote>[\"“„«”])(?P<inside>[^\"”“»]*)(?P<end>[\"”“»]?)|(?P<word>[<>≤≥]=?\s+[^\s\"“„«”»]+|[^\s\"“„«”»]+)"
)
_ELISION = re.compile(r"(?<!\w)(?:[cdjlmnst]|(?:jus|lors|puis|quel)?qu)['’ʼ‘](?=\w)|['’ʼ‘]s(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase: alternatives, each a sequence of folded words; `prefix` leaves the last word open."""

    alternatives: tuple[tuple[str, ...], ...]
    prefix: bool = False
    negated: bool = False

    @property
    def expression(self) -> str:
        """Return the FTS5 expression of the term."""
        star = "*" if self.prefix else ""
        phrases = [f'"{" ".join(words)}"{star}' for words in self.alternatives]
        return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field: `op` is `=`, `<`, `<=`, `>`, `>=` or `..` (`value` is then `first..last`).

    Dates are `yyyy-mm-dd`; the values of `has` and `is` are code words; others are as typed, for `resolve`.
    """

    field: str
    op: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A search as parsed. `problems` are pieces that could not be understood, as typed; not searched."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def match(self) -> str:
        """Return the FTS5 MATCH expression, "" if no word must be found."""
        wanted = " AND ".join(term.expression for term in self.terms if not term.negated)
        refused = " OR ".join(term.expression for term in self.terms if term.negated)
        return f"({wanted}) NOT ({refused})" if wanted and refused else wanted

    @property
    def excluded(self) -> str:
        """Return the FTS5 expression of what must not be found when there are exclusions only."""
        if any(not term.negated for term in self.terms):
            return ""
        return " OR ".join(term.expression for term in self.terms)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not self.terms and not self.filters


def parse(text: str, as_you_type: bool = False, today: str = "") -> Query:
    """Read a search. With `as_you_type` the last word is open; `today` (`yyyy-mm-dd`) resolves relative days.

    Without `today`, a filter on a relative day is a problem. Never raises.
    """
    text = text[:_LONGEST]
    terms: list[Term] = []
    filters: list[Filter] = []
    problems: list[str] = []
    for piece in _pieces(text):
        if piece.field:
            condition = _filter(piece, today)
            filters += [condition] if condition else []
            problems += [] if condition else [piece.source]
        elif term := _term(piece, as_you_type and piece.open):
            terms.append(term)
    return Query(tuple(terms[:_MOST_TERMS]), tuple(filters[:_MOST_TERMS]), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Piece:
    source: str
    content: str
    field: str  # "" for words
    negated: bool
    quoted: bool
    open: bool  # the person may still be typing it


def _pieces(text: str) -> Iterator[_Piece]:
    position = 0
    while start := _VISIBLE.search(text, position):
        position = start.start()
        negated = text[position] in "-−–"
        begin = position + negated
        keyword = _KEYWORD.match(text, begin)
        field = FIELDS.get(fold(keyword[1]), "") if keyword else ""
        content = _CONTENT.match(text, keyword.end() if keyword and field else begin)
        if not content:
            position = keyword.end() if keyword and field else position + 1
            continue
        position = content.end()
        quoted = content["quote"] is not None
        yield _Piece(
            source=text[start.start() : position],
            content=content["inside"] if quoted else content["word"],
            field=field,
            negated=negated,
            quoted=quoted,
            open=position == len(text) and not content["end"] and not negated,
        )


def resolve(value: str, codes: CodeList) -> tuple[str, ...]:
    """Return the codes a person may mean by a value: the code itself and its parts, or words of a label.

    Several values are separated by commas.
    """
    found: dict[str, None] = {}
    for part in re.split("[,،]", value):
        found.update(dict.fromkeys(_codes(part.strip(), codes)))
    return tuple(found)


def _codes(value: str, codes: CodeList) -> list[str]:
    wanted = fold(value)
    exact = [code for code in codes.codes if _levelled(code) == wanted]
    if exact:
        return exact + [name for name, code in codes.codes.items() if code.more.get("parent") == exact[0]]
    words = [strict_forms(value[token.start : token.end]) for token in tokens(value)]
    labels = [(name, label) for name, code in codes.codes.items() for label in code.labels.values()]
    same = [name for name, label in labels if _levelled(label) == wanted]
    return same or [name for name, label in labels if words and _holds(label, words)]


_levelled = cache(fold)  # of codes and labels only: they are few and no secret


@cache
def _forms(label: str) -> tuple[str, ...]:
    return tuple(form for token in tokens(label) for form in token.forms)


def _holds(label: str, words: list[tuple[str, ...]]) -> bool:
    return all(any(form.startswith(part) for part in word for form in _forms(label)) for word in words)


def _filter(piece: _Piece, today: str) -> Filter | None:
    name, value = piece.field, piece.content.strip()
    if name in DATE_FIELDS:
        read = date_filter(fold(value), today)
        return Filter(name, *read, piece.negated) if read else None
    if name in VALUES:
        word = VALUES[name].get(fold(value).replace(" ", "-"))
        return Filter(name, "=", word, piece.negated) if word else None
    return Filter(name, "=", value, piece.negated) if tokens(value) else None


def _term(piece: _Piece, typing: bool) -> Term | None:
    star = piece.content.endswith("*") and not piece.quoted
    content = piece.content if piece.quoted else _ELISION.sub("", piece.content)
    words = [content[token.start : token.end] for token in tokens(content)][:_MOST_TERMS]
    if not words:
        return None
    return Term(_alternatives(words), star or typing, piece.negated)


def _alternatives(words: list[str]) -> tuple[tuple[str, ...], ...]:
    first, rest = strict_forms(words[0]), tuple(forms(word)[0] for word in words[1:])
    if not rest:
        return tuple((form,) for form in first)
    if not is_arabic(first[-1]):
        return ((first[0], *rest),)
    joined = tuple(particle + first[-1] for particle in PROCLITICS if len(first[-1]) >= 3)
    return tuple((form, *rest) for form in (*first, *joined))
