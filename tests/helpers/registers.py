"""Sample registers as ministries keep them: `python -m tests.helpers.registers FOLDER` writes them all."""

import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

Cells = Sequence[Sequence[object]]


def arabic(path: Path) -> Path:
    """Two merged rows of heading over the names of the columns, Hijri and mixed digits, blank lines, a sum below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "سجل الطلبات"
    sheet.append(["وزارة العدل – سجل طلبات التعاون لعام ١٤٤٧ هـ"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["بيانات الطلب", None, None, "المتابعة", None, None, None])
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("D3:G3")
    sheet.append(["رقم القيد", "الموضوع", "نوع الطلب", "تاريخ الورود", "الجهة الطالبة", "الموعد النهائي", "الحالة"])
    sheet.append(["TRN-ق-١", "تجميد حساب مصرفي", "C-k3", "١٢/٠٣/١٤٤٧ هـ", "قلم المحكمة", "١٥/١٢/٢٠٢٦", "قيد التنفيذ"])
    sheet.append([])
    sheet.append(["TRN-ق-٢", "إبلاغ مستند قضائي", "C-d", "5 رمضان 1447", "مكتب المدعي العام", "", "مسجلة"])
    sheet.append(["TRN-ق-٣", "تحديد مكان شاهد", "C-a", date(2026, 2, 3), "مكتب المدعي العام", 46400, "وردت"])
    sheet.append(["رقم القيد", "الموضوع", "نوع الطلب", "تاريخ الورود", "الجهة الطالبة", "الموعد النهائي", "الحالة"])
    sheet.append(["TRN-ق-٤", "فحص مكان", "C-g", "3 شباط/فبراير 2026", "مكتب المدعي العام", "غداً صباحاً", "وردت"])
    book.save(path)
    return path


def french(path: Path) -> Path:
    """Semicolons, a Windows code page, dates with points, a quoted line break."""
    lines = [
        "N° de dossier;Objet;Type de demande;Reçu le;Échéance;Organe;Remarques",
        'TRN-F-1;"Gel d’avoirs, société";C-k3;05.02.2026;1er mars 2026;Greffe;"Voir note\njointe"',
        "TRN-F-2;Audition d’un témoin;C-b;6/2/26;;Bureau du Procureur;",
        "TRN-F-3;Visite de site;Z-99;07/02/2026;;Greffe;",
    ]
    path.write_bytes("\r\n".join(lines).encode("windows-1252", errors="replace"))
    return path


def ods(path: Path, rows: Cells) -> Path:
    """The smallest ODS file that spreadsheets open."""
    written = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for name, kind in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Requests">{written}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entry}'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", f"{manifest}</manifest:manifest>")
        archive.writestr("content.xml", content)
    return path


def two_tables(path: Path) -> Path:
    """Two tables one below the other with different columns, and two side by side on the second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Reference", "Subject", "Type", "Received"])
    sheet.append(["TRN-T-1", "First", "C-i", "2026-01-02"])
    sheet.append(["TRN-T-2", "Second", "C-i", "2026-01-03"])
    sheet.append([])
    sheet.append(["Closed requests"])
    sheet.append(["Reference", "Subject", "Type", "Due date", "Status"])
    sheet.append(["TRN-T-3", "Third", "C-i", "2026-03-02", "Closed"])
    beside = book.create_sheet("Beside")
    beside.append(["Reference", "Subject", "Type", None, "Reference", "Subject", "Type"])
    beside.append(["TRN-B-1", "Left", "C-i", None, "TRN-B-2", "Right", "C-a"])
    book.save(path)
    return path


def large(path: Path, rows: int = 20_000, bad: int = 33) -> Path:
    """Many rows, every `bad`-th with a date that is none (3 % at 33)."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    for row in large_rows(rows, bad):
        sheet.append(row)
    book.save(path)
    return path


def large_rows(rows: int, bad: int, subject: str = "TRN request") -> Iterator[list[object]]:
    """Yield the heading and the rows of the large register."""
    yield ["Reference", "Subject", "Type", "Received", "Deadline", "From", "Notes"]
    first = date(2020, 1, 1)
    for number in range(1, rows + 1):
        received = first + timedelta(days=number % 2000)
        due: object = "soon enough" if number % bad == 0 else (received + timedelta(days=30)).isoformat()
        kind, sender = ("C-i", "OTP") if number % 2 else ("C-a", "Registry")
        yield [f"TRN-L-{number:05}", f"{subject} {number}", kind, received.isoformat(), due, sender, "طلب تجريبي"]


def write(folder: Path) -> None:
    """Write every sample."""
    folder.mkdir(parents=True, exist_ok=True)
    arabic(folder / "arabic.xlsx")
    french(folder / "french.csv")
    ods(folder / "register.ods", [[str(cell) for cell in row] for row in large_rows(50, 33)])
    two_tables(folder / "two-tables.xlsx")
    large(folder / "large.xlsx")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
