"""The figures of a period: what was asked, how it went, how long it took; nothing of any case, no sealed request.

One and two are told as "1 or 2", because a count alone can give a sealed warrant away. A reply is a reply sent; an
acknowledgement is none. Time runs from the day of receipt; consultations and postponements are not taken off.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles

from focalpoint.documents import paper
from focalpoint.domain.assets import Asset
from focalpoint.domain.codes import CodeList
from focalpoint.domain.dossier import Assignment, Consultation, Problem
from focalpoint.domain.fields import Record
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import SEALED, Request
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services.casework import dossier, isolation, listing, requests, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import csv_tables
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import record_rows

FEW = 3
REST = "2"  # the priority area of a request whose type this program does not know
REPLIED, ACKNOWLEDGED, CLOSED = "reply_sent", "acknowledged", "closed"
BY_SENDER = (
    N_("Sender"), N_("Received"), N_("Replied"), N_("Executed"), N_("In part"), N_("Refused"), N_("Not closed")
)  # fmt: skip
TIMES = (N_("Until"), N_("Requests"), N_("Median"), N_("Nine in ten within"), N_("Shortest"), N_("Longest"))


@dataclass(frozen=True, slots=True)
class Period:
    """The days a report is about, both included."""

    first: date
    last: date

    def holds(self, text: str) -> bool:
        """Tell whether a day falls in the period."""
        return is_date(text) and self.first <= date.fromisoformat(text) <= self.last


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """One table: a title, the words above its columns, its rows; all in one language."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Matter:
    """A request of the period with the day on which it first reached each state."""

    request: Request
    reached: Mapping[str, str]


def calendar_year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def courts_year(number: int) -> Period:
    """Return the year over which the Court reports: 16 September of the year before to 15 September."""
    return Period(date(number - 1, 9, 16), date(number, 9, 15))


def count_text(number: int, language: str) -> str:
    """Write a count; few are not told exactly."""
    return translate(N_("1 or 2"), language) if number in (1, 2) else str(number)


def sections(ws: Workspace, period: Period, language: str) -> list[StatisticsTable]:
    """Return the tables of a period in a language; those with no row are left out."""
    lists, made = ws.reference.lists, _Tables(language)
    matters = list(_matters(ws, period))
    types = [matter.request.type for matter in matters]
    of_requests = [
        made.table(N_("Received, by sender"), BY_SENDER, _senders(ws, matters, language)),
        made.counted(N_("By type of request"), N_("Type"), lists["request_types"], types),
        made.counted(
            N_("By priority area"),
            N_("Priority area"),
            lists["clusters"],
            (_area(lists["request_types"], one) for one in types),
        ),
        made.table(N_("Time from receipt, in days"), TIMES, _times(matters, language)),
        made.table(N_("Replies"), (N_("What"), N_("Count")), _replies(ws, matters, language)),
        made.counted(N_("Refusals by ground"), N_("Ground"), lists["grounds"], _refusals(ws, matters)),
    ]
    found = [*of_requests, *_of_dossiers(ws, matters, made), *_of_office(ws, period, made)]
    return [section for section in found if section.rows]


def _of_dossiers(ws: Workspace, matters: list[_Matter], made: "_Tables") -> list[StatisticsTable]:
    lists = ws.reference.lists
    put_off, problems, assets = (list(_parts(ws, matters, name)) for name in ("postponement", "problem", "asset"))
    causes = [code for item in problems if isinstance(item, Problem) for code in item.challenges]
    consultations = _consultations(_parts(ws, matters, "consultation"), made.language)
    given = (N_("Executing authority"), N_("Assignments"), N_("Executed"))
    return [
        made.counted(N_("Postponements by ground"), N_("Ground"), lists["grounds"], _texts(put_off, "ground")),
        made.table(N_("Consultations"), (N_("What"), N_("Count")), consultations),
        made.table(N_("Executing authorities"), given, _authorities(ws, _parts(ws, matters, "task"), made.language)),
        made.counted(N_("Causes of difficulties"), N_("Cause"), lists["challenges"], causes),
        made.counted(N_("Assets by status"), N_("Status"), lists["asset_states"], _texts(assets, "status")),
        made.table(
            N_("Assets by currency"), (N_("Currency"), N_("Count"), N_("Value")), _values(assets, made.language)
        ),
    ]


