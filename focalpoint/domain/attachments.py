"""Documents: files attached to any other record, kept byte for byte (Rome Statute, article 99(3))."""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_


@record("document", label=N_("Document"), plural=N_("Documents"), title=("title",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """A file attached to `owner`, a record of type `owner_type`. `facet` is set when it is attached and stays."""

    owner: str = spec(Kind.LINK, N_("Belongs to"), Group.IDENTITY, target="*", required=True, fixed=True)
    owner_type: str = spec(
        Kind.CHOICE, N_("Kind of record"), Group.IDENTITY, codes="record_types", required=True, fixed=True
    )
    facet: str = spec(Kind.CHOICE, N_("Who it may reach"), Group.IDENTITY, codes="facets", fixed=True)
    title: str = spec(Kind.TEXT, N_("Title"), Group.CONTENT, required=True)
    file: str = spec(Kind.FILE, N_("File"), Group.CONTENT, required=True)
    language: str = spec(Kind.CHOICE, N_("Language"), Group.CONTENT, codes="languages")
    classification: str = spec(Kind.CHOICE, N_("Classification"), Group.CONTENT, codes="classifications")
    original: bool = spec(Kind.FLAG, N_("Original as received"), Group.CONTENT)
    source: str = spec(Kind.TEXT, N_("Source"), Group.MORE, folded=True)
