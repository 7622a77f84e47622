"""The standing of every device, recomputed from manual comparisons and all signed statements."""

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError, IdentityCard
from focalpoint.domain.trust import DeviceStanding, DeviceState, Known, evaluate, renamed
from focalpoint.language import instant
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import devices, trustlog
from focalpoint.vault.devices import Device
from focalpoint.vault.trustlog import Said


def of_all(ws: Workspace) -> dict[str, DeviceStanding]:
    """Return how every device stands that this vault knows or that somebody spoke of."""
    known = {one.id: Known(DeviceState(one.by_hand), one.own_role, one.relied) for one in devices.all_devices(ws.db)}
    return evaluate(known, [one.statement for one in trustlog.all_said(ws.db)])


def settle_devices(ws: Workspace) -> set[int]:
    """Bring devices and changes in line with all statements, inside a transaction; return the records touched."""
    standings = of_all(ws)
    here = {one.id for one in devices.all_devices(ws.db)}
    everything = trustlog.all_said(ws.db)
    for said in everything:
        subject = said.statement.subject
        if said.word.card and subject not in here and subject in standings and _keep(ws, said):
            here.add(subject)
    for device in here & standings.keys():
        devices.set_standing(ws.db, device, standings[device])
    _rename(ws, everything, standings)
    return trustlog.bar(ws.db, {device: found for device, found in standings.items() if device in here})


def _rename(ws: Workspace, everything: list[Said], standings: dict[str, DeviceStanding]) -> None:
    """Let the cards of others say what they say of themselves since."""
    latest = {one.id for one in renamed((said.statement for said in everything), standings).values()}
    kept = {one.id: one.card for one in devices.others(ws.db)}
    for said in everything:
        device = said.statement.author
        if said.statement.id not in latest or device not in kept:
            continue
        try:
            card, before = cards.read_card(said.word.card.encode()), cards.read_card(kept[device])
        except BadCardError:
            continue
        if card.id == device and card.created > before.created:
            devices.set_card(ws.db, device, said.word.card.encode())


def _keep(ws: Workspace, said: Said) -> bool:
    """Keep the card that a statement brings, if it is that of the device it speaks of."""
    try:
        card = cards.read_card(said.word.card.encode())
    except BadCardError:
        return False
    if card.id == said.statement.subject:
        keep_card(ws, card, said.word.card.encode(), DeviceState.VOUCHED, role="partner")
    return card.id == said.statement.subject


def keep_card(ws: Workspace, card: IdentityCard, content: bytes, state: DeviceState, *, role: str) -> None:
    """Keep a card that was verified as bytes, inside a transaction."""
    device = Device(card.id, state, role, instant(ws.now()), content)
    devices.keep(ws.db, device, bytes.fromhex(card.public), card.recipient)
