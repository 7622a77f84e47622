"""Each rule of what may be shown holds in every list, paper and file: seals, no print, training, formulas."""

import csv
import io
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import InvalidValueError, MissingValueError
from focalpoint.domain.fields import Kind, Record, RecordType
from focalpoint.domain.records import TYPES, parts
from focalpoint.services.casework import (
    agenda,
    attachments,
    discretion,
    drafts,
    duplicates,
    history,
    listing,
    preparation,
    records,
    requests,
    search,
    statistics,
    timetable,
)
from focalpoint.services.casework.listing import Listing
from focalpoint.services.casework.statistics import Period
from focalpoint.services.core import csv_tables
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import access, ledger
from focalpoint.services.interchange import open_files
from focalpoint.services.papers import letters, summaries
from focalpoint.vault import deliveries
from tests.helpers import vaults

SECRET = "TRN-hidden-name"
ALIAS = "TRN-alias"
PACKAGE = Path(__file__).parents[2] / "focalpoint"


def filled(ws: Workspace, kind: RecordType, owner: str) -> Record:
    """Return a record of a dossier with the secret in each of its texts, and something in what it requires."""
    values: dict[str, Any] = {kind.part_of: owner}
    for name, spec in kind.specs.items():
        if name in values or name == "facet":
            continue
        if spec.kind in (Kind.TEXT, Kind.NOTE):
            values[name] = f"{SECRET} {name}"
        elif spec.kind is Kind.DATE and not spec.own_screen:
            values[name] = (ws.today() + timedelta(days=3)).isoformat()
        elif spec.required and spec.kind in (Kind.CHOICE, Kind.CHOICES):
            code = next(iter(ws.reference.lists[spec.codes].codes))
            values[name] = (code,) if spec.kind is Kind.CHOICES else code
        elif spec.required and spec.kind is Kind.NUMBER:
            values[name] = 1
    return kind.cls(**values)


def dossier_of(ws: Workspace, tmp_path: Path, **values: Any) -> tuple[str, list[str]]:
    """Register a request with a dossier of everything that can be made at once; return it and the types made."""
    request = vaults.register(ws, subject=f"{SECRET} subject", own_ref="TRN-2026/77", **values)
    made = []
    for kind in parts("request"):
        try:
            records.save(ws, filled(ws, kind, request))
        except (MissingValueError, InvalidValueError):
            continue
        made.append(kind.name)
    letter = tmp_path / "letter.txt"
    letter.write_text(f"{SECRET} within the letter", "utf-8")
    attachments.attach(ws, "request", request, letter, title=f"{SECRET} letter")
    return request, made


