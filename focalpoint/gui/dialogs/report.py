"""The summary of a request as it will be printed, in a language of choice; saved only where the person says."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint import language
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.requests import Request
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.printing import print_pdf
from focalpoint.gui.viewers.pages import PagesView
from focalpoint.gui.widgets.basics import button, row, text
from focalpoint.gui.widgets.fields import Choice
from focalpoint.language import _, isolate_ltr
from focalpoint.services import outside, preview, reports


class ReportDialog(Dialog):
    """Language, preview, save."""

    def __init__(self, parent: QWidget, context: Context, request: Request) -> None:
        title = _("Summary on paper")
        super().__init__(
            parent, title, training=context.ws.info.training, width=780, about=isolate_ltr(request.own_ref)
        )
        self.context, self._request, self._content = context, request, b""
        line = row(spacing=8)
        line.addWidget(text(_("Language of the paper"), wrap=False))
        self.language = Choice([(code, language.NAMES[code]) for code in language.LANGUAGES], language.current())
        self.language.setAccessibleName(_("Language of the paper"))
        self.language.currentIndexChanged.connect(lambda _place: self._make())
        line.addWidget(self.language)
        line.addStretch(1)
        self.content.addLayout(line)
        self.view = PagesView(context, title)
        self.view.setMinimumHeight(theme.px(380))
        self.content.addWidget(self.view, 1)
        self.buttons.addWidget(button(_("Close"), self.reject))
        self.buttons.addStretch(1)
        self._print_button = button(_("Print…"), self._print, icon="print")
        self.buttons.addWidget(self._print_button)
        self._save_button = button(_("Save as PDF…"), self._save, role="primary", icon="save")
        self.buttons.addWidget(self._save_button)
        self.resize(theme.px(820), min(theme.px(680), parent.height()))
        self._make()

    def _make(self) -> None:
        for made in (self._save_button, self._print_button):
            made.setEnabled(False)
        make = partial(reports.request_pdf, self.context.ws, self._request.id, self.language.code())

        def work(_task: object) -> tuple[bytes, int]:
            content = make()
            return content, preview.pdf_page_count(content)

        self.context.jobs.start(work, self._made, self._failed, reads_only=True)

    def _made(self, answer: tuple[bytes, int]) -> None:
        self._content, pages = answer
        for made in (self._save_button, self._print_button):
            made.setEnabled(True)
        self.view.show_pages(pages, partial(preview.pdf_page_png, self._content))

    def _print(self) -> None:
        if print_pdf(self, self._content):
            self.context.notice.emit(_("The summary was sent to the printer."), "")

    def _save(self) -> None:
        name = (self._request.own_ref or "request").replace("/", "-")
        start = str(Path.home() / f"{name}-{self.language.code()}.pdf")
        target, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), start, "PDF (*.pdf)")
        if target:
            try:
                outside.write(Path(target), self._content)
            except FocalpointError as error:
                self.say(explain(error).as_line(), bad=True)
                return
            self.context.notice.emit(_("The summary was saved. It is not protected by the vault."), "")
            self.accept()

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line())
