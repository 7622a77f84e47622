"""Who takes part in a seminar: in the order of their badge numbers, and numbers for those who have none."""

from dataclasses import replace

from focalpoint.domain.errors import FocalpointError, NotFoundError
from focalpoint.domain.seminar_parts import Participant
from focalpoint.domain.wording import N_
from focalpoint.language import sort_key
from focalpoint.services.casework import records
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import programme

CANCELLED = "cancelled"  # a code of participant_states: no badge, no line in the attendance list


class NobodyError(FocalpointError):
    """A seminar has no participant for whom something could be printed."""

    message = N_("Nobody is on the list of this seminar yet.")
    remedy = N_("Add participants, or take them in from a table, first.")
    code = "SEM-102"


def participants(ws: Workspace, seminar: str) -> list[Participant]:
    """Return the participants of a seminar by badge number; those without one come last, by name."""
    found = [item for item in programme.parts_of(ws, "participant", seminar) if isinstance(item, Participant)]
    return sorted(found, key=lambda one: (one.number == "", _value(one.number), one.number, sort_key(one.name)))


def _value(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def coming(ws: Workspace, seminar: str) -> list[Participant]:
    """Return the participants who did not cancel."""
    return [one for one in participants(ws, seminar) if one.status != CANCELLED]


def numbered(ws: Workspace, seminar: str, number: str) -> Participant:
    """Return the participant with a badge number; raise NotFoundError if there is none, or more than one."""
    found = [one for one in participants(ws, seminar) if one.number == number]
    if len(found) != 1:
        raise NotFoundError
    return found[0]


def give_numbers(ws: Workspace, seminar: str) -> Changes:
    """Give a badge number to those who have none, by name, from the next free one; one undo takes it back."""
    found = coming(ws, seminar)
    highest = max((_value(one.number) for one in found), default=0)
    item = programme.seminar_of(ws, seminar)
    title = records.name_of(ws, item)
    with actions.recording(ws, Action("edit", ("seminar", seminar), title, code="edit participant")) as recorder:
        for number, one in enumerate((one for one in found if not one.number), highest + 1):
            recorder.write(records.edits(ws, replace(one, number=str(number)), one))
    return Changes.of([("seminar", seminar), *(("participant", one.id) for one in found if not one.number)])


NUMBERED = N_("Everybody has a badge number now.")
