"""What a register begins with: the numbers of a set of recommendations, the questions on procedure; and the causes
of difficulties counted without anything of a case.
"""

from collections import Counter
from collections.abc import Sequence

from focalpoint.domain.citations import cited
from focalpoint.domain.dossier import Problem
from focalpoint.domain.fields import Record
from focalpoint.domain.institutions import Membership, Milestone
from focalpoint.domain.records import TYPES
from focalpoint.domain.registers import Answer, Recommendation
from focalpoint.domain.requests import SEALED
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.casework import listing, records, requests, rows, statistics
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import actions, csv_tables
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log


def _field(ws: Workspace, type_name: str, wanted: str, where: str = "", *, value: str = "") -> set[str]:
    numbers = listing.ids(ws, Listing(type_name))
    fields = [wanted, where] if where else [wanted]
    found = []
    for start in range(0, len(numbers), listing.PAGE):
        found += listing.page(ws, type_name, numbers[start : start + listing.PAGE], fields)
    return {str(row.values[wanted]) for row in found if not where or row.values[where] == value}


def recommendations(ws: Workspace, code: str, language: str) -> Changes:
    """Make a row for each number of a set that has none yet, without text: the texts come from the official document.

    One undo takes them back.
    """
    size = int(str(ws.reference.lists["recommendation_sets"].codes[code].more["size"]))
    there = _field(ws, "recommendation", "number", "set", value=code)
    items = [
        Recommendation(id=records.new_id(), set=code, number=str(number), status="not_started")
        for number in range(1, size + 1)
        if str(number) not in there
    ]
    return _keep(ws, "recommendation", items, ws.reference.label("recommendation_sets", code, language))


def answers(ws: Workspace, language: str) -> Changes:
    """Make a row for each question on procedure that has none yet, as “not answered”; one undo takes them back."""
    there = _field(ws, "answer", "question")
    codes = ws.reference.lists["procedure_questions"].codes
    items = [Answer(id=records.new_id(), question=c, status="not_answered") for c in codes if c not in there]
    return _keep(ws, "answer", items, translate(TYPES["answer"].plural, language))


def year(ws: Workspace, number: int, language: str) -> Changes:
    """Make the milestones that come every year and the lines of work, without days; those that are there are left.

    One undo takes them back.
    """
    lists = ws.reference.lists
    there = {
        (item.kind, item.title)
        for item in rows.living(ws, "milestone")
        if isinstance(item, Milestone) and item.year == str(number)
    }
    wanted = [(row.code, row) for row in lists["milestone_kinds"].codes.values() if row.more["yearly"] is True]
    wanted += [("work_line", row) for row in lists["work_lines"].codes.values()]
    items = [
        Milestone(
            id=records.new_id(), title=row.label(language), kind=kind, year=str(number), status="not_started",
            source=cited(row.source, lists, language),
        )
        for kind, row in wanted
        if (kind, row.label(language)) not in there
    ]  # fmt: skip
    return _keep(ws, "milestone", items, str(number))


def memberships(ws: Workspace, language: str) -> Changes:
    """Make a row for each known step of a State under the Statute, each marked as not yet checked at the depositary."""
    lists = ws.reference.lists
    there = {
        (item.country, item.step, item.on) for item in rows.living(ws, "membership") if isinstance(item, Membership)
    }
    items = []
    for row in lists["memberships"].codes.values():
        country, step, on, effective = (str(row.more[name]) for name in ("country", "step", "on", "effective_on"))
        if (country, step, on) not in there:
            items.append(
                Membership(
                    id=records.new_id(), country=country, step=step, on=on, effective_on=effective,
                    source=cited(row.source, lists, language),
                )
            )  # fmt: skip
    return _keep(ws, "membership", items, translate(TYPES["membership"].plural, language))


def _keep(ws: Workspace, type_name: str, items: Sequence[Record], title: str) -> Changes:
    if not items:
        return Changes()
    for item in items:
        records.check(item, ws)
    writes = [write for item in items for write in records.creation(item)]
    actions.commit(ws, writes, Action("take in", (type_name, ""), title, reason=str(len(items))))
    return Changes.of([(type_name, item.id) for item in items])


def causes(ws: Workspace, language: str) -> bytes:
    """Return how often each cause of difficulty was recorded, as a CSV file with nothing of any case.

    Requests under seal or secret do not count, and one and two are told as "1 or 2".
    """
    counted: Counter[str] = Counter()
    numbers = listing.ids(ws, Listing("problem"))
    for start in range(0, len(numbers), listing.PAGE):
        for row in listing.page(ws, "problem", numbers[start : start + listing.PAGE], ()):
            item = rows.get(ws, "problem", row.id)
            if isinstance(item, Problem) and requests.get_request(ws, item.request).classification not in SEALED:
                counted.update(item.challenges)
    head = [translate(word, language) for word in (N_("Code"), N_("Cause"), N_("Count"))]
    codes = ws.reference.lists["challenges"].codes.values()
    lines = [[code.code, code.label(language), statistics.count_text(counted[code.code], language)] for code in codes]
    log(ws, "export causes")
    return csv_tables.table([head, *lines], training=ws.info.training, language=language)
