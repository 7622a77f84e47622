"""A filled-in evaluation form (`.fpballot`): unsigned, encrypted to the trainer, padded. See docs/bundle-format.md."""

import re

import msgspec

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.crypto import sealing
from focalpoint.domain import values
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_

SUFFIX = ".fpballot"
VERSION = 1
MAX_BYTES = 8_192  # of a file
PLAIN = 7_000  # bytes to which every ballot is padded before it is encrypted
MAX_ANSWERS = 60
MAX_TEXT = 2_000
WORKER = "focalpoint.bundles.worker"
MEMORY, SECONDS, LONGEST = 1 << 29, 60, 32 << 20


class BallotTooLongError(FocalpointError):
    """The answers do not fit into a ballot."""

    message = N_("The answers are too long.")
    safe = N_("Nothing was written; what you typed is still there.")
    remedy = N_("Shorten the texts: together they may have some 6,000 letters.")
    code = "EVA-101"


class SealedBallot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one slip answers: `slip` is three bytes in hexadecimal, `answers` by the identifiers of questions."""

    v: int
    form: str
    slip: str
    answers: dict[str, str]


def seal_ballot(made: SealedBallot, recipient: str) -> bytes:
    """Return the bytes of a ballot for the one who counts; raise BallotTooLongError."""
    content = msgspec.json.encode(made)
    if len(content) > PLAIN or not _shaped(made):
        raise BallotTooLongError
    return sealing.seal(content.ljust(PLAIN, b"\0"), [recipient])


def open_ballot(untrusted: bytes, identity: str) -> SealedBallot | None:
    """Decrypt and read a ballot, in the confined process; None if it is none, or not for this identity."""
    if len(untrusted) > MAX_BYTES:
        return None
    try:
        plain = sealing.unseal(untrusted, identity)
        made = msgspec.json.decode(plain.rstrip(b"\0"), type=SealedBallot)
    except (sealing.SealError, msgspec.MsgspecError, ValueError):  # letters that are none
        return None
    sound = len(plain) == PLAIN and _shaped(made) and msgspec.json.encode(made) == plain.rstrip(b"\0")
    return made if sound else None


def _shaped(made: SealedBallot) -> bool:
    return bool(
        made.v == VERSION
        and values.is_record(made.form)
        and re.fullmatch(r"[0-9a-f]{6}", made.slip)
        and len(made.answers) <= MAX_ANSWERS
        and all(values.is_record(name) for name in made.answers)
        and all(len(text) <= MAX_TEXT and values.is_note(text) for text in made.answers.values())
    )


def opened_ballots(untrusted: bytes, identity: str) -> bytes:
    """Answer for a worker: read ballots, each behind 4 bytes of length, and return a list, None for no ballot."""
    found: list[SealedBallot | None] = []
    place = 0
    while place + 4 <= len(untrusted):
        size = int.from_bytes(untrusted[place : place + 4])
        found.append(open_ballot(untrusted[place + 4 : place + 4 + size], identity))
        place += 4 + size
    return msgspec.msgpack.encode(found)


def open_ballots(untrusted: list[bytes], identity: str) -> list[SealedBallot | None]:
    """Open ballots in a process with limits; None for those that are none. One that breaks it costs all, told apart."""
    data = b"".join(len(one).to_bytes(4) + one for one in untrusted)
    question = {"identity": identity, "ballots": True}
    try:
        answer = asking.ask(WORKER, question, data, memory=MEMORY, seconds=SECONDS, longest=LONGEST)
        found = msgspec.msgpack.decode(answer, type=list[SealedBallot | None])
    except (WorkerRefusedError, WorkerOverwhelmedError, WorkerForbiddenError, msgspec.MsgspecError):
        if len(untrusted) == 1:
            return [None]
        return [found for one in untrusted for found in open_ballots([one], identity)]
    return found if len(found) == len(untrusted) else [None] * len(untrusted)
