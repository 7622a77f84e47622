"""The boundary of a worker on Windows: a job of one process, low integrity without privileges, then mitigations.

A process may do all of this to itself, so that it is started like everywhere. Integrity "low" keeps it from writing to
files, registry and processes of the person and from reading other processes; the job keeps it alone and bounds its
memory and time; the mitigations forbid child processes, code made at run time and the graphical system calls. Reading a
file that this account may read is not forbidden by these: Python's own hook refuses it to Python code only.
Written to Microsoft's documentation; not yet run on Windows.
"""

import ctypes
from typing import Any

from focalpoint.confinement import hooks
from focalpoint.confinement.errors import NotConfinedError

ACTIVE_PROCESS, PROCESS_TIME, PROCESS_MEMORY, DIE_ON_FAULT = 0x8, 0x2, 0x100, 0x400
EXTENDED_LIMITS, UI_RESTRICTIONS, EVERY_UI = 9, 4, 0xFF
TOKEN_QUERY, TOKEN_ADJUST_PRIVILEGES, TOKEN_ADJUST_DEFAULT = 0x8, 0x20, 0x80
TOKEN_PRIVILEGES, TOKEN_INTEGRITY = 3, 25
SE_PRIVILEGE_REMOVED, SE_GROUP_INTEGRITY = 0x4, 0x20
LOW = b"S-1-16-4096"
# ProcessDynamicCodePolicy, ProcessSystemCallDisablePolicy, ProcessChildProcessPolicy, and extension points
MITIGATIONS = {"child processes": (13, 1), "dynamic code": (2, 1), "extension points": (6, 1), "win32k": (4, 1)}
NEEDED = frozenset({"child processes"})
_TICKS = 10_000_000  # of a hundred nanoseconds, in a second


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32), ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t), ("PriorityClass", ctypes.c_uint32), ("SchedulingClass", ctypes.c_uint32),
    )  # fmt: skip


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; the six counters of IO_COUNTERS in one."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits), ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t), ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t), ("PeakJobMemoryUsed", ctypes.c_size_t),
    )  # fmt: skip


class Label(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("Sid", ctypes.c_void_p), ("Attributes", ctypes.c_uint32))


class Privilege(ctypes.Structure):
    """LUID_AND_ATTRIBUTES."""

    _fields_ = (("Low", ctypes.c_uint32), ("High", ctypes.c_int32), ("Attributes", ctypes.c_uint32))


def confine(memory: int, seconds: int, kernel: Any = None, security: Any = None) -> dict[str, object]:
    """Give up everything and return what now holds; raise NotConfinedError. The libraries are given by tests only."""
    kernel = kernel or _library("kernel32")
    security = security or _library("advapi32")
    hooks.hold()
    kernel.GetCurrentProcess.restype = kernel.CreateJobObjectW.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    _job(kernel, process, memory, seconds)
    _token(kernel, security, process)
    held = [name for name, rule in MITIGATIONS.items() if _mitigated(kernel, *rule)]
    if not NEEDED.issubset(held):
        raise NotConfinedError("mitigation policies")
    limits = {"as": memory, "cpu": seconds}
    return {"system": "win32", "job": True, "integrity": "low", "mitigations": held, "limits": limits}


def _library(name: str) -> Any:
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        raise NotConfinedError(name)
    return load(name, use_last_error=True)


def _done(result: int, step: str) -> None:
    if not result:
        raise NotConfinedError(step)


def limits_of(memory: int, seconds: int) -> ExtendedLimits:
    """Return the limits of the job: one process, its memory and time, no dialog when it fails."""
    limits = ExtendedLimits()
    basic = limits.BasicLimitInformation
    basic.LimitFlags = ACTIVE_PROCESS | PROCESS_TIME | PROCESS_MEMORY | DIE_ON_FAULT
    basic.ActiveProcessLimit, basic.PerProcessUserTimeLimit = 1, seconds * _TICKS
    limits.ProcessMemoryLimit = memory
    return limits


def _job(kernel: Any, process: ctypes.c_void_p, memory: int, seconds: int) -> None:
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    _done(bool(job), "CreateJobObject")
    for what, value in ((EXTENDED_LIMITS, limits_of(memory, seconds)), (UI_RESTRICTIONS, ctypes.c_uint32(EVERY_UI))):
        size = ctypes.c_uint32(ctypes.sizeof(value))
        _done(kernel.SetInformationJobObject(job, what, ctypes.byref(value), size), "SetInformationJobObject")
    _done(kernel.AssignProcessToJobObject(job, process), "AssignProcessToJobObject")


def _token(kernel: Any, security: Any, process: ctypes.c_void_p) -> None:
    """Take every privilege off the process for good, then lower its integrity."""
    token, sid = ctypes.c_void_p(), ctypes.c_void_p()
    access = TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_DEFAULT
    _done(security.OpenProcessToken(process, access, ctypes.byref(token)), "OpenProcessToken")
    _drop_privileges(security, token)
    _done(security.ConvertStringSidToSidA(LOW, ctypes.byref(sid)), "ConvertStringSidToSid")
    label = Label(sid, SE_GROUP_INTEGRITY)
    size = ctypes.c_uint32(ctypes.sizeof(label) + int(security.GetLengthSid(sid)))
    _done(security.SetTokenInformation(token, TOKEN_INTEGRITY, ctypes.byref(label), size), "SetTokenInformation")
    kernel.CloseHandle(token)


def _drop_privileges(security: Any, token: ctypes.c_void_p) -> None:
    size = ctypes.c_uint32()
    security.GetTokenInformation(token, TOKEN_PRIVILEGES, None, 0, ctypes.byref(size))
    held = ctypes.create_string_buffer(max(size.value, 4))
    got = security.GetTokenInformation(token, TOKEN_PRIVILEGES, held, size, ctypes.byref(size))
    _done(got, "GetTokenInformation")
    count = ctypes.c_uint32.from_buffer(held).value
    for number in range(count):
        Privilege.from_buffer(held, 4 + number * ctypes.sizeof(Privilege)).Attributes = SE_PRIVILEGE_REMOVED
    _done(security.AdjustTokenPrivileges(token, 0, held, 0, None, None), "AdjustTokenPrivileges")


def _mitigated(kernel: Any, policy: int, bits: int) -> bool:
    value = ctypes.c_uint32(bits)
    return bool(kernel.SetProcessMitigationPolicy(policy, ctypes.byref(value), ctypes.c_size_t(ctypes.sizeof(value))))
