"""Badges of the participants: the QR code of the card that was compared, or the number alone."""

from focalpoint.documents import badges as paper
from focalpoint.domain.seminar_parts import Participant
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.seminars import participants, programme
from focalpoint.services.seminars.participants import NobodyError
from focalpoint.vault import devices


def badges_pdf(ws: Workspace, seminar: str, language: str) -> bytes:
    """Return the badges of everybody who comes, eight on a sheet; raise NobodyError if nobody does."""
    people = participants.coming(ws, seminar)
    if not people:
        raise NobodyError
    cards = {one.id: bytes(one.card) for one in devices.all_devices(ws.db)}
    item = programme.seminar_of(ws, seminar)
    title = programme.title_in(item, language)
    log(ws, "print badges", seminar)
    return paper.sheets(
        paper.BadgeSheet(
            language=language,
            title=title,
            badges=tuple(_badge(ws, one, cards.get(one.device, b""), language) for one in people),
            training=ws.info.training,
        )
    )


def _badge(ws: Workspace, one: Participant, card: bytes, language: str) -> paper.Badge:
    country = ws.reference.label("countries", one.country, language) if one.country else ""
    about = tuple(part for part in (one.function, one.office, country) if part)
    return paper.Badge(number=one.number, name=one.name, about=about, code=card)
