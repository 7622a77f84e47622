"""Untrusted files are read in a limited process: text, pages, pictures, and calm answers to hostile ones."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.documents import extract, paper
from focalpoint.documents.answers import Pixels
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import kind_of

CASES = Path(__file__).parents[2] / "data" / "cases" / "docs"

ARABIC = "تجميد الأصول وأوامر القبض"
FRENCH = "Élément de preuve reçu à l’été, garçon, où, naïf"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()


def paragraphs(*lines: str) -> str:
    inside = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'


def pdf(*pages: str, password: str = "", size: tuple[float, float] = (400, 600)) -> bytes:
    stream = io.BytesIO()
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(stream, pagesize=size, encrypt=lock)
    for page in pages:
        canvas.drawString(50, 500, page)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(stream, form, **options)
    return stream.getvalue()


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["TRN-2026/014", ARABIC, 42])
    book.create_sheet("Avoirs").append(["gel"])
    book.save(stream)
    return stream.getvalue()


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "طلب تعاون", "registry@example.org", "focal@example.org"
    made["Date"] = "Tue, 24 Nov 2026 09:00:00 +0000"
    made.set_content("Texte du message")
    made.add_alternative("<p>Version <b>HTML</b></p><script>hidden()</script>", subtype="html")
    made.add_attachment(docx(paragraphs(ARABIC)), "application", "octet-stream", filename="annexe.docx")
    made.add_attachment(b"%PDF-1.4 broken", "application", "pdf", filename="broken.pdf")
    return made


def opened(pixels: Pixels) -> Image.Image:
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf("x"), "pdf"),
        ("a.txt", b"\n" * 10 + pdf("x"), "pdf"),
        ("a.png", picture(), "image"),
        ("a.txt", picture("JPEG"), "image"),
        ("a", picture("TIFF"), "image"),
        ("a", picture("WEBP"), "image"),
        ("a", picture("GIF"), "image"),
        ("a", picture("BMP"), "image"),
        ("a", docx(paragraphs("x")), "docx"),
        ("a", workbook(), "xlsx"),
        ("a.eml", bytes(message()), "email"),
        ("a.txt", bytes(message()), "email"),
        ("a.html", b"<p>x", "html"),
        ("a", b"<!DOCTYPE html><p>x", "html"),
        ("a", b"\xef\xbb\xbf  <!-- c --><html>", "html"),
        ("a.md", b"# Title\n\nFrom: nobody", "text"),
        ("a.txt", ARABIC.encode(), "text"),
        ("a.txt", ARABIC.encode("utf-16"), "text"),
        ("a.txt", "plain text without a mark".encode("utf-16-le"), "text"),
        ("a.txt", ARABIC.encode("windows-1256"), "text"),
        ("a.txt", b"", "text"),
        ("a.zip", b"PK\x03\x04rest", "other"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "other"),
        ("a.exe", b"MZ\x90\x00\x03" + bytes(100), "other"),
    ],
)
def test_a_kind_is_told_by_content(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data[:8192]) == kind


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"),
        (ARABIC, "utf-8-sig"),
        (ARABIC, "utf-16"),
        (ARABIC, "windows-1256"),
        (FRENCH, "utf-8"),
        (FRENCH, "windows-1252"),
        ("In the library of the Court", "utf-16-le"),
        ("Witness list, see annex", "ascii"),
    ],
)
def test_plain_text_is_read_in_the_encodings_in_use(text: str, encoding: str) -> None:
    assert extract.extract_text(text.encode(encoding), "note.txt") == text


def test_word_text_comes_with_headers_notes_and_line_breaks() -> None:
    data = docx(
        paragraphs(ARABIC, "Article&#160;93"),
        header1=paragraphs("En-tête"),
        footnotes=paragraphs("Note 1"),
        settings="<x>not text</x>",
    )
    assert extract.extract_text(data, "a.docx") == f"{ARABIC}\nArticle\u00a093\nNote 1\nEn-tête"


def test_a_workbook_gives_sheets_and_cells() -> None:
    assert extract.extract_text(workbook(), "a.xlsx") == f"Sheet\nTRN-2026/014\t{ARABIC}\t42\nAvoirs\ngel"


def test_html_gives_visible_text_only() -> None:
    page = f"<html><title>T</title><style>p {{}}</style><p>{ARABIC}<p>a&amp;b <b>c</b><script>x()</script>"
    assert extract.extract_text(page.encode(), "a.html") == f"T\n{ARABIC}\na&b c"


def test_html_in_a_declared_encoding_is_read_in_it() -> None:
    page = f'<html><meta charset="windows-1256"><p>{ARABIC}'
    assert extract.extract_text(page.encode("windows-1256"), "a.html") == ARABIC


def test_a_message_gives_headers_body_and_the_text_of_its_attachments() -> None:
    text = extract.extract_text(bytes(message()), "a.eml")
    for part in ("طلب تعاون", "registry@example.org", "Texte du message", "Version HTML", "annexe.docx", ARABIC):
        assert part in text
    assert "hidden" not in text


def test_references_inside_arabic_lines_of_a_pdf_come_out_in_reading_order() -> None:
    line = "تطلب الدائرة في القضية ICC-01/11-01/11-99-Red تجميد حسابين لدى Tamura Central Bank قبل 15/10/2026"
    data = paper.plain_document("TRN-2026/001", [line, "TRN-2026/014"], "ar", "", footer="", training=False)
    found = extract.extract_text(data, "a.pdf").split()
    for words in ("ICC-01/11-01/11-99-Red", "TRN-2026/001", "TRN-2026/014", "15/10/2026", "Tamura Central Bank"):
        assert all(word in found for word in words.split()), words
    assert " ".join(found).index("Tamura") < " ".join(found).index("Central") < " ".join(found).index("Bank")


def test_a_pdf_gives_text_pages_and_pictures() -> None:
    data = pdf("Arrest and surrender", "Second page")
    assert extract.extract_text(data, "a.pdf").split("\f") == ["Arrest and surrender", "Second page"]
    assert extract.page_count(data, "a.pdf") == 2
    image = opened(extract.page_pixels(data, "a.pdf", 1, 300))
    assert image.size == (300, 450)
    assert image.getextrema() != ((255, 255),) * 3


def test_a_picture_is_encoded_anew_without_what_it_carried() -> None:
    turned = Image.Exif()
    turned[274], turned[315] = 6, "camera owner"
    image = opened(extract.page_pixels(picture("JPEG", exif=turned.tobytes()), "a.jpg", 0, 1000))
    assert image.size == (200, 300)
    assert not image.info
    assert not image.getexif()


def test_a_wide_picture_is_made_narrower_and_a_fax_has_pages() -> None:
    assert opened(extract.page_pixels(picture(size=(3000, 900)), "a.png", 0, 600)).size == (600, 180)
    stream = io.BytesIO()
    frames = [Image.new("1", (100, 100), colour) for colour in (0, 1, 0)]
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    assert extract.page_count(stream.getvalue(), "fax.tif") == 3
    assert opened(extract.page_pixels(stream.getvalue(), "fax.tif", 1, 100)).getextrema() == ((255, 255),) * 3


def test_a_long_roll_keeps_its_width() -> None:
    assert opened(extract.page_pixels(picture(size=(50, 20_000)), "a.png", 0, 4000)).size == (50, 20_000)


def test_what_has_no_pages_or_no_text_says_so() -> None:
    assert extract.page_count(b"text", "a.txt") == 0
    assert extract.extract_text(picture(), "a.png") == ""
    assert extract.extract_text(b"\xd0\xcf\x11\xe0" + bytes(99), "a.doc") == ""
    with pytest.raises(UnreadableDocumentError):
        extract.page_pixels(b"text", "a.txt", 0, 100)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.pdf", pdf("x")[:300]),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20),
        ("locked.pdf", pdf("x", password="secret")),
        ("cut.docx", docx(paragraphs("x"))[:120]),
        ("notxml.docx", docx("<w:document")),
        ("laughs.docx", docx("<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>")),
        ("outside.docx", docx("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")),
        ("cut.xlsx", workbook()[:900]),
    ],
)
def test_a_damaged_or_locked_file_is_called_unreadable(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError):
        extract.extract_text(data, name)


@pytest.mark.parametrize("cut", [9, 40, 200])
def test_a_cut_picture_is_called_unreadable(cut: int) -> None:
    with pytest.raises(UnreadableDocumentError):
        extract.page_pixels(picture(size=(900, 900))[:cut], "a.png", 0, 100)


def test_a_page_that_is_not_there_is_called_unreadable() -> None:
    with pytest.raises(UnreadableDocumentError):
        extract.page_pixels(pdf("x"), "a.pdf", 7, 100)


def zip_bomb() -> bytes:
    return docx(" " * (300 << 20))


def sheet_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", " " * (300 << 20))
    return stream.getvalue()


def many_members() -> bytes:
    return docx("<a/>", **{f"m{number}": "" for number in range(11_000)})


def huge_png() -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", 46_000, 46_000, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 8) + b"IDAT" + bytes(12)


def huge_bmp() -> bytes:
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, 30_000, 24_000, 1, 24, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("bomb", [zip_bomb, sheet_bomb, many_members], ids=lambda bomb: bomb.__name__)
def test_an_archive_that_unpacks_without_end_is_stopped(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(DocumentTooHardError):
        extract.extract_text(bomb(), "a.docx")


@pytest.mark.parametrize("bomb", [huge_png, huge_bmp], ids=lambda bomb: bomb.__name__)
def test_a_picture_that_claims_two_gigabytes_is_stopped_before_decoding(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(DocumentTooHardError):
        extract.page_pixels(bomb(), "a", 0, 100)


def test_a_pdf_stream_that_unpacks_without_end_is_stopped_or_drawn_empty() -> None:
    packed = zlib.compress(zlib.compress(b"q " * (600 << 20), 1), 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, text) for number, text in enumerate(objects, 1))
    data = b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"
    try:
        drawn = extract.page_pixels(data, "a.pdf", 0, 100)
    except (DocumentTooHardError, UnreadableDocumentError):
        return
    assert opened(drawn).size == (100, 100)


def test_a_page_of_absurd_size_is_drawn_small() -> None:
    image = opened(extract.page_pixels(pdf("x", size=(10, 14_000)), "a.pdf", 0, 4000))
    assert image.width * image.height <= 25_000_000


def test_deeply_nested_html_is_read() -> None:
    assert extract.extract_text(b"<html>" + b"<div>" * 200_000 + b"deep", "a.html") == "deep"


def test_a_message_in_a_message_in_a_message_comes_to_an_end() -> None:
    inner = message()
    for _ in range(30):
        outer = EmailMessage()
        outer["Subject"], outer["From"], outer["To"] = "outer", "a@example.org", "b@example.org"
        outer.add_attachment(bytes(inner), "application", "octet-stream", filename="inner.eml")
        inner = outer
    assert "outer" in extract.extract_text(bytes(inner), "a.eml")


def test_a_worker_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(WorkerOverwhelmedError):
        asking.ask("tests.helpers.slow_worker", {}, b"", memory=1 << 30, seconds=1)


def test_a_file_beyond_the_largest_is_not_even_sent() -> None:
    with pytest.raises(DocumentTooHardError):
        extract.extract_text(bytes(extract.LARGEST + 1), "a.txt")


HOOKED = (
    "import socket; socket.socket()",
    "import _socket; _socket.socket()",
    "open('stolen.txt', 'w')",
    "import subprocess; subprocess.Popen(['true'])",
    "import os; os.system('true')",
)
LIMITED = ("open('/etc/hostname')", "import os; os.fork()", "bytearray(2 << 30)")  # by the limits of POSIX


@pytest.mark.parametrize("attempt", HOOKED + (() if sys.platform == "win32" else LIMITED))
def test_a_confined_process_can_open_nothing(attempt: str, tmp_path: Path) -> None:
    code = (
        f"from focalpoint.confinement.serving import confine\nimport socket, subprocess\nconfine(1 << 30, 5)\n{attempt}"
    )
    root = str(Path(extract.__file__).resolve().parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": root}, capture_output=True, check=False
    )
    assert ended.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_dies_is_too_hard_and_one_that_babbles_is_unreadable() -> None:
    with pytest.raises(WorkerOverwhelmedError):
        asking.answer_of(-11, b"", b"")
    with pytest.raises(WorkerOverwhelmedError):
        asking.answer_of(0, b"K" + (5).to_bytes(8), bytes(5), longest=4)
    assert asking.answer_of(0, b"K" + (4).to_bytes(8), b"more", longest=4) == b"more"
    for head, payload in ((b"", b""), (b"K", b""), (b"K" + bytes(8), b"more"), (b"?" + bytes(8), b"")):
        with pytest.raises(WorkerRefusedError):
            asking.answer_of(0, head, payload)
    with pytest.raises(WorkerRefusedError):
        asking.answer_of(1, b"K" + bytes(8), b"")


@pytest.mark.parametrize(
    ("name", "words", "wrong"),
    [
        ("60-utf8-text-one-bad-byte.txt", ("محضر", "استلام", "وديعة"), 1),
        ("01-saved-page-meta-gb2312.html", ("冻结", "frozen-accounts-page", "تجميد"), 0),
        ("03-saved-page-meta-wrong-utf8-bytes.html", ("تجميد", "الحسابات", "المصرفية"), 0),
    ],
)
def test_a_wrong_byte_or_a_wrong_name_of_the_encoding_spoils_no_text(
    name: str, words: tuple[str, ...], wrong: int
) -> None:
    text = extract.extract_text((CASES / name).read_bytes(), name)
    assert text.count("\ufffd") == wrong
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("10-docx-tracked-changes-and-move.docx", "قبول طلب التجميد"),
        ("12-docx-header-footer-sdt-field-table-hidden.docx", "زعفران"),
        ("12-docx-header-footer-sdt-field-table-hidden.docx", "نص مخفي هيل"),
        ("13-docx-main-part-document2-xml.docx", "كزبرة"),
        ("14-docx-strict-open-xml.docx", "شمر"),
        ("15-docx-zip-names-with-backslashes.docx", "شمر"),
        ("16-docx-alt-chunk-html.docx", "حبة البركة"),
        ("30-pdf-form-filled.pdf", "Kardamom Fieldvalue"),
        ("34-pdf-portfolio-with-embedded-files.pdf", "annex.txt"),
        ("34-pdf-portfolio-with-embedded-files.pdf", "قرار.pdf"),
        ("35-pdf-annotations.pdf", "sticky note: tarragon"),
        ("35-pdf-annotations.pdf", "marjoram"),
        ("38-pdf-junk-before-header.pdf", "Chambre préliminaire"),
        ("39-pdf-with-1100-bytes-before.pdf", "Chambre préliminaire"),
        ("53-word-letter.fodt", "القرار رقم ICC-01/21-45"),
    ],
)
def test_what_real_files_hold_is_read_by_the_confined_process(name: str, words: str) -> None:
    assert words in extract.extract_text((CASES / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("10-docx-tracked-changes-and-move.docx", "زنجبيل"),  # moved
        ("11-docx-text-box-choice-and-fallback.docx", "قرنفل"),  # a box in two forms
    ],
)
def test_what_stands_twice_in_a_file_is_read_once(name: str, words: str) -> None:
    assert extract.extract_text((CASES / name).read_bytes(), name).count(words) == 1


@pytest.mark.parametrize("name", ["53-word-letter.rtf", "54-rtf-with-doc-extension.doc"])
def test_code_of_a_word_processor_is_not_taken_for_text(name: str) -> None:
    assert extract.extract_text((CASES / name).read_bytes(), name) == ""


def test_a_message_with_a_forwarded_one_attached_is_taken_apart_by_the_confined_process() -> None:
    inner = EmailMessage()
    inner["Subject"] = "TRN inner"
    inner.set_content("TRN words inside")
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "TRN outer", "a@trn.example"
    outer.set_content("TRN words outside")
    outer.add_attachment(inner)
    taken = extract.letter(outer.as_bytes(), "a.eml")
    [file] = taken.files
    assert file.name.endswith(".eml")
    assert b"TRN words inside" in file.content


def test_a_damaged_file_in_a_message_hides_nothing_else() -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "TRN", "a@trn.example", "b@trn.example"
    message.set_content("TRN words outside")
    whole = bytearray((CASES / "13-docx-main-part-document2-xml.docx").read_bytes())
    for place in range(60, 90):
        whole[place] ^= 0x55
    message.add_attachment(bytes(whole), maintype="application", subtype="octet-stream", filename="a.docx")
    assert "TRN words outside" in extract.extract_text(message.as_bytes(), "a.eml")


def test_tags_that_never_end_take_no_longer_than_their_length() -> None:
    assert "TRN words" in extract.extract_text(b"<html><body>TRN words " + b"<a " * 40_000, "a.html")
