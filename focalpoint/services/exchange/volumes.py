"""Volumes as they come in: which one this is, which are still to come, which were opened."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from focalpoint.bundles import volumes
from focalpoint.bundles.manifest import Manifest
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.services.core.severity import Level


@dataclass(frozen=True, slots=True)
class Volume:
    """Which volumes a file holds, which hold what is missing here, how many parts this file itself should hold."""

    here: tuple[int, ...]
    to_come: tuple[int, ...]
    cut: int


def volume(manifest: Manifest, found: frozenset[str], missing: Set[str]) -> Volume:
    """Return which volume a file is, from the parts found in it."""
    here = volumes.held_by(manifest, found)
    if not here:
        return Volume((), (), len(missing))
    lacking = {
        number: count
        for number, run in enumerate(volumes.runs(manifest), 1)
        if (count := sum(part.h in missing for part in run))
    }
    to_come = tuple(number for number in lacking if number not in here)
    return Volume(here, to_come, sum(count for number, count in lacking.items() if number in here))


def notes(manifest: Manifest, found: Volume) -> Iterator[tuple[Level, Message]]:
    """Yield what a person should know of the other volumes and of what comes later."""
    said = {"n": _listed(found.here), "of": str(len(manifest.vols)), "others": _listed(found.to_come)}
    if found.to_come:
        yield (
            "warn",
            Message(N_("This is volume {n} of {of}. Documents are still to come with the volumes: {others}."), said),
        )
    elif found.here:
        yield "good", Message(N_("This is volume {n} of {of}. Nothing of the other volumes is missing."), said)
    if manifest.later:
        yield "warn", Message(N_("Documents that come with a later bundle: {n}."), {"n": str(manifest.later)})


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
