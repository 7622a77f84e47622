"""Which changes of a bundle count here: whose they are, where they stand, and what their author may write."""

from collections.abc import Iterable, Mapping

from focalpoint.bundles import card as cards
from focalpoint.domain.trust import ACCEPTED, STOPPED, Standing
from focalpoint.services import exchange, standing
from focalpoint.services.exchange import PeerView
from focalpoint.services.workspace import Workspace
from focalpoint.vault import devices, trustlog
from focalpoint.vault.journal import Verified


def authors(ws: Workspace, brought: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """Keep the cards of authors that a sender brought, inside a transaction; return the keys of all authors."""
    known = devices.keys(ws.db)
    for text in brought:
        card = cards.read(text.encode())
        if card.id not in known:
            standing.keep_card(ws, card, text.encode(), "vouched", "partner")
    return devices.keys(ws.db)


def kept_aside(found: Verified, standings: Mapping[str, Standing], sender: PeerView) -> str:
    """Return the state of a change that does not count here, or "": its author was stopped, or may not write there.

    Authors who are not accepted themselves are trusted as far as the sender is.
    """
    header, scope = found.header, found.body.scope
    here = standings.get(header.dev)
    if here is not None and not here.admits((header.cp, header.ep), header.sq, found.raw.id.hex()):
        return "" if scope.kind == trustlog.KIND else "barred"
    if here is not None and header.dev != sender.device and here.state in ("own", *ACCEPTED, *STOPPED):
        role = here.role
    elif sender.state in STOPPED and header.dev != sender.device:
        return "held"
    else:
        role = sender.role
    return "" if exchange.may_write(role, scope) else "held"
