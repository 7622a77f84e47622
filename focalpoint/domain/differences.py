"""Word-level differences of texts: what two or more people did to a text they both began from."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Change = Literal["kept", "out", "in"]
_WORD = re.compile(r"[^\S\n]*(?:\n|[^\s.,;:!?()«»\"“”،؛؟]+|\S)|[^\S\n]+\Z")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
MOST_WORDS = 4_000  # longer texts are compared line by line: the comparison grows with the square


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, taken out or put in, and by which of the versions (their numbers, from 0)."""

    text: str
    change: Change
    by: tuple[int, ...] = ()


@dataclass(slots=True)
class _Edit:
    """What one version did to the base: which tokens it took out, and what it put before each of them."""

    out: set[int]
    put: dict[int, str]
    kept: dict[int, str]


def three_way(base: str, *versions: str) -> tuple[Piece, ...]:
    """Return what each version took out of the base and put into it, in reading order."""
    split = _splitter((base, *versions))
    tokens = split(base)
    edits = [_edit(tokens, split(version)) for version in versions]
    pieces: list[Piece] = []
    for place, token in enumerate([*tokens, ""]):
        pieces += _put_in(edits, place)
        if place < len(tokens):
            out = tuple(number for number, edit in enumerate(edits) if place in edit.out)
            shown = max((token, *(edit.kept.get(place, "") for edit in edits)), key=len)
            pieces.append(Piece(shown, "out" if out else "kept", out))
    return _joined(pieces)


def apart(one: str, other: str) -> tuple[Piece, ...]:
    """Return what two texts share and what only one of them has, when nothing is known of where they began."""
    split = _splitter((one, other))
    tokens, others = split(one), split(other)
    pieces: list[Piece] = []
    for tag, start, end, first, last in _matched(tokens, others).get_opcodes():
        if tag == "equal":
            pairs = zip(tokens[start:end], others[first:last], strict=True)
            pieces += [Piece(max(pair, key=len), "kept") for pair in pairs]
            continue
        pieces.append(Piece("".join(tokens[start:end]), "in", (0,)))
        pieces.append(Piece("".join(others[first:last]), "in", (1,)))
    return _joined(pieces)


def seen_by(pieces: Sequence[Piece], version: int) -> tuple[Piece, ...]:
    """Return the pieces as one version has them: what it kept, what it took out, what it put in."""
    found = []
    for piece in pieces:
        if version in piece.by:
            found.append(Piece(piece.text, piece.change, (version,)))
        elif piece.change != "in":
            found.append(Piece(piece.text, "kept"))
    return _joined(found)


def shortened(pieces: Sequence[Piece], room: int = 300) -> tuple[Piece, ...]:
    """Return the pieces with the middle of long kept runs left out, so that what differs stands together."""
    return tuple(
        Piece(f"{piece.text[: room // 2]} … {piece.text[-room // 2 :]}", "kept")
        if piece.change == "kept" and len(piece.text) > room + 3
        else piece
        for piece in pieces
    )


def _splitter(texts: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what cuts texts into tokens: words with the blanks before them, or lines where texts are very long."""
    return _WORD.findall if all(len(_WORD.findall(text)) <= MOST_WORDS for text in texts) else _LINE.findall


def _matched(one: Sequence[str], other: Sequence[str]) -> SequenceMatcher[str]:
    """Match tokens by what they say: blanks before a word do not make it another word."""
    return SequenceMatcher(None, [_said(token) for token in one], [_said(token) for token in other], autojunk=False)


def _said(token: str) -> str:
    return token.strip() or token.strip(" \t")


def _edit(base: Sequence[str], version: Sequence[str]) -> _Edit:
    edit = _Edit(set(), {}, {})
    for tag, start, end, first, last in _matched(base, version).get_opcodes():
        if tag == "equal":
            edit.kept.update(zip(range(start, end), version[first:last], strict=True))
            continue
        edit.out.update(range(start, end))
        if first < last:
            edit.put[end] = "".join(version[first:last])
    return edit


def _put_in(edits: Sequence[_Edit], place: int) -> list[Piece]:
    """Return what was put before a token; the same words put there by several stand once."""
    by: dict[str, list[int]] = {}
    for number, edit in enumerate(edits):
        if said := edit.put.get(place):
            by.setdefault(said, []).append(number)
    return [Piece(said, "in", tuple(numbers)) for said, numbers in by.items()]


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    kept = (piece for piece in pieces if piece.text)
    return tuple(
        Piece("".join(piece.text for piece in run), change, by)
        for (change, by), run in groupby(kept, key=lambda piece: (piece.change, piece.by))
    )
