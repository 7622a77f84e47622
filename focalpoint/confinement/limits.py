"""The limits of POSIX for a worker: memory, time, no core, no growing file, no new descriptor."""

import resource

from focalpoint.confinement.errors import NotConfinedError


def set_limits(memory: int, seconds: int, *, all_needed: bool) -> dict[str, int]:
    """Set them, never above what this process was given; return them by name. `memory` is bytes of address space.

    Raise NotConfinedError if one cannot be set, where all are needed: not every system knows each.
    """
    held = {}
    for name, value in {"AS": memory, "CPU": seconds, "CORE": 0, "FSIZE": 0, "NOFILE": 0}.items():
        limit = int(getattr(resource, f"RLIMIT_{name}"))
        _soft, most = resource.getrlimit(limit)
        bound = value if most == resource.RLIM_INFINITY else min(value, most)
        try:
            resource.setrlimit(limit, (bound, bound))
        except (ValueError, OSError) as error:
            if all_needed:
                raise NotConfinedError(f"limit {name.lower()}") from error
            continue
        held[name.lower()] = bound
    return held
