"""The boundary of a worker on Linux: what the kernel itself refuses, whatever the bytes that are parsed make it do.

Asked of libc through ctypes: no binding on the registries is kept well enough. The order is that of `confine`; each
step is needed by the next or would forbid it. The filter comes last and is not optional: without it nothing is parsed.
"""

import ctypes
import os
import struct

from focalpoint.confinement import filters
from focalpoint.confinement.errors import NotConfinedError
from focalpoint.confinement.limits import set_limits

PR_SET_DUMPABLE, PR_GET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 3, 38
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC = 1, 1
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF, LANDLOCK_ASK_VERSION = 444, 446, 1
_FILES = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))  # since which version, which rights
_NETWORK = ((4, 0b11),)  # to bind and to connect
_SCOPES = ((6, 0b11),)  # sockets without a file, signals
NEWEST = 6  # the version of landlock whose rights are known here; a newer kernel keeps them


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(memory: int, seconds: int) -> dict[str, object]:
    """Give up everything, in this order, and return what now holds; raise NotConfinedError."""
    system = os.uname()
    machine, kernel = system.machine, system.release
    numbers = filters.NUMBERS.get(machine)
    if numbers is None:
        raise NotConfinedError(f"no filter is known for {machine}")
    libc = _libc()
    _done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _done(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")
    version = _landlock(libc)
    limits = set_limits(memory, seconds, all_needed=True)
    dumpable = libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
    _filter(libc, filters.program(numbers, os.getpid()), numbers["seccomp"])
    return {
        "system": "linux", "kernel": kernel, "machine": machine, "seccomp": True, "landlock": version,
        "dumpable": bool(dumpable), "limits": limits,
    }  # fmt: skip


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    libc.syscall.restype = ctypes.c_long
    return libc


def _done(result: int, step: str) -> None:
    if result != 0:
        raise NotConfinedError(f"{step}: {os.strerror(ctypes.get_errno())}")


def landlock_rights(version: int) -> bytes:
    """Return the description of a rule set that handles every right this version knows; it gets no rule."""
    held = [sum(bits for since, bits in table if version >= since) for table in (_FILES, _NETWORK, _SCOPES)]
    return struct.pack("=QQQ", *held)[: 8 if version < 4 else 16 if version < 6 else 24]


def _landlock(libc: ctypes.CDLL) -> int:
    """Forbid files, connections and signals as far as this kernel can; return its version, 0 if it has none."""
    version = int(libc.syscall(*map(ctypes.c_long, (LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_ASK_VERSION))))
    if version < 1:
        return 0
    rights = landlock_rights(min(version, NEWEST))
    rules = int(libc.syscall(LANDLOCK_CREATE_RULESET, rights, ctypes.c_size_t(len(rights)), 0))
    if rules < 0:
        raise NotConfinedError(f"landlock: {os.strerror(ctypes.get_errno())}")
    try:
        _done(libc.syscall(LANDLOCK_RESTRICT_SELF, rules, 0), "landlock")
    finally:
        os.close(rules)
    return version


def _filter(libc: ctypes.CDLL, code: bytes, number: int) -> None:
    program = _Program(len(code) // filters.SIZE, code)
    arguments = (SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(program))
    _done(libc.syscall(number, *arguments), "seccomp")
