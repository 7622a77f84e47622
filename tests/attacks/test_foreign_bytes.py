"""A hostile author: letters that freeze an expression, answers of a taken-over worker, calendars, lists."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from focalpoint.cli import main
from focalpoint.confinement import asking
from focalpoint.documents import answers, extract
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import kind_of
from focalpoint.domain.dates import parse_date
from focalpoint.domain.query_dates import date_filter
from focalpoint.services.care import sandbox
from focalpoint.services.interchange.cells import date_of
from focalpoint.transports import reading
from focalpoint.transports.port import RemoteFaultError

TODAY = date(2026, 11, 30)
COMMENTS = b"<!---->" * 97 + b"--"  # 681 bytes


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < seconds


def test_the_letter_that_froze_the_program_is_told_in_a_blink() -> None:
    assert len(COMMENTS) == 681
    for head in (COMMENTS, COMMENTS * 12, b"<!-- -->\n" * 900, b"<?xml " * 1300, b" " * 8192, b"<!--" * 2000):
        with within(0.2):
            assert kind_of("letter.txt", head[:8192]) == "text"
    assert kind_of("a", b"<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<!DOCTYPE  html>") == "html"
    assert kind_of("a", b"<!-- never closed <html>") == "text"
    assert extract.kind_of("letter.txt", COMMENTS) == "text"


SPACES = " " * 20_000
CELLS = (
    "1" + SPACES + "x", SPACES + "1", "1er" + SPACES + "janvier" + SPACES, "1 de" + " de" * 9_000, "1" * 20_000,
    SPACES + "م", "1 " + "\u00a0" * 19_000 + "2026", "2026-01-01 10:00" + SPACES, "/" * 20_000,
)  # fmt: skip


@pytest.mark.parametrize("read", [lambda text: parse_date(text, TODAY), lambda text: date_of(text, TODAY), date_filter],
                         ids=["typed", "cell", "search"])  # fmt: skip
def test_a_long_cell_is_no_date_in_a_blink(read: Callable[[str], object]) -> None:
    for cell in CELLS:
        with within(0.2):
            assert read(cell) in (None, "")


def test_dates_are_still_read_as_people_write_them() -> None:
    for text in (
        "1er janvier 2027",
        "1 January 2027",
        "1  de  janvier   2027",
        "01/01/2027",
        "١ يناير ٢٠٢٧",
        "2027-1-1",
    ):
        assert parse_date(text, TODAY) == "2027-01-01", text
    assert date_filter(">= 2026-01-05") == (">=", "2026-01-05")


def test_pixels_are_taken_only_in_the_size_they_say_and_were_asked_for() -> None:
    good = answers.Pixels(20, 10, bytes(600))
    assert answers.pixels_of(answers.pixel_bytes(good), 20) == good
    framed = answers.pixel_bytes(good)
    wide = (5000).to_bytes(4) + (1).to_bytes(4) + bytes(15_000)
    tall = (16).to_bytes(4) + (1 << 31).to_bytes(4) + bytes(48)
    empty = bytes(8)
    for bad in (framed[:-1], framed + b"x", b"", framed[:7], wide, tall, empty, (0).to_bytes(4) + (5).to_bytes(4)):
        with pytest.raises(ValueError, match=r"^$"):
            answers.pixels_of(bad, 20)
    with pytest.raises(ValueError, match=r"^$"):
        answers.pixels_of(framed, 16)


@pytest.mark.parametrize(
    "said",
    [b"", b"\x00", b"\x89PNG\r\n\x1a\n" + bytes(40), (4000).to_bytes(4) * 2 + bytes(10), b"\xff" * 5000],
    ids=["nothing", "one byte", "a picture", "more than it brings", "absurd"],
)
def test_a_taken_over_worker_can_give_the_parent_nothing_but_numbers_and_text(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ask", lambda *given, **more: said)
    questions: tuple[Callable[[], object], ...] = (
        lambda: extract.page_pixels(b"", "a", 0, 100), lambda: extract.page_count(b"", "a"),
        lambda: extract.letter(b"", "a"), lambda: extract.extract_contacts(b"", "a"), lambda: extract.tables(b"", "a"),
        lambda: extract.extract_holidays(b""), lambda: extract.kinds([("a", b""), ("b", b"")]),
    )  # fmt: skip
    for question in questions:
        with pytest.raises((UnreadableDocumentError, DocumentTooHardError)):
            question()
    with pytest.raises(RemoteFaultError):
        reading.entries(b"", "server")


def test_kinds_of_many_files_are_told_together_and_in_order() -> None:
    heads = [("a", b"%PDF-1.7"), ("b.txt", b"words"), ("c", b"\x89PNG\r\n\x1a\n")] * 200
    assert extract.kinds(heads) == ["pdf", "text", "image"] * 200
    assert extract.kinds([]) == []


VEVENT = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID={}:20260501T230000\r\nSUMMARY:TRN\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    "zone", ["Arab Standard Time", "Europe/Amsterdam", "/etc/passwd", "../../etc/passwd", "X" * 999]
)
def test_a_calendar_names_any_zone_and_opens_no_file(zone: str) -> None:
    content = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{VEVENT.format(zone)}END:VCALENDAR\r\n".encode()
    try:
        assert extract.extract_holidays(content) == [("2026-05-01", "TRN")]
    except UnreadableDocumentError:
        assert zone not in ("Arab Standard Time", "Europe/Amsterdam")


@pytest.mark.parametrize("content", [b"", b"no calendar", b"BEGIN:VCALENDAR\r\n" * 5000, bytes(range(256)) * 40])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises((UnreadableDocumentError, DocumentTooHardError)):
        extract.extract_holidays(content)


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><multistatus xmlns="DAV:">&c;</multistatus>'


@pytest.mark.parametrize("content", [b"", b"<", LAUGHS, b"<a>" * 200_000])
def test_a_list_of_a_server_that_makes_no_sense_is_refused(content: bytes) -> None:
    with pytest.raises(RemoteFaultError):
        reading.entries(content, "server")


def test_a_list_of_a_server_is_read_inside() -> None:
    one = "<response><href>/x/{}</href><propstat><prop><resourcetype>{}</resourcetype></prop></propstat></response>"
    body = f'<multistatus xmlns="DAV:">{one.format("a", "<collection/>")}{one.format("b", "")}</multistatus>'
    assert reading.entries(body.encode(), "server") == [("/x/a", True, ""), ("/x/b", False, "")]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_command_says_what_this_computer_gives_without_a_vault(
    language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["--lang", language, "--vault", str(tmp_path / "none"), "vault", "check", "--this-computer"]
    assert main.run(words, lambda *_: 0) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert sum("seccomp" in line for line in lines) == 1
    assert not any("{" in line for line in lines)
    assert main.run(["--json", *words], lambda *_: 0) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["boundary"]["ended"] is True
    assert told["boundary"]["files"] is False
    assert told["boundary"]["limits"]["nofile"] == 0


WORKERS = (
    "documents.worker", "documents.kinds_worker", "documents.days_worker", "bundles.worker", "transports.worker",
    "confinement.probe",
)  # fmt: skip


def started_as_packed(module: str) -> tuple[int, bytes]:
    question = json.dumps({"ask": "report", "keys": {}, "name": "", "page": 0, "width": 0, "bytes": 1}).encode()
    command = [sys.executable, "-m", "focalpoint", "--worker", module, str(1 << 30), "20"]
    status, head, _answer = asking._run(command, [len(question).to_bytes(4) + question, b"x"], 20, 1 << 20)
    return status, head[:1]


@pytest.mark.parametrize("worker", WORKERS)
def test_the_packed_program_starts_each_worker_and_nothing_else(worker: str) -> None:
    status, word = started_as_packed(f"focalpoint.{worker}")
    assert (status, word in (b"K", b"U")) == (0, True), "it began, was confined, and answered"


def test_the_packed_program_starts_nothing_else() -> None:
    assert started_as_packed("focalpoint.cli.main") == (2, b"")


def test_a_computer_that_confines_nothing_is_told_as_bad(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sandbox, "WORKER", "tests.helpers.unconfined_worker")
    assert main.run(["--lang", "en", "vault", "check", "--this-computer"], lambda *_: 0) == 4
    assert "no filter is known" in capsys.readouterr().out
