"""Arabic PDFs as other programs write them: attached as a person attaches them, found by words of each of their lines.

The six lines and the ten searches are those of the cases that the project was given; the files are kept in tests/data.
"""

import unicodedata
from pathlib import Path

import pytest

from focalpoint.documents import extract
from focalpoint.documents.visual_lines import PlacedLetter, in_reading_order
from focalpoint.services.casework import attachments, search
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults

CASES = Path(__file__).parents[2] / "data" / "cases" / "docs"
SEARCHES = (
    "تجميد", "السلام", "لاهاي", "الأموال", "الآخرون", '"الحسابات المصرفية"', '"ICC-01/21-45"', "123456.78", "محمد",
    "Banque",
)  # fmt: skip
FIRST_LINE = {"تجميد", "السلام", '"الحسابات المصرفية"'}  # which LibreOffice's web pages lack
MISSED = {  # a letter whose mark stands for it, in fonts that do not say how wide it is: taken for the end of a word
    ("50-pdf-chrome-kacst.pdf", "محمد"),
    ("50-pdf-chrome-noto-sans-arabic.pdf", "محمد"),
}


def test_words_of_every_line_are_found_whatever_program_wrote_the_file(ws: Workspace) -> None:
    files = [path for path in sorted(CASES.glob("*.pdf")) if path.name[0] in "245" and path.name[:2] != "27"]
    assert len(files) == 20
    owners = {}
    for number, path in enumerate(files):
        owners[path.name] = vaults.register(ws, own_ref=f"TRN-{number}", subject=f"TRN {number}")
        attachments.attach(ws, "request", owners[path.name], path)
    missed = set()
    for words in SEARCHES:
        found = {hit.owner[1] for hit in search.find(ws, words, limit=500) if hit.owner is not None}
        missed |= {
            (name, words)
            for name, owner in owners.items()
            if owner not in found and not (name.startswith("51-") and words in FIRST_LINE)
        }
    assert missed == MISSED


def test_a_line_is_read_as_it_was_written() -> None:
    text = extract.extract_text((CASES / "45-pdf-chrome-print.pdf").read_bytes(), "a.pdf")
    written = [
        "السلام عليكم، نرجو تجميد الحسابات المصرفية للمتهم",
        "المادة 93 فقرة 1 (ك) من النظام الأساسي",
        "القرار رقم ICC-01/21-45 بتاريخ 19/11/2026 في لاهاي",
        "الأموال المجمدة: ١٢٣٤٥٦٫٧٨ يورو لدى Banque Centrale",
        "إلى السيد مُحَمَّدٌ بنُ عَبْدِ اللهِ المحترم",
        "لا إله إلا الله والآخرون الإيداع الأول",
    ]
    assert unicodedata.normalize("NFC", text).split("\n")[:6] == [unicodedata.normalize("NFC", one) for one in written]


def test_columns_stay_apart_and_a_turned_page_is_read() -> None:
    columns = extract.extract_text((CASES / "27-pdf-two-columns.pdf").read_bytes(), "a.pdf")
    assert "عمود أيمن سطر 0 قرفة" in columns.split("\n")
    assert "عمود أيسر سطر 5 فلفل" in columns.split("\n")
    turned = extract.extract_text((CASES / "36-pdf-rotated-90.pdf").read_bytes(), "a.pdf")
    assert "القرار رقم ICC-01/21-45 بتاريخ 19/11/2026 في لاهاي" in turned.split("\n")


def drawn(shown: str, *, step: float = 6.0, gap: float = 3.0) -> list[PlacedLetter]:
    """Return letters as they stand on a page, from the left, with gaps where there are spaces."""
    made, x = [], 0.0
    for place, char in enumerate(shown):
        if char == " ":
            x += gap
            continue
        made.append(PlacedLetter(char, x, 100.0, x + step, 12.0, place * 2))
        x += step
    return made


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("هرادإلا 12-34 مقر", "رقم 12-34 الإداره"),
        ("26/11/19 خيرات", "تاريخ 26/11/19"),
        ("Banque Centrale عم لماعتلا ةرادإ ىدل", "لدى إدارة التعامل مع Banque Centrale"),
        ("see also ةدام 93 (b)", "see also مادة 93 (b)"),
        ("(ك) 1 ةدام", "مادة 1 (ك)"),
        ("plain words only", "plain words only"),
        ("ICC-01/21-45 مقر", "رقم ICC-01/21-45"),
        ("500 1 غلبم", "مبلغ 1 500"),
    ],
)
def test_what_showing_turned_is_turned_back(shown: str, read: str) -> None:
    assert in_reading_order(drawn(shown)) == read


def test_lam_alef_is_read_in_its_order_whichever_way_the_file_has_it() -> None:
    for pair in ("لا", "ال"):
        glyph = [PlacedLetter(char, 10.0, 100.0, 16.0, 12.0, place) for place, char in enumerate(pair)]
        assert in_reading_order([PlacedLetter("م", 4.0, 100.0, 10.0, 12.0, 9), *glyph]) == "لام"
