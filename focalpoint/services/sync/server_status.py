"""The status of a server in words, for its line, the status bar and the terminal."""

from collections.abc import Sequence

from focalpoint.domain.visible_text import visible
from focalpoint.language import _, format_instant, format_size, isolate, ngettext
from focalpoint.services.sync.remotes import RemoteStatus


def state(one: RemoteStatus) -> str:
    """Return how it runs and when it does next, in a sentence or two."""
    said = [_pace(one)]
    if one.budget:
        said.append(_("A run carries at most {size}.").format(size=format_size(one.budget)))
    if one.later:
        said.append(later(one.later))
    return " ".join(said)


def later(size: int) -> str:
    """Say how much comes with the next run, for want of budget."""
    return _("{size} of documents come with the next run.").format(size=format_size(size))


def _pace(one: RemoteStatus) -> str:
    if one.paused:
        return _("Paused: it runs only when you ask.")
    if one.failures and one.minutes is not None:
        return ngettext(
            "The last try failed; next try in {n} minute.", "The last try failed; next try in {n} minutes.", one.minutes
        ).format(n=one.minutes)
    if one.failures:
        return _("The last try failed. It runs only when you ask.")
    if one.minutes is None:
        return _("It runs only when you ask.")
    return ngettext(
        "It runs by itself; next run in {n} minute.", "It runs by itself; next run in {n} minutes.", one.minutes
    ).format(n=one.minutes)


def worst(found: Sequence[RemoteStatus]) -> str:
    """Return what the status bar says of all servers: the worst of them, or since when all are in step."""
    failing = [one for one in found if one.failures]
    if failing:
        one = max(failing, key=lambda standing: (standing.failures, standing.name))
        name = isolate(visible(one.name))
        if one.minutes is None:
            return _("{name}: the last try failed").format(name=name)
        return ngettext(
            "{name}: failed, next try in {n} minute", "{name}: failed, next try in {n} minutes", one.minutes
        ).format(name=name, n=one.minutes)
    never = [one for one in found if not one.synced_at]
    if never:
        return _("{name}: never in step yet").format(name=isolate(visible(never[0].name)))
    waiting = sum(one.later for one in found)
    if waiting:
        return _("{size} of documents still to travel").format(size=format_size(waiting))
    return _("Synchronised {when}").format(when=format_instant(min(one.synced_at for one in found))) if found else ""
