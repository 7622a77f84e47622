"""Messages that were saved from a mail program become communications of a request, their files its documents."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path, PureWindowsPath

from focalpoint.documents import extract
from focalpoint.documents.answers import Letter
from focalpoint.domain.dossier import Communication
from focalpoint.domain.errors import reason_of
from focalpoint.domain.fields import Facet
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace

LARGEST = 256 << 20


def file_message(ws: Workspace, request_id: str, path: Path, task: Task | None = None) -> Changes:
    """Keep a message (`.eml`, `.msg`) in the dossier of a request, for this office only.

    The message itself is attached byte for byte, then each of its files; the communication leads to all of them.
    Raise UnreadableFileError, UnreadableDocumentError or DocumentTooHardError.
    """
    progress = task or Task()
    try:
        if path.stat().st_size > LARGEST:
            raise extract.DocumentTooHardError
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    letter = extract.letter(content, path.name)
    requests.get_request(ws, request_id)
    files = [(path.name, content), *((_name(file.name), file.content) for file in letter.files)]
    with ws.db.transaction():
        kept = []
        for name, data in progress.steps(files, len(files), N_("Taking in documents")):
            done = attachments.attach_bytes(ws, "request", request_id, data, name, facet=Facet.INTERNAL)
            kept.append(done.first_id)
        item = _communication(ws, letter, request_id, path.stem)
        saved = records.save(ws, replace(item, documents=tuple(sorted(kept))))
    return Changes.of([*saved.touched, *(("document", one) for one in kept), ("request", request_id)])


def _name(given: str) -> str:
    return PureWindowsPath(visible(given)).name or "attachment"


def _communication(ws: Workspace, letter: Letter, request_id: str, fallback: str) -> Communication:
    sent = _moment(letter.sent)
    untitled = translate(N_("Message without a subject"), ws.language)
    return Communication(
        request=request_id,
        facet=Facet.INTERNAL,
        subject=" ".join(letter.subject.split())[:1_000] or fallback or untitled,
        way="in",
        channel="informal",  # a person says so when it is more than that
        medium="email_plain",
        party=(letter.sender or letter.recipients)[:1_000],
        summary=letter.text[:60_000],
        on=sent.date().isoformat() if sent else ws.today().isoformat(),
        time=f"{sent:%H:%M}" if sent else "",
        zone=_zone(sent),
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _zone(sent: datetime | None) -> str:
    """Return the distance from UTC as the message gives it, "" if it gives none."""
    return f"UTC{sent:%z}" if sent is not None and sent.tzinfo is not None else ""
