"""Two laptops in one room: where one can be reached, and the line by which the other comes in."""

import base64
import hashlib
import ipaddress
import re
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.transports.port import presented_certificate
from focalpoint.transports.remote_settings import RemoteSettings

if sys.platform.startswith("linux"):
    import fcntl

WORD = "focalpoint-room:"
SECONDS = 15 * 60.0
PRIVATE = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")))
_ASKED = ("10.255.255.254", "172.31.255.254", "192.168.255.254", "169.254.255.254")  # nothing is sent there
WIDTHS = (4, 2, 16, 4, 12, 2)  # bytes: address, port, fingerprint, who serves, password, check
_GROUP = 4
_SIOCGIFADDR = 0x8915


class NotPrivateError(FocalpointError):
    """The address could be reached from outside the room."""

    message = N_("{address} is not an address of a room or an office: it could be reached from outside.")
    safe = N_("Nothing was opened.")
    remedy = N_("Join both laptops to the same network, or by a cable, and choose one of the addresses shown.")
    code = "NET-130"


class NoAddressError(FocalpointError):
    """The computer is in no network."""

    message = N_("This computer is in no network that another laptop in the room could join.")
    safe = N_("Nothing was opened.")
    remedy = N_("Join both laptops to the same wireless network, or by a cable, and try again.")
    code = "NET-131"


class NotServedError(FocalpointError):
    """The address cannot be listened on."""

    message = N_("The laptop cannot be reached at {address} ({reason}).")
    safe = N_("Nothing was opened.")
    remedy = N_("Check the network and try again, or choose another address.")
    code = "NET-132"


class NoInvitationError(FocalpointError):
    """What was typed or scanned is not an invitation."""

    message = N_("This is not a whole invitation into a room.")
    safe = N_("Nothing was sent.")
    remedy = N_("Type it again from the other screen: sixteen groups of four letters and digits, or scan its code.")
    code = "NET-133"


class NobodyThereError(FocalpointError):
    """Nobody answers at the address of an invitation."""

    message = N_("Nobody answers at {address}.")
    safe = N_("Nothing was sent.")
    remedy = N_("Join both laptops to the same network. The room of the other must still be open.")
    code = "NET-134"


class AnotherRoomError(FocalpointError):
    """Who answers is not who made the invitation."""

    message = N_("Another computer answers at {address} than the one that made this invitation.")
    safe = N_("Nothing was sent: neither password nor files.")
    remedy = N_("Make a new invitation. If it happens again, somebody in this network is listening in.")
    code = "NET-135"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the other side needs: where, how the fingerprint of the certificate begins, who serves, the password."""

    address: str
    port: int
    fingerprint: bytes
    host: bytes  # the beginning of the tag of the device that serves
    secret: bytes

    def line(self) -> str:
        """Return it as it is typed or scanned."""
        where = IPv4Address(self.address).packed + self.port.to_bytes(2, "big")
        said = where + self.fingerprint + self.host + self.secret
        letters = base64.b32encode(said + _check(said)).decode()
        return WORD + "-".join(letters[n : n + _GROUP] for n in range(0, len(letters), _GROUP))


def read_line(line: str) -> Invitation:
    """Return the invitation that a line holds, however it is spaced; raise NoInvitationError."""
    letters = re.sub(r"[\s\-\u2010-\u2015]", "", line).lower().removeprefix(WORD.replace("-", "")).upper()
    letters = letters.replace("0", "O").replace("1", "I").replace("8", "B")  # digits that the alphabet lacks
    try:
        said = base64.b32decode(letters)
    except ValueError:
        raise NoInvitationError from None
    if len(said) != sum(WIDTHS) or _check(said[:-2]) != said[-2:]:
        raise NoInvitationError
    pieces, at = [], 0
    for width in WIDTHS:
        pieces.append(said[at : at + width])
        at += width
    address = IPv4Address(pieces[0])
    if not allowed(address):
        raise NotPrivateError(address=str(address))
    return Invitation(str(address), int.from_bytes(pieces[1], "big"), pieces[2], pieces[3], pieces[4])


def _check(said: bytes) -> bytes:
    return hashlib.sha256(b"focalpoint room" + said).digest()[:2]


def user_of(secret: bytes) -> str:
    """Return the user name that goes with a password."""
    return hashlib.sha256(b"focalpoint room user" + secret).hexdigest()[:16]


def settings_of(invitation: Invitation) -> RemoteSettings:
    """Return how to reach a room, after looking at who answers there: its whole certificate is pinned.

    Raises NobodyThereError, AnotherRoomError.
    """
    where = f"{invitation.address}:{invitation.port}"
    shown = presented_certificate(invitation.address, invitation.port)
    if not shown:
        raise NobodyThereError(address=where)
    pin = hashlib.sha256(shown)
    if pin.digest()[: len(invitation.fingerprint)] != invitation.fingerprint:
        raise AnotherRoomError(address=where)
    user, secret = user_of(invitation.secret), invitation.secret.hex()
    return RemoteSettings("webdav", f"https://{where}/", user, secret, pin.hexdigest())


def allowed(address: IPv4Address) -> bool:
    """Tell whether a room may be at an address: a private one, or this computer itself."""
    return address.is_loopback or any(address in network for network in PRIVATE)


def addresses() -> list[str]:
    """Return the private addresses of this computer, one for each interface that has one."""
    found = dict.fromkeys((*_of_interfaces(), *_of_ways(), *_of_name()))
    private = [one for one in found if any(IPv4Address(one) in network for network in PRIVATE)]
    return sorted(private, key=lambda one: IPv4Address(one) in PRIVATE[-1])


def _of_interfaces() -> Iterator[str]:
    if not sys.platform.startswith("linux"):
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _number, name in socket.if_nameindex():
            with suppress(OSError):  # an interface without an address
                request = struct.pack("256s", name.encode()[:15])
                yield socket.inet_ntoa(fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)[20:24])


def _of_ways() -> Iterator[str]:
    """Yield the addresses from which something would be sent into private networks."""
    for target in _ASKED:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect((target, 9))
            yield str(asked.getsockname()[0])


def _of_name() -> Iterator[str]:
    with suppress(OSError):
        for *_rest, where in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(where[0])


def checked_address(address: str) -> IPv4Address:
    """Return an address at which a room may be; raise NotPrivateError."""
    try:
        where = IPv4Address(address)
    except ValueError:
        raise NotPrivateError(address=address) from None
    if not allowed(where):
        raise NotPrivateError(address=address)
    return where
