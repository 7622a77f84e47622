"""A worker that holds hostile code: behind the boundary it tries one forbidden act, by the kernel's own numbers."""

import ctypes
import mmap
import os
import signal
import sys
from collections.abc import Callable, Mapping

from focalpoint.confinement.serving import serve

_X86 = os.uname().machine == "x86_64"
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_call = _libc.syscall
Try = Callable[[Mapping[str, str]], int]
HERE, CREATE_WRITE, FLAGS_CHILD = -100, os.O_CREAT | os.O_WRONLY, int(signal.SIGCHLD)
_room = ctypes.create_string_buffer(4096)
_place = ctypes.addressof(_room)


class _Piece(ctypes.Structure):
    _fields_ = (("at", ctypes.c_void_p), ("size", ctypes.c_size_t))


def system(x86: int | None, arm: int | None, *arguments: object) -> int:
    """Make a system call by its number on this machine; return what it returns, or minus the error's number."""
    given = [a.encode() + b"\0" if isinstance(a, str) else a for a in arguments]
    whole = [ctypes.c_long(a) if isinstance(a, int) else a for a in given]
    number = x86 if _X86 else arm
    result = int(_call(ctypes.c_long(number or 0), *whole))
    return -ctypes.get_errno() if result == -1 else result


def _fork(number: tuple[int | None, int | None], *arguments: object) -> int:
    child = system(*number, *arguments)
    if child == 0:
        os._exit(0)
    return child


def _memory(number: tuple[int, int], s: Mapping[str, str]) -> int:
    own, other = _Piece(_place, 27), _Piece(int(s["secret"]), 27)
    return system(*number, int(s["parent"]), ctypes.byref(own), 1, ctypes.byref(other), 1, 0)


def _closed_and_opened(s: Mapping[str, str]) -> int:
    system(3, 57, 0)
    return system(257, 56, HERE, s["file"], os.O_RDONLY, 0)


def _display(s: Mapping[str, str]) -> int:
    made = system(41, 198, 1, 1, 0)
    return made if made < 0 else system(42, 203, made, b"\x01\x00\x00/tmp/.X11-unix/X0", 20)


def _mapped(how: int) -> int:
    return system(9, 222, 0, 4096, how, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)


def _made_executable(_s: Mapping[str, str]) -> int:
    return system(10, 226, _mapped(mmap.PROT_READ | mmap.PROT_WRITE), 4096, mmap.PROT_READ | mmap.PROT_EXEC)


