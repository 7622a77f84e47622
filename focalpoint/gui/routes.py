"""Which page stands behind which name, and how records, lists, drafts and documents are reached."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from focalpoint.domain.records import TYPES
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.report import PaperDialog, of_request
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.calendar import CalendarPage
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.knowledge import LibraryPage
from focalpoint.gui.pages.register.overview import RegistersPage
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.pages.search import SearchPage
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.pages.today import TodayPage
from focalpoint.gui.viewers.document import DocumentPage
from focalpoint.services.casework import requests, rows
from focalpoint.services.casework.listing import Listing

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
                return TodayPage(self.context)
            case "search":
                return SearchPage(self.context)
            case "exchange":
                return ExchangePage(self.context)
            case "calendar":
                return CalendarPage(self.context)
            case "library":
                return LibraryPage(self.context)
            case "registers":
                return RegistersPage(self.context)
            case "settings":
                return SettingsPage(self.context, self.appearance, self.set_autolock)
            case "document":
                return self._document_page()
            case _:
                return self._register(name)

    def show(self, name: str) -> Page:
        """Show a page; what follows a colon is for the page itself."""
        if self._show is None:
            raise RuntimeError("routes are attached by the shell")
        head, _colon, rest = name.partition(":")
        page = self._show(head)
        if isinstance(page, SettingsPage) and rest:
            page.go_to(rest)
        elif isinstance(page, LibraryPage) and rest:
            page.look_for(rest)
        elif isinstance(page, ExchangePage) and rest == "export":
            page.export()
        elif isinstance(page, ExchangePage) and rest == "servers":
            page.show_servers()
        elif isinstance(page, ExchangePage) and rest.startswith("decisions"):
            page.decide(rest.partition(":")[2])
        elif isinstance(page, ExchangePage) and rest.startswith("card:"):
            page.add_card(Path(rest.partition(":")[2]))
        elif isinstance(page, ExchangePage) and rest.startswith("open"):
            path = rest.partition(":")[2]
            page.open_bundle(Path(path) if path else None)
        return page

    def open_record(self, type_name: str, record: str) -> None:
        """Show a record on the page of its register."""
        page = self.show(page_of_type(type_name))
        if isinstance(page, RegisterPage):
            page.open(record, type_name)

    def new_record(self, type_name: str, values: dict[str, Any]) -> None:
        """Begin a record on the page of its register."""
        page = self.show(page_of_type(type_name))
        if isinstance(page, RegisterPage):
            page.begin(type_name, values)

    def open_draft(self, key: str) -> None:
        """Go on with a draft."""
        draft = self.context.drafts.get(key)
        type_name = key.partition(":")[0]
        page = self.show(page_of_type(type_name))
        if isinstance(page, RegisterPage) and draft is not None:
            page.edit(rows.get(self.context.ws, type_name, draft.id) if draft.id else TYPES[type_name].cls(), key)

    def open_document(self, document: str) -> None:
        """Show a document over the page that is shown."""
        self._origin = self._current() if self._current is not None else "today"
        page = self.show("document")
        if isinstance(page, DocumentPage):
            page.show_document(document)

    def show_list(self, type_name: str, query: str) -> None:
        """Show what a search finds: in a register, or over everything."""
        page = self.show(type_name or "search")
        if isinstance(page, RegisterPage):
            page.list.use(Listing(type=type_name, query=query, sort="due_on" if type_name == "request" else ""))
        elif isinstance(page, SearchPage):
            page.look_for(query)

    def _register(self, name: str) -> RegisterPage:
        page = RegisterPage(self.context, name)
        page.pane.export.connect(lambda kind, record: self._export([(kind, record)]))
        page.list.export.connect(self._export)
        page.pane.report.connect(lambda record: self._report(page, record))
        return page

    def _export(self, chosen: list[tuple[str, str]]) -> None:
        page = self.show("exchange")
        if isinstance(page, ExchangePage):
            page.export(chosen)

    def _report(self, page: Page, record: str) -> None:
        sheet = of_request(self.context, requests.get_request(self.context.ws, record))
        PaperDialog(page.window(), self.context, sheet).open()

    def _document_page(self) -> DocumentPage:
        page = DocumentPage(self.context)
        page.back.connect(lambda: self.show(self._origin))
        return page
