"""The training pair: a focal point's vault and a deputy's, with fictional data in three languages."""

import shutil
import tempfile
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from focalpoint import paths
from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.documents import docx, paper
from focalpoint.domain import lifecycle
from focalpoint.domain.contacts import Contact
from focalpoint.domain.languages import LANGUAGES, SOURCE
from focalpoint.domain.local_texts import fields_of
from focalpoint.domain.requests import Request
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, checklists, gates, listing, records, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import settings, workspace
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Created, Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.training import demo_dossiers, demo_seminars, training_vaults
from focalpoint.services.training.training_vaults import PASSPHRASE

SHARED = 10
Entry = Mapping[str, Any]
_OFFICE = {
    "ar": "وزارة العدل في جمهورية تمورا",
    "fr": "Ministère de la Justice de la République de Tamoura",
    "en": "Ministry of Justice, Republic of Tamura",
}
_PEOPLE = {
    "ar": ("جهة التنسيق", "نائب جهة التنسيق"),
    "fr": ("Point focal", "Point focal adjoint"),
    "en": ("Focal point", "Deputy focal point"),
}
_GROUNDS = {"postponed": "ONGOING-CASE", "refused": "L-PROHIBITED", "refused_part": "NAT-SECURITY"}


@dataclass(frozen=True, slots=True)
class DemoPaths:
    """Where the two training vaults are, and the passphrase of both."""

    first: Path
    second: Path
    passphrase: str


def _entries(name: str, key: str) -> list[Entry]:
    with paths.resource("demo", f"{name}.toml").open("rb") as stream:
        listed: list[Entry] = tomllib.load(stream)[key]
    return listed


def paths_in(folder: Path) -> DemoPaths:
    """Return where the training pair of a folder is, or would be."""
    return DemoPaths(folder / training_vaults.FIRST, folder / training_vaults.SECOND, PASSPHRASE)


def present(folder: Path) -> bool:
    """Tell whether a folder already holds a training pair, or part of one."""
    made = paths_in(folder)
    return made.first.exists() or made.second.exists()


def build(folder: Path, task: Task | None = None, language: str = "ar", *, fresh: bool = False) -> DemoPaths:
    """Make the training pair in a folder; both vaults are left locked.

    An earlier pair, with whatever a trainee did in it, is replaced only if a fresh one is asked for.
    """
    progress = task or Task()
    made = paths_in(folder)
    if present(folder) and not fresh:
        return made
    for path in (made.first, made.second):
        if path.exists():
            shutil.rmtree(path)
    progress.report(0, 4, N_("Making the vaults"))
    first, second = (
        new_vault(path, language, number).workspace for number, path in enumerate((made.first, made.second))
    )
    try:
        with tempfile.TemporaryDirectory() as exchange_folder:
            _introduce(first, second, Path(exchange_folder))
            progress.report(1, 4, N_("Registering requests"))
            _fill(first)
            progress.report(2, 4, N_("Adding documents"))
            _seminars(first)
            _files_of_requests(first)
            progress.report(3, 4, N_("Exchanging with the deputy"))
            _share(first, second, folder, Path(exchange_folder))
    finally:
        first.lock()
        second.lock()
    progress.report(4, 4)
    return made


def new_vault(path: Path, language: str, number: int = 0) -> Created:
    """Make an empty training vault of the first or second person of the office, quick to open."""
    setup = Setup(
        office=_OFFICE.get(language, _OFFICE[SOURCE]),
        country="QM",
        person=_PEOPLE.get(language, _PEOPLE[SOURCE])[number],
        function=_PEOPLE.get(language, _PEOPLE[SOURCE])[number],
        device_label=f"TRN-{number + 1}",
        training=True,
        language=language,
    )
    return workspace.create(path, PASSPHRASE, setup, kdf=Kdf(FLOOR_MIB, 1))


def _introduce(first: Workspace, second: Workspace, folder: Path) -> None:
    for giver, taker in ((first, second), (second, first)):
        card = folder / f"{giver.device}.fpcard"
        peers.save_card(giver, card)
        peers.mark_verified(taker, peers.add_peer(taker, card, "office").device)


def _fill(ws: Workspace) -> None:
    with ws.db.transaction():
        for entry in _entries("contacts", "contact"):
            values: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
            }
            records.save(ws, Contact(**values))
        made = [_request(ws, entry, n) for n, entry in enumerate(_entries("requests", "request"), 1)]
    demo_dossiers.fill(ws, made)


def _request(ws: Workspace, entry: Entry, number: int) -> str:
    today = ws.today()
    received = (today + timedelta(days=entry["received"])).isoformat()
    due = entry.get("due")
    item = Request(
        direction=entry["direction"],
        type=entry["type"],
        sender=entry["sender"],
        reply_to="OTP" if entry["sender"] == "OTP" else "REG" if entry["sender"] else "",
        own_ref=f"TRN-{today.year}/{number:03}",
        their_ref=f"TRN-ICC-99/01-{400 + number}" if entry["direction"] == "incoming" else "",
        received_on=received if entry["direction"] != "outgoing" else "",
        channel="diplomatic_note",
        medium="email_encrypted" if entry.get("confirmation_needed") else "paper_original",
        situation="ICC-99/01",
        subject=entry["subject"],
        body=entry["body"],
        languages=(entry["language"],),
        urgency=entry["urgency"],
        classification=entry["classification"],
        alias=entry.get("alias", ""),
        caveats=tuple(entry.get("caveats", ())),
        confirmation_needed=entry.get("confirmation_needed", False),
        counterpart=entry.get("counterpart", ""),
        due_on=(today + timedelta(days=due)).isoformat() if due is not None else "",
        due_source="request" if due is not None else "",
        assigned_to=_PEOPLE[ws.language][number % 2],
    )
    request_id = requests.register(ws, item).first_id
    _walk(ws, request_id, entry, received)
    return request_id


