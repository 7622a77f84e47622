"""Citations are written in the language of the reader."""

import re

import pytest

from focalpoint import reference
from focalpoint.domain.citations import cited

LISTS = reference.load().lists
SOURCES = sorted({code.source for codes in LISTS.values() for code in codes.codes.values()})


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("Rome Statute, article 93(1)(k)", "en", "Rome Statute, article 93(1)(k)"),
        ("Rome Statute, article 93(1)(k)", "ar", "نظام روما الأساسي، المادة 93(1)(ك)"),
        ("Rome Statute, articles 91 and 92(3)", "fr", "Statut de Rome, articles 91 et 92(3)"),
        ("Rome Statute, articles 91 and 92(3)", "ar", "نظام روما الأساسي، المواد 91 و92(3)"),
        (
            "Rome Statute, article 89(4); Rules of Procedure and Evidence, rule 183",
            "fr",
            "Statut de Rome, article 89(4)\u202f; Règlement de procédure et de preuve, règle 183",
        ),
        (
            "ASP, report of the Bureau on cooperation, nineteenth session, operative paragraphs 18 to 20",
            "ar",
            "جمعية الدول الأطراف، تقرير المكتب بشأن التعاون، الدورة التاسعة عشرة، فقرات المنطوق 18 إلى 20",
        ),
        ("ISO 4217", "ar", "ISO 4217"),
        ("", "ar", ""),
    ],
)
def test_a_citation_is_written_in_the_language_of_the_reader(text: str, language: str, written: str) -> None:
    assert cited(text, LISTS, language) == written


@pytest.mark.parametrize("source", [s for s in SOURCES if s.startswith(("Rome", "Rules", "Regulations", "ASP"))])
def test_no_english_word_is_left_in_the_arabic_of_a_shipped_citation(source: str) -> None:
    assert not re.search("[A-Za-z]", cited(source, LISTS, "ar"))
