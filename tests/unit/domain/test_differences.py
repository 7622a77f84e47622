"""Differences of texts: nothing is lost, each change is said of whoever made it."""

import random

import pytest

from focalpoint.domain.differences import MOST_WORDS, Piece, apart, seen_by, shortened, three_way

BASE = "Freeze the two accounts, please."
ARABIC = "طلب تجميد الأصول في حسابين"


def there(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.change != "out")


def before(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.change != "in")


def bare(text: str) -> str:
    return "".join(text.split())


def test_each_change_is_said_of_whoever_made_it() -> None:
    pieces = three_way(BASE, "Freeze the three accounts, please.", "Freeze the two accounts, please, today.")
    assert pieces == (
        Piece("Freeze the", "kept"),
        Piece(" two", "out", (0,)),
        Piece(" three", "in", (0,)),
        Piece(" accounts, please", "kept"),
        Piece(", today", "in", (1,)),
        Piece(".", "kept"),
    )


def test_what_both_did_stands_once() -> None:
    pieces = three_way("one two", "one three", "one three")
    assert pieces == (Piece("one", "kept"), Piece(" two", "out", (0, 1)), Piece(" three", "in", (0, 1)))


def test_words_of_arabic_are_whole_with_their_marks() -> None:
    pieces = three_way(ARABIC, "طلب تجميد الأُصول في حسابين", ARABIC)
    assert Piece(" الأُصول", "in", (0,)) in pieces
    assert Piece(" الأصول", "out", (0,)) in pieces


def test_arabic_punctuation_is_not_part_of_the_word_before_it() -> None:
    pieces = three_way("تجميد الأصول", "تجميد الأصول، اليوم", "تجميد الأصول؟")
    assert pieces[0] == Piece("تجميد الأصول", "kept")


@pytest.mark.parametrize("seed", range(60))
def test_every_version_can_be_read_out_of_the_pieces_and_so_can_the_base(seed: int) -> None:
    rng = random.Random(seed)
    words = ["one", "two,", "three.", "أربعة،", "\n", "five", "  six"]
    texts = [" ".join(rng.choice(words) for _n in range(rng.randrange(12))) for _t in range(4)]
    pieces = three_way(*texts)
    for number, text in enumerate(texts[1:]):
        assert bare(there(seen_by(pieces, number))) == bare(text)
        assert bare(before(seen_by(pieces, number))) == bare(texts[0])
    two = apart(texts[0], texts[1])
    assert [bare(there(tuple(p for p in two if p.change == "kept" or n in p.by))) for n in (0, 1)] == [
        bare(texts[0]),
        bare(texts[1]),
    ]


def test_a_word_moved_to_the_front_keeps_its_blank() -> None:
    assert there(seen_by(three_way("two", "one two", "two"), 0)) == "one two"


def test_of_two_texts_without_a_beginning_nothing_is_called_taken_out() -> None:
    pieces = apart("one two three", "one 2 three")
    assert pieces == (Piece("one", "kept"), Piece(" two", "in", (0,)), Piece(" 2", "in", (1,)), Piece(" three", "kept"))
    assert seen_by(pieces, 1) == (Piece("one", "kept"), Piece(" 2", "in", (1,)), Piece(" three", "kept"))


def test_very_long_texts_are_compared_line_by_line() -> None:
    line = "word " * 9 + "word\n"
    base = line * (MOST_WORDS // 5)
    pieces = three_way(base, base + "more\n", base)
    assert pieces[-1] == Piece("more\n", "in", (0,))


def test_long_runs_that_nobody_touched_are_shortened_in_the_middle() -> None:
    pieces = shortened((Piece("x" * 1000, "kept"), Piece("y" * 1000, "in", (0,))))
    assert len(pieces[0].text) == 303
    assert len(pieces[1].text) == 1000


def test_no_text_gives_no_pieces() -> None:
    assert three_way("", "", "") == ()