def _walk(ws: Workspace, request_id: str, entry: Entry, received: str) -> None:
    """Move a request to the state it shall show, by legal steps a few days apart."""
    request = requests.get_request(ws, request_id)
    path = list(_path(ws, request, entry["state"]))
    start = datetime.fromisoformat(received).date()
    span = max(0, (ws.today() - start).days)
    for number, state in enumerate(path, 1):
        on = start + timedelta(days=span * number // (len(path) + 1))
        needs = lifecycle.needs(ws.reference, requests.get_request(ws, request_id), state)
        ground = entry.get("ground") or _GROUNDS.get(state, "") if "ground" in needs else ""
        note = entry["body"] if "note" in needs else ""
        for step in gates.before_refusal(ws, ground):
            checklists.take(ws, request_id, step, taken=True)
        requests.move(ws, request_id, state, note, ground=ground, on=on.isoformat())


def _path(ws: Workspace, request: Request, target: str) -> Iterator[str]:
    """Yield the shortest legal way from a request's state to another."""
    queue = deque([(request.state, ())])
    seen = {request.state}
    while queue:
        state, way = queue.popleft()
        if state == target:
            yield from way
            return
        for step in lifecycle.next_steps(ws.reference, replace(request, state=state)):
            if step.code not in seen:
                seen.add(step.code)
                queue.append((step.code, (*way, step.code)))  # type: ignore[arg-type]
    raise ValueError(target)


def _titles(entry: Entry) -> dict[str, Any]:
    return {name: entry[name] for name in fields_of("title") if name in entry}


def _seminars(ws: Workspace) -> None:
    today = ws.today()
    for entry in _entries("seminars", "seminar"):
        seminar = records.save(
            ws,
            Seminar(
                **_titles(entry),
                edition=entry["edition"],
                place=entry["place"],
                starts_on=(today + timedelta(days=entry["starts"])).isoformat(),
                ends_on=(today + timedelta(days=entry["ends"])).isoformat(),
                status=entry["status"],
                themes=tuple(entry["themes"]),
                summary=entry["summary"],
                zone=entry.get("zone", ""),
                classification="public",
            ),
        ).first_id
        for material in entry["material"]:
            _material(ws, seminar, material)
        demo_seminars.add_parts(ws, seminar, today + timedelta(days=entry["starts"]), entry)


def _material(ws: Workspace, seminar: str, entry: Entry) -> None:
    item = Material(
        seminar=seminar,
        **_titles(entry),
        kind=entry["kind"],
        source=entry["source"],
        languages=tuple(file["language"] for file in entry["file"]),
        classification="public",
    )
    material = records.save(ws, item).first_id
    for file in entry["file"]:
        title = entry[f"title_{file['language']}"]
        _attach(ws, "material", material, file["name"], title=title, text=file["text"], language=file["language"])


def _attach(ws: Workspace, owner_type: str, owner: str, name: str, *, title: str, text: str, language: str) -> None:
    paragraphs = [line for line in text.strip().splitlines() if line]
    if name.endswith(".pdf"):
        content = paper.plain_document(
            title, paragraphs, language, "", footer="", training=False
        )  # as a letter comes in
    elif name.endswith(".docx"):
        content = docx.docx_bytes(title, paragraphs, rtl=LANGUAGES[language].rtl)
    else:
        content = "\n\n".join((title, *paragraphs)).encode()
    attachments.attach_bytes(ws, owner_type, owner, content, name=name, title=title, language=language)


def _files_of_requests(ws: Workspace) -> None:
    """Give some requests the letter they came with, in PDF, DOCX and plain text by turns."""
    for number, request in enumerate(_requests(ws, 36)):
        if number % 3 == 0:
            ending = ("pdf", "docx", "txt")[number // 3 % 3]
            name = f"{request.own_ref.replace('/', '-').lower()}.{ending}"
            text = f"{request.own_ref}\n{request.body}"
            _attach(ws, "request", request.id, name, title=request.subject, text=text, language=request.languages[0])


def _requests(ws: Workspace, most: int) -> list[Request]:
    numbers = listing.ids(ws, Listing("request", sort="own_ref"))[:most]
    return [requests.get_request(ws, row.id) for row in listing.page(ws, "request", numbers, ())]


def _share(first: Workspace, second: Workspace, folder: Path, stick: Path) -> None:
    """Send ten requests and a seminar to the deputy, and leave the deputy's answer waiting for the focal point."""
    chosen = [("request", request.id) for request in _requests(first, SHARED)]
    for name in ("seminar", "contact"):
        numbers = listing.ids(first, Listing(name))[:1]
        chosen += [(name, row.id) for row in listing.page(first, name, numbers, ())]
    plan = export.plan_export(first, chosen, [second.device])
    sent = export.seal_plan(first, plan, stick / plan.suggested_name, "TRN")
    imports.apply(second, imports.preview(second, imports.inspect(second, sent.path)))
    incoming = folder / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(mode=0o700)
    answer = requests.get_request(second, chosen[0][1])
    records.save(second, replace(answer, notes="TRN: " + answer.subject), base=answer)
    back = export.plan_export(second, chosen[:1], [first.device])
    export.seal_plan(second, back, incoming / back.suggested_name, "TRN")
    settings.put(first, "incoming", str(incoming))
