"""Which page stands behind which name, and how records, lists, drafts and documents are reached."""

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject

from focalpoint.domain.records import TYPES
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import (
    Destination,
    ToBundle,
    ToCard,
    ToConflicts,
    ToDocument,
    ToDraft,
    ToExport,
    ToLibrary,
    ToList,
    ToNewRecord,
    ToPage,
    ToRecord,
    ToServers,
    ToSettings,
)
from focalpoint.gui.pages.base import Page
from focalpoint.loading import late
from focalpoint.services.casework import rows
from focalpoint.services.casework.listing import Listing

if TYPE_CHECKING:
    from focalpoint.gui.pages import calendar, knowledge, search, today
    from focalpoint.gui.pages.exchange import page as exchange
    from focalpoint.gui.pages.register import overview
    from focalpoint.gui.pages.register import page as register
    from focalpoint.gui.pages.settings import page as settings
    from focalpoint.gui.viewers import document as viewer
else:  # a page is loaded when it is visited
    today = late("focalpoint.gui.pages.today")
    calendar, knowledge = late("focalpoint.gui.pages.calendar"), late("focalpoint.gui.pages.knowledge")
    search, exchange = late("focalpoint.gui.pages.search"), late("focalpoint.gui.pages.exchange.page")
    overview, register = late("focalpoint.gui.pages.register.overview"), late("focalpoint.gui.pages.register.page")
    settings, viewer = late("focalpoint.gui.pages.settings.page"), late("focalpoint.gui.viewers.document")

HOMES = {"material": "seminar", "document": "search"}


def page_of_type(type_name: str) -> str:
    """Return the page on which records of a type are shown: what lives in a dossier, on the page of its owner."""
    return TYPES[type_name].part_of or HOMES.get(type_name, type_name)


class Routes(QObject):
    """The ways between the pages of one open vault."""

    def __init__(self, context: Context, appearance: Appearance, set_autolock: Callable[[int], None]) -> None:
        super().__init__(context)
        self.context, self.appearance, self.set_autolock = context, appearance, set_autolock
        self._show: Callable[[str], Page] | None = None
        self._current: Callable[[], str] | None = None
        self._origin = "today"

    def attach(self, show: Callable[[str], Page], current: Callable[[], str]) -> None:
        """Learn how a page is shown, and which one is."""
        self._show, self._current = show, current

    def make(self, name: str) -> Page:
        """Make a page."""
        match name:
            case "today":
                return today.TodayPage(self.context)
            case "search":
                return search.SearchPage(self.context)
            case "exchange":
                return exchange.ExchangePage(self.context)
            case "calendar":
                return calendar.CalendarPage(self.context)
            case "library":
                return knowledge.LibraryPage(self.context)
            case "registers":
                return overview.RegistersPage(self.context)
            case "settings":
                return settings.SettingsPage(self.context, self.appearance, self.set_autolock)
            case "document":
                return self._document_page()
            case _:
                return self._register(name)

    def show_page(self, name: str) -> Page:
        """Show a page by its name."""
        if self._show is None:
            raise RuntimeError("routes are attached by the shell")
        return self._show(name)

    def go(self, to: Destination) -> None:
        """Take the person to a place in the window."""
        match to:
            case ToPage(name):
                self.show_page(name)
            case ToRecord() | ToNewRecord() | ToDraft():
                self._go_to_record(to)
            case ToDocument(document):
                self._open_document(document)
            case ToList(type_name, query):
                self._list(type_name, query)
            case ToSettings() | ToLibrary():
                self._go_to_section(to)
            case _:
                self._go_to_exchange(to)

    def _go_to_record(self, to: ToRecord | ToNewRecord | ToDraft) -> None:
        type_name = to.key.partition(":")[0] if isinstance(to, ToDraft) else to.type
        page = self.show_page(page_of_type(type_name))
        if not isinstance(page, register.RegisterPage):
            return
        match to:
            case ToRecord(_type, record):
                page.open(record, type_name)
            case ToNewRecord(_type, values):
                page.begin(type_name, values)
            case ToDraft(key):
                draft = self.context.drafts.get(key)
                if draft is not None:
                    kept = rows.get(self.context.ws, type_name, draft.id) if draft.id else TYPES[type_name].cls()
                    page.edit(kept, key)

    def _go_to_section(self, to: ToSettings | ToLibrary) -> None:
        page = self.show_page("settings" if isinstance(to, ToSettings) else "library")
        if isinstance(to, ToSettings) and isinstance(page, settings.SettingsPage):
            page.go_to(to.section)
        elif isinstance(to, ToLibrary) and isinstance(page, knowledge.LibraryPage):
            page.look_for(to.words)

    def _go_to_exchange(self, to: ToExport | ToBundle | ToCard | ToServers | ToConflicts) -> None:
        page = self.show_page("exchange")
        assert isinstance(page, exchange.ExchangePage)
        match to:
            case ToExport(chosen):
                page.export(list(chosen))
            case ToBundle(path):
                page.open_bundle(path)
            case ToCard(path):
                page.add_card(path)
            case ToServers():
                page.show_servers()
            case ToConflicts(record):
                page.decide(record)
            case _:
                assert_never(to)

    def _open_document(self, document: str) -> None:
        """Show a document over the page that is shown."""
        self._origin = self._current() if self._current is not None else "today"
        page = self.show_page("document")
        if isinstance(page, viewer.DocumentPage):
            page.show_document(document)

    def _list(self, type_name: str, query: str) -> None:
        """Show what a search finds: in a register, or over everything."""
        page = self.show_page(type_name or "search")
        if isinstance(page, register.RegisterPage):
            page.list.use(Listing(type=type_name, query=query, sort="due_on" if type_name == "request" else ""))
        elif isinstance(page, search.SearchPage):
            page.look_for(query)

    def _register(self, name: str) -> "register.RegisterPage":
        page = register.RegisterPage(self.context, name)
        page.pane.export.connect(lambda kind, record: self.go(ToExport(((kind, record),))))
        page.list.export.connect(lambda chosen: self.go(ToExport(tuple(chosen))))
        return page

    def _document_page(self) -> "viewer.DocumentPage":
        page = viewer.DocumentPage(self.context)
        page.back.connect(lambda: self.show_page(self._origin))
        return page
