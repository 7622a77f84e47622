"""The boundary of a worker on macOS: a sandbox profile that denies everything, then the limits of POSIX.

`sandbox_init` is old and called deprecated, and is what browsers there still use. What was open before (three pipes)
stays usable; no file, connection, process or service can be reached after it. Written to Apple's documentation and the
examples in `/System/Library/Sandbox/Profiles`; not yet run on a Mac.
"""

import ctypes
import os
from typing import Any

from focalpoint.confinement import hooks
from focalpoint.confinement.errors import NotConfinedError
from focalpoint.confinement.limits import set_limits

PROFILE = b"(version 1)\n(deny default)\n(allow sysctl-read)\n"
LIBRARY = "/usr/lib/libSystem.B.dylib"


def confine(memory: int, seconds: int, library: Any = None) -> dict[str, object]:
    """Give up everything and return what now holds; raise NotConfinedError. Tests give a `library`."""
    system = library or ctypes.CDLL(LIBRARY, use_errno=True)
    hooks.hold()
    limits = set_limits(memory, seconds, all_needed=False)
    told = ctypes.c_char_p()
    if system.sandbox_init(PROFILE, ctypes.c_uint64(0), ctypes.byref(told)) != 0:
        raise NotConfinedError("sandbox_init")
    return {"system": "darwin", "kernel": os.uname().release, "sandbox": True, "limits": limits}