def _of_office(ws: Workspace, period: Period, made: "_Tables") -> list[StatisticsTable]:
    lists = ws.reference.lists
    agreements = _texts(rows.living(ws, "agreement"), "kind")
    events = [item for item in rows.living(ws, "seminar") if isinstance(item, Seminar) and period.holds(item.starts_on)]
    forms = [item.form or "seminar" for item in events]
    standing = (N_("Set"), N_("Where we stand"), N_("Count"))
    return [
        made.counted(N_("Agreements"), N_("Kind of agreement"), lists["agreement_kinds"], agreements),
        made.table(N_("Recommendations"), standing, _recommendations(ws, made.language)),
        made.counted(N_("Events attended"), N_("Form of the event"), lists["event_forms"], forms),
    ]


@dataclass(frozen=True, slots=True)
class _Tables:
    """Makes tables in a language."""

    language: str

    def table(self, title: str, header: Iterable[str], found: Iterable[tuple[str, ...]]) -> StatisticsTable:
        words = tuple(translate(word, self.language) for word in header)
        return StatisticsTable(translate(title, self.language), words, tuple(found))

    def counted(self, title: str, column: str, codes: CodeList, values: Iterable[str]) -> StatisticsTable:
        """Make a table of how often each code of a list occurs."""
        number = Counter(values)
        found = [
            (row.label(self.language), count_text(number[row.code], self.language))
            for row in codes.codes.values()
            if number[row.code]
        ]
        return self.table(title, (column, N_("Count")), found)


def pdf(ws: Workspace, period: Period, language: str) -> bytes:
    """Return the figures of a period as a PDF."""
    log(ws, "print figures", "", f"{period.first} – {period.last}")
    tables = tuple(
        paper.PaperTable(
            title=one.title, header=one.header, rows=one.rows, widths=(2.4, *([1.0] * (len(one.header) - 1)))
        )
        for one in sections(ws, period, language)
    )
    title = translate(N_("Figures on cooperation"), language)
    span = translate(N_("From {first} to {last}"), language).format(
        first=format_date(period.first.isoformat(), language), last=format_date(period.last.isoformat(), language)
    )
    return paper.request_summary(
        paper.RequestSheet(
            language=language,
            title=title,
            classification=ws.reference.label("classifications", "restricted", language),
            footer=ws.info.office,
            subject=f"{title} · {span}",
            body_title=translate(N_("How they are counted"), language),
            body=" ".join(filter(None, (translate(COUNTED, language), isolation.omission_note(ws, language)))),
            tables=tables,
            training=ws.info.training,
        )
    )


COUNTED = N_(
    "Requests received in the period; those under seal or secret are left out. One and two are told as “1 or 2”. A"
    " reply is a reply sent: an acknowledgement is none. Time runs from the day of receipt; consultations and"
    " postponements are not taken off."
)


def table_file(ws: Workspace, period: Period, language: str) -> bytes:
    """Return the figures of a period as a CSV file: one line a row, with the title of its table before it."""
    lines = [[one.title, *row] for one in sections(ws, period, language) for row in (one.header, *one.rows)]
    log(ws, "print figures", "", f"{period.first} – {period.last}")
    return csv_tables.table(lines, training=ws.info.training, language=language)


def _matters(ws: Workspace, period: Period) -> Iterable[_Matter]:
    query = f"received:{period.first.isoformat()}..{period.last.isoformat()}"
    numbers = listing.ids(ws, Listing("request", query))
    for start in range(0, len(numbers), listing.PAGE):
        page = listing.page(ws, "request", numbers[start : start + listing.PAGE], ())
        made = isolation.each(ws, [("request", row.id) for row in page], lambda pair: _matter(ws, pair[1]))
        yield from (one for one in made if one is not None)


def _matter(ws: Workspace, request_id: str) -> _Matter | None:
    request = requests.get_request(ws, request_id)
    if request.direction != "incoming" or request.classification in SEALED:
        return None
    reached: dict[str, str] = {}
    for move in requests.moves(ws, request.id):
        reached.setdefault(move.to, move.on or move.at[:10])
    return _Matter(request, reached)


def _parts(ws: Workspace, matters: Iterable[_Matter], name: str) -> Iterable[Record]:
    for matter in matters:
        for one in record_rows.parts(ws.db, TYPES[name], matter.request.id):
            yield rows.get(ws, name, one)


def _texts(items: Iterable[Record], name: str) -> Iterable[str]:
    return (str(getattr(item, name)) for item in items)


def _area(types: CodeList, request_type: str) -> str:
    row = types.codes.get(request_type)
    return str(row.more["area"]) if row else REST


