"""Size budgets of bundles: records always leave, documents by priority until the budget is used up."""

import shutil
from dataclasses import replace
from pathlib import Path

from focalpoint.bundles import volumes
from focalpoint.bundles.container import STANZAS, padded
from focalpoint.bundles.manifest import PartRef
from focalpoint.crypto import sealing
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.language import format_size
from focalpoint.services.exchange.export import ExportPlan
from focalpoint.services.exchange.file_delivery import OwedFile
from focalpoint.transports.drives import Drive
from focalpoint.transports.folder import CarrierError

LIMIT = volumes.LIMIT
MARGIN = 1 << 20  # what the folder itself and the last, half-filled blocks of a disk take
ABOUT_A_PART, ABOUT_A_SCOPE, ABOUT_THE_REST = 100, 400, 20_000  # bytes in a manifest


class NoRoomError(FocalpointError):
    """Not even the records fit; or of documents alone, not one."""

    message = N_("Nothing of it fits: at least {needed} are needed, and there is room for {room}.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Make room there, take a larger stick, or choose fewer records.")
    code = "XCH-136"


def room(place: Path) -> int:
    """Return how many bytes may be written in a folder; raise CarrierError if that cannot be told."""
    try:
        return max(0, shutil.disk_usage(place).free - MARGIN)
    except OSError as error:
        raise CarrierError(place=place.name or str(place), reason=reason_of(error)) from error


def room_of(drive: Drive) -> int:
    """Return how many bytes may be written on a drive."""
    return max(0, drive.free - MARGIN)


def control_size(plan: ExportPlan) -> int:
    """Return about the most that the control part of a plan can take."""
    about = ABOUT_THE_REST + ABOUT_A_PART * len(plan.parts) + ABOUT_A_SCOPE * len(plan.scopes)
    plain = padded(plan.records_bytes + about)
    return plain + sealing.overhead(plain, len(plan.readers) + STANZAS)


def fit(plan: ExportPlan, most: int, limit: int = LIMIT) -> ExportPlan:
    """Return what of a plan fits so many bytes, in volumes of a size; raise NoRoomError if the records do not."""
    load = volumes.empty(control_size(plan), limit)
    taken: dict[str, PartRef] = {}
    kept: list[OwedFile] = []
    left: list[OwedFile] = []
    for file in plan.files:
        fresh = [part for part in file.parts if part.h not in taken]
        tried = load.put([part.size for part in fresh])
        if tried.total > most:
            left.append(file)
            continue
        load = tried
        kept.append(file)
        taken.update({part.h: part for part in fresh})
    empty = not (plan.changes or kept) and plan.kind != "receipt"
    if load.total > most or empty:
        least = min((file.size for file in left), default=0) if empty else 0
        raise NoRoomError(needed=format_size(load.total + least), room=format_size(most))
    return replace(plan, files=tuple(kept), parts=tuple(taken.values()), later=tuple(left), total_bytes=load.total)
