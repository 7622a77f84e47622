"""The filter of system calls of a worker: classic BPF, built from three lists for x86-64 and aarch64.

What reading bytes needs is allowed, some of it by its arguments only. Calls about files and descriptors answer EACCES,
as parsers try them without meaning harm (a module, a font, a time zone). Everything else ends the process at once with
SIGSYS, which the side that asked tells from any other ending.
"""

import errno
import signal
import struct

SIZE = 8  # bytes of an instruction
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # places in what the kernel shows a filter
_X32 = 0x40000000  # the other way of calling an x86-64 kernel
_EXECUTABLE, _ANONYMOUS = 4, 0x20

# name: number on x86-64, number on aarch64; None where a machine does not have the call
_ALLOWED = {
    "brk": (12, 214), "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233), "futex": (202, 98),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "sched_yield": (24, 124), "getpid": (39, 172), "gettid": (186, 178),
    "clock_gettime": (228, 113), "gettimeofday": (96, 169), "time": (201, None), "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
_CHECKED = {
    "read": (0, 63), "write": (1, 64), "mmap": (9, 222), "mprotect": (10, 226), "tgkill": (234, 131),
}  # fmt: skip
_REFUSED = {
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "creat": (85, None), "close": (3, 57),
    "close_range": (436, 436), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79),
    "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61),
    "lseek": (8, 62), "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66),
    "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50), "truncate": (76, 45), "ftruncate": (77, 46),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "link": (86, None), "linkat": (265, 37), "unlink": (87, None), "unlinkat": (263, 35),
    "symlink": (88, None), "symlinkat": (266, 36), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88), "statfs": (137, 43), "fstatfs": (138, 44),
    "mknod": (133, None), "mknodat": (259, 33), "fcntl": (72, 25), "ioctl": (16, 29), "dup": (32, 23),
    "dup2": (33, None), "dup3": (292, 24), "uname": (63, 160), "sysinfo": (99, 179), "sched_getaffinity": (204, 123),
}  # fmt: skip
_OTHERS = {"seccomp": (317, 277)}
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ABORT = int(signal.SIGABRT)

NUMBERS: dict[str, dict[str, int]] = {
    machine: {
        "architecture": ARCHITECTURES[machine],
        **{
            name: number
            for table in (_ALLOWED, _CHECKED, _REFUSED, _OTHERS)
            for name, by_machine in table.items()
            if (number := by_machine[place]) is not None
        },
    }
    for place, machine in enumerate(ARCHITECTURES)
}


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)


def _answer(value: int) -> bytes:
    return _step(_RETURN, value)


def _argument(place: int, *, high: bool = False) -> bytes:
    return _step(_LOAD, _ARGUMENTS + 8 * place + 4 * high)  # both machines keep the low half first


def _for(number: int, body: bytes) -> bytes:
    """Return what runs `body` (which answers) if the call has this number, and goes on behind it if not."""
    return _step(_EQUAL, number, 0, len(body) // SIZE) + body


def _only(place: int, *values: int) -> bytes:
    """Allow the call if its argument is one of some small numbers; else it ends the process."""
    tests = [_step(_EQUAL, value, len(values) - n, 0) for n, value in enumerate(values)]
    zero_above = _argument(place, high=True) + _step(_EQUAL, 0, 1, 0) + _answer(KILL)
    return zero_above + _argument(place) + b"".join(tests) + _answer(KILL) + _answer(ALLOW)


def _never(place: int, bit: int) -> bytes:
    """End the process if a bit of an argument is set, else go on behind."""
    return _argument(place) + _step(_ANY_BIT, bit, 0, 1) + _answer(KILL)


def _checks(own: int) -> dict[str, bytes]:
    anonymous = _argument(3) + _step(_ANY_BIT, _ANONYMOUS, 1, 0) + _answer(REFUSE)
    own_process = _argument(0) + _step(_EQUAL, own, 1, 0) + _answer(KILL)
    return {
        "read": _only(0, 0),
        "write": _only(0, 1, 2),
        "mmap": _never(2, _EXECUTABLE) + anonymous + _answer(ALLOW),
        "mprotect": _never(2, _EXECUTABLE) + _answer(ALLOW),
        "tgkill": own_process + _only(2, _ABORT),  # a library that gives up: told as too hard, not as forbidden
    }


def program(numbers: dict[str, int], own: int) -> bytes:
    """Return the filter for a machine and for the process with the number `own`."""
    checks = _checks(own)
    parts = [
        _step(_LOAD, _ARCHITECTURE), _step(_EQUAL, numbers["architecture"], 1, 0), _answer(KILL),
        _step(_LOAD, _NUMBER), _step(_AT_LEAST, _X32, 0, 1), _answer(KILL),
    ]  # fmt: skip
    parts += [_for(numbers[name], _answer(ALLOW)) for name in _ALLOWED if name in numbers]
    parts += [_for(numbers[name], checks[name]) for name in _CHECKED]
    parts += [_for(numbers[name], _answer(REFUSE)) for name in _REFUSED if name in numbers]
    return b"".join([*parts, _answer(KILL)])
