"""What this computer gives to shut in the process that reads foreign files: looked at by starting one, in words."""

from dataclasses import dataclass

import msgspec

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.confinement.errors import UnconfinedError
from focalpoint.domain.messages import Message, Parameter, message_of
from focalpoint.domain.wording import N_
from focalpoint.services.care.safety import Finding

WORKER = "focalpoint.confinement.probe"
MEMORY, SECONDS = 1 << 30, 20
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a confined process reported of itself, and the same in words."""

    report: dict[str, object]
    findings: list[Finding]


def probe_sandbox() -> Boundary:
    """Start confined processes and let them try what they may not."""
    try:
        answer = asking.ask(WORKER, {"ask": "report"}, b"", memory=MEMORY, seconds=SECONDS)
        report = msgspec.msgpack.decode(answer, type=dict[str, object])
    except UnconfinedError as error:
        return Boundary({"confined": False}, [Finding("bad", message_of(error))])
    except (WorkerRefusedError, WorkerOverwhelmedError, WorkerForbiddenError, msgspec.MsgspecError):
        said = N_("The process that reads foreign files does not start on this computer. Nothing foreign can be read.")
        return Boundary({"confined": False}, [Finding("bad", Message(said))])
    ended = report.get("system") == "linux" and _ended()
    report = {"confined": True, **report, "ended": ended}
    return Boundary(report, _findings(report))


def _ended() -> bool:
    """Tell whether a call that no reading needs ends the process."""
    try:
        asking.ask(WORKER, {"ask": "call"}, b"", memory=MEMORY, seconds=SECONDS)
    except WorkerForbiddenError:
        return True
    except (WorkerRefusedError, WorkerOverwhelmedError):
        return False
    return False


def _findings(report: dict[str, object]) -> list[Finding]:
    kernel = N_("The process that reads foreign files is shut in (system {system}, kernel {kernel}).")
    told = {"system": str(report.get("system", "")), "kernel": str(report.get("kernel", "–"))}
    own = {"linux": _linux, "darwin": _mac, "win32": _windows}.get(str(report.get("system")), _linux)
    return [Finding("good", Message(kernel, told)), *own(report), _files(report), *_limits(report)]


def _linux(report: dict[str, object]) -> list[Finding]:
    ended = N_("It was ended at the first call that reading does not need (seccomp, tried just now).")
    went_on = N_("It asked for a connection and was not ended: the filter of calls does not hold (seccomp).")
    shut = N_("The kernel closes files, connections and signals to it besides (landlock, version {version}).")
    none = N_("This kernel has no landlock, or does not use it: the filter of calls stands alone.")
    hidden = N_("Other programs cannot look into it (not dumpable).")
    seen = N_("Other programs of the same person can look into it (dumpable).")
    version = report.get("landlock")
    return [
        Finding("good", Message(ended)) if report["ended"] else Finding("bad", Message(went_on)),
        Finding("good", Message(shut, {"version": _plain(version)})) if version else Finding("warn", Message(none)),
        Finding("good", Message(hidden)) if report.get("dumpable") is False else Finding("bad", Message(seen)),
    ]


def _mac(report: dict[str, object]) -> list[Finding]:
    said = N_("A sandbox of macOS denies it everything that it did not hold at its start.")
    return [Finding("good" if report.get("sandbox") else "bad", Message(said))]


def _windows(report: dict[str, object]) -> list[Finding]:
    said = N_("It is alone in a job, without privileges, at low integrity; forbidden besides: {mitigations}.")
    held = report.get("mitigations")
    return [
        Finding("good", Message(said, {"mitigations": ", ".join(map(str, held)) if isinstance(held, list) else "–"}))
    ]


def _files(report: dict[str, object]) -> Finding:
    if report.get("files"):
        return Finding("warn", Message(N_("It could open a file: this system does not keep it from reading.")))
    return Finding("good", Message(N_("It could not open a file (tried just now).")))


def _limits(report: dict[str, object]) -> list[Finding]:
    limits = report.get("limits")
    held = limits if isinstance(limits, dict) else {}
    told: dict[str, Parameter] = {"memory": int(held.get("as", 0)) // _MIB, "seconds": _plain(held.get("cpu", "–"))}
    return [
        Finding(
            "good", Message(N_("It gets at most {memory} MiB of memory and {seconds} seconds of the processor."), told)
        )
    ]


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
