"""Letters, and the memo that hands open matters over, as PDF."""

from focalpoint.documents import paper
from focalpoint.documents.layout import A4, PageShape
from focalpoint.domain.dossier import Communication
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.records import TYPES
from focalpoint.domain.registers import Notice
from focalpoint.domain.requests import HIDDEN, Request, shown_subject
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, is_rtl, translate
from focalpoint.services.casework import clocks, discretion, isolation, knowledge, listing, requests, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace, log

MOST = 2_000


def letter_pdf(ws: Workspace, communication: str, language: str) -> bytes:
    """Return a communication as a letter: office, day, addressee, references, text.

    Raise NotFoundError, or PrintForbiddenError where the request must not be printed.
    """
    item = rows.get(ws, "communication", communication)
    if not isinstance(item, Communication):
        raise NotFoundError
    request = requests.get_request(ws, item.request)
    discretion.check_print(ws, item)
    organ = ws.reference.label("organs", item.organ, language)
    facts = (
        (N_("From"), ws.info.office),
        (N_("To"), item.party or organ),
        (N_("On"), format_date(item.on, language)),
        (N_("Our reference"), item.own_ref or request.own_ref),
        (N_("Their reference"), item.their_ref or request.their_ref),
    )
    lines = [f"{translate(label, language)}: {value}" for label, value in facts if value]
    log(ws, "print letter", communication)
    text = [part for part in item.summary.split("\n") if part.strip()]
    marked = ws.reference.label("classifications", item.classification, language)
    return paper.plain_document(
        item.subject, [*lines, *text], language, marked, footer=ws.info.office, training=ws.info.training
    )


def notice_pdf(ws: Workspace, notice: str, language: str) -> bytes:
    """Return a contact with a person under warrant as a note to the Court (type X-03); raise NotFoundError."""
    item = rows.get(ws, "notice", notice)
    if not isinstance(item, Notice):
        raise NotFoundError
    checks = ws.reference.lists["contact_checks"]
    words = {name: translate(spec.label, language) for name, spec in TYPES["notice"].specs.items()}
    facts = (
        (translate(N_("From"), language), ws.info.office),
        (translate(N_("To"), language), ws.reference.label("organs", "REG", language)),
        (words["person"], item.person),
        (words["who"], item.who),
        (words["on"], format_date(item.on, language)),
        (words["place"], item.place),
        (words["notified_on"], format_date(item.notified_on, language) if item.notified_on else ""),
    )
    texts = ((words["why"], item.why), (words["alternative"], item.alternative), (words["outcome"], item.outcome))
    considered = tuple((checks.label(code, language),) for code in item.checks)
    log(ws, "print notice", notice)
    title = translate(N_("Voluntary notification of a contact"), language)
    return paper.request_summary(
        paper.RequestSheet(
            language=language,
            title=title,
            classification=ws.reference.label("classifications", "confidential", language),
            footer=ws.info.office,
            subject=title,
            facts=(
                paper.Facts(title=translate(N_("The contact"), language), pairs=facts),
                paper.Facts(title=translate(N_("Why and how"), language), pairs=texts),
            ),
            tables=(paper.PaperTable(title=words["checks"], header=(words["checks"],), rows=considered),),
            training=ws.info.training,
        )
    )


def card_pdf(ws: Workspace, code: str, language: str, shape: PageShape = A4) -> bytes:
    """Return a card of the library, by its code, as a sheet to hand out or for a wall; raise NotFoundError."""
    entry = next((one for one in knowledge.cards(ws, language) if one.code == code), None)
    if entry is None:
        raise NotFoundError
    said = [part for part in entry.text.split("\n") if part.strip()]
    checked = N_("source read") if entry.verified else N_("not yet verified")
    source = f"{entry.source} · {translate(checked, language)}" if entry.source else translate(checked, language)
    kind = ws.reference.label("card_kinds", entry.kind, language)
    return paper.plain_document(
        entry.title,
        [*said, source],
        language,
        kind,
        footer=ws.info.office,
        training=ws.info.training,
        shape=shape,
    )


def handover_pdf(ws: Workspace, language: str) -> bytes:
    """Return the open matters for a successor: where each request stands, what presses, who has it in hand.

    Sealed requests stand there by their alias only; those that must not be printed are counted, not named.
    """
    numbers = listing.ids(ws, Listing("request", "is:open", sort="due_on"))[:MOST]
    found: list[tuple[str, ...] | None] = []
    for start in range(0, len(numbers), listing.PAGE):
        page = listing.page(ws, "request", numbers[start : start + listing.PAGE], ())
        pairs = [("request", row.id) for row in page]
        found += list(isolation.each(ws, pairs, lambda pair: _line(ws, requests.get_request(ws, pair[1]), language)))
    named = [line for line in found if line is not None]
    header = (N_("Reference"), N_("Subject"), N_("Status"), N_("Deadline"), N_("Handled by"), N_("Time limits"))
    table = paper.PaperTable(
        title="",
        header=tuple(translate(word, language) for word in header),
        rows=tuple(named),
        widths=(3.6, 3, 2.4, 3, 2.2, 2.7) if is_rtl(language) else (3, 3.4, 2.8, 2.5, 2.4, 2.8),
    )
    sealed = translate(N_("Sealed requests stand here by the name shown in lists only."), language)
    sheet = paper.ListSheet(
        language=language,
        title=translate(N_("Open matters"), language),
        classification=ws.reference.label("classifications", "confidential", language),
        footer=ws.info.office,
        facts=(
            (translate(N_("Handed over by"), language), ws.who),
            (translate(N_("On"), language), format_date(ws.today().isoformat(), language)),
            (translate(N_("Requests"), language), str(len(found))),
            (translate(N_("Not named, since they must not be printed"), language), str(len(found) - len(named))),
        ),
        note=" ".join(filter(None, (sealed, isolation.omission_note(ws, language)))),
        table=table,
        training=ws.info.training,
    )
    log(ws, "print handover")
    return paper.listing(sheet)


def _line(ws: Workspace, request: Request, language: str) -> tuple[str, ...] | None:
    """Return the line of a request; None if it must not be printed."""
    return _matter(ws, request, language) if discretion.printable(ws, request) else None


def _matter(ws: Workspace, request: Request, language: str) -> tuple[str, ...]:
    running = [
        c for c in clocks.clock_values(ws, request) if c.phase in ("late", "due", "running") and c.kind != "request"
    ]
    sealed = shown_subject(request) != request.subject
    named = [HIDDEN if sealed else ws.reference.label("clocks", c.code, language) for c in running]
    days = [_short(c.due.isoformat()) for c in running]
    limits = [f"{name} {day}" for name, day in zip(named, days, strict=True)]
    return (
        request.own_ref, shown_subject(request), ws.reference.label("lifecycle", request.state, language),
        _short(request.due_on), request.assigned_to, "\n".join(limits),
    )  # fmt: skip


def _short(day: str) -> str:
    """Return a day as narrow columns have it."""
    return "/".join(reversed(day.split("-"))) if day else ""
