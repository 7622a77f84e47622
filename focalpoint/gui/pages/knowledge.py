"""The library: cards on articles, case-law and questions, and the glossary; found by words or by type of request."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QTabWidget, QVBoxLayout, QWidget

from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.dialogs.report import PaperDialog, of_card
from focalpoint.gui.pages.base import Page
from focalpoint.gui.presenter.slide_show import SlideShow
from focalpoint.gui.widgets.basics import Pill, button, clear, column, row, scrolled, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import line
from focalpoint.language import _, current, format_date, isolate, isolate_ltr
from focalpoint.services.casework import knowledge
from focalpoint.services.casework.knowledge import GlossaryTerm, LibraryEntry
from focalpoint.services.seminars import slides
from focalpoint.services.seminars.slides import Deck

DELAY_MS = 200


class LibraryPage(Page):
    """Everything here is public; a card that came with the program is read, one of the office can be changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        outer = column(self, spacing=0)
        head = row(margins=(24, 12), spacing=8)
        head.addWidget(text(_("Library"), "title"), 1)
        head.addWidget(button(_("New card"), self.new, icon="add"))
        outer.addLayout(head)
        tools = row(margins=(24, 4), spacing=8)
        self.search = line(hint=_("Search the library"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(_("Search the library"))
        tools.addWidget(self.search, 2)
        codes = context.reference.lists["request_types"].codes.values()
        self.type = Choice([(code.code, code.label(current())) for code in codes], empty=_("All types of request"))
        self.type.setAccessibleName(_("Types of request"))
        tools.addWidget(self.type, 1)
        outer.addLayout(tools)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Library"))
        self._cards, self._terms = self._tab(_("Cards")), self._tab(_("Glossary"))
        outer.addWidget(self.tabs, 1)
        self._timer = QTimer(self, interval=DELAY_MS, singleShot=True)
        self._timer.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _words: self._timer.start())
        self.type.activated.connect(lambda _place: self.reload())
        self.tabs.currentChanged.connect(lambda _place: self.reload())

    def _tab(self, title: str) -> QVBoxLayout:
        body = QWidget()
        across = row(body, margins=(24, 12))
        inner = QWidget()
        inner.setMaximumWidth(theme.px(880))
        lay = column(inner, spacing=12)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self.tabs.addTab(scrolled(body, name=title), title)
        return lay

    def new(self) -> None:
        """Begin a card of the office."""
        self.context.go.emit(ToNewRecord("card", {}))

    def look_for(self, request_type: str) -> None:
        """Show the cards on a type of request."""
        self.tabs.setCurrentIndex(0)
        self.search.clear()
        self.type.choose(request_type)
        self.reload()

    def _wanted(self) -> tuple[str, str]:
        """Return the words and the type of request that are looked for now."""
        return self.search.text().strip(), self.type.code()

    def reload(self) -> None:
        """Read what the words and the type find."""
        wanted = self._wanted()
        if self.tabs.currentIndex():
            self.context.run(knowledge.glossary, wanted[0], done=partial(self._show_terms, wanted), reads_only=True)
        else:
            shown = partial(self._show_cards, wanted)
            self.context.run(knowledge.cards, current(), *wanted, done=shown, reads_only=True)

    def _show_cards(self, wanted: tuple[str, str], found: list[LibraryEntry]) -> None:
        if wanted != self._wanted():  # answers can overtake each other
            return
        clear(self._cards)
        for entry in found:
            self._cards.addWidget(self._card(entry))
        if not found:
            self._cards.addWidget(text(_("No card fits. Try fewer words, or all types of request."), "muted"))
        self._cards.addStretch(1)

    def _card(self, entry: LibraryEntry) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = column(frame, margins=(16, 12), spacing=8)
        head = row(spacing=8)
        head.addWidget(text(isolate(entry.title), "large"), 1)
        head.addWidget(Pill(self.context.reference.label("card_kinds", entry.kind, current())))
        lay.addLayout(head)
        lay.addWidget(text(entry.text, selectable=True, natural=True))
        lay.addWidget(text(self._origin(entry), "small"))
        tools = row(spacing=8)
        if entry.record:
            opener = partial(self.context.go.emit, ToRecord("card", entry.record))
            tools.addWidget(button(_("Open"), opener, icon="open"))
        tools.addWidget(button(_("On paper…"), partial(self._print, entry), role="link", icon="print"))
        tools.addWidget(button(_("Show full screen"), partial(self.present, entry), role="link", icon="show"))
        tools.addStretch(1)
        lay.addLayout(tools)
        return frame

    def _print(self, entry: LibraryEntry) -> None:
        PaperDialog(self.window(), self.context, of_card(self.context, entry)).open()

    def present(self, entry: LibraryEntry) -> None:
        """Show a sheet over the whole screen, in each language at a key."""

        def begin(decks: list[Deck]) -> None:
            self._show = SlideShow(self.context, decks, training=self.context.ws.info.training)
            self._show.begin()

        self.context.run(slides.decks_of_card, entry.code, current(), done=begin, reads_only=True)

    def _origin(self, entry: LibraryEntry) -> str:
        said = [isolate(entry.source)] if entry.source else []
        if entry.as_of:
            said.append(_("as of {date}").format(date=format_date(entry.as_of)))
        if entry.verified_by:
            said.append(_("verified by {person}").format(person=isolate(entry.verified_by)))
        said.append(_("source read") if entry.verified else _("not yet verified"))
        return " · ".join(said)

    def _show_terms(self, wanted: tuple[str, str], found: list[GlossaryTerm]) -> None:
        if wanted != self._wanted():
            return
        clear(self._terms)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        for place, code in enumerate(LANGUAGES):
            grid.addWidget(text(self.context.reference.label("languages", code, current()), "caption"), 0, place)
            grid.setColumnStretch(place, 1)
        for number, term in enumerate(found, 1):
            for place, code in enumerate(LANGUAGES):
                word = term.words.get(code, "")
                shown = isolate(word) if LANGUAGES[code].rtl else isolate_ltr(word)
                grid.addWidget(text(shown, "body" if place else "strong", selectable=True), number, place)
            if not term.verified:
                grid.addWidget(text(_("not yet verified"), "small", wrap=False), number, len(LANGUAGES))
        self._terms.addWidget(holder)
        if not found:
            self._terms.addWidget(text(_("No term fits."), "muted"))
        self._terms.addStretch(1)
