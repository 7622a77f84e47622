"""Whether the bytes of documents are here, and whether they are what their descriptions say."""

import hashlib

from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, local, parts
from focalpoint.vault.attached import FileRow
from focalpoint.vault.errors import PartMissingError


def is_complete(ws: Workspace, document: str) -> bool:
    """Tell whether all parts of the file of a document are here."""
    return all(parts.has(ws.vault.folder, name) for name in parts.names_of(ws.db, document))


def is_whole(ws: Workspace, document: str, file: FileRow) -> bool:
    """Tell whether the bytes of a document are what its description says; they are hashed once.

    A part that is damaged settles nothing: it may come again.
    """
    known = local.checked(ws.db, file.content)
    if known is None:
        try:
            known = parts.digest(ws.vault.folder, ws.db, document) == file.sha256
        except PartMissingError:
            return False
        if not ws.db.read_only:
            with ws.db.transaction():
                local.keep_checked(ws.db, file.content, whole=known)
    return known


def read_whole(ws: Workspace, document: str, file: FileRow) -> bytes | None:
    """Return the bytes of a document, None if a part is damaged or they are not what its description says."""
    try:
        with parts.open_stream(ws.vault.folder, ws.db, document) as stream:
            content = stream.read()
    except PartMissingError:
        return None
    whole = hashlib.sha256(content).hexdigest() == file.sha256
    with ws.db.transaction():
        local.keep_checked(ws.db, file.content, whole=whole)
    return content if whole else None


def look_at_some(ws: Workspace, most: int) -> None:
    """Hold documents that nobody read yet against their descriptions, up to so many bytes."""
    for one in attached.all_files(ws.db):
        file = attached.file_of(ws.db, one.document)
        if file is None or local.checked(ws.db, file.content) is not None or not is_complete(ws, one.document):
            continue
        if file.size > most:
            continue  # it is looked at when it is first read
        most -= file.size
        is_whole(ws, one.document, file)


def is_other(ws: Workspace, document: str) -> bool:
    """Tell whether the bytes of a document were found not to be what its description says."""
    file = attached.file_of(ws.db, document)
    return file is not None and local.checked(ws.db, file.content) is False


def announced_otherwise(ws: Workspace) -> list[str]:
    """Return the titles of the documents whose bytes are not what their descriptions say; all that are here are read.

    What was hashed once is not hashed again: parts are checked by their names.
    """
    found = []
    for one in attached.all_files(ws.db):
        file = attached.file_of(ws.db, one.document)
        if file is not None and is_complete(ws, one.document):
            other = not is_whole(ws, one.document, file) and local.checked(ws.db, file.content) is not None
            found += [one.title] if other else []
    return found
