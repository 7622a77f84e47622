"""Contacts of this program written as vCards. Cards from outside are read in the confined process (`letters`)."""

from typing import TYPE_CHECKING, Any

from focalpoint.documents.answers import Person
from focalpoint.domain import worlds
from focalpoint.language import translate
from focalpoint.loading import late

if TYPE_CHECKING:
    import vobject
else:
    vobject = late("vobject")


TRAINING = b"X-FOCALPOINT-TRAINING"  # the line that says that a card comes from a training vault


def cards(found: list[Person], *, training: bool) -> bytes:
    """Return contacts as a vCard 3.0 file; a card of a training vault says so, to programs and to people."""
    written = []
    for person in found:
        card = vobject.vCard()
        _add(card, "n", vobject.vcard.Name(family=person.name))
        _add(card, "fn", person.name)
        note = f"{translate(worlds.BANNER, 'en')}\n{person.note}".strip() if training else person.note
        if training:
            _add(card, TRAINING.decode().lower(), "TRUE")
        simple = (
            ("title", person.function), ("email", person.email), ("tel", person.phone), ("note", note),
            ("nickname", ",".join(person.other_names)),
        )  # fmt: skip
        for name, value in simple:
            if value:
                _add(card, name, value)
        if person.institution:
            _add(card, "org", [person.institution])
        if person.address:
            _add(card, "adr", vobject.vcard.Address(street=person.address))
        written.append(str(card.serialize()))
    return "".join(written).encode()


def _add(card: "vobject.base.Component", name: str, value: object) -> None:
    line: Any = card.add(name)
    line.value = value
