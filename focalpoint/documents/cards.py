"""Contacts of this program written as vCards. Cards from outside are read in the confined process (`letters`)."""

from typing import TYPE_CHECKING, Any

from focalpoint.documents.answers import Person
from focalpoint.loading import late

if TYPE_CHECKING:
    import vobject
else:
    vobject = late("vobject")


def cards(found: list[Person]) -> bytes:
    """Return contacts as a vCard 3.0 file."""
    written = []
    for person in found:
        card = vobject.vCard()
        _add(card, "n", vobject.vcard.Name(family=person.name))
        _add(card, "fn", person.name)
        simple = (
            ("title", person.function), ("email", person.email), ("tel", person.phone), ("note", person.note),
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