def _senders(ws: Workspace, matters: list[_Matter], language: str) -> Iterable[tuple[str, ...]]:
    for sender in dict.fromkeys(matter.request.sender for matter in matters):
        own = [matter for matter in matters if matter.request.sender == sender]
        states = (REPLIED, "executed", "partially_executed")
        reached = [sum(state in matter.reached for matter in own) for state in states]
        refused = sum(bool({"refused", "refused_part"} & set(matter.reached)) for matter in own)
        still = sum(matter.request.state != CLOSED for matter in own)
        yield (
            ws.reference.label("organs", sender, language) or "—",
            *(count_text(n, language) for n in (len(own), *reached, refused, still)),
        )


def _times(matters: list[_Matter], language: str) -> Iterable[tuple[str, ...]]:
    wanted = ((N_("acknowledgement"), ACKNOWLEDGED), (N_("reply"), REPLIED), (N_("closure"), CLOSED))
    for label, state in wanted:
        days = [d for m in matters if (d := _days(m.request.received_on, m.reached.get(state, ""))) is not None]
        if not days:
            continue
        shown = (translate(label, language), count_text(len(days), language))
        if len(days) < FEW:
            yield (*shown, "—", "—", "—", "—")
        else:
            most = round(quantiles(days, n=10)[-1])
            yield (*shown, f"{median(days):g}", str(min(most, max(days))), str(min(days)), str(max(days)))


def _days(first: str, last: str) -> int | None:
    if not (is_date(first) and is_date(last)):
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _replies(ws: Workspace, matters: list[_Matter], language: str) -> Iterable[tuple[str, str]]:
    if not matters:
        return
    today = ws.today().isoformat()
    due = [m for m in matters if is_date(m.request.due_on) and m.request.due_on <= today]
    replied = sum(REPLIED in m.reached for m in due)
    late = sum(REPLIED not in m.reached and m.request.state != "withdrawn" for m in due)
    yield translate(N_("Received in the period"), language), count_text(len(matters), language)
    yield translate(N_("Of these, due by today"), language), count_text(len(due), language)
    yield translate(N_("Of these, replied"), language), count_text(replied, language)
    yield translate(N_("Of these, overdue without a reply"), language), count_text(late, language)
    if len(due) >= FEW and replied not in range(1, FEW):
        yield translate(N_("Rate of replies"), language), f"{replied * 100 // len(due)} % ({replied}/{len(due)})"


def _refusals(ws: Workspace, matters: list[_Matter]) -> Iterable[str]:
    for matter in matters:
        for move in requests.moves(ws, matter.request.id):
            if move.to in ("refused", "refused_part"):
                yield move.ground


def _consultations(items: Iterable[Record], language: str) -> Iterable[tuple[str, str]]:
    found = [item for item in items if isinstance(item, Consultation)]
    if not found:
        return
    days = [d for item in found if (d := _days(item.opened_on, item.closed_on)) is not None]
    yield translate(N_("Opened"), language), count_text(len(found), language)
    yield translate(N_("Closed"), language), count_text(len(days), language)
    if len(days) >= FEW:
        yield translate(N_("Median in days"), language), f"{median(days):g}"


def _authorities(ws: Workspace, items: Iterable[Record], language: str) -> Iterable[tuple[str, ...]]:
    tasks = [item for item in items if isinstance(item, Assignment)]
    for authority in dict.fromkeys(task.authority for task in tasks):
        own = [task for task in tasks if task.authority == authority]
        named = dossier.name_here(ws, "contact", authority) if authority else "—"
        yield (
            named,
            count_text(len(own), language),
            count_text(sum(task.status == "executed" for task in own), language),
        )


def _values(items: list[Record], language: str) -> Iterable[tuple[str, ...]]:
    found = [item for item in items if isinstance(item, Asset) and item.value and item.currency]
    for currency in dict.fromkeys(item.currency for item in found):
        own = [item.value or 0 for item in found if item.currency == currency]
        yield currency, count_text(len(own), language), str(sum(own)) if len(own) >= FEW else "—"


def _recommendations(ws: Workspace, language: str) -> Iterable[tuple[str, ...]]:
    number = Counter(
        (str(getattr(i, "set", "")), str(getattr(i, "status", ""))) for i in rows.living(ws, "recommendation")
    )
    lists = ws.reference.lists
    for code in lists["recommendation_sets"].codes.values():
        for status in lists["progress"].codes.values():
            if number[code.code, status.code]:
                yield code.label(language), status.label(language), str(number[code.code, status.code])
