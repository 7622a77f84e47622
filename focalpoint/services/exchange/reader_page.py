"""The reader page: one HTML file with which whoever has nothing of ours opens a bundle in a browser.

It is handed over once, by another way than the bundles: who could put a page beside a bundle could put a false one.
"""

import hashlib
from pathlib import Path

from focalpoint import paths
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.services.core import output_files
from focalpoint.services.exchange import suffixes

NAME = "focalpoint-reader.html"


class BesideBundlesError(FocalpointError):
    """Bundles lie where the page would be written."""

    message = N_("There are bundles in this folder: the reader page never travels beside what it opens.")
    safe = N_("The page was not written.")
    remedy = N_("Write it into another folder, and hand it over by another way than the bundles.")
    code = "XCH-161"


class BesidePageError(FocalpointError):
    """The page lies where a bundle would be written."""

    message = N_("The reader page lies in this folder: it never travels beside a bundle.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Take the page away from there, or seal into another folder.")
    code = "XCH-162"


def require_apart(target: Path) -> None:
    """Raise BesidePageError if the page lies where a bundle would be written."""
    if (target.absolute().parent / NAME).exists():
        raise BesidePageError


def page_hash() -> str:
    """Return the SHA-256 of the page, as it is compared with whoever received it."""
    return hashlib.sha256(paths.reader_page().read_bytes()).hexdigest()


def write_page(target: Path) -> str:
    """Write the page and read it back; return its SHA-256. Raise BesideBundlesError where bundles lie."""
    if any(one.suffix.lower() == suffixes.BUNDLE for one in target.absolute().parent.iterdir()):
        raise BesideBundlesError
    output_files.write_file(target, paths.reader_page().read_bytes())
    return page_hash()
