"""Papers of a seminar: in three languages, marked in a training vault, with a code that a telephone reads."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import icalendar
import pypdfium2
import pytest
import zxingcpp

from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminar_parts import Participant, SeminarSession
from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import attendance, badges, invitations, lists
from focalpoint.services.seminars.invitations import UnknownZoneError
from focalpoint.services.seminars.participants import NobodyError
from focalpoint.services.seminars.programme import NoSessionError
from tests.helpers import seminars
from tests.helpers.desk import Desk

BANNER = {"en": "TRAINING – FICTITIOUS DATA", "fr": "FORMATION – DONNÉES FICTIVES", "ar": "تدريب"}
TITLES = {"en": "TRN seminar", "fr": "Séminaire TRN", "ar": "حلقة تدريبية"}
DOTS = 254  # an inch: ten dots a millimetre


def read(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_each_paper_says_what_it_is_and_that_it_is_for_training(ws: Workspace, language: str) -> None:
    made = seminars.make(ws)
    attendance.tick(ws, made.sessions[0], made.participants[0])
    for make in (lists.programme_pdf, lists.attendance_pdf, badges.badges_pdf):
        said = read(make(ws, made.seminar, language))
        assert BANNER[language] in said
        assert TITLES[language] in said
        assert make(ws, made.seminar, language) == make(ws, made.seminar, language)
    assert "09:00 – 10:30" in read(lists.programme_pdf(ws, made.seminar, language))
    assert "×" in read(lists.attendance_pdf(ws, made.seminar, language))


def test_a_badge_has_the_code_of_the_card_at_least_forty_millimetres_wide(pair: tuple[Workspace, Workspace]) -> None:
    ours, theirs = pair
    made = seminars.make(ours)
    item = rows.get(ours, "participant", made.participants[0])
    assert isinstance(item, Participant)
    records.save(ours, replace(item, device=theirs.device), base=item)
    for n in range(8):
        records.save(ours, Participant(seminar=made.seminar, number=f"1{n}", name="TRN a name of many words " * 3))
    document = pypdfium2.PdfDocument(io.BytesIO(badges.badges_pdf(ours, made.seminar, "ar")))
    assert len(document) == 2, "eight on a sheet"
    picture = document[0].render(scale=DOTS / 72).to_pil()
    [code] = zxingcpp.read_barcodes(picture)
    assert code.bytes == peers.my_card(theirs).content
    corners = code.position
    assert corners.top_right.x - corners.top_left.x >= 400
    assert corners.bottom_left.y - corners.top_left.y >= 400
    assert "TRN a name of many words TRN a name of many words TRN a name of many words" in " ".join(
        read(badges.badges_pdf(ours, made.seminar, "en")).split()
    ), "a long name is set smaller, not cut"


def test_sessions_leave_for_calendars_at_their_hours_in_the_zone_of_the_seminar(ws: Workspace) -> None:
    made = seminars.make(ws)
    records.save(ws, SeminarSession(seminar=made.seminar, **in_languages("title", en="TRN some day")))
    written = invitations.calendar_file(ws, made.seminar, "en")
    calendar = icalendar.Calendar.from_ical(written)
    assert isinstance(calendar, icalendar.Calendar)
    first, second = calendar.events
    assert first.start.isoformat() == "2026-11-03T09:00:00+01:00"
    assert first.end.isoformat() == "2026-11-03T10:30:00+01:00"
    assert "TZID:Africa/Tunis" in written.decode()
    assert (str(second["summary"]), str(second["location"])) == ("TRN-TRN session 2", "Hall 1, Tamura")
    assert BANNER["en"] in str(first["description"])
    item = rows.get(ws, "seminar", made.seminar)
    assert isinstance(item, Seminar)
    records.save(ws, replace(item, zone="Tamura/Here"), base=item)
    with pytest.raises(UnknownZoneError):
        invitations.calendar_file(ws, made.seminar, "en")


def test_an_empty_seminar_has_no_papers(ws: Workspace) -> None:
    seminar = records.save(ws, Seminar(**in_languages("title", en="TRN empty"))).first_id
    for make in (lists.programme_pdf, lists.attendance_pdf):
        with pytest.raises(NoSessionError):
            make(ws, seminar, "en")
    with pytest.raises(NobodyError):
        badges.badges_pdf(ws, seminar, "en")


def test_papers_and_calendar_by_command(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seminars.make(ws)
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    for name in ("programme", "badges", "attendance"):
        desk.json("seminar", "print", name, "TRN-3", "-o", str(tmp_path / f"{name}.pdf"))
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    desk.json("seminar", "calendar", "TRN-3", "-o", str(tmp_path / "programme.ics"))
    assert (tmp_path / "programme.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
