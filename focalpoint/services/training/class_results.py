"""Results of an exercise: handed in by stick, taken in by the class, shown by badge number and never as a ranking.

A result is sealed by a vault of its own in the run folder, so that nothing of it lies among the office's work.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message, message_of
from focalpoint.domain.results import ExerciseResult
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace, world_checks
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import export, imports, peers, suffixes
from focalpoint.services.training import outcomes
from focalpoint.services.training.outcomes import ExpectationOutcome, RunOutcome
from focalpoint.services.training.runs import Run
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import compartment_rows, files

SheetState = Literal["on time", "late", "with hint", "open", "not judged", "waiting", "not applicable"]
STATES: tuple[SheetState, ...] = get_args(SheetState)
MOST_LINES, MOST_ID = 500, 80
TRAIL = "trail.json"
ONLY = frozenset({"result"})  # kinds of compartments that may come from somebody whose card was not compared
REASON = N_("Result of an exercise")


class NoClassCardError(FocalpointError):
    """The card of the class was not named, and none lies beside the exercise."""

    message = N_("The card of the class is not there.")
    safe = N_("Nothing was handed in.")
    remedy = N_("Take the card of the class from the trainer's stick, and name it.")
    code = "TRN-110"


class NotAClassError(FocalpointError):
    """Results were to be taken into a vault that is not one for training."""

    message = N_("Results of exercises are taken in by a training vault, the one of the class.")
    remedy = N_("Open the training vault of the class, and take them in there.")
    code = "TRN-111"


class NoResultError(FocalpointError):
    """A bundle holds no result, or nothing that is not here."""

    message = N_("This bundle holds no result of an exercise.")
    remedy = N_("Ask the participant to hand in again.")
    code = "TRN-112"


class SheetLine(msgspec.Struct, frozen=True):
    """One expectation on a sheet: its identifier, the part of the programme, its state, the exercise's moment."""

    id: str
    part: int
    state: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class TakenResults:
    """What was taken in: badges that are new, that came again, and files that were left aside, with the reason."""

    new: tuple[str, ...]
    repeated: tuple[str, ...]
    refused: tuple[tuple[str, Message], ...]


def state_on_sheet(one: ExpectationOutcome) -> SheetState:
    """Return how an expectation stands, as the sheet says it: no points, only what happened."""
    if one.state != "met":
        return "open" if one.state == "unmet" else one.state
    if one.late:
        return "late"
    return "with hint" if one.hinted or one.shown else "on time"


def sheet_of(outcome: RunOutcome) -> str:
    """Return the sheet of a run as JSON."""
    lines = [SheetLine(one.id, one.number, state_on_sheet(one), one.at) for one in outcome.expectations]
    return msgspec.json.encode(lines).decode()


def read_sheet(untrusted: str) -> tuple[SheetLine, ...]:
    """Return the lines of a sheet that somebody handed in; what has not its form is left out."""
    try:
        found = msgspec.json.decode(untrusted.encode(), type=list[SheetLine])
    except (msgspec.MsgspecError, ValueError):
        return ()
    return tuple(one for one in found[:MOST_LINES] if one.state in STATES and 0 < len(one.id) <= MOST_ID)


def hand_in(run: Run, class_card: Path, place: Path) -> Path:
    """Seal the result of a run to the class, with its own card beside it; return the bundle.

    Handing in again brings the same result up to date. Raise NoClassCardError.
    """
    if not class_card.is_file():
        raise NoClassCardError
    outcome = outcomes.outcome_of(run)
    ws = _own_vault(run, outcome)
    try:
        known = peers.add_peer(ws, class_card, "partner")
        peers.mark_verified(ws, known.device)
        record = _keep(ws, outcome)
        for old in attachments.documents_of(ws, record):
            records.delete(ws, "document", old.id)
        trail = json.dumps(_trail(run, outcome), ensure_ascii=False, indent=1).encode()
        attachments.attach_bytes(ws, "result", record, trail, name=TRAIL, title=TRAIL)
        plan = export.plan_export(ws, [("result", record)], [known.device], again=True)
        mark = "".join(c for c in outcome.badge if c.isalnum())[:8] or "0"
        target = place / world_checks.file_name(ws, f"result-{mark}-{ws.device[:6]}{suffixes.BUNDLE}")
        sealed = export.seal_plan(ws, plan, target, REASON)
        peers.save_card(ws, target.with_suffix(suffixes.CARD))
    finally:
        ws.lock()
    return sealed.path


