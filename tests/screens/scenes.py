"""The scenes: every page and dialog, in normal, empty, error and long states."""

import io
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QWidget

from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.requests import Request
from focalpoint.gui.destinations import ToDocument
from focalpoint.gui.dialogs.report import FiguresDialog, PaperDialog, of_request
from focalpoint.gui.errors import ErrorDialog, explain
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.gate import Gate
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.access import AccessDialog
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.exchange.peer import PeerDialog
from focalpoint.gui.pages.exchange.room import HostDialog, JoinDialog
from focalpoint.gui.pages.exchange.schedule import PaceDialog
from focalpoint.gui.pages.exchange.server import ServerDialog
from focalpoint.gui.pages.exchange.statements import HandOverDialog, ReplaceDialog
from focalpoint.gui.pages.reading.step import StepDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.pages.search import SearchPage
from focalpoint.gui.pages.settings.details import DetailsDialog
from focalpoint.gui.pages.settings.erase import EraseDialog, of_trash
from focalpoint.gui.pages.settings.make_room import RoomDialog
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.pages.settings.restore import RestoreDialog
from focalpoint.gui.pages.settings.security import PassphraseDialog
from focalpoint.language import current
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, drafts, listing, records, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace
from focalpoint.services.core.recent import RecentVault
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.exchange.export import Sealed
from focalpoint.services.exchange.peers import Drive
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteSettings
from focalpoint.services.training import demo
from focalpoint.services.training.demo import DemoPaths
from tests.screens import registers, results