ACTS: dict[str, Try] = {
    "open to read": lambda s: system(257, 56, HERE, s["file"], os.O_RDONLY, 0),
    "open to write": lambda s: system(257, 56, HERE, s["file"], os.O_WRONLY, 0),
    "openat2": lambda s: system(437, 437, HERE, s["file"], ctypes.byref((ctypes.c_uint64 * 3)()), 24),
    "create": lambda s: system(257, 56, HERE, s["folder"] + "/made", CREATE_WRITE, 0o600),
    "truncate": lambda s: system(76, 45, s["file"], 0),
    "chmod": lambda s: system(268, 53, HERE, s["file"], 0o777),
    "chown": lambda s: system(260, 54, HERE, s["file"], 0, 0, 0),
    "unlink": lambda s: system(263, 35, HERE, s["file"], 0),
    "rename": lambda s: system(316, 276, HERE, s["file"], HERE, s["folder"] + "/renamed", 0),
    "mkdir": lambda s: system(258, 34, HERE, s["folder"] + "/directory", 0o700),
    "rmdir": lambda s: system(263, 35, HERE, s["folder"] + "/empty", 0x200),
    "symlink": lambda s: system(266, 36, s["file"], HERE, s["folder"] + "/symbolic"),
    "link": lambda s: system(265, 37, HERE, s["file"], HERE, s["folder"] + "/hard", 0),
    "mknod": lambda s: system(259, 33, HERE, s["folder"] + "/pipe", 0o10600, 0),
    "utimes": lambda s: system(280, 88, HERE, s["file"], 0, 0),
    "stat": lambda s: system(262, 79, HERE, s["file"], _place, 0),
    "extended attribute": lambda s: system(188, 5, s["file"], "user.a", "b", 1, 0),
    "close 0, then open": _closed_and_opened,
    "duplicate a descriptor": lambda s: system(32, 23, 1),
    "socket of IPv4": lambda s: system(41, 198, 2, 1, 0),
    "socket of IPv6": lambda s: system(41, 198, 10, 2, 0),
    "socket of Unix": lambda s: system(41, 198, 1, 1, 0),
    "socket of netlink": lambda s: system(41, 198, 16, 3, 0),
    "socket of packets": lambda s: system(41, 198, 17, 3, 0),
    "socket of machines": lambda s: system(41, 198, 40, 1, 0),
    "pair of sockets": lambda s: system(53, 199, 1, 1, 0, _place),
    "the display's abstract socket": _display,
    "fork": lambda s: _fork((57, 220), FLAGS_CHILD, 0, 0, 0, 0),
    "vfork": lambda s: _fork((58, 220), FLAGS_CHILD | 0x4000, 0, 0, 0, 0),
    "clone": lambda s: _fork((56, 220), FLAGS_CHILD, 0, 0, 0, 0),
    "clone3": lambda s: system(435, 435, _place, 88),
    "thread": lambda s: system(56, 220, 0x3D0F00, 0, 0, 0, 0),
    "exec": lambda s: system(59, 221, "/bin/true", 0, 0),
    "execveat": lambda s: system(322, 281, HERE, "/bin/true", 0, 0, 0),
    "posix_spawn": lambda s: os.posix_spawn("/bin/true", ["true"], {}),
    "signal to the parent": lambda s: system(62, 129, int(s["parent"]), int(signal.SIGCONT)),
    "signal to all": lambda s: system(62, 129, -1, 0),
    "tgkill of the parent": lambda s: system(234, 131, int(s["parent"]), int(s["parent"]), 0),
    "tgkill of itself": lambda s: system(234, 131, os.getpid(), os.getpid(), int(signal.SIGCONT)),
    "abort of the parent": lambda s: system(234, 131, int(s["parent"]), int(s["parent"]) + 99999, 6),
    "ptrace of the parent": lambda s: system(101, 117, 16, int(s["parent"]), 0, 0),
    "process_vm_readv": lambda s: _memory((310, 270), s),
    "process_vm_writev": lambda s: _memory((311, 271), s),
    "memory of the parent in /proc": lambda s: system(257, 56, HERE, f"/proc/{s['parent']}/mem", os.O_RDWR, 0),
    "environment of the parent": lambda s: system(257, 56, HERE, f"/proc/{s['parent']}/environ", os.O_RDONLY, 0),
    "limits of the parent": lambda s: system(302, 261, int(s["parent"]), 7, 0, _place),
    "own limits": lambda s: system(302, 261, 0, 7, 0, _place),
    "memfd_create": lambda s: system(319, 279, "code", 0),
    "io_uring_setup": lambda s: system(425, 425, 8, _place),
    "userfaultfd": lambda s: system(323, 282, 1),
    "unshare": lambda s: system(272, 97, 0x10000000),
    "setns": lambda s: system(308, 268, 0, 0),
    "pidfd_open": lambda s: system(434, 434, int(s["parent"]), 0),
    "pidfd_getfd": lambda s: system(438, 438, 0, 0, 0),
    "executable memory": lambda s: _mapped(mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC),
    "memory made executable": _made_executable,
    "pkey_mprotect": lambda s: system(329, 288, _place & ~4095, 4096, 7, -1),
    "a file in memory": lambda s: system(9, 222, 0, 4096, 1, 1, 0, 0),
    "mount": lambda s: system(165, 40, "none", s["folder"], "tmpfs", 0, 0),
    "chroot": lambda s: system(161, 51, s["folder"]),
    "keyctl": lambda s: system(250, 219, 0, -3, 0),
    "add_key": lambda s: system(248, 217, "user", "name", "value", 5, -3),
    "bpf": lambda s: system(321, 280, 0, _place, 64),
    "perf_event_open": lambda s: system(298, 241, _place, 0, -1, -1, 0),
    "another filter": lambda s: system(317, 277, 1, 0, _place),
    "prctl": lambda s: system(157, 167, 4, 1, 0, 0, 0),
    "personality": lambda s: system(135, 92, 0),
    "shared memory": lambda s: system(29, 194, 0, 4096, 0o1600),
    "message queue": lambda s: system(240, 180, "/queue", CREATE_WRITE, 0o600, 0),
    "epoll": lambda s: system(291, 20, 0),
    "inotify": lambda s: system(294, 26, 0),
    "reboot": lambda s: system(169, 142, 0, 0, 0, 0),
    "read of another descriptor": lambda s: system(0, 63, 3, _place, 8),
    "write to another descriptor": lambda s: system(1, 64, 3, _place, 8),
    "reading from the answer": lambda s: system(0, 63, 1, _place, 8),
}
if _X86:
    ACTS["the other way of calling"] = lambda s: system(0x40000000 | 39, None)
    ACTS["old open"] = lambda s: system(2, None, s["file"], os.O_RDONLY, 0)
# would succeed for anybody without a boundary, and leave nothing behind but files in the folder
HARMLESS = (
    "open to read", "open to write", "create", "chmod", "mkdir", "symlink", "stat", "close 0, then open",
    "socket of IPv4", "socket of Unix", "fork", "clone", "signal to the parent", "process_vm_readv", "memfd_create",
    "executable memory", "memory made executable", "unlink", "epoll", "duplicate a descriptor", "own limits",
)  # fmt: skip


def answer(question: Mapping[str, object], _data: bytes) -> bytes:
    """Try the act; a negative number is an error's."""
    return str(ACTS[str(question["act"])]({k: str(v) for k, v in question.items()})).encode()


if __name__ == "__main__":
    sys.exit(serve(answer))
