"""Contacts: organs of the Court, national authorities, organisations, people."""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

IDENTITY, REACH, MORE = Group.IDENTITY, Group.REACH, Group.MORE


@record("contact", label=N_("Contact"), plural=N_("Contacts"), title=("name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """A person, office or body that sends, receives or executes."""

    kind: str = spec(Kind.CHOICE, N_("Kind of contact"), IDENTITY, codes="contact_kinds", required=True)
    name: str = spec(Kind.TEXT, N_("Name"), IDENTITY, required=True)
    other_names: tuple[str, ...] = spec(Kind.TAGS, N_("Other spellings"), IDENTITY, folded=True)
    function: str = spec(Kind.TEXT, N_("Function"), IDENTITY)
    institution: str = spec(Kind.TEXT, N_("Institution"), IDENTITY)
    organ: str = spec(Kind.CHOICE, N_("Organ of the Court"), IDENTITY, codes="organs")
    reply_to: str = spec(Kind.CHOICE, N_("Reply goes to"), IDENTITY, codes="organs")
    country: str = spec(Kind.CHOICE, N_("State"), IDENTITY, codes="countries")
    region: str = spec(Kind.CHOICE, N_("Region"), IDENTITY, codes="regions", folded=True)
    themes: tuple[str, ...] = spec(Kind.CHOICES, N_("Themes"), IDENTITY, codes="themes", folded=True)
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Working languages"), REACH, codes="languages")
    email: str = spec(Kind.TEXT, N_("E-mail"), REACH, ltr=True)
    phone: str = spec(Kind.TEXT, N_("Telephone"), REACH, ltr=True)
    secure_channel: str = spec(Kind.TEXT, N_("Secure channel"), REACH, ltr=True, folded=True)
    address: str = spec(Kind.NOTE, N_("Address"), REACH, folded=True)
    hours: str = spec(Kind.TEXT, N_("Duty hours"), REACH, folded=True)
    zone: str = spec(Kind.TEXT, N_("Time zone"), REACH, folded=True, ltr=True)
    notes: str = spec(Kind.NOTE, N_("Notes"), MORE)
