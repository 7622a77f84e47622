"""The commands of the casework: what the window can do, a person can type."""

from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Communication, Event
from focalpoint.domain.registers import Notice
from focalpoint.services.casework import records, requests
from focalpoint.services.core.workspace import Workspace
from tests.helpers import registers, vaults
from tests.helpers.desk import Desk

Capture = pytest.CaptureFixture[str]


def desk_of(ws: Workspace, folder: Path, capsys: Capture) -> Desk:
    ws.lock()
    return Desk(folder, ws.vault.folder, capsys)


def test_registers_are_begun_with_their_rows_once(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    desk = desk_of(ws, tmp_path, capsys)
    begun = {
        ("recommendations", "R66-2007"): "recommendation", ("answers",): "answer", ("year", "2027"): "milestone",
        ("memberships",): "membership",
    }  # fmt: skip
    for words, type_name in begun.items():
        made = desk.json("prepare", *words)["new"]
        assert made > 0
        assert len(desk.json(type_name, "list")) == made
        assert desk.json("prepare", *words) == {"new": 0}
    assert desk.run("prepare", "year", "1900")[0] == 2
    assert desk.run("prepare", "causes", str(tmp_path / "causes.csv"))[0] == 0
    assert (tmp_path / "causes.csv").read_text("utf-8-sig").count("\n") > 1


def test_officers_work_by_turns_and_an_auditor_only_reads(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    request = vaults.register(ws, notes="TRN to be read by @Legal One")
    desk = desk_of(ws, tmp_path, capsys)
    for name, role in (("Legal One", "legal"), ("Auditor", "auditor")):
        assert desk.run("officer", "add", name, "--role", role)[0] == 0
    assert desk.json("officer", "work", "Legal One") == {"working": "Legal One"}
    assert [one["id"] for one in desk.json("officer", "mentions")] == [request]
    assert desk.run("request", "edit", request, "--subject", "TRN by Legal One")[0] == 0
    assert desk.json("request", "history", request)[0]["who"] == "Legal One"
    desk.run("officer", "work", "Auditor")
    code, said = desk.run("request", "edit", request, "--subject", "TRN changed")
    assert (code, "OFF-102" in said) == (1, True)
    assert desk.run("officer", "work")[0] == 0
    assert desk.run("officer", "remove", "Auditor")[0] == 0
    assert [one["name"] for one in desk.json("officer", "list")["officers"]] == ["Legal One"]


def test_every_paper_is_printed_by_command(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    request = vaults.register(ws, received_on="2026-03-01")
    letter = records.save(
        ws,
        Communication(
            request=request,
            subject="TRN",
            way="out",
            channel="diplomatic_note",
            summary="TRN",
            organ="REG",
            on="2026-03-03",
        ),
    ).first_id
    notice = records.save(ws, Notice(person="TRN K", who="TRN", on="2026-03-02", why="TRN")).first_id
    desk = desk_of(ws, tmp_path, capsys)
    span = ("--from", "2026-01-01", "--to", "2026-12-31")
    for words in (
        ("request", request), ("letter", letter), ("notice", notice), ("card", "art-93"), ("handover",),
        ("figures", *span),
    ):  # fmt: skip
        target = tmp_path / f"{words[0]}.pdf"
        code, said = desk.run("report", *words, "-o", str(target))
        assert code == 0, said
        assert target.read_bytes().startswith(b"%PDF")
    assert desk.run("report", "figures", *span, "-o", str(tmp_path / "figures.csv"))[0] == 0
    assert "TRN" not in (tmp_path / "figures.csv").read_text("utf-8-sig")
    assert len(desk.json("report", "figures", *span)) > 3
    assert desk.run("report", "card", "no such card", "-o", str(tmp_path / "x.pdf"))[0] == 1
    assert desk.run("report", "figures", "--from", "yesterday", "--to", "2026-12-31")[0] == 1


def test_what_is_due_is_told_and_counted_by_the_offices_calendar(
    ws: Workspace, tmp_path: Path, capsys: Capture
) -> None:
    today = ws.today().isoformat()
    request = vaults.register(ws, type="P-02", received_on=today)
    records.save(ws, Event(request=request, kind="provisional_arrest", on=today))
    desk = desk_of(ws, tmp_path, capsys)
    assert any(one["clock"]["code"] == "provisional_arrest" for one in desk.json("calendar", "clocks", request))
    assert desk.json("calendar", "due", "--days", "90")
    code, said = desk.run("calendar", "due", "--days", "0")
    assert (code, said.strip()) == (0, "Nothing is due in these days.")
    assert desk.run("calendar", "set", "--week", "sun-thu", "--zone", "Asia/Amman")[0] == 0
    assert desk.run("calendar", "holiday", "add", "2026-12-25", "TRN day")[0] == 0
    code, said = desk.run("calendar", "show")
    assert (code, "TRN day" in said, "Asia/Amman" in said) == (0, True, True)
    assert desk.run("calendar", "export", str(tmp_path / "due.ics"))[0] == 0
    assert (tmp_path / "due.ics").read_text().startswith("BEGIN:VCALENDAR")
    assert desk.run("calendar", "set", "--zone", "Nowhere/At all")[0] in (1, 2)


def test_requests_and_contacts_entered_twice_are_joined(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    one, other, third = (vaults.register(ws, own_ref="TRN-2026/1") for _n in range(3))
    stays = records.save(ws, Contact(kind="person", name="Muammar Qadhafi")).first_id
    goes = records.save(ws, Contact(kind="person", name="معمر القذافي")).first_id
    desk = desk_of(ws, tmp_path, capsys)
    assert len(desk.json("duplicate", "list")) > 0
    assert desk.run("duplicate", "join", one, other)[0] == 0
    assert {row["id"] for row in desk.json("request", "list")} == {one, third}
    assert desk.run("duplicate", "separate", other)[0] == 0
    assert len(desk.json("request", "list")) == 3
    for pair in ((one, other), (one, third), (other, third)):
        assert desk.run("duplicate", "distinct", *pair)[0] == 0
    assert desk.json("duplicate", "list") == []
    code, said = desk.run("contact", "twins")
    assert (code, "القذافي" in said) == (0, True)
    assert desk.run("contact", "merge", stays, goes)[0] == 0
    assert [row["id"] for row in desk.json("contact", "list")] == [stays]


def test_a_table_is_shown_rehearsed_taken_in_and_guessed_anew(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    desk = desk_of(ws, tmp_path, capsys)
    path = str(registers.arabic(tmp_path / "a.xlsx"))
    assert desk.json("table", "show", path)[0]["columns"]["الموضوع"] == "subject"
    assert desk.json("table", "take", path, "--dry-run")["counts"]["new"] == 3
    assert desk.json("request", "list") == []
    done = desk.json("table", "take", path, "--map", "6=", "--report", str(tmp_path / "rows.csv"))
    assert (done["counts"]["new"], done["counts"]["refused"]) == (4, 0)  # the day that nobody understands is left
    assert (tmp_path / "rows.csv").stat().st_size > 0
    assert "due_on" not in desk.json("table", "show", path)[0]["columns"].values()
    again = desk.json("table", "take", path, "--anew")["counts"]
    assert (again["new"], again["changed"], again["refused"]) == (0, 2, 1)  # one row has no day


def test_what_a_request_lacks_and_the_law_on_it_are_told(ws: Workspace, tmp_path: Path, capsys: Capture) -> None:
    request = vaults.register(ws, type="P-01")
    kinds = requests.get_request(ws, request).type
    desk = desk_of(ws, tmp_path, capsys)
    code, said = desk.run("request", "check", request)
    assert (code, "location" in said.lower()) == (0, True)
    assert desk.json("library", "search", "--type", kinds)
    assert desk.run("library", "glossary", "surrender")[0] == 0
    assert desk.run("data", "export", str(tmp_path / "open"))[0] == 0
    assert list((tmp_path / "open").glob("*.json"))
