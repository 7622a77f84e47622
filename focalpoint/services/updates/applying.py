"""Laying a new version beside the running one: written whole and read back before anything points to it.

Cut short at any step, what was there goes on; only the last write, of one small file, makes the new version start.
"""

import hashlib
import shutil
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from focalpoint import durable, paths, version, versions
from focalpoint.bundles import update
from focalpoint.bundles.update import BadUpdateError, UpdateFile, UpdateManifest
from focalpoint.domain.errors import reason_of
from focalpoint.domain.messages import Size
from focalpoint.services.core.tasks import Task
from focalpoint.services.updates import packs
from focalpoint.services.updates.errors import (
    NoRoomForUpdateError,
    NotInstalledError,
    OtherBaseError,
    UpdateNotWrittenError,
)
from focalpoint.services.updates.packs import CheckedUpdate

MARGIN = 32 << 20  # bytes that stay free on the disk
BLOCK = 1 << 20


def apply_update(checked: CheckedUpdate, task: Task | None = None) -> Path:
    """Lay out the version of a checked pack and let it start the next time; return its folder.

    Raise what keeps it from being applied, NoRoomForUpdateError, OtherBaseError, UpdateNotWrittenError, or
    BadUpdateError if the file is no longer what was checked. What was there stays as it is then.
    """
    made, progress = checked.manifest, task or Task()
    refused = packs.refusal(made)
    tree = packs.own_tree(made.kind)
    if refused is not None or tree is None:
        raise refused or NotInstalledError()
    target = _target(made)
    unfinished = durable.unfinished(target)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        _require_room(made, target.parent)
        _lay_out(checked, tree, unfinished, progress)
        shutil.rmtree(target, ignore_errors=True)  # of a version that was taken back
        durable.settle(unfinished, target)
        _point_to(made)
    except OSError as error:
        raise UpdateNotWrittenError(reason=reason_of(error)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def take_back() -> str:
    """Let the version before start again the next time; return the version taken back, "" if there is none."""
    state = versions.read_state()
    taken = str(state.get("current", ""))
    if taken:
        before = str(state.get("before", ""))
        versions.write_state({"current": before, "before": "", "tries": 0, "sound": bool(before)})
    return taken


def _target(made: UpdateManifest) -> Path:
    if made.kind == "library":
        return paths.versions_folder() / f"library-{made.version}"
    return versions.folder_of(made.version)


def _require_room(made: UpdateManifest, place: Path) -> None:
    needed, room = sum(one.size for one in made.files) + MARGIN, shutil.disk_usage(place).free
    if needed > room:
        raise NoRoomForUpdateError(needed=Size(needed), room=Size(room))


def _lay_out(checked: CheckedUpdate, tree: Path, place: Path, progress: Task) -> None:
    """Write all files of the version, each read back and found to be what was signed."""
    made = checked.manifest
    for one in made.files:
        path = place / one.path
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if one.parts:
            with path.open("xb") as stream:
                stream.truncate(one.size)
        else:
            source = tree / one.path
            if not source.is_file() or source.stat().st_size != one.size:
                raise OtherBaseError(name=one.path)
            shutil.copyfile(source, path)
    _fill(checked, place, progress)
    for one in made.files:
        _settle(place / one.path, one)


def _fill(checked: CheckedUpdate, place: Path, progress: Task) -> None:
    """Write the parts of the pack to where they belong; the pack is verified once more while it is read."""
    places: dict[str, list[tuple[Path, int]]] = defaultdict(list)
    for one in checked.manifest.files:
        for index, part in enumerate(one.parts):
            places[part].append((place / one.path, index * update.CHUNK))
    with packs.opened_update(checked.path) as stream:
        if update.read_head(stream, checked.trusted).digest != checked.digest:
            raise BadUpdateError
        for number, (name, stored) in enumerate(update.read_parts(stream, frozenset(places))):
            progress.report(number, len(places))
            chunk = update.unpacked(stored)
            for path, start in places[name]:
                with path.open("r+b") as out:
                    out.seek(start)
                    out.write(chunk)


def _settle(path: Path, one: UpdateFile) -> None:
    path.chmod(0o755 if one.runs else 0o644)
    with path.open("r+b") as stream:
        durable.flush(stream.fileno())
        found = hashlib.sha256()
        while block := stream.read(BLOCK):
            found.update(block)
    if path.stat().st_size != one.size or found.hexdigest() != one.sha256:
        if one.parts:
            raise BadUpdateError
        raise OtherBaseError(name=one.path)


def _point_to(made: UpdateManifest) -> None:
    if made.kind == "library":
        state: versions.Kept = {"current": made.version, "program": version.program_version()}
        before = str(versions.read_state(versions.LIBRARY).get("current", ""))
        versions.write_state(state, versions.LIBRARY)
        with suppress(OSError):
            if before and before != made.version:
                shutil.rmtree(paths.versions_folder() / f"library-{before}")
        return
    state = versions.read_state()
    before = str(state.get("current", "")) if state.get("sound") else str(state.get("before", ""))
    versions.write_state({"current": made.version, "before": before, "tries": 0, "sound": False})
