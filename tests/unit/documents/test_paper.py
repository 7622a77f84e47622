"""Papers read right, copy right and say nothing that was not meant to be said."""

import io
import re
import subprocess
import unicodedata
from xml.etree import ElementTree as ET

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focalpoint.documents import paper
from focalpoint.documents.layout import Paper, TimelineEvent
from focalpoint.domain.wording import N_
from focalpoint.language import translate

SUBJECTS = {
    "ar": "تجميد أصول المشتبه به كاف في مصرف تمورا المركزي",
    "fr": "Gel d’avoirs du suspect K à la Banque centrale de Tamoura",
    "en": "Freezing of the assets of Suspect K at the Central Bank of Tamura",
}
MIXED = (
    "طلب تجميد الأصول (TRN-2026/014) بتاريخ 5 تشرين الثاني/نوفمبر 2026.",
    "القبض على المشتبه به وتقديمه إلى المحكمة الجنائية الدولية، بموجب المادة 93(1)(ك).",
    "يُرجى تحديد الحسابين رقم 0045-7781 و0045-7782 وتجميدهما (نسبة 25%).",
    "المكتب: قلم المحكمة (Registry)، البريد: focal@example.org، الهاتف +31 70 000 0000؛ لا إله إلا الله",
    "مُذَكَّرَةٌ شَفَوِيَّةٌ رقم ٣٤، جمهورية تمورا — [شاهد] «سري» (Rome Statute, article 93(1)(k))",
    "Request TRN-2026/014 «تجميد الأصول» of 5 November 2026 (المادة 93).",
    "L’État requis a reçu la demande n° 14 (œuvre) – 12 % ; « naïf » l’été.",
    "- 3- وفي 24 شباط/فبراير",
)
ARABIC = re.findall(
    r"\S+",
    "طلب تعاون المحكمة الأصول، القبض؛ الدولة: لا مُحَمَّدٌ شفوية جمهورية (سري) «الدولة» [شاهد] ٣٤ نسبة؟ الثاني/نوفمبر",
)
LATIN = re.findall(
    r"\S+",
    "Request TRN-2026/014 œuvre l’État ICC-99/01-14 a@example.org (Registry) «gel» 12% 93(1)(k) +31 2026 – fi 3- 1.",
)
CONTROLS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))


def words(pdf: bytes, *options: str) -> list[str]:
    """Return the words that pdftotext finds, without direction marks and what stands on every page."""
    text = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return text.stdout.decode().translate(CONTROLS).split()


def page_words(pdf: bytes, number: int) -> list[str]:
    return words(pdf, "-f", str(number), "-l", str(number))


def document(language: str, *paragraphs: str) -> bytes:
    made = Paper(language, "", "", "", training=False)
    for paragraph in paragraphs:
        made.paragraph(paragraph)
    return made.to_bytes()


def without_numbers(found: list[str], language: str, pages: int) -> list[str]:
    text = " ".join(found)
    for number in range(1, pages + 1):
        text = text.replace(page_of(language, number, pages), " ")
    return text.split()


def page_of(language: str, number: int, count: int) -> str:
    return translate(N_("Page {number} of {count}"), language).format(number=number, count=count)


def sheet(language: str, rows: int = 3, training: bool = False) -> paper.RequestSheet:
    arabic = language == "ar"
    return paper.RequestSheet(
        language=language,
        title="ملخص طلب" if arabic else "Summary of a request",
        classification="سري" if arabic else "Confidential",
        footer="جهة التنسيق" if arabic else "Focal point",
        subject=SUBJECTS[language],
        reference="TRN-2026/014",
        facts=(paper.Facts(title="ما ورد", pairs=(("نوع الطلب", "تجميد"), ("فارغ", " "))),)
        if arabic
        else (paper.Facts(title="Arrival", pairs=(("Type", "Freezing"), ("Empty", ""))),),
        body_title="المطلوب" if arabic else "Asked",
        body=MIXED[0],
        timeline_title="المسار" if arabic else "Timeline",
        timeline=(
            TimelineEvent("2026-11-05", "Received", "Office", "by note"),
            TimelineEvent("2026-11-06", "Registered"),
        ),
        tables=(
            paper.PaperTable(
                title="المستندات" if arabic else "Documents",
                header=("العنوان", "الحجم") if arabic else ("Name", "Size"),
                rows=tuple((f"file{number}", f"{number}kB") for number in range(rows)),
                widths=(3, 1),
            ),
        ),
        training=training,
    )


