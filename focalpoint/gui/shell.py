"""The window of an open vault: rail, pages, top bar, status bar, command box. No feature code."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from focalpoint import language
from focalpoint.gui import errors
from focalpoint.gui.arrival_watch import Watch
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToBundle, ToCard, ToExport, ToNewRecord, ToPage, ToRecord, ToServers, ToSettings
from focalpoint.gui.dialogs.save_copy import save_copy
from focalpoint.gui.focus import FocusKeeper
from focalpoint.gui.learning import offers
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.register.overview import further
from focalpoint.gui.presenter import tour
from focalpoint.gui.rail import PAGES, Rail
from focalpoint.gui.routes import Routes
from focalpoint.gui.shortcuts import action, shortcut_text
from focalpoint.gui.statusbar import StatusBar
from focalpoint.gui.sync_schedule import Pace
from focalpoint.gui.teardown import Teardown
from focalpoint.gui.topbar import TopBar, step_name
from focalpoint.gui.widgets.basics import column, row
from focalpoint.gui.widgets.notice import NoticeBar
from focalpoint.gui.widgets.palette import Command, CommandBox
from focalpoint.language import _, isolate, ngettext
from focalpoint.loading import late
from focalpoint.services.care import safety
from focalpoint.services.care.safety import Backup
from focalpoint.services.casework import history
from focalpoint.services.casework.history import Turn
from focalpoint.services.core.changes import Changes
from focalpoint.services.day import today
from focalpoint.services.day.today import Overview
from focalpoint.services.exchange import arrivals, peers, suffixes
from focalpoint.services.exchange.arrivals import Drive

if TYPE_CHECKING:
    from focalpoint.gui.dialogs import update
else:  # an update comes once in a while
    update = late("focalpoint.gui.dialogs.update")

DROPPED = (peers.SUFFIX, arrivals.CARD, suffixes.ROLL, suffixes.CERTIFICATE, suffixes.UPDATE)
Facts = tuple[Overview, list[Backup], Turn | None, Turn | None]


class Shell(QWidget):
    """Everything a person sees while the vault is open."""

    lock = Signal(str)

    def __init__(self, context: Context, routes: Routes) -> None:
        super().__init__()
        self.context, self._routes = context, routes
        self._pages: dict[str, Page] = {}
        self._reminded: date | None = None
        info = context.ws.info
        country = context.reference.label("countries", info.country, language.current())
        self.top, self.rail, self.status, self.stack = TopBar(info, country), Rail(), StatusBar(), QStackedWidget()
        lay = column(self, spacing=0)
        lay.addWidget(self.top)
        middle = row(spacing=0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        lay.addLayout(middle, 1)
        lay.addWidget(self.status)
        self.box = CommandBox(self, context, self.commands)
        self.notice = NoticeBar(self)
        self._connect()
        self._keys()
        self._timer = QTimer(self, interval=60_000)
        self._timer.timeout.connect(self._maintain)
        self._timer.start()
        self._soon = QTimer(self, interval=300, singleShot=True)
        self._soon.timeout.connect(self.read_facts)
        self.watch = Watch(partial(arrivals.scan, context.ws), context.jobs, self)
        self.watch.changed.connect(context.around.emit)
        self.watch.changed.connect(lambda _around: self._soon.start())
        self.watch.came.connect(self._came)
        self.pace = Pace(context, self)
        self.pace.status_changed.connect(self.status.set_sync)
        self.setAcceptDrops(True)
        FocusKeeper(self, self.stack.currentWidget, self._go_on)
        self.read_facts()
        self.watch.look()
        self.pace.look()
        context.run(safety.check_audit)

    def show_page(self, name: str) -> Page:
        """Show a page, made at its first showing."""
        current = self.stack.currentWidget()
        if isinstance(current, Page):
            current.leave()
        if name not in self._pages:
            self._pages[name] = self._routes.make(name)
            self.stack.addWidget(self._pages[name])
        page = self._pages[name]
        self.stack.setCurrentWidget(page)
        if name != "document":
            self.rail.show_page(name)
        page.enter()
        return page

    def welcome(self) -> None:
        """Begin the guided tour, if it is due."""
        tour.begin_if_due(self, training=self.context.ws.info.training)

    def _go_on(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.go_on()

    def page_name(self) -> str:
        """Return the name of the page that is shown."""
        return next((n for n, page in self._pages.items() if page is self.stack.currentWidget()), "today")

    def leave(self) -> None:
        """Keep everything that is not yet kept, before the vault is locked."""
        steps = Teardown()
        for step in (self._timer.stop, self.watch.stop, self.pace.stop, self._unwatch, self.context.locking.emit):
            steps.take(step)
        for page in self._pages.values():
            steps.take(page.leave)
        steps.take(self.context.drafts.flush)
        steps.raise_first()

    def _unwatch(self) -> None:
        self.context.jobs.started.disconnect(self.status.watch)  # what starts from now on is not this vault's work

    def commands(self) -> list[Command]:
        """Return what the command box offers."""
        registers = further(training=self.context.ws.info.training)
        found = [
            Command(_("New request"), "add", lambda: self._new("request"), shortcut_text("Ctrl+N")),
            Command(_("New contact"), "add", lambda: self._new("contact")),
            Command(_("New seminar"), "add", lambda: self._new("seminar")),
            *(Command(_(kind.new), "add", partial(self._new, kind.name)) for kind in registers),
            *(Command(_(kind.plural), "list", self._go(kind.name)) for kind in registers),
        ]
        for place, (name, (label, icon)) in enumerate(PAGES.items(), 1):
            found.append(Command(_(label), icon, self._go(name), shortcut_text(f"Ctrl+{place % 10}")))
        found += [
            Command(_("Export a bundle…"), "seal", lambda: self.context.go.emit(ToExport())),
            Command(_("Open a bundle…"), "folder", lambda: self.context.go.emit(ToBundle())),
            Command(_("Trash"), "trash", lambda: self.context.go.emit(ToSettings("trash"))),
            Command(_("Make a backup now"), "backup", lambda: self.context.go.emit(ToSettings("backup"))),
            Command(_("Check the vault"), "verified", lambda: self.context.go.emit(ToSettings("check"))),
            Command(_("Tour of the program"), "question", lambda: tour.Tour(self)),
            Command(_("Quiz"), "question", partial(offers.open_quiz, self, self.context)),
            Command(_("Terms to learn"), "question", partial(offers.open_terms, self, self.context)),
            Command(_("Undo"), "undo", self._undo, shortcut_text("Ctrl+Z")),
            Command(_("Redo"), "redo", self._redo, shortcut_text("Ctrl+Shift+Z")),
            Command(_("Lock the vault"), "lock", lambda: self.lock.emit("person"), shortcut_text("Ctrl+L")),
        ]
        return found

    def read_facts(self) -> None:
        """Read what the bars say."""
        ws = self.context.ws

        def read() -> Facts:
            return today.overview(ws), safety.backups(ws.info.path), history.next_undo(ws), history.next_redo(ws)

        self.context.start(read, done=self._facts, reads_only=True)

    def _maintain(self) -> None:
        self.context.run(safety.maintain, done=lambda _made: self.read_facts())

    def _facts(self, facts: Facts) -> None:
        overview, backups, undo, redo = facts
        ws = self.context.ws
        self.top.set_officer(ws.who if ws.who != ws.info.person else "")
        self.top.set_steps(undo, redo)
        self.status.set_next(overview.next_due)
        self._remind(overview.due_today)
        self.status.set_waiting(len(overview.waiting_bundles))
        self.status.set_backup(backups[0].made_at if backups else None)
        self.rail.count("today", overview.overdue_count)
        self.rail.count("exchange", len(overview.waiting_bundles))

    def _remind(self, number: int) -> None:
        """Say once a day how much ends today; a locked vault says nothing, since nobody can read it then."""
        today = self.context.ws.today()
        if number and self._reminded != today:
            said = ngettext("{n} time limit ends today", "{n} time limits end today", number).format(n=number)
            self.notice.say(said, _("Look"), self._go("today"))
        self._reminded = today

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take bundles and cards, wherever in the window."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped; the first of several."""
        for path in _dropped(event.mimeData())[:1]:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Show what a file is, a bundle, a card or an update; nothing of it is taken in."""
        if path.suffix.lower() == suffixes.UPDATE:
            update.UpdateDialog(self.window(), self.context.jobs, path, training=self.context.ws.info.training).open()
            return
        self.context.go.emit(ToBundle(path) if path.suffix.lower() == peers.SUFFIX else ToCard(path))

    def _came(self, drive: Drive, number: int) -> None:
        """Say that a stick came with something on it, and lead there."""
        if not number:
            return
        said = ngettext(
            "Stick “{drive}”: {n} bundle for you to look at", "Stick “{drive}”: {n} bundles for you to look at", number
        )
        self.notice.say(said.format(drive=isolate(drive.label), n=number), _("Look"), partial(self._look_at, drive))

    def _look_at(self, drive: Drive) -> None:
        """Open the one bundle of a stick, or the list of them."""
        on = [one for one in self.watch.around.on(drive.path) if one.kind == "bundle"]
        self.context.go.emit(ToBundle(Path(on[0].path)) if len(on) == 1 else ToPage("exchange"))

    def _connect(self) -> None:
        context, routes = self.context, self._routes
        routes.attach(self.show_page, self.page_name)
        self.rail.chosen.connect(self.show_page)
        self.top.search.connect(self.box.open)
        self.top.undo.connect(self._undo)
        self.top.redo.connect(self._redo)
        self.top.lock.connect(lambda: self.lock.emit("person"))
        self.status.open_exchange.connect(self._go("exchange"))
        self.status.open_servers.connect(lambda: context.go.emit(ToServers()))
        self.status.save_copy.connect(partial(save_copy, self, context))
        self.status.set_reading_only(reading_only=context.ws.read_only)
        self.status.open_settings.connect(self._go("settings"))
        self.status.open_record.connect(lambda kind, record: routes.go(ToRecord(kind, record)))
        context.go.connect(routes.go)
        context.cared.connect(self.read_facts)
        context.failed.connect(lambda error: errors.handle(self.window(), error))
        context.notice.connect(self._say)
        context.offer.connect(self.notice.say)
        context.refresh.changed.connect(self._changed)
        context.jobs.started.connect(self.status.watch)

    def _keys(self) -> None:
        action(self, _("Search or do…"), "Ctrl+K", self.box.open)
        action(self, _("Lock the vault"), "Ctrl+L", lambda: self.lock.emit("person"))
        action(self, _("Undo"), "Ctrl+Z", self._undo)
        action(self, _("Redo"), "Ctrl+Shift+Z", self._redo)
        action(self, _("New record"), "Ctrl+N", self._new_here)
        action(self, _("Search"), "Ctrl+F", self._go("search"))
        for place, name in enumerate(PAGES, 1):
            action(self, _(PAGES[name][0]), f"Ctrl+{place % 10}", self._go(name))

    def _go(self, name: str) -> Callable[[], object]:
        return lambda: self.show_page(name)

    def _new(self, type_name: str) -> None:
        self._routes.go(ToNewRecord(type_name))

    def _new_here(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.new()

    def _undo(self) -> None:
        """Take back the last step, whichever it is, and name it."""
        self._turn(history.next_undo(self.context.ws), history.undo, _("Undone: {what}"), _("Nothing to undo"))

    def _redo(self) -> None:
        self._turn(history.next_redo(self.context.ws), history.redo, _("Done again: {what}"), _("Nothing to redo"))

    def _turn(self, step: Turn | None, call: Callable[..., Changes], pattern: str, nothing: str) -> None:
        if step is None:
            self.notice.say(nothing)
        else:
            self.context.change(call, step.seq, message=pattern.format(what=step_name(step)))

    def _say(self, sentence: str, undo: str) -> None:
        """Say what was done; its undo names what it takes back, and takes back that or nothing."""
        step = history.next_undo(self.context.ws) if undo else None
        if step is None:
            self.notice.say(sentence)
            return
        take = partial(self._turn, step, history.undo, _("Undone: {what}"), "")
        self.notice.say(sentence, _("Undo: {what}").format(what=step_name(step)), take)

    def _changed(self, _changes: Changes) -> None:
        self._soon.start()


def _dropped(data: QMimeData) -> list[Path]:
    """Return the bundles, cards and rolls among the files that are dragged."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix in DROPPED]
