"""Seminars of the focal points and the material handed out there."""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.local_texts import LocalText, local_text, localised
from focalpoint.domain.wording import N_

IDENTITY, CONTENT, MORE = Group.IDENTITY, Group.CONTENT, Group.MORE


@record("seminar", label=N_("Seminar"), plural=N_("Seminars"), title=("title",))
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Seminar(Record):
    """One edition of a seminar, or another event where focal points meet."""

    title: LocalText = local_text(Kind.TEXT, N_("Title"), IDENTITY)
    parent: str = spec(
        Kind.LINK,
        N_("Belongs to the seminar"),
        IDENTITY,
        target="seminar",
        help=N_("Of a technical day: which seminar."),
    )
    form: str = spec(Kind.CHOICE, N_("Form of the event"), IDENTITY, codes="event_forms")
    edition: str = spec(Kind.TEXT, N_("Edition"), IDENTITY)
    place: str = spec(Kind.TEXT, N_("Place"), IDENTITY)
    starts_on: str = spec(Kind.DATE, N_("First day"), IDENTITY)
    ends_on: str = spec(Kind.DATE, N_("Last day"), IDENTITY)
    zone: str = spec(
        Kind.TEXT, N_("Time zone"), IDENTITY, ltr=True, help=N_("As calendars name it: Africa/Tunis, Europe/Amsterdam.")
    )
    status: str = spec(Kind.CHOICE, N_("Status"), IDENTITY, codes="seminar_states")
    themes: tuple[str, ...] = spec(Kind.CHOICES, N_("Themes"), CONTENT, codes="themes")
    summary: str = spec(Kind.NOTE, N_("Summary"), CONTENT)
    classification: str = spec(Kind.CHOICE, N_("Classification"), MORE, codes="classifications")
    keep_until: str = spec(
        Kind.DATE,
        N_("Data of participants kept until"),
        MORE,
        help=N_("Empty: one year after the last day. Then the program lists it, and you decide on erasing it."),
    )


@record("material", label=N_("Material"), plural=N_("Materials"), title=("title",))
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Material(Record):
    """One item of material: a title in three languages; its language versions are its documents."""

    seminar: str = spec(Kind.LINK, N_("Seminar"), IDENTITY, target="seminar")
    title: LocalText = local_text(Kind.TEXT, N_("Title"), IDENTITY)
    kind: str = spec(Kind.CHOICE, N_("Kind of material"), CONTENT, codes="material_kinds")
    source: str = spec(Kind.TEXT, N_("Source"), CONTENT)
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Language versions"), CONTENT, codes="languages")
    classification: str = spec(Kind.CHOICE, N_("Classification"), CONTENT, codes="classifications")
    licence: str = spec(Kind.TEXT, N_("Licence"), MORE, folded=True)
    notes: str = spec(Kind.NOTE, N_("Notes"), MORE)
