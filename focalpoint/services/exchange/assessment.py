"""The verdict on an opened bundle: whole or not, who signed it, how it follows the earlier ones."""

from collections.abc import Iterable

from focalpoint.bundles.container import Opened
from focalpoint.bundles.manifest import UNNUMBERED
from focalpoint.domain.delivery import Direction
from focalpoint.domain.messages import Message
from focalpoint.domain.trust import STOPPED, DeviceState
from focalpoint.domain.wording import N_
from focalpoint.services.core.severity import Level
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import public_packs
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import devices

Note = tuple[Level, Message]


def notes(ws: Workspace, opened: Opened, sender: PeerView, number: int, *, missing: int, fresh: bool) -> Iterable[Note]:
    """Yield how serious and in which words: the verdict on who signed a bundle, and how it follows the others."""
    person = {"person": sender.person}
    if missing:
        yield (
            "warn",
            Message(
                N_("This copy is cut off. The records are whole; parts of documents missing: {n}."),
                {"n": str(missing)},
            ),
        )
    if sender.state in STOPPED:
        yield (
            "bad",
            Message(N_("Signed by {person}, whose laptop was revoked. What it wrote since is kept aside."), person),
        )
    elif not sender.accepted:
        yield (
            "warn",
            Message(N_("Signed by {person}, whose card you have not verified. You may look, not take in."), person),
        )
    elif sender.state == DeviceState.GRANTED:
        vouched = {**person, "other": sender.said_by}
        yield (
            "good",
            Message(N_("Signed by {person}, for whom {other} vouches. What is here is as it was sealed."), vouched),
        )
    elif missing:
        yield "good", Message(N_("Signed by {person}, verified in person. What is here is as it was sealed."), person)
    else:
        yield "good", Message(N_("Signed by {person}, verified in person. Nothing was changed on the way."), person)
    if public_packs.is_pack(opened.manifest):
        yield from public_packs.pack_notes(ws, opened)
        return
    yield from _order(ws, opened, sender, number, fresh=fresh)


def _order(ws: Workspace, opened: Opened, sender: PeerView, number: int, *, fresh: bool) -> Iterable[Note]:
    seen = {bundle.number: bundle.digest for bundle in devices.bundles(ws.db, Direction.IN, sender.device)}
    newest = max(seen, default=0)
    if number == UNNUMBERED:  # a receipt follows nothing, and nothing follows it
        known = {one.digest for one in devices.bundles(ws.db, Direction.IN, sender.device)}
        if opened.digest in known:
            yield "good", Message(N_("You have opened this bundle before."))
        return
    if seen.get(number) == opened.digest and opened.manifest.vols and fresh:
        yield (
            "good",
            Message(N_("You have opened another volume of this bundle before. This one brings its documents.")),
        )
    elif seen.get(number) == opened.digest:
        yield "good", Message(N_("You have opened this bundle before."))
    elif number in seen:
        yield (
            "bad",
            Message(
                N_(
                    "Another bundle with the same number came from {person} before."
                    " Ask {person} whether the laptop was restored or copied."
                ),
                {"person": sender.person},
            ),
        )
    elif number < newest:
        yield "warn", Message(N_("This is older than what you already have from {person}."), {"person": sender.person})
    elif number > newest + 1:
        gap = f"{newest + 1}–{number - 1}" if number > newest + 2 else str(newest + 1)
        yield (
            "warn",
            Message(N_("Bundles {numbers} from {person} never arrived."), {"numbers": gap, "person": sender.person}),
        )
