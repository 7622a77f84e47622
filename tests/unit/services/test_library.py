"""The library: complete in three languages, found by any of its words, linked from each type of request."""

import re
import tomllib

import pytest

from focalpoint import paths, reference
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Card
from focalpoint.services.casework import knowledge, records
from focalpoint.services.core.workspace import Workspace

KNOWN = reference.load()
with paths.resource("library", "cards.toml").open("rb") as stream:
    CARDS = tomllib.load(stream)["card"]
ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.mark.parametrize("card", CARDS, ids=[card["code"] for card in CARDS])
def test_every_card_is_complete_and_names_what_exists(card: dict[str, object]) -> None:
    assert card["kind"] in KNOWN.lists["card_kinds"].codes
    assert set(card["types"]) <= set(KNOWN.lists["request_types"].codes)  # type: ignore[call-overload]
    assert isinstance(card["verified"], bool)
    assert card["source"]
    for language in ("ar", "fr", "en"):
        title, text = str(card[f"title_{language}"]), str(card[f"text_{language}"])
        assert title.strip() == title != ""
        assert len(text) > 80
        assert bool(ARABIC.search(title + text)) == (language == "ar")
    assert not re.search(r"(?<![\u202f ])[;:?!]", re.sub(r"https?:|\d:", "", str(card["text_fr"])))


def test_no_two_cards_share_a_code() -> None:
    assert len({card["code"] for card in CARDS}) == len(CARDS)


@pytest.mark.parametrize(("words", "code"), [("تجميد", "asset-nexus"), ("gel", "asset-nexus"), ("89", "art-89")])
def test_cards_are_found_by_the_words_of_their_language(ws: Workspace, words: str, code: str) -> None:
    language = "ar" if ARABIC.search(words) else "fr"
    assert code in [entry.code for entry in knowledge.cards(ws, language, words)]


def test_a_sub_type_finds_the_cards_of_its_type(ws: Workspace) -> None:
    assert "asset-nexus" in [entry.code for entry in knowledge.cards(ws, "en", "", "C-k3")]
    assert "art-92" not in [entry.code for entry in knowledge.cards(ws, "en", "", "C-k3")]


def test_every_type_of_request_of_part_nine_has_a_card(ws: Workspace) -> None:
    for code in KNOWN.lists["request_types"].codes:
        if code.startswith("C-") and code != "C-99":
            assert knowledge.cards(ws, "en", "", code), code


def test_a_card_of_the_office_stands_beside_the_others_and_shows_another_language_if_it_has_no_text(
    ws: Workspace,
) -> None:
    made = records.save(
        ws,
        Card(
            kind="tool",
            types=("C-k",),
            **in_languages("title", fr="Notre fiche"),
            **in_languages("text", fr="Le texte"),
        ),
    ).first_id
    first = knowledge.cards(ws, "ar", "", "C-k")[0]
    assert (first.record, first.title, first.text, first.verified) == (made, "Notre fiche", "Le texte", False)


def test_the_glossary_is_searched_in_every_language_and_folds_arabic(ws: Workspace) -> None:
    for words in ("surrender", "remise", "التقديم", "تقديم"):
        assert any(term.words["en"].startswith("surrender") for term in knowledge.glossary(ws, words)), words
    assert len(knowledge.glossary(ws)) > 90
    assert knowledge.glossary(ws, "zzzz") == []
