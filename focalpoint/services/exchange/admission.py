"""Which changes of a bundle count here: whose they are, where they stand, and what their author may write."""

from collections.abc import Iterable, Mapping

from focalpoint.bundles import card as cards
from focalpoint.domain import authority
from focalpoint.domain.authority import Whose
from focalpoint.domain.merge import DELETED
from focalpoint.domain.trust import ACCEPTED, STOPPED, DeviceStanding, DeviceState
from focalpoint.services.core import world_checks
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import device_trust
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import compartment_rows, devices, trustlog
from focalpoint.vault.changes import ChangeState, Op
from focalpoint.vault.journal import Verified

Home = tuple[str, str, str, str]  # compartment, its space, type of the record, author


def authors(ws: Workspace, brought: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """Keep the cards of authors that a sender brought, inside a transaction; return the keys of all authors."""
    known = devices.keys(ws.db)
    for text in brought:
        card = cards.read_card(text.encode())
        world_checks.require_same(ws, card.space)
        if card.id not in known:
            device_trust.keep_card(ws, card, text.encode(), DeviceState.VOUCHED, role="partner")
    return devices.keys(ws.db)


class Admission:
    """Decides on the changes of one bundle, in their order: it learns as it goes where each record lives.

    Authors who are not accepted themselves are trusted as far as the sender is.
    """

    def __init__(self, ws: Workspace, sender: PeerView) -> None:
        self._ws, self._sender = ws, sender
        self._standings: Mapping[str, DeviceStanding] = device_trust.of_all(ws)
        self._spaces = {one.id: cards.read_card(one.card).space for one in devices.all_devices(ws.db)}
        ours = {device for device, here in self._standings.items() if here.role == authority.OFFICE} | {ws.device}
        self._ours = {space for device, space in self._spaces.items() if device in ours}
        self._homes: dict[str, set[Home]] = {}  # record → where something of it stands, and who wrote it there

    def look_up(self, found: Iterable[Verified]) -> None:
        """Find out where the records live that are written."""
        wanted = {op.r for one in found for op in one.body.ops} - self._homes.keys()
        self._homes |= {record: set() for record in wanted}
        for home in compartment_rows.homes(self._ws.db, wanted):
            self._homes[home.record].add((home.compartment, home.space, home.type, home.author))

    def kept_aside(self, found: Verified) -> str:
        """Return the state of a change that does not count here, or "".

        Its author was stopped (`barred`), or may not write there, or not this (`held`).
        """
        scope, role = found.body.scope, self._role(found)
        if role in (ChangeState.BARRED, ChangeState.HELD):
            return "" if role == ChangeState.BARRED and scope.kind == trustlog.KIND else role
        if role != authority.OFFICE and scope.kind != authority.STATEMENTS:
            deletes = any(op.f == DELETED for op in found.body.ops)
            whose = self._whose(found)
            allowed = authority.may_write(role, scope.kind, scope.facet, deletes=deletes, whose=whose)
            if not allowed or any(self._lives_elsewhere(op, found) for op in found.body.ops):
                return ChangeState.HELD
        return ""

    def displaced(self, found: Verified) -> list[tuple[str, str, str]]:
        """Return what must give way to a change that counts: (record, its type, author) of outsiders.

        A record lives in one place. Where only outsiders disagree about it, it is the compartment with the smallest
        identifier, so that it does not matter what came first; what the office writes is never displaced.
        """
        if found.body.scope.kind == authority.STATEMENTS:
            return []  # what is said of a record is no record
        gone = []
        for op in found.body.ops:
            homes = self._homes.setdefault(op.r, set())
            for home in [home for home in homes if self._apart(op, home, found)]:
                if not self._is_ours(home[3]):
                    homes.discard(home)
                    gone.append((op.r, op.e, home[3]))
            homes.add((found.header.cp, found.header.sp, op.e, found.header.dev))
        return list(dict.fromkeys(gone))

    def _is_ours(self, device: str) -> bool:
        here = self._standings.get(device)
        return device == self._ws.device or (here is not None and here.role == authority.OFFICE)

    def _apart(self, op: Op, home: Home, found: Verified) -> bool:
        """Tell whether a record that stands in one place, as one type, is another than the one a change writes."""
        compartment, space, type_name, author = home
        if type_name != op.e:
            return True
        if found.body.scope.kind == authority.SHARED and op.r == found.body.scope.root:
            return space != found.header.sp  # the parts of a request lie side by side
        if compartment == found.header.cp:
            return False
        moved = author == found.header.dev and space == found.header.sp == self._spaces.get(author)
        return not moved  # who began both places may move what is theirs

    def _role(self, found: Verified) -> str:
        header, sender = found.header, self._sender
        here = self._standings.get(header.dev)
        if here is not None and not here.admits((header.cp, header.ep), header.sq, found.raw.id.hex()):
            return ChangeState.BARRED
        if here is not None and header.dev != sender.device and here.state in (DeviceState.OWN, *ACCEPTED, *STOPPED):
            return here.role
        if sender.state in STOPPED and header.dev != sender.device:
            return ChangeState.HELD
        return sender.role

    def _whose(self, found: Verified) -> Whose:
        """Return whose the compartment is in which a change stands: its space says who began it."""
        if found.header.sp in self._ours:
            return "own"
        return "author's" if found.header.sp == self._spaces.get(found.header.dev) else "other's"

    def _lives_elsewhere(self, op: Op, found: Verified) -> bool:
        """Tell whether a record lives where a change of an outsider does not stand."""
        here = (found.header.cp, found.header.sp, op.e)
        apart = [home for home in self._homes.get(op.r, ()) if self._apart(op, home, found)]
        return any(self._is_ours(home[3]) or home[:3] < here for home in apart)
