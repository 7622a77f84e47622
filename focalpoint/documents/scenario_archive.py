"""The files of a zipped scenario (`.fpscenario`), read behind the boundary: known names, and no more than stated."""

import io
import tomllib
import zipfile
import zlib

from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.domain.training.archive import LARGEST_FILE, MOST_FILES, is_archive_name

LARGEST = 40 << 20  # bytes of all files, unpacked


def members(data: bytes) -> dict[str, bytes]:
    """Return the files by name; raise UnreadableDocumentError or DocumentTooHardError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
            _check(listed)
            found = {one.filename: _read(archive, one) for one in listed}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableDocumentError from error
    for name, content in found.items():
        if name.endswith(".toml"):
            _parse(content)
    return found


def _check(listed: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in listed]
    if len(names) > MOST_FILES or sum(one.file_size for one in listed) > LARGEST:
        raise DocumentTooHardError
    if len({name.casefold() for name in names}) != len(names) or not all(map(is_archive_name, names)):
        raise UnreadableDocumentError
    if any(one.flag_bits & 0x1 or one.file_size > LARGEST_FILE for one in listed):
        raise UnreadableDocumentError


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with archive.open(one) as stream:
        content = stream.read(one.file_size + 1)
    if len(content) != one.file_size:
        raise UnreadableDocumentError
    return content


def _parse(content: bytes) -> None:
    """Refuse what is no TOML or is nested without end, before the program itself reads it."""
    try:
        tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocumentError from error
