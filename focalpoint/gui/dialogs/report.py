"""A paper as it will be printed, in a language of choice; saved only where the person says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from focalpoint import language
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.registers import Notice
from focalpoint.domain.requests import Request
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.errors import explain
from focalpoint.gui.printing import print_pdf
from focalpoint.gui.viewers.pages import PagesView
from focalpoint.gui.widgets.basics import button, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.casework import preview, statistics
from focalpoint.services.casework.knowledge import LibraryEntry
from focalpoint.services.casework.statistics import Period
from focalpoint.services.core import output_files
from focalpoint.services.papers import letters, summaries


@dataclass(frozen=True, slots=True)
class Printout:
    """What is printed: a title, what it is about, the name of its file, and how it is made in a language."""

    title: str
    about: str
    name: str
    make: Callable[[str], bytes]


def of_request(context: Context, request: Request) -> Printout:
    """Return the summary of a request."""
    make = partial(summaries.request_pdf, context.ws, request.id)
    return Printout(_("Summary on paper"), isolate_ltr(request.own_ref), request.own_ref or "request", make)


def of_notice(context: Context, notice: Notice) -> Printout:
    """Return the note to the Court on a contact with a person under warrant."""
    return Printout(
        _("Note on paper"), isolate(notice.person), "note", partial(letters.notice_pdf, context.ws, notice.id)
    )


def of_card(context: Context, entry: LibraryEntry) -> Printout:
    """Return a card of the library on one sheet."""
    return Printout(_("Card on paper"), isolate(entry.title), "card", partial(letters.card_pdf, context.ws, entry.code))


class PaperDialog(Dialog):
    """Language, preview, print, save."""

    def __init__(self, parent: QWidget, context: Context, sheet: Printout) -> None:
        super().__init__(parent, sheet.title, training=context.ws.info.training, width=780, about=sheet.about)
        self.context, self._sheet, self._content = context, sheet, b""
        line = row(spacing=8)
        line.addWidget(text(_("Language of the paper"), wrap=False))
        self.language = Choice([(code, one.name) for code, one in LANGUAGES.items()], language.current())
        self.language.setAccessibleName(_("Language of the paper"))
        self.language.currentIndexChanged.connect(lambda _place: self.make())
        line.addWidget(self.language)
        self.tools(line)
        line.addStretch(1)
        self.content.addLayout(line)
        self.view = PagesView(context, sheet.title)
        self.view.setMinimumHeight(theme.px(380))
        self.content.addWidget(self.view, 1)
        self.buttons.addWidget(button(_("Close"), self.reject))
        self.buttons.addStretch(1)
        self._print_button = button(_("Print…"), self._print, icon="print")
        self.buttons.addWidget(self._print_button)
        self._save_button = button(_("Save as PDF…"), self._save, role="primary", icon="save")
        self.buttons.addWidget(self._save_button)
        self.resize(theme.px(820), min(theme.px(680), parent.height()))
        self.make()

    def tools(self, line: QHBoxLayout) -> None:
        """Add what else is chosen beside the language."""

    def sheet(self) -> Printout:
        """Return what is to be printed now."""
        return self._sheet

    def make(self) -> None:
        """Make the paper anew and show it."""
        for made in (self._save_button, self._print_button):
            made.setEnabled(False)
        make = partial(self.sheet().make, self.language.code())

        def work() -> tuple[bytes, int]:
            content = make()
            return content, preview.pdf_page_count(content)

        self.context.start(work, done=self._made, failed=self._failed, reads_only=True)

    def _made(self, answer: tuple[bytes, int]) -> None:
        self._content, pages = answer
        for made in (self._save_button, self._print_button):
            made.setEnabled(True)
        self.view.show_pages(pages, partial(preview.pdf_page_pixels, self._content))

    def _print(self) -> None:
        if print_pdf(self, self._content):
            self.context.notice.emit(_("The paper was sent to the printer."), "")

    def _save(self) -> None:
        self.write("pdf", self._content)

    def write(self, ending: str, content: bytes) -> None:
        """Ask where, and write a file there."""
        name = f"{self.sheet().name.replace('/', '-')}-{self.language.code()}.{ending}"
        title = _("Save as PDF") if ending == "pdf" else _("Save as a table")
        pattern = f"{ending.upper()} (*.{ending})"
        target = ask_target(self, title, name, pattern, training=self.context.ws.info.training)
        if target:
            try:
                output_files.write_file(target, content)
            except FocalpointError as error:
                self.say(explain(error).as_line(), bad=True)
                return
            self.context.notice.emit(_("The paper was saved. It is not protected by the vault."), "")
            self.accept()

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line())


class FiguresDialog(PaperDialog):
    """The figures of a year: a calendar year, or the year over which the Court reports."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, context, Printout(_("Figures on cooperation"), "", "figures", lambda _language: b""))

    def tools(self, line: QHBoxLayout) -> None:
        """Add the choice of the year, and the table file."""
        this = self.context.ws.today().year
        self._periods: dict[str, Period] = {}
        options = []
        for number in range(this, this - 5, -1):
            ours, theirs = str(number), f"{number - 1}/{number}"
            self._periods |= {ours: statistics.calendar_year(number), theirs: statistics.courts_year(number)}
            court = _("{years} (16 September to 15 September)").format(years=isolate_ltr(theirs))
            options += [(ours, ours), (theirs, court)]
        self.period = Choice(options, str(this))
        self.period.setAccessibleName(_("Year"))
        self.period.currentIndexChanged.connect(lambda _place: self.make())
        line.addWidget(self.period)
        line.addWidget(button(_("Save as a table…"), self._table, icon="list"))

    def sheet(self) -> Printout:
        """Return the figures of the year that is chosen."""
        code = self.period.code()
        make = partial(statistics.pdf, self.context.ws, self._periods[code])
        return Printout(self._sheet.title, "", f"figures-{code}", make)

    def _table(self) -> None:
        period, _ws, code = self._periods[self.period.code()], self.context.ws, self.language.code()
        self.context.run(statistics.table_file, period, code, done=partial(self.write, "csv"), failed=self._failed)
