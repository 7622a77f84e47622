"""Slips and the urn: each person draws a slip of three words, answers on any laptop, and puts the file on one stick.

A ballot is encrypted for the laptop on which the form was made, bears no signature, no name and no time. Which slips
are valid only that laptop can work out; each counts once.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import msgspec

from focalpoint.bundles import ballot
from focalpoint.crypto import sealing
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.seminar_parts import Ballot
from focalpoint.domain.wording import N_
from focalpoint.services.casework import records
from focalpoint.services.core import actions, output_files, word_lists, world_checks
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.exchange.export import ReaderNotVerifiedError
from focalpoint.services.seminars import evaluation
from focalpoint.vault import compartment_rows, devices

MOST_SLIPS = 300
MOST_FILES = 2_000
WORDS = 3
NO_TIME = 946_684_800  # 1 January 2000: the file itself tells no hour


class WrongSlipError(FocalpointError):
    """What was typed are not three words of a slip."""

    message = N_("These are not the three words of a slip.")
    safe = N_("Nothing was written; what you typed is still there.")
    remedy = N_("Type the three words as they stand on the slip, in one of its languages.")
    code = "EVA-102"


class NotKeeperError(FocalpointError):
    """Slips were to be printed, or the urn opened, on another laptop than that of the form."""

    message = N_("Slips are printed, and the urn is opened, on the laptop on which the form was made.")
    remedy = N_("Do it there, or make a form of your own.")
    code = "EVA-103"


class NoAnswerError(FocalpointError):
    """A form without any answer was to be put into the urn."""

    message = N_("No question is answered.")
    safe = N_("Nothing was written.")
    remedy = N_("Answer at least one question.")
    code = "EVA-104"


def keeper(ws: Workspace, form: str) -> str:
    """Return the device on which a form was made: it prints the slips and opens the urn."""
    evaluation.form_of(ws, form)
    return compartment_rows.first_author(ws.db, form) or ws.device


def _require_keeper(ws: Workspace, form: str) -> None:
    if keeper(ws, form) != ws.device:
        raise NotKeeperError


def slips(ws: Workspace, form: str, number: int) -> list[bytes]:
    """Return the first slips of a form, three bytes each, the same every time; raise NotKeeperError."""
    _require_keeper(ws, form)
    found: dict[bytes, None] = {}
    turn = 0
    while len(found) < min(number, MOST_SLIPS):
        text = f"{form} {turn}".encode()
        key = hashlib.blake2b(text, key=ws.vault.identity.seed, person=b"fp-slips", digest_size=WORDS).digest()
        found[key] = None
        turn += 1
    return list(found)


def read_slip(typed: str) -> str:
    """Return a slip in hexadecimal from its three words, in any language; raise WrongSlipError."""
    content = word_lists.heard(typed)
    if content is None or len(content) != WORDS:
        raise WrongSlipError
    return content.hex()


def fill_in(ws: Workspace, form: str, slip: str, answers: Mapping[str, str], *, folder: Path) -> Path:
    """Write a ballot into a folder under a name that says nothing; nothing of it is kept in this vault.

    Raise WrongSlipError, NoAnswerError, BallotTooLongError, or ReaderNotVerifiedError unless the card of the laptop
    that counts was compared.
    """
    held = {one.id: one for one in evaluation.questions(ws, form)}
    said = {name: evaluation.accepted(held[name], answer) for name, answer in answers.items() if name in held}
    said = {name: answer for name, answer in sorted(said.items()) if answer}
    made = ballot.SealedBallot(ballot.VERSION, form, read_slip(slip), said)
    if not said:
        raise NoAnswerError
    content = ballot.seal_ballot(made, _recipient(ws, keeper(ws, form)))
    target = folder / world_checks.file_name(ws, f"{token_hex(8)}{ballot.SUFFIX}")
    output_files.write_file(target, content)
    os.utime(target, (NO_TIME, NO_TIME))
    return target


def _recipient(ws: Workspace, device: str) -> str:
    if device == ws.device:
        return sealing.recipient_of(ws.vault.identity.age)
    person = peers.peer(ws, device)
    if not person.accepted:
        raise ReaderNotVerifiedError(person=person.person)
    return devices.recipient(ws.db, device)


@dataclass(frozen=True, slots=True)
class TakenBallots:
    """What became of the files of an urn: counted, of slips that had counted already, and files that are no ballots."""

    counted: int
    twice: int
    strange: tuple[str, ...]


def count_urn(ws: Workspace, form: str, folder: Path) -> tuple[Changes, TakenBallots]:
    """Count the ballots of a folder for a form, as one action; what is not one, or counted already, is told.

    Raise NotKeeperError.
    """
    valid = {slip.hex() for slip in slips(ws, form, MOST_SLIPS)}
    names, contents = _files(folder)
    opened = ballot.open_ballots(contents, ws.vault.identity.age) if contents else []
    done = {one.slip for one in evaluation.ballots(ws, form)}
    fresh: dict[str, ballot.SealedBallot] = {}
    strange, twice = [], 0
    for name, one in zip(names, opened, strict=True):
        if one is None or one.form != form or one.slip not in valid:
            strange.append(name)
        elif one.slip in done or one.slip in fresh:
            twice += 1
        else:
            fresh[one.slip] = one
    changes = _keep(ws, form, fresh.values())
    return changes, TakenBallots(len(fresh), twice, tuple(strange))


def _files(folder: Path) -> tuple[list[str], list[bytes]]:
    names, contents = [], []
    for path in sorted(folder.glob(f"*{ballot.SUFFIX}"))[:MOST_FILES]:
        try:
            with path.open("rb") as stream:
                contents.append(stream.read(ballot.MAX_BYTES + 1))
        except OSError:
            contents.append(b"")  # told with those that are no ballots
        names.append(path.name)
    return names, contents


def _keep(ws: Workspace, form: str, found: Iterable[ballot.SealedBallot]) -> Changes:
    seminar = evaluation.form_of(ws, form).seminar
    made = [
        Ballot(
            id=records.new_id(), seminar=seminar, form=form, slip=one.slip,
            answers=msgspec.json.encode(one.answers).decode(),
        )
        for one in sorted(found, key=lambda one: one.slip)
    ]  # fmt: skip
    with actions.recording(ws, Action("take in", ("ballot", ""), "")) as recorder:
        for item in made:
            recorder.write(records.creation(item))
        recorder.reason = str(len(made))
    return Changes.of([("seminar", seminar), *(("ballot", one.id) for one in made)])
