"""A text in every language is one declaration: its fields, its labels, and what is read when a language is missing."""

from focalpoint.domain.languages import LANGUAGES, fallback
from focalpoint.domain.local_texts import fields_of, filled, has, in_languages, local
from focalpoint.domain.records import TYPES
from focalpoint.domain.seminars import Seminar


def test_one_declaration_makes_a_field_for_each_language() -> None:
    specs = TYPES["seminar"].specs
    assert fields_of("title") == tuple(f"title_{code}" for code in LANGUAGES)
    assert [specs[name].language for name in fields_of("title")] == list(LANGUAGES)
    assert specs["title_ar"].label == "Title in Arabic"
    assert TYPES["seminar"].title == fields_of("title")
    assert not hasattr(Seminar(), "title")


def test_the_fields_stand_where_the_text_is_declared() -> None:
    names = list(TYPES["material"].specs)
    assert names[: 2 + len(LANGUAGES)] == ["seminar", *fields_of("title"), "kind"]


def test_a_missing_language_falls_back_on_the_first_there_is() -> None:
    item = Seminar(**in_languages("title", fr="Séminaire", en="Seminar"))
    assert [local(item, "title", code) for code in ("ar", "fr", "en")] == ["Séminaire", "Séminaire", "Seminar"]
    assert local({"title_en": "Seminar"}, "title", "ar") == "Seminar"
    assert local(Seminar(), "title", "ar") == ""
    assert filled(item, "title") == 2
    assert fallback("en")[0] == "en"
    assert sorted(fallback("fr")) == sorted(LANGUAGES)


def test_a_type_has_such_a_text_or_not() -> None:
    assert has(TYPES["card"], "text")
    assert not has(TYPES["request"], "subject")
