"""What the program prints: the summary of a request, the recovery sheet, plain documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from focalpoint.documents.layout import A4, PageShape, Paper, TimelineEvent
from focalpoint.domain.wording import N_
from focalpoint.language import translate

__all__ = [
    "Facts",
    "ListSheet",
    "Paper",
    "PaperTable",
    "RecoverySheet",
    "RequestSheet",
    "TimelineEvent",
    "listing",
    "plain_document",
    "recovery_sheet",
    "request_summary",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Labels with their values under a heading, all translated; empty values are left out."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """A table under a heading; `widths` are shares of the width."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSheet:
    """The summary of a request, in words of its language. `title` is general: it is in the file's properties too."""

    language: str
    title: str
    classification: str
    footer: str
    subject: str
    reference: str = ""
    facts: tuple[Facts, ...] = ()
    body_title: str = ""
    body: str = ""
    timeline_title: str = ""
    timeline: tuple[TimelineEvent, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """The printable sheet with the words that open a vault when the passphrase is lost."""

    language: str
    title: str
    office: str
    vault: str
    made_on: str
    words: tuple[str, ...]
    advice: tuple[str, ...]
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """A printed list: what it is about, a note, and one table."""

    language: str
    title: str
    classification: str
    footer: str
    facts: tuple[tuple[str, str], ...]
    note: str
    table: PaperTable
    training: bool


def listing(data: ListSheet) -> bytes:
    """Return a printed list as a PDF."""
    paper = Paper(data.language, data.title, data.classification, data.footer, training=data.training)
    paper.heading(data.title, 0)
    paper.facts(data.facts)
    paper.paragraph(data.note, muted=True)
    paper.table(data.table.header, data.table.rows, data.table.widths)
    return paper.to_bytes()


def request_summary(data: RequestSheet) -> bytes:
    """Return the summary of a request as a PDF."""
    paper = Paper(data.language, data.title, data.classification, data.footer, training=data.training)
    paper.heading(data.subject, 0)
    if data.reference:
        paper.reference(data.reference)
    for facts in data.facts:
        if any(value.strip() for _, value in facts.pairs):
            paper.heading(facts.title)
            paper.facts(facts.pairs)
    if data.body.strip():
        paper.heading(data.body_title)
        paper.paragraph(data.body)
    for table in data.tables:
        if table.rows:
            paper.heading(table.title)
            paper.table(table.header, table.rows, table.widths)
    if data.timeline:
        paper.heading(data.timeline_title)
        paper.timeline(data.timeline)
    return paper.to_bytes()


def recovery_sheet(data: RecoverySheet) -> bytes:
    """Return the recovery sheet as a PDF."""
    secret = translate(N_("Secret"), data.language)
    paper = Paper(data.language, data.title, secret, data.office, training=data.training)
    paper.heading(data.title, 0)
    paper.facts(
        (
            (translate(N_("Office"), data.language), data.office),
            (translate(N_("Vault"), data.language), data.vault),
            (translate(N_("Made on"), data.language), data.made_on),
        )
    )
    paper.heading(translate(N_("Recovery words"), data.language))
    paper.words(data.words)
    paper.bullets(data.advice)
    paper.space(14)
    paper.blank(translate(N_("Kept at"), data.language))
    paper.blank(translate(N_("Signature"), data.language))
    return paper.to_bytes()


def plain_document(
    title: str,
    paragraphs: Sequence[str],
    language: str,
    classification: str,
    *,
    footer: str,
    training: bool,
    shape: PageShape = A4,
) -> bytes:
    """Return a simple document with a title as a PDF, on A4 or another shape of page."""
    paper = Paper(language, title, classification, footer, training=training, shape=shape)
    paper.running = ""
    paper.heading(title, 0)
    for paragraph in paragraphs:
        paper.paragraph(paragraph)
    return paper.to_bytes()
