"""Text of word processors' files: Open XML as Word and others write it, OpenDocument, zipped or flat. Worker only."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # strict Open XML
)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_KINDS = re.compile(r"wordprocessingml\.(document|template|header|footer|footnotes|endnotes|comments)\b")
_ORDER = ("document", "template", "comments", "endnotes", "footer", "footnotes", "header")
_PARTS = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)\d*\.xml")
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CHUNK = "/aFChunk"
Read = Callable[[str], bytes]
Parse = Callable[[bytes], Element]


def open_xml_parts(names: Mapping[str, str], read: Read, parse: Parse) -> list[str]:
    """Return the parts with text, the document itself first; `names` are those of the archive by their form with `/`.

    What a part is stands in `[Content_Types].xml`; where that says nothing, usual names are taken.
    """
    found: dict[str, int] = {}
    if "[Content_Types].xml" in names:
        for one in parse(read(names["[Content_Types].xml"])).iter():
            kind = _KINDS.search(one.get("ContentType", ""))
            place = one.get("PartName", "").lstrip("/")
            if kind is not None and place in names:
                found[place] = _ORDER.index(kind[1])
    for place in names:
        usual = _PARTS.fullmatch(place)
        if usual is not None:
            found.setdefault(place, _ORDER.index(usual[1]))
    return sorted(found, key=lambda place: (found[place], place))


def embedded_parts(part: str, names: Mapping[str, str], read: Read, parse: Parse) -> Iterator[str]:
    """Yield the parts that a part takes in as they are: pages of HTML, messages, other documents."""
    place = PurePosixPath(part)
    links = f"{place.parent}/_rels/{place.name}.rels"
    if links not in names:
        return
    taken: set[str] = set()
    for one in parse(read(names[links])).iter():
        target = one.get("Target", "")
        where = target.lstrip("/") if target.startswith("/") else f"{place.parent}/{target}"
        if one.get("Type", "").endswith(_CHUNK) and where in names and where not in taken:
            taken.add(where)
            yield where


def word_text(root: Element) -> str:
    """Return the text of a part: what was deleted or moved away not, what stands in two forms once."""
    pieces: list[str] = []
    waiting: list[Element | str] = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
            continue
        tag = _local(one.tag)
        if one.tag == _FALLBACK or tag == "moveFrom":
            continue
        if tag == "t":
            pieces.append(one.text or "")
        elif tag == "p":
            pieces.append("\n")
        elif tag in _MARKS:
            pieces.append(_MARKS[tag])
        waiting += reversed(list(one))
    return "".join(pieces).strip()


def _local(tag: str) -> str:
    return next((tag[len(space) :] for space in _WORD if tag.startswith(space)), "")


def open_document_text(root: Element) -> str:
    """Return the text of an OpenDocument text, paragraph by paragraph."""
    body = root.find(f".//{_OFFICE}body")
    if body is None:
        return ""
    deleted = {one for gone in body.iter(f"{_TEXT}tracked-changes") for one in gone.iter()}
    lines = [_paragraph(one) for one in body.iter() if one.tag in (f"{_TEXT}p", f"{_TEXT}h") and one not in deleted]
    return "\n".join(line for line in lines if line.strip())


def _paragraph(one: Element) -> str:
    pieces = [one.text or ""]
    for inner in one:
        if inner.tag == f"{_TEXT}s":
            pieces.append(" ")
        elif inner.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            pieces.append("\t" if inner.tag.endswith("tab") else "\n")
        elif inner.tag not in (f"{_TEXT}p", f"{_TEXT}h", f"{_OFFICE}annotation"):
            pieces.append(_paragraph(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)
