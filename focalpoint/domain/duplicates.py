"""One request registered twice: how references are compared, and which record stays when records are joined.

A request gives way by a write on `~alias` that names the one that stays; another write takes it back. Two people may
join the same two in opposite ways, or join in a chain: every replica follows the same rule, and no record is hidden by
a circle.
"""

import re
from collections.abc import Mapping

from focalpoint.domain.text import fold

ALIAS, DISTINCT = "~alias", "~distinct"


def key(reference: str) -> str:
    """Return what two ways of writing one reference share: folded letters and digits, nothing between them."""
    return re.sub(r"[\W_]+", "", fold(reference))


def keys(own: str, sender: str, theirs: str) -> tuple[str, ...]:
    """Return the keys under which a request is a duplicate of another: its own reference, and its sender's."""
    found = [f"own {key(own)}"] if key(own) else []
    return (*found, f"their {sender} {key(theirs)}") if key(theirs) else tuple(found)


def keepers(aliases: Mapping[str, str]) -> dict[str, str]:
    """Return for each record that gives way the one that stays in the end.

    `aliases`: record → the record it gives way to. Of a circle the smallest identifier stays, and is not listed.
    """
    return {record: stays for record in aliases if (stays := _end(record, aliases)) != record}


def _end(record: str, aliases: Mapping[str, str]) -> str:
    way = [record]
    while (following := aliases.get(way[-1])) is not None:
        if following in way:
            return min(way[way.index(following) :])
        way.append(following)
    return way[-1]
