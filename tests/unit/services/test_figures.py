"""The figures of a period: counted as it is said, few hidden, sealed requests left out."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from focalpoint.domain.assets import Asset
from focalpoint.domain.dossier import Assignment, Consultation, Postponement, Problem
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Agreement, Recommendation
from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import records, requests, statistics
from focalpoint.services.casework.statistics import Period
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults

YEAR = statistics.calendar_year(2026)
TO_REPLY = ("registered", "acknowledged", "under_review", "transmitted", "in_execution", "executed", "reply_sent")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, now=lambda: datetime(2026, 6, 1, 9, tzinfo=UTC)).workspace
    yield made
    made.lock()


def replied(ws: Workspace, number: int, days: int, **values: str) -> str:
    request = vaults.register(
        ws, own_ref=f"TRN-{number}", received_on="2026-02-01", due_on="2026-03-01", subject=f"NAMED{number}", **values
    )
    for state in TO_REPLY:
        on = f"2026-02-{1 + days:02}" if state == "reply_sent" else "2026-02-02"
        requests.move(ws, request, state, on=on)
    return request


def table(ws: Workspace, title: str, period: Period = YEAR) -> dict[str, tuple[str, ...]]:
    found = next((one for one in statistics.sections(ws, period, "en") if one.title == title), None)
    return {row[0]: row[1:] for row in found.rows} if found else {}


def test_times_and_replies_are_counted_from_receipt_to_the_reply(ws: Workspace) -> None:
    for number, days in enumerate((2, 4, 6, 8)):
        replied(ws, number, days)
    vaults.register(ws, own_ref="TRN-9", received_on="2026-02-01", due_on="2026-03-01")
    assert table(ws, "Time from receipt, in days")["reply"] == ("4", "5", "8", "2", "8")
    assert table(ws, "Time from receipt, in days")["acknowledgement"][:2] == ("4", "1")
    told = table(ws, "Replies")
    assert told["Of these, due by today"] == ("5",)
    assert told["Of these, overdue without a reply"] == ("1 or 2",)
    assert told["Rate of replies"] == ("80 % (4/5)",)
    assert table(ws, "Received, by sender")["Registry"] == ("5", "4", "4", "0", "0", "5")


def test_few_are_not_told_and_no_time_is_given_for_them(ws: Workspace) -> None:
    replied(ws, 1, 4)
    assert list(table(ws, "By type of request").values()) == [("1 or 2",)]
    assert table(ws, "Time from receipt, in days")["reply"] == ("1 or 2", "—", "—", "—", "—")
    assert "Rate of replies" not in table(ws, "Replies")


def test_sealed_outgoing_and_other_years_requests_do_not_count(ws: Workspace) -> None:
    for number in range(3):
        replied(ws, number, 3)
    vaults.register(ws, own_ref="TRN-S", received_on="2026-02-01", classification="under_seal", alias="A")
    vaults.register(ws, own_ref="TRN-O", received_on="2025-02-01")
    records.save(ws, vaults.request(own_ref="TRN-X", direction="outgoing", received_on="2026-02-01"))
    assert table(ws, "Replies")["Received in the period"] == ("3",)
    assert table(ws, "Replies", statistics.calendar_year(2025))["Received in the period"] == ("1 or 2",)


def test_what_is_in_the_dossiers_and_the_other_registers_is_counted_by_code(ws: Workspace) -> None:
    request = replied(ws, 1, 3)
    for number in range(3):
        records.save(ws, Assignment(request=request, title=f"T{number}", status="executed"))
        records.save(ws, Postponement(request=request, ground="ONGOING-CASE", starts_on="2026-02-03"))
        consultation = Consultation(
            request=request, problem="P", reason="INFO-INSUFF", opened_on="2026-02-03", closed_on="2026-02-07"
        )
        records.save(ws, consultation)
        codes = ("ASSET-nexus",)
        records.save(ws, Problem(request=request, title="P", ground="ASSET-NEXUS", challenges=codes))
        asset = Asset(request=request, title="A", kind="account", status="frozen", value=100, currency="EUR")
        records.save(ws, asset)
        records.save(ws, Agreement(title="G", kind="relocation"))
        records.save(ws, Seminar(starts_on="2026-04-01", form="plenary", **in_languages("title", en="S")))
        records.save(ws, Recommendation(set="R66-2007", number=str(number), status="done"))
    assert table(ws, "Executing authorities")["—"] == ("3", "3")
    assert list(table(ws, "Postponements by ground").values()) == [("3",)]
    assert table(ws, "Consultations")["Median in days"] == ("4",)
    assert list(table(ws, "Causes of difficulties").values()) == [("3",)]
    assert table(ws, "Assets by currency")["EUR"] == ("3", "300")
    assert list(table(ws, "Agreements").values()) == [("3",)]
    assert table(ws, "Events attended")["Plenary of the Assembly"] == ("3",)
    assert next(iter(table(ws, "Recommendations").values()))[1] == "3"


def test_paper_and_table_hold_the_figures_and_nothing_of_a_case(ws: Workspace) -> None:
    for number in range(3):
        replied(ws, number, 3)
    for language in ("en", "fr", "ar"):
        document = pypdfium2.PdfDocument(statistics.pdf(ws, YEAR, language))
        words = " ".join(page.get_textpage().get_text_range() for page in document)
        assert "NAMED" not in words
        assert "TRN-" not in words.replace("TRN-tamura", "")
    rows = list(csv.reader(io.StringIO(statistics.table_file(ws, YEAR, "en").decode("utf-8-sig"))))
    assert ["Replies", "Received in the period", "3"] in rows


def test_the_courts_year_runs_from_mid_september() -> None:
    assert statistics.courts_year(2026) == Period(date(2025, 9, 16), date(2026, 9, 15))
    assert statistics.courts_year(2026).holds("2025-09-16")
    assert not statistics.courts_year(2026).holds("2025-09-15")
    assert not YEAR.holds("soon")