def _own_vault(run: Run, outcome: RunOutcome) -> Workspace:
    path = run.folder / f"hand-in{files.SUFFIX}"
    if path.is_dir():
        return workspace.unlock(path, PASSPHRASE)
    office = run.read.scenario.offices[0]
    setup = Setup(
        run.text(f"{office.id}.name"), office.country, outcome.badge or "0", "", "TRN-hand-in", run.state.language,
        training=True,
    )  # fmt: skip
    return workspace.create(path, PASSPHRASE, setup, kdf=Kdf(FLOOR_MIB, 1)).workspace


def _keep(ws: Workspace, outcome: RunOutcome) -> str:
    found = results(ws)
    before = found[0] if found else None
    fresh = ExerciseResult(
        id=before.id if before else "", badge=outcome.badge, scenario=outcome.scenario, digest=outcome.digest,
        language=outcome.language, began=outcome.began, ended=outcome.over, sheet=sheet_of(outcome),
    )  # fmt: skip
    return records.save(ws, fresh, base=before).first_id


def _trail(run: Run, outcome: RunOutcome) -> dict[str, object]:
    """Return what a trainer may look up: states, choices, resets, and the events of every office."""
    return {
        "training": True,
        "scenario": outcome.scenario,
        "badge": outcome.badge,
        "expectations": [
            {"id": one.id, "state": state_on_sheet(one), "at": one.at, "real": one.real_at}
            for one in outcome.expectations
        ],
        "choices": outcome.choices,
        "resets": list(outcome.resets),
        "events": {office.id: list(outcomes.events(run.folder, office.id)) for office in run.read.scenario.offices},
    }


def take_results(ws: Workspace, places: Iterable[Path]) -> TakenResults:
    """Take in the results that lie in some folders; a file that is refused stops only itself, and is told.

    Whoever handed one in need not be known: from unknown cards of training vaults results alone are taken.
    """
    if not ws.info.training:
        raise NotAClassError
    new: list[str] = []
    again: list[str] = []
    refused: list[tuple[str, Message]] = []
    for path in _bundles(places):
        before = {one.id for one in results(ws)}
        try:
            record = _take(ws, path)
        except FocalpointError as error:
            refused.append((path.name, message_of(error)))
            continue
        item = rows.get(ws, "result", record)
        badge = item.badge if isinstance(item, ExerciseResult) else ""
        (again if record in before else new).append(badge)
    log(ws, "results taken in", reason=str(len(new) + len(again)))
    return TakenResults(tuple(new), tuple(again), tuple(refused))


def _bundles(places: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        try:
            found += sorted(path for path in place.glob(f"*{suffixes.BUNDLE}") if path.is_file())
        except OSError:
            continue  # pulled out meanwhile
    return found


def _take(ws: Workspace, path: Path) -> str:
    beside = imports.signer_beside(ws, path)
    if beside is not None:
        peers.add_peer(ws, beside.path)
    inspection = imports.inspect(ws, path)
    imports.apply(ws, imports.preview(ws, inspection), only=ONLY)
    scopes = (compartment_rows.scope_of(ws.db, one.name) for one in inspection.opened.manifest.segs)
    found = next((one.root for one in scopes if one is not None and one.kind == "result"), "")
    if not found:
        raise NoResultError
    return found


def results(ws: Workspace) -> list[ExerciseResult]:
    """Return the results that are here, by badge number."""
    numbers = listing.ids(ws, Listing("result"))
    found = [rows.get(ws, "result", row.id) for row in listing.page(ws, "result", numbers, ())]
    kept = [one for one in found if isinstance(one, ExerciseResult)]
    return sorted(kept, key=lambda one: (one.badge.rjust(12), one.id))
