"""Search finds what a reader means in three languages, in the real full-text index, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from focalpoint.domain import query, text

DATA = Path(__file__).resolve().parents[2] / "data" / "search_pairs.tsv"
PAIRS = [
    tuple(line.split("\t"))
    for line in DATA.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
WORDS = st.text(alphabet="ابتكلوفمنهيةىأإآؤئءًَّـ٣3 '’\"-*()abcdéœ:/", max_size=40)


class Index:
    """A full-text index as the vault declares it."""

    def __init__(self) -> None:
        self.connection = sqlcipher3.connect(":memory:")
        self.connection.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize='unicode61 remove_diacritics 0')")

    def found(self, expression: str, body: str) -> bool:
        """Tell whether an expression finds a body, alone in the index."""
        self.connection.execute("DELETE FROM words")
        self.connection.execute("INSERT INTO words(body) VALUES (?)", (text.index_text(body),))
        rows = self.connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,))
        return bool(rows.fetchone()[0])


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index()
    yield made
    made.connection.close()


def test_there_are_enough_pairs_with_negatives() -> None:
    assert len(PAIRS) >= 150
    assert sum(pair[2] == "no" for pair in PAIRS) >= 40
    assert {pair[2] for pair in PAIRS} == {"yes", "no"}
    assert len(set(PAIRS)) == len(PAIRS)


@pytest.mark.parametrize(("asked", "body", "expected"), PAIRS)
def test_a_search_finds_exactly_what_it_means(index: Index, asked: str, body: str, expected: str) -> None:
    assert index.found(query.parse(asked).match, body) is (expected == "yes")


@pytest.mark.parametrize(
    "body", ["طلبات التعاون الواردة", "وأوامر القبض المعلقة", "l’arrestation du suspect", "TRN-2026/014"]
)
def test_every_beginning_of_a_word_finds_it_while_typing(index: Index, body: str) -> None:
    word = body.split(maxsplit=1)[0]
    letters = [n for n in range(1, len(word) + 1) if word[n - 1].isalnum()]
    assert all(index.found(query.parse(word[:n], as_you_type=True).match, body) for n in letters)


def test_tokens_give_places_in_the_text_and_all_index_forms() -> None:
    body = "في الأصول، l’arrestation"
    found = text.tokens(body)
    assert [body[token.start : token.end] for token in found] == ["في", "الأصول", "l", "arrestation"]
    assert set(found[1].forms) == {"اصول", "الاصول"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وبالتعاون", {"تعاون", "وبالتعاون", "بالتعاون", "التعاون"}),
        ("كتاب", {"كتاب", "تاب"}),
        ("وفد", {"وفد"}),
        ("ألبان", {"البان"}),
        ("Œuvre", {"oeuvre"}),
        ("ـــ", set()),
    ],
)
def test_the_forms_of_a_word(word: str, expected: set[str]) -> None:
    assert set(text.forms(word)) == expected


def test_folding_keeps_spaces_and_punctuation() -> None:
    assert text.fold("État, «المَحكمةُ» ٣/٤") == "etat, «المحكمه» 3/4"


@given(WORDS | st.text(max_size=60))
def test_folding_twice_is_folding_once(anything: str) -> None:
    once = text.fold(anything)
    assert text.fold(once) == once


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_index_text_holds_words_and_single_spaces_only(anything: str) -> None:
    written = text.index_text(anything)
    assert all(word.isalnum() for word in written.split(" ") if word)
    assert written == " ".join(written.split())
    written.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(WORDS | st.text(max_size=80), st.booleans())
def test_any_search_is_a_valid_expression_of_the_index(anything: str, typing: bool) -> None:
    index = Index()
    asked = query.parse(anything, as_you_type=typing, today="2026-11-24")
    for expression in (asked.match, asked.excluded):
        if expression:
            index.found(expression, "المحكمة arrest")
    index.connection.close()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ابتكلوفمنهيةىأإؤئءًabcdéœ39", min_size=1, max_size=12))
def test_a_word_finds_itself(word: str) -> None:
    index = Index()
    expression = query.parse(word).match
    assert not expression or index.found(expression, f"قبل {word} بعد")
    index.connection.close()


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_give_the_same_words_by_the_fast_way(anything: str) -> None:
    assert text._ASCII_WORD.findall(anything) == text._WORD.findall(anything)
    assert text.index_text(anything) == text.index_text(f"{anything} \u200f").strip()
