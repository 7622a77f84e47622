"""The status of a server in words, for its line, the status bar and the terminal."""

from collections.abc import Sequence

from focalpoint.domain.messages import Instant, Joined, Message, Size, counted
from focalpoint.domain.wording import N_
from focalpoint.services.sync.remotes import RemoteStatus


def state(one: RemoteStatus) -> Joined:
    """Return how it runs and when it does next, in a sentence or two."""
    sentences = [_pace(one)]
    if one.budget:
        sentences.append(Message(N_("A run carries at most {size}."), {"size": Size(one.budget)}))
    if one.later:
        sentences.append(later(one.later))
    return Joined(tuple(sentences), " ")


def later(size: int) -> Message:
    """Say how much comes with the next run, for want of budget."""
    return Message(N_("{size} of documents come with the next run."), {"size": Size(size)})


def _pace(one: RemoteStatus) -> Message:
    if one.paused:
        return Message(N_("Paused: it runs only when you ask."))
    if one.failures and one.minutes is not None:
        return counted(
            "The last try failed; next try in {n} minute.", "The last try failed; next try in {n} minutes.", one.minutes
        )
    if one.failures:
        return Message(N_("The last try failed. It runs only when you ask."))
    if one.minutes is None:
        return Message(N_("It runs only when you ask."))
    return counted(
        "It runs by itself; next run in {n} minute.", "It runs by itself; next run in {n} minutes.", one.minutes
    )


def worst(found: Sequence[RemoteStatus]) -> Message | None:
    """Return what the status bar says of all servers: the worst of them, or since when all are in step."""
    failing = [one for one in found if one.failures]
    if failing:
        one = max(failing, key=lambda standing: (standing.failures, standing.name))
        if one.minutes is None:
            return Message(N_("{name}: the last try failed"), {"name": one.name})
        return counted(
            "{name}: failed, next try in {n} minute",
            "{name}: failed, next try in {n} minutes",
            one.minutes,
            name=one.name,
        )
    never = [one for one in found if not one.synced_at]
    if never:
        return Message(N_("{name}: never in step yet"), {"name": never[0].name})
    waiting = sum(one.later for one in found)
    if waiting:
        return Message(N_("{size} of documents still to travel"), {"size": Size(waiting)})
    since = min((one.synced_at for one in found), default="")
    return Message(N_("Synchronised {when}"), {"when": Instant(since)}) if since else None
