"""The life cycle of a request: which moves are legal, and why one is not."""

from dataclasses import dataclass

from focalpoint.domain.codes import Reference, State
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_

FIRST = {"incoming": "received", "outgoing": "draft", "state_to_state": "received"}
ANSWERED = frozenset({"reply_sent", "withdrawn", "returned"})  # a deadline no longer presses
CLOSED_FREELY_FROM = ("reply_sent", "withdrawn")


@dataclass(frozen=True, slots=True)
class NextState:
    """A legal next state. `needs` says what the move must tell: "ground", "note"."""

    code: str
    needs: tuple[str, ...]
    primary: bool


class IllegalMoveError(FocalpointError):
    """The life cycle does not allow this move now."""

    message = N_("This step is not possible now: {reason}")
    safe = N_("The request keeps its state.")
    remedy = N_("Choose one of the steps that the request offers.")
    code = "REQ-101"


def pressing(reference: Reference) -> tuple[str, ...]:
    """Return the states in which a deadline presses."""
    return tuple(code for code, state in reference.lifecycle.items() if not state.final and code not in ANSWERED)


def next_steps(reference: Reference, request: Request) -> list[NextState]:
    """Return the legal moves of a request, the usual one first."""
    state = reference.lifecycle.get(request.state)
    if state is None:
        return []
    steps = [
        NextState(to, needs(reference, request, to), primary=False)
        for to in state.next
        if to in reference.lifecycle and why_not(reference, request, to) is None
    ]
    return [NextState(step.code, step.needs, primary=number == 0) for number, step in enumerate(steps)]


def needs(reference: Reference, request: Request, to: str) -> tuple[str, ...]:
    """Return what a move must say; closing needs a written reason unless a reply was sent or the Court withdrew."""
    asked = reference.lifecycle[to].needs
    if to == "closed":
        return () if request.state in CLOSED_FREELY_FROM else ("note",)
    return asked


def why_not(reference: Reference, request: Request, to: str) -> Message | None:
    """Return why a request may not move to a state, or None if it may."""
    target, named = reference.lifecycle.get(to), reference.wording("lifecycle", to)
    state = reference.lifecycle.get(request.state)
    if target is None or state is None:
        return Message(N_("this program does not know the state “{to}”"), {"to": named})
    if to not in state.next:
        begun = reference.wording("lifecycle", request.state)
        return Message(N_("from “{state}” a request does not go to “{to}”"), {"state": begun, "to": named})
    if request.direction not in target.directions:
        return Message(N_("the state “{to}” is not for requests of this direction"), {"to": named})
    row = reference.lists["request_types"].codes.get(request.type)
    return _guard(request, state, to, refusable=row is None or row.more["refusable"] is True)


def _guard(request: Request, state: State, to: str, *, refusable: bool) -> Message | None:
    if state.code.code == "registered" and to != "returned":
        if not request.classification:
            return Message(N_("a request leaves registration only with a classification (article 87(3))"))
        if not request.type:
            return Message(N_("a request leaves registration only with its type"))
    if to == "refusal_process" and not refusable:
        return Message(N_("the Statute knows no refusal of arrest and surrender: consult or postpone instead"))
    return None
