"""The XML in which a WebDAV server says what lies in a folder, read in the confined process."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from focalpoint.transports.port import MOST_NAMES

_DAV = "{DAV:}"


class BadListError(Exception):
    """It is no list of a folder."""


class LongListError(Exception):
    """It holds more names than a list may."""


def entries(content: bytes) -> list[tuple[str, bool, str]]:
    """Return address, whether it is a folder, and the size as it was told, for everything in a list."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadListError from error
    found = root.findall(f"{_DAV}response")
    if len(found) > MOST_NAMES:
        raise LongListError
    return [
        (
            one.findtext(f"{_DAV}href") or "",
            one.find(f".//{_DAV}collection") is not None,
            one.findtext(f".//{_DAV}getcontentlength") or "",
        )
        for one in found
    ]