def places(pdf: bytes) -> dict[str, float]:
    """Return the left edge of each word of the first page."""
    page = pdfium.PdfDocument(pdf)[0].get_textpage()
    text = page.get_text_range()
    return {
        match.group(): page.get_charbox(match.start())[0]
        for match in re.finditer(r"\w+", text)
        if match.group().isalpha()
    }


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_words_come_back_in_order(language: str) -> None:
    found = without_numbers(words(document(language, *MIXED)), language, 1)
    assert found == " ".join(MIXED).split()


@pytest.mark.parametrize("language", ["ar", "fr"])
@settings(max_examples=12, deadline=None)
@given(
    lines=st.lists(
        st.lists(st.sampled_from(ARABIC + LATIN), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=12
    )
)
def test_any_mixture_of_words_comes_back_in_order(language: str, lines: list[str]) -> None:
    found = without_numbers(words(document(language, *lines)), language, 1)
    assert found == " ".join(lines).split()


def test_another_reader_finds_the_words_too() -> None:
    page = pdfium.PdfDocument(document("ar", *MIXED))[0].get_textpage()
    found = set(re.findall(r"\w+", unicodedata.normalize("NFC", page.get_text_range().translate(CONTROLS))))
    expected = set(re.findall(r"\w+", " ".join(MIXED)))
    assert len(expected - found) <= len(expected) // 10


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_summary_holds_what_it_was_given_in_order(language: str) -> None:
    data = sheet(language)
    found = " ".join(words(paper.request_summary(data)))
    for part in (data.subject, data.reference, data.body, data.timeline_title, "Registered"):
        assert part in found
        found = found[found.index(part) :] if part != data.body else found
    assert "Empty" not in found
    assert "فارغ" not in found


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_has_its_marking_its_number_and_the_header_of_the_table(language: str) -> None:
    data = sheet(language, rows=70)
    pdf = paper.request_summary(data)
    count = len(pdfium.PdfDocument(pdf))
    assert count >= 3
    for number in range(1, count + 1):
        found = page_words(pdf, number)
        assert found.count(data.classification) == 2
        assert page_of(language, number, count) in " ".join(found)
    assert data.tables[0].header[0] in page_words(pdf, 2)
    rows = [word for word in words(pdf) if word.startswith("file")]
    assert rows == [f"file{number}" for number in range(70)]


@pytest.mark.parametrize(("language", "first"), [("ar", "العنوان"), ("en", "Name")])
def test_tables_are_mirrored_for_arabic(language: str, first: str) -> None:
    data = sheet(language)
    at = places(paper.request_summary(data))
    second = data.tables[0].header[1]
    assert (at[first] > at[second]) is (language == "ar")


def test_nothing_leaves_the_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    long = "كلمةطويلةجداً" * 20 + " " + "TRN-2026/014-" * 30
    file = tmp_path_factory.mktemp("paper") / "long.pdf"
    made = Paper("ar", "عنوان " * 3, "سري", "ذيل", training=False)
    made.facts([("التسمية", long)])
    made.table(["أ", "ب", "ج", "د"], [[long, "1", "2", long]])
    file.write_bytes(made.to_bytes())
    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True).stdout
    found = list(ET.fromstring(boxes.replace(b' xmlns="http://www.w3.org/1999/xhtml"', b"")).iter("word"))
    assert found
    assert all(float(word.attrib["xMin"]) >= 50 and float(word.attrib["xMax"]) <= 546 for word in found)
    assert all(float(word.attrib["yMin"]) >= 0 and float(word.attrib["yMax"]) <= 842 for word in found)