LONG_TITLE = (
    "طلب تحديد وتعقب وتجميد أصول Société fictive de transport et de négoce (TRN) SARL et de ses filiales — "
    "identification of the beneficial owners in three jurisdictions, preservation of all correspondence from 2019 "
    "to 2026, Rechtsschutzversicherungsgesellschaften, وما يتصل بها من حسابات مصرفية وعقارات ومنقولات باسم الغير"
)
Settle = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A name and the widget to photograph."""

    name: str
    widget: QWidget


def prepare(paths: DemoPaths) -> None:
    """Add what the demonstration does not show by itself: long texts, a conflict, a server, a draft, a full trash."""
    ws, deputy = (workspace.unlock(path, paths.passphrase) for path in (paths.first, paths.second))
    try:
        _add_long(ws)
        _add_conflict(ws, deputy, paths.first.parent / "conflict.fpbundle")
        _add_server(ws, deputy, paths.first.parent / "shared")
        _add_arrivals(ws, deputy, Path(peers.incoming_folder(ws)))
        results.add_table(paths.first.parent)
        twin = Request(direction="incoming", type="C-a", own_ref=f"TRN-{ws.today().year}/003", subject="TRN")
        requests.register(ws, twin)
        unfinished = Request(direction="incoming", type="C-a", subject="TRN " + LONG_TITLE[:60])
        drafts.keep_draft(ws, drafts.key_of(unfinished), unfinished)
        contact = listing.page(ws, "contact", listing.ids(ws, Listing("contact", sort="name"))[-1:], ())[0].id
        records.delete(ws, "contact", contact)
        owner = results.record(ws, "request", "ref:TRN-" + str(ws.today().year) + "/001")
        attachments.attach_bytes(ws, "request", owner, _picture(), name="trn-scan.png", title="TRN scan")
    finally:
        ws.lock()
        deputy.lock()


def _add_server(ws: Workspace, deputy: Workspace, folder: Path) -> None:
    """Let a folder be one place by which the deputy is kept up to date."""
    folder.mkdir(exist_ok=True)
    servers.add_remote(ws, "TRN المجلد المشترك", RemoteSettings("folder", str(folder)), [deputy.device])


def _add_arrivals(ws: Workspace, deputy: Workspace, folder: Path) -> None:
    """Let a bundle in volumes and a card lie where the vault looks for them."""
    stranger = demo.new_vault(folder / "trn-other.focalpoint", current()).workspace
    peers.save_card(stranger, folder / "TRN بطاقة.fpcard")
    stranger.lock()
    request = requests.register(deputy, Request(direction="incoming", type="C-a", sender="OTP", subject="TRN")).first_id
    for number in range(3):
        attachments.attach_bytes(deputy, "request", request, os.urandom(40_000), name=f"TRN {number}.bin")
    plan = export.plan_export(deputy, [("request", request)], [ws.device])
    export.seal_plan(deputy, plan, folder / "TRN.fpbundle", "TRN", limit=100_000)


def _add_conflict(ws: Workspace, deputy: Workspace, bundle: Path) -> None:
    """Let both change the deadline of a request that they share, neither knowing of the other."""
    shared = results.record(deputy, "request", "is:open")
    for one, day in ((ws, 12), (deputy, 21)):
        item = requests.get_request(one, shared)
        records.save(one, replace(item, due_on=date(one.today().year + 1, 5, day).isoformat()))
    export.seal_plan(deputy, export.plan_export(deputy, [("request", shared)], [ws.device]), bundle, "TRN")
    imports.apply(ws, imports.preview(ws, imports.inspect(ws, bundle)))


def _picture() -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").resize((600, 400)).save(stream, "PNG")
    return stream.getvalue()


def _add_long(ws: Workspace) -> None:
    if not listing.ids(ws, Listing("request", f"ref:{results.LONG_REFERENCE}")):
        requests.register(
            ws,
            Request(
                direction="incoming", type="C-k", sender="OTP", reply_to="OTP", own_ref=results.LONG_REFERENCE,
                their_ref="TRN/OTP/2026/0000000000000000000000999", subject=LONG_TITLE, body=(LONG_TITLE + "\n") * 4,
                due_on=ws.today().isoformat(), urgency="life_at_risk", confirmation_needed=True,
                keywords=("TRN", "Rechtsschutzversicherungsgesellschaften"),
            ),
        )  # fmt: skip


def gate_scenes(gate: Gate, vault: Path, settle: Settle) -> Iterator[Scene]:
    """Yield the pages before a vault is open."""
    gate.show_begin()
    yield _settled("begin", gate, settle)
    gate.show_office()
    yield _settled("office", gate, settle)
    gate.show_vault()
    yield _settled("new-vault", gate, settle)
    step = UnlockStep([RecentVault(vault, vault.stem, "2026-11-24T09:00:00Z")])
    yield from _step(gate, "unlock", step, settle)
    two = [
        RecentVault(vault, "TRN-1", "2026-11-24T09:00:00Z"),
        RecentVault(vault / "b", "TRN-2", "2026-11-20T08:00:00Z"),
    ]
    step = UnlockStep(two)
    step.say(explain(NotFoundError()).as_line())
    yield from _step(gate, "unlock-refused", step, settle)
    gate.show_recover(vault)
    yield _settled("recover", gate, settle)


def vault_scenes(gate: Gate, folder: Path, settle: Settle) -> Generator[Scene, None, Workspace]:
    """Yield the pages after a vault was made; return the new, empty vault."""
    gate.beginning.created = demo.new_vault(folder / "trn.focalpoint", current())
    for name, show in (("words", gate.show_words), ("words-check", gate.show_check), ("own-card", gate.show_card)):
        show()
        yield _settled(name, gate, settle)
    return gate.beginning.created.workspace


def empty_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    """Yield the pages of a vault in which there is nothing yet."""
    shell = window.shell
    if shell is not None:
        for name in ("today", "request", "contact", "seminar", "exchange", "search"):
            shell.show_page(name)
            yield _settled(f"empty-{name}", window, settle)


def _step(gate: Gate, name: str, step: GatePage, settle: Settle) -> Iterator[Scene]:
    gate.show_step(step)
    yield _settled(name, gate, settle)


def _settled(name: str, widget: QWidget, settle: Settle) -> Scene:
    settle()
    return Scene(name, widget)


def page_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    """Yield the pages of an open vault."""
    shell = window.shell
    if shell is None:
        return
    shell.show_page("today")
    yield _settled("today", window, settle)
    yield from _register_scenes(window, settle)
    for name in ("contact", "seminar"):
        page = shell.show_page(name)
        settle()
        if isinstance(page, RegisterPage):
            page.list.view.go_to(0)
            yield _settled(name, window, settle)
            page.begin(name, {})
            yield _settled(f"{name}-editor", window, settle)
            page.leave()
            page.open(results.record(shell.context.ws, name, ""))
    if isinstance(page, RegisterPage):
        yield from registers.seminar_scenes(shell, page, partial(_settled, widget=window, settle=settle))
        page.open(results.record(shell.context.ws, "material", ""), "material")
        yield _settled("material", window, settle)
    yield from registers.intake_scenes(shell, partial(_settled, settle=settle))
    yield from registers.calendar_scenes(shell, partial(_settled, widget=window, settle=settle))
    yield from registers.scenes(shell, partial(_settled, widget=window, settle=settle))
    yield from _exchange_scenes(window, settle)
    search = shell.show_page("search")
    yield _settled("search-begin", window, settle)
    if isinstance(search, SearchPage):
        search.look_for("تجميد")
        settle()
        yield _settled("search", window, settle)
    settings = shell.show_page("settings")
    if isinstance(settings, SettingsPage):
        for name in ("window", "calendar", "officers", "security", "backup", "check", "trash", "audit", "about"):
            settings.go_to(name)
            yield _settled(f"settings-{name}", window, settle)
    shell.box.open()
    yield _settled("command-box", window, settle)
    shell.box.hide()


def _register_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    shell = window.shell
    page = shell.show_page("request") if shell else None
    if shell is None or not isinstance(page, RegisterPage):
        return
    settle()
    page.list.view.go_to(1)
    yield _settled("request", window, settle)
    for tab in ("dossier", "checklist", "clocks", "timeline", "documents", "history", "readers"):
        page.pane.turn_to(tab)
        yield _settled(f"request-tab-{tab}", window, settle)
    page.open(results.long(shell.context.ws))
    yield _settled("request-long", window, settle)
    page.new()
    yield _settled("request-editor", window, settle)
    if page.editor is not None:
        page.editor.save()
        yield _settled("request-editor-missing", window, settle)
        page.editor.discard()
        settle()
    page.list.group(on=True)
    yield _settled("request-grouped", window, settle)
    page.list.group(on=False)
    page.list.use(Listing("request", "zzzz"))
    yield _settled("request-nothing", window, settle)
    page.list.use(Listing("request", sort="due_on"))
    settle()
    page.open(results.record(shell.context.ws, "request", "is:conflicting"))
    yield _settled("request-conflict", window, settle)
    for ending in ("pdf", "txt", "docx", "png"):
        document = results.document(shell.context.ws, ending)
        if document:
            shell.context.go.emit(ToDocument(document))
            yield _settled(f"document-{ending}", window, settle)


def _exchange_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    page = window.shell.show_page("exchange") if window.shell else None
    if isinstance(page, ExchangePage):
        for place, name in enumerate(("people", "card", "bundles", "decisions", "servers", "statements")):
            page.tabs.setCurrentIndex(place)
            yield _settled(f"exchange-{name}", window, settle)
        yield from _decision_scenes(page, window, settle)


def _decision_scenes(page: ExchangePage, window: MainWindow, settle: Settle) -> Iterator[Scene]:
    """Yield the inbox closed, with its first conflict opened, and before a decision on all of them."""
    page.decide()
    settle()
    yield _settled("exchange-decisions", window, settle)
    for view in page.decisions.views or []:
        page.decisions.open_record(view.id)
        yield _settled(f"exchange-decision-{view.field}", window, settle)
    page.decisions.choose_all(on=True)
    page.decisions.keep_theirs()
    yield _settled("exchange-decide-many", window, settle)
    page.decisions.choose_all(on=False)


def dialog_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    """Yield the dialogs."""
    shell = window.shell
    if shell is None:
        return
    context, ws = shell.context, shell.context.ws
    request = requests.get_request(ws, results.long(ws))
    steps = requests.next_steps(ws, request)
    dialogs: list[tuple[str, Callable[[], QWidget]]] = [
        ("dialog-step", lambda: StepDialog(window, context, request, steps[0])),
        ("dialog-export", lambda: ExportDialog(window, context, [("request", request.id)])),
        ("dialog-server", lambda: ServerDialog(window, context)),
        ("dialog-pace", lambda: PaceDialog(window, context, servers.status(ws)[0])),
        ("dialog-room", lambda: HostDialog(window, context)),
        ("dialog-join", lambda: JoinDialog(window, context)),
        ("dialog-details", lambda: DetailsDialog(window, context, lambda: None)),
        ("dialog-passphrase", lambda: PassphraseDialog(window, context)),
        ("dialog-error", lambda: ErrorDialog(window, explain(NotFoundError()), training=True)),
        ("dialog-bug", lambda: ErrorDialog(window, explain(ValueError()), training=False)),
        ("dialog-bundle-damaged", lambda: OpenBundleDialog(window, context, Path("TRN-none.fpbundle"))),
        ("dialog-bundle", lambda: OpenBundleDialog(window, context, peers.waiting(ws)[0])),
        ("dialog-report", lambda: PaperDialog(window, context, of_request(context, request))),
        ("dialog-figures", lambda: FiguresDialog(window, context)),
        ("dialog-erase", lambda: EraseDialog(window, context, of_trash(records.trash(ws)[0]))),
        ("dialog-room", lambda: RoomDialog(window, context)),
    ]
    for one in peers.peers(ws)[:1]:
        dialogs += [
            ("dialog-person", partial(PeerDialog, window, context, one)),
            ("dialog-access", partial(AccessDialog, window, context, one)),
            ("dialog-hand-over", partial(HandOverDialog, window, context, [one])),
        ]
    dialogs.append(("dialog-replace", lambda: ReplaceDialog(window, context)))
    kept = safety.backups(ws.info.path)[:1]
    dialogs += [("dialog-restore", partial(RestoreDialog, window, context, one)) for one in kept]
    for name, make in dialogs:
        made = make()
        made.show()
        yield _settled(name, made, settle)
        if isinstance(made, ExportDialog):
            yield from _review(made, settle)
        if isinstance(made, HostDialog):
            yield from _room(made, settle)
        made.close()
        settle()


def _review(dialog: ExportDialog, settle: Settle) -> Iterator[Scene]:
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    yield _settled("dialog-export-review", dialog, settle)


def _room(dialog: HostDialog, settle: Settle) -> Iterator[Scene]:
    dialog.choice.choose_everyone()
    dialog.address.clear()
    dialog.address.addItem("127.0.0.1", "127.0.0.1")
    dialog.open_room()
    settle()
    yield _settled("dialog-room-open", dialog, settle)


STICK = Drive(Path("/media/TRN"), "TRN ذاكرة", 8_000_000_000, 16_000_000_000, writable=True)


def stick_scenes(window: MainWindow, settle: Settle) -> Iterator[Scene]:
    """Yield what is said of a stick: one that has come, one with room, one with too little, one to eject."""
    shell = window.shell
    if shell is None:
        return
    shell.show_page("today")
    settle()
    shell.watch.came.emit(STICK, 2)
    yield _settled("stick-came", window, settle)
    shell.notice.hide()
    owner = ("request", results.record(shell.context.ws, "request", "has:attachment"))
    dialog = ExportDialog(window, shell.context, [owner])
    dialog.show()
    dialog.choice.send_everything.setChecked(True)
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    for name, drive in (("fits", STICK), ("stays", replace(STICK, free=1_070_000 + 40_000))):
        dialog.review.set_drives([drive])
        dialog.review.place.choose(str(drive.path))
        yield _settled(f"stick-{name}", dialog, settle)
    dialog.show_sealed(Sealed(STICK.path / "fp-20261124-1234abcd.fpbundle", 3_100_000_000, "", 7))
    yield _settled("stick-sealed", dialog, settle)
    dialog.close()
    settle()
