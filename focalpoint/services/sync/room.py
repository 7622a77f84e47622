"""An exchange in one room: one laptop serves its outbox for a few minutes, the other joins; no internet, no server.

Both do the runs they do with any server, over a place that is used once. After each turn in which the guest put
something, it says so (`fp1/r/<tag>-<turn>`), and the host answers when it has taken that in. At the end it says `-end`.
Nothing is kept of the place: neither address nor password.
"""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.loading import late
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, introduction, peers
from focalpoint.services.exchange.peers import PeerView
from focalpoint.services.sync import servers
from focalpoint.services.sync.remotes import KnownRemote, tag_of, temporary
from focalpoint.services.sync.runs import Report
from focalpoint.transports import room
from focalpoint.transports.port import Remote
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.transports.remotes import open_remote, open_room
from focalpoint.vault.remotes import RemoteProgress

if TYPE_CHECKING:
    import segno
else:
    segno = late("segno")

if TYPE_CHECKING:
    from focalpoint.transports.room_server import RoomServer

NoAddressError = room.NoAddressError
FULL = N_("The other laptop put more into this room than one room takes. Close it, and open another to go on.")
SIGNS = "fp1/r/"
TURNS = 6
LOOK_SECONDS = 0.5
PATIENCE = 120.0  # seconds that the other side may take for what was put
_HOST = 4  # bytes of a tag
Chosen = list[tuple[str, str]]


class UnknownHostError(FocalpointError):
    """The invitation comes from somebody who is not verified here."""

    message = N_("This invitation comes from somebody whose card is not verified in this vault.")
    safe = N_("Nothing was sent.")
    remedy = N_("Exchange and compare your cards first, then join again.")
    code = "NET-136"


def addresses() -> list[str]:
    """Return the addresses at which this computer can be reached in the room; raise NoAddressError if none."""
    found = room.addresses()
    if not found:
        raise room.NoAddressError
    return found


@dataclass(slots=True)
class Room:
    """What this laptop serves: the line that lets others in, and what has come of it."""

    ws: Workspace
    place: KnownRemote
    server: "RoomServer"
    state: RemoteProgress = field(default_factory=RemoteProgress)
    done: set[str] = field(default_factory=set)  # signs that were answered
    report: Report = field(default_factory=Report)

    @property
    def line(self) -> str:
        """Return what the other side types or scans."""
        return self.server.invitation.line()

    @property
    def where(self) -> str:
        """Return the address and port at which it is reached."""
        return f"{self.server.invitation.address}:{self.server.invitation.port}"

    @property
    def minutes(self) -> int:
        """Return the minutes until it closes by itself."""
        return max(0, -int(-self.server.seconds_left() // 60))

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be joined."""
        return self.server.is_open

    def code(self, scale: int = 6) -> bytes:
        """Return the line as a QR code, PNG."""
        out = io.BytesIO()
        segno.make(self.line.upper(), error="m", micro=False).save(out, kind="png", scale=scale, border=4)
        return out.getvalue()

    def called(self) -> list[str]:
        """Return the signs of guests that are not answered yet; cheap enough to be asked twice a second."""
        if not self.is_open:
            return []
        folder = open_remote(self.place.settings, temporary(self.ws))
        return [key for key in folder.list(SIGNS) if key not in self.done and not key.endswith("-heard")]

    def answer(self, task: Task | None = None) -> list[str]:
        """Take in what guests have put, put what they lack, and say so; return who has come to the end."""
        if self.server.full:
            self.report.tell(Message(FULL))
        signs = self.called()
        if not signs:
            return []
        _add(self.report, servers.run_at(self.ws, self.place, task, state=self.state, senders=self.place.readers))
        folder = open_remote(self.place.settings, temporary(self.ws))
        for key in signs:
            folder.put_new(f"{key}-heard", b"heard")
            self.done.add(key)
        ended = {key.removeprefix(SIGNS).removesuffix("-end") for key in signs if key.endswith("-end")}
        return [device for device in self.place.readers if tag_of(device) in ended]

    def close(self) -> None:
        """Stop serving and remove what was served."""
        self.server.close()


def serve(
    ws: Workspace,
    readers: list[str],
    chosen: Chosen,
    address: str = "",
    *,
    task: Task | None = None,
    seconds: float = room.SECONDS,
) -> Room:
    """Open a room for some people, in which lies what was shared with them and what is chosen now."""
    export.readers_of(ws, readers)
    where = address or addresses()[0]
    servers.share_with(ws, readers, chosen)
    server = open_room(where, _host(ws.device), seconds)
    try:
        made = Room(ws, _place(RemoteSettings("folder", str(server.folder)), readers), server)
        _add(made.report, servers.run_at(ws, made.place, task, state=made.state, senders=made.place.readers))
    except BaseException:
        server.close()
        raise
    return made


def join(ws: Workspace, line: str, chosen: Chosen, task: Task | None = None) -> Report:
    """Enter the room of another, exchange what was shared and what is chosen now, and leave."""
    progress, total = task or Task(), Report()
    invitation = room.read_line(line)
    host = _known(ws, invitation.host)
    progress.report(0, None, N_("Looking for the other laptop"))
    settings = room.settings_of(invitation)
    servers.share_with(ws, [host.device], chosen)
    place, state = _place(settings, [host.device]), RemoteProgress()
    own = f"{SIGNS}{tag_of(ws.device)}-"
    connection = open_remote(settings, temporary(ws))
    try:
        for turn in range(1, TURNS + 1):
            report = servers.run_at(ws, place, progress, state=state, senders=(host.device,))
            _add(total, report)
            if not report.put or not _heard(connection, f"{own}{turn}", progress):
                break
        connection.put_new(f"{own}end", b"end")
    finally:
        connection.close()
    return total


def read_picture(path: Path) -> str:
    """Return the line in the picture of an invitation; raise NoCodeError or UnreachableFileError."""
    return introduction.code_in(path).decode("ascii", "replace")


def _heard(connection: Remote, sign: str, progress: Task) -> bool:
    """Say that something was put and wait until it is taken in; tell whether it was."""
    connection.put_new(sign, b"put")
    progress.report(0, None, N_("Waiting for the other laptop"))
    return _until(partial(_is_there, connection, f"{sign}-heard"), progress)


def _is_there(connection: Remote, key: str) -> bool:
    return connection.size(key) is not None


def _until(seen: Callable[[], bool], progress: Task) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        progress.check()
        if seen():
            return True
        time.sleep(LOOK_SECONDS)
    return False


def _place(settings: RemoteSettings, readers: list[str]) -> KnownRemote:
    return KnownRemote(f"room-{token_bytes(6).hex()}", settings, tuple(readers))


def _host(device: str) -> bytes:
    return bytes.fromhex(tag_of(device))[:_HOST]


def _known(ws: Workspace, host: bytes) -> PeerView:
    found = [one for one in peers.peers(ws) if one.accepted and _host(one.device) == host]
    if len(found) != 1:
        raise UnknownHostError
    return found[0]


def _add(total: Report, report: Report) -> None:
    total.put += report.put
    total.parts_put += report.parts_put
    total.taken += report.taken
    total.parts_taken += report.parts_taken
    total.waiting += report.waiting
    total.problems += [one for one in report.problems if one not in total.problems]
    total.touched |= report.touched
