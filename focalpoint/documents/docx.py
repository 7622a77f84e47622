"""A plain word-processor document (Office Open XML) from paragraphs, right to left where the language asks."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx_bytes(title: str, paragraphs: Sequence[str], *, rtl: bool) -> bytes:
    """Return the bytes of a `.docx` with a title and paragraphs; the same text gives the same bytes."""
    body = "".join(_paragraph(text, rtl=rtl, bold=number == 0) for number, text in enumerate((title, *paragraphs)))
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return out.getvalue()


def _paragraph(text: str, *, rtl: bool, bold: bool) -> str:
    direction = "<w:pPr><w:bidi/></w:pPr>" if rtl else ""
    run = f"<w:rPr>{'<w:b/>' if bold else ''}{'<w:rtl/>' if rtl else ''}</w:rPr>"
    return f'<w:p>{direction}<w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
