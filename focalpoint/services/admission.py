"""Which changes of a bundle count here: whose they are, where they stand, and what their author may write."""

from collections.abc import Iterable, Mapping

from focalpoint.bundles import card as cards
from focalpoint.domain import authority
from focalpoint.domain.authority import Whose
from focalpoint.domain.merge import DELETED
from focalpoint.domain.trust import ACCEPTED, STOPPED, Standing
from focalpoint.services import standing
from focalpoint.services.exchange import PeerView
from focalpoint.services.workspace import Workspace
from focalpoint.vault import devices, reading, trustlog
from focalpoint.vault.journal import Verified

Home = tuple[str, str]


def authors(ws: Workspace, brought: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """Keep the cards of authors that a sender brought, inside a transaction; return the keys of all authors."""
    known = devices.keys(ws.db)
    for text in brought:
        card = cards.read(text.encode())
        if card.id not in known:
            standing.keep_card(ws, card, text.encode(), "vouched", "partner")
    return devices.keys(ws.db)


class Admission:
    """Decides on the changes of one bundle, in their order: it learns as it goes where each record lives.

    Authors who are not accepted themselves are trusted as far as the sender is.
    """

    def __init__(self, ws: Workspace, sender: PeerView) -> None:
        self._ws, self._sender = ws, sender
        self._standings: Mapping[str, Standing] = standing.of_all(ws)
        self._spaces = {one.id: cards.read(one.card).space for one in devices.every(ws.db)}
        ours = {device for device, here in self._standings.items() if here.role == authority.OFFICE} | {ws.device}
        self._ours = {space for device, space in self._spaces.items() if device in ours}
        self._homes: dict[str, set[Home]] = {}  # record → (compartment, its space) where something of it stands

    def look_up(self, found: Iterable[Verified]) -> None:
        """Find out where the records live that outsiders write."""
        wanted = {op.r for one in found if self._role(one) != authority.OFFICE for op in one.body.ops}
        wanted -= self._homes.keys()
        self._homes |= {record: set() for record in wanted}
        for record, compartment, space in reading.homes(self._ws.db, wanted):
            self._homes[record].add((compartment, space))

    def kept_aside(self, found: Verified) -> str:
        """Return the state of a change that does not count here, or "".

        Its author was stopped (`barred`), or may not write there, or not this (`held`).
        """
        scope, role = found.body.scope, self._role(found)
        if role in ("barred", "held"):
            return "" if role == "barred" and scope.kind == trustlog.KIND else role
        if role != authority.OFFICE:
            deletes = any(op.f == DELETED for op in found.body.ops)
            whose = self._whose(found)
            allowed = authority.may_write(role, scope.kind, scope.facet, deletes=deletes, whose=whose)
            if not allowed or any(self._lives_elsewhere(op.r, found) for op in found.body.ops):
                return "held"
        for op in found.body.ops:
            self._homes.setdefault(op.r, set()).add((found.header.cp, found.header.sp))
        return ""

    def _role(self, found: Verified) -> str:
        header, sender = found.header, self._sender
        here = self._standings.get(header.dev)
        if here is not None and not here.admits((header.cp, header.ep), header.sq, found.raw.id.hex()):
            return "barred"
        if here is not None and header.dev != sender.device and here.state in ("own", *ACCEPTED, *STOPPED):
            return here.role
        if sender.state in STOPPED and header.dev != sender.device:
            return "held"
        return sender.role

    def _whose(self, found: Verified) -> Whose:
        """Return whose the compartment is in which a change stands: its space says who began it."""
        if found.header.sp in self._ours:
            return "own"
        return "author's" if found.header.sp == self._spaces.get(found.header.dev) else "other's"

    def _lives_elsewhere(self, record: str, found: Verified) -> bool:
        """Tell whether a record lives where this change does not stand: only its own office may move it."""
        if found.body.scope.kind in (authority.STATEMENTS, authority.SHARED) and record == found.body.scope.root:
            return any(space != found.header.sp for _compartment, space in self._homes.get(record, ()))
        homes = self._homes.get(record, set())
        mine = found.header.sp == self._spaces.get(found.header.dev)
        return any(
            space != found.header.sp or (compartment != found.header.cp and not mine) for compartment, space in homes
        )
