"""A bundle in volumes: each begins with the same control part and holds a run of the parts; any may come first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from focalpoint.bundles import container, ustar
from focalpoint.bundles.errors import VolumeTooSmallError
from focalpoint.bundles.manifest import Manifest, PartRef

LIMIT = 2_000_000_000  # bytes of a volume: less than FAT32 and most gateways for mail allow
ABOUT_A_VOLUME = 12  # bytes that one more volume takes in the manifest


def member_size(size: int) -> int:
    """Return how many bytes a member takes: its header, its content, its padding."""
    return ustar.BLOCK + size + ustar.padding(size)


@dataclass(frozen=True, slots=True)
class Load:
    """How full the volumes of a bundle are: what each begins and ends with, the most each holds, what was put in."""

    head: int
    limit: int
    firsts: tuple[int, ...] = (0,)  # for each volume the place of its first part
    count: int = 0  # of parts
    last: int = 0  # bytes of parts in the volume that is being filled
    parts: int = 0  # bytes of parts in all of them

    @property
    def total(self) -> int:
        """Return how many bytes all volumes take together."""
        return self.head * len(self.firsts) + self.parts

    def put(self, sizes: Sequence[int]) -> "Load":
        """Return the load with more parts; raise VolumeTooSmallError if one does not fit beside the control part."""
        load = self
        for size in sizes:
            taken = member_size(size)
            if load.head + taken > load.limit:
                raise VolumeTooSmallError
            full = load.head + load.last + taken > load.limit
            load = replace(
                load,
                firsts=(*load.firsts, load.count) if full else load.firsts,
                count=load.count + 1,
                last=taken if full else load.last + taken,
                parts=load.parts + taken,
            )
        return load


def empty(control: int, limit: int = LIMIT) -> Load:
    """Return the load of a bundle without parts whose control part has some size; raise VolumeTooSmallError."""
    head = member_size(control) + len(ustar.END)
    if head > limit:
        raise VolumeTooSmallError
    return Load(head, limit)


def cut(manifest: Manifest, limit: int) -> tuple[int, ...]:
    """Return for each volume the place of its first part, nothing if one volume is enough."""
    control = container.sealed_size(manifest, len(manifest.to), ABOUT_A_VOLUME * (len(manifest.parts) + 1))
    load = empty(control, limit).put([part.size for part in manifest.parts])
    return load.firsts if len(load.firsts) > 1 else ()


def runs(manifest: Manifest) -> tuple[tuple[PartRef, ...], ...]:
    """Return the parts of each volume."""
    firsts = manifest.vols or (0,)
    ends = (*firsts[1:], len(manifest.parts))
    return tuple(manifest.parts[first:end] for first, end in zip(firsts, ends, strict=True))


def file_names(target: Path, count: int) -> tuple[Path, ...]:
    """Return the files of a bundle: its plain name, or one with a number before the ending for each volume."""
    if count == 1:
        return (target,)
    return tuple(target.with_name(f"{target.stem}.v{number:02}{target.suffix}") for number in range(1, count + 1))


def held_by(manifest: Manifest, found: frozenset[str]) -> tuple[int, ...]:
    """Return the numbers of the volumes of which one of these parts is a part."""
    return tuple(
        number for number, run in enumerate(runs(manifest), 1) if manifest.vols and any(part.h in found for part in run)
    )