def read(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def period(ws: Workspace) -> Period:
    return Period(date(ws.today().year - 1, 1, 1), date(ws.today().year + 1, 12, 31))


def views(ws: Workspace) -> Iterator[tuple[str, str]]:
    """Yield (name, all that it shows) of every list that names more than one record."""
    for name, kind in TYPES.items():
        numbers = listing.ids(ws, Listing(name))
        texts = [f for f, spec in kind.specs.items() if spec.kind in (Kind.TEXT, Kind.NOTE)]
        wanted = [f for f in texts if name != "request" or f == "subject"]
        yield f"list of {name}", repr(listing.page(ws, name, numbers, wanted)) if name != "document" else ""
    yield "today", repr(today.overview(ws))
    yield "calendar", repr(timetable.items(ws, ws.today() - timedelta(days=9), ws.today() + timedelta(days=99)))
    yield "calendar as a file", agenda.export(ws, "en").decode()
    yield "pressing", repr(agenda.pressing_items(ws))
    yield "search", repr(search.find(ws, SECRET))
    yield "trash", repr(records.trash(ws))
    yield "drafts", repr(drafts.all_drafts(ws))
    yield "undo", repr(history.next_undo(ws))
    yield "redo", repr(history.next_redo(ws))
    yield "twice", " ".join(pair.title for pair in duplicates.duplicate_pairs(ws))


def papers_of_many(ws: Workspace, reader: str) -> Iterator[tuple[str, bytes]]:
    """Yield every paper that tells of more than one record."""
    for language in ("ar", "fr", "en"):
        yield f"hand-over {language}", letters.handover_pdf(ws, language)
        yield f"figures {language}", statistics.pdf(ws, period(ws), language)
        yield f"access {language}", access.device_pdf(ws, reader, language)


def test_nothing_of_a_sealed_dossier_is_named_anywhere(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ws, other = pair
    request, made = dossier_of(ws, tmp_path, classification="under_seal", alias=ALIAS)
    assert len(made) >= 6, made
    vaults.receive(other, vaults.send(ws, other, [("request", request)], tmp_path / "b.fpbundle"))
    part = records.get(ws, made[0], listed_id(ws, made[0]))
    drafts.keep_draft(ws, drafts.key_of(part), part)
    drafts.keep_draft(ws, drafts.key_of(requests.get_request(ws, request)), requests.get_request(ws, request))
    records.delete(ws, made[1], listed_id(ws, made[1]))
    assert history.next_undo(ws) is not None
    shown = dict(views(ws))
    shown |= {name: read(pdf) for name, pdf in papers_of_many(ws, other.device)}
    shown["figures as a file"] = statistics.table_file(ws, period(ws), "en").decode()
    shown["causes"] = preparation.causes(ws, "en").decode()
    shown["ledger"] = repr(ledger.entry_of(ws, deliveries.sent(ws.db)[0].id))
    shown["access"] = repr(access.of_device(ws, other.device))
    assert [name for name, words in shown.items() if SECRET in words] == []
    assert ALIAS in shown["today"] + shown["list of request"]
    history.undo(ws)
    assert SECRET not in repr(history.next_redo(ws))


def listed_id(ws: Workspace, type_name: str) -> str:
    numbers = listing.ids(ws, Listing(type_name))
    return listing.page(ws, type_name, numbers, ())[0].id


def test_a_seal_that_came_later_covers_what_was_noted_before(ws: Workspace, tmp_path: Path) -> None:
    request, made = dossier_of(ws, tmp_path)
    part = records.get(ws, made[0], listed_id(ws, made[0]))
    drafts.keep_draft(ws, drafts.key_of(part), part)
    assert SECRET in repr(drafts.all_drafts(ws))
    item = requests.get_request(ws, request)
    records.save(ws, replace(item, classification="secret", alias=ALIAS), base=item)
    for _step in range(len(made)):
        assert SECRET not in repr(history.next_undo(ws))
        if "change" in repr(history.next_undo(ws)):
            break
    assert SECRET not in repr(drafts.all_drafts(ws))


def test_what_must_not_be_printed_is_on_no_paper(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ws, other = pair
    request, made = dossier_of(ws, tmp_path)
    vaults.receive(other, vaults.send(ws, other, [("request", request)], tmp_path / "b.fpbundle"))
    item = requests.get_request(ws, request)
    records.save(ws, replace(item, caveats=("no_print",)), base=item)
    kept = vaults.register(ws, subject="TRN may be printed", own_ref="TRN-2026/78")
    for name, pdf in papers_of_many(ws, other.device):
        words = read(pdf)
        assert SECRET not in words, name
        assert "hand-over" not in name or "TRN-2026/77" not in words, name
        assert "hand-over" not in name or "TRN-2026/78" in words, name
    with pytest.raises(discretion.PrintForbiddenError):
        summaries.request_pdf(ws, request, "en")
    with pytest.raises(discretion.PrintForbiddenError):
        letters.letter_pdf(ws, listed_id(ws, "communication"), "en")
    assert read(summaries.request_pdf(ws, kept, "en"))
    assert "communication" in made


def test_every_paper_of_a_training_vault_says_so(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ws, other = pair
    request, _made = dossier_of(ws, tmp_path)
    path = vaults.send(ws, other, [("request", request)], tmp_path / "b.fpbundle")
    vaults.receive(other, path)
    vaults.receive(ws, vaults.send(other, ws, [("request", request)], tmp_path / "back.fpbundle"))
    made: list[tuple[str, bytes]] = [*papers_of_many(ws, other.device)]
    made.append(("request", summaries.request_pdf(ws, request, "en")))
    made.append(("letter", letters.letter_pdf(ws, listed_id(ws, "communication"), "en")))
    acknowledged = [one for one in deliveries.sent(ws.db) if one.acked]
    assert acknowledged
    made.append(("proof", summaries.delivery_pdf(ws, acknowledged[0].id, "en")))
    for name, pdf in made:
        words = read(pdf)
        assert any(said in words for said in ("TRAINING", "FORMATION", "EXERCICE", "تدريب")), name
    for name, table in (
        ("figures", statistics.table_file(ws, period(ws), "en")),
        ("causes", preparation.causes(ws, "en")),
    ):
        assert "TRAINING" in table.decode(), name


FORMULA = '=HYPERLINK("http://127.0.0.1/?x","open")'


def cells(table: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for cell in row]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\uff1d"])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    written = cells(csv_tables.table([["name", f"{start}1+1"]], training=False))
    assert written[1].startswith("'")
    assert cells(csv_tables.table([["-5", "+3.5", "plain"]], training=False)) == ["-5", "+3.5", "plain"]


def test_no_file_for_spreadsheets_holds_a_formula(ws: Workspace, tmp_path: Path) -> None:
    contact = records.save(ws, Contact(kind="focal_point", name=FORMULA)).first_id
    request = vaults.register(ws, subject=FORMULA, received_on=ws.today().isoformat())
    item = requests.get_request(ws, request)
    records.save(ws, replace(item, authority=contact, their_ref="@SUM(A1)"), base=item)
    for kind in parts("request"):
        task = filled(ws, kind, request)
        links = {f: contact for f, spec in kind.specs.items() if spec.kind is Kind.LINK and spec.target == "contact"}
        texts = {f: FORMULA for f, spec in kind.specs.items() if spec.kind in (Kind.TEXT, Kind.NOTE) and f != "own_ref"}
        try:
            records.save(ws, replace(task, **links, **texts))
        except (MissingValueError, InvalidValueError):
            continue
    open_files.write_folder(ws, tmp_path / "open")
    tables: dict[str, bytes] = {path.name: path.read_bytes() for path in (tmp_path / "open").glob("*.csv")}
    makers: dict[str, Callable[[], bytes]] = {
        "figures": lambda: statistics.table_file(ws, period(ws), "en"),
        "causes": lambda: preparation.causes(ws, "en"),
    }
    tables |= {name: make() for name, make in makers.items()}
    assert any("HYPERLINK" in table.decode("utf-8-sig") for table in tables.values())
    bad = [(name, cell) for name, table in tables.items() for cell in cells(table) if cell.startswith(("=", "@", "+"))]
    assert bad == []


def test_tables_are_written_in_one_place() -> None:
    found = [path.name for path in PACKAGE.rglob("*.py") if "csv.writer" in path.read_text("utf-8")]
    assert found == ["csv_tables.py"]