def test_a_table_row_longer_than_a_page_goes_on_on_the_next() -> None:
    made = Paper("fr", "Titre", "Public", "Pied", training=False)
    made.table(["Colonne", "Texte"], [["un", " ".join(f"mot{number}" for number in range(3000))]])
    pdf = made.to_bytes()
    found = [word for word in words(pdf) if word.startswith("mot")]
    assert found == [f"mot{number}" for number in range(3000)]
    assert "Colonne" in page_words(pdf, 3)


def test_training_papers_say_so_and_their_watermark_is_no_text() -> None:
    banner = translate(N_("TRAINING – FICTITIOUS DATA"), "en").split()
    plain, marked = paper.request_summary(sheet("en")), paper.request_summary(sheet("en", training=True))
    assert words(marked)[: len(banner)] == banner
    assert len(words(marked)) == len(words(plain)) + len(banner)
    assert pixels(marked) != pixels(plain)


def pixels(pdf: bytes) -> bytes:
    stream = io.BytesIO()
    pdfium.PdfDocument(pdf)[0].render(scale=0.5).to_pil().save(stream, "PNG")
    return stream.getvalue()


def test_the_file_says_nothing_of_who_made_it_and_when() -> None:
    found = pdfium.PdfDocument(paper.request_summary(sheet("fr"))).get_metadata_dict()
    assert found["Title"] == "Summary of a request"
    assert found["Author"] == found["Subject"] == found["Keywords"] == ""
    assert found["Producer"] == found["Creator"] == "Focal Point"
    assert "2000" in found["CreationDate"]
    assert SUBJECTS["fr"] not in str(found)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_same_content_gives_the_same_bytes(language: str) -> None:
    assert paper.request_summary(sheet(language)) == paper.request_summary(sheet(language))


def test_all_fonts_are_in_the_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("paper") / "fonts.pdf"
    file.write_bytes(document("ar", *MIXED, "№ 中"))
    rows = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert rows
    assert all(re.search(r"CID TrueType +Identity-H +yes yes yes", row) for row in rows)


def recovery(language: str) -> list[str]:
    data = paper.RecoverySheet(
        language=language,
        title="صحيفة الاسترداد" if language == "ar" else "Fiche de récupération",
        office="جهة التنسيق",
        vault="Tamura",
        made_on="2026-11-24",
        words=tuple(f"{letter}word" for letter in "abcdefghijklmnop"),
        advice=("احفظها في خزنة.",),
        training=False,
    )
    found = [word for word in words(paper.recovery_sheet(data)) if re.fullmatch(r"\d+\.|[a-p]word", word)]
    return [" ".join(found[place : place + 2]) for place in range(0, len(found), 2)]


def test_the_recovery_sheet_numbers_its_words() -> None:
    numbered = [f"{number}. {letter}word" for number, letter in enumerate("abcdefghijklmnop", 1)]
    assert recovery("fr") == numbered
    assert sorted(recovery("ar")) == sorted(numbered)


def test_a_plain_document_has_its_title_and_paragraphs() -> None:
    assert words(paper.plain_document("Titre", ["Un.", "Deux."], "fr", "", footer="", training=False))[:3] == [
        "Titre",
        "Un.",
        "Deux.",
    ]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["ar", "fr", "en"]))
def test_any_text_can_be_printed(text: str, language: str) -> None:
    made = Paper(language, text, text, text, training=False)
    made.heading(text, 0)
    made.paragraph(text)
    made.facts([(text, text)])
    assert made.to_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", SUBJECTS)
def test_the_words_across_a_training_paper_fit_on_it(language: str) -> None:
    made = Paper(language, "A", "", "Office", training=True)._watermark()
    assert made is not None
    assert made.width * 0.83 < 595 - 60, "A4 is 595 points wide, and they rise by some 34 degrees"
