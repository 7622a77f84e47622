"""A document inside the program: pages, a picture or text; nothing of it touches the disk."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import visible, wrapped
from focalpoint.gui.context import Context
from focalpoint.gui.errors import explain
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.reading.documents_tab import save_document_copy
from focalpoint.gui.viewers.pages import PagesView
from focalpoint.gui.widgets.basics import Banner, Elided, button, clear, column, row, rule
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.language import _, format_size, isolate
from focalpoint.services.casework import attachments, preview
from focalpoint.services.casework.attachments import DocumentRow

Content = tuple[DocumentRow, preview.Kind, int, str]


class DocumentPage(Page):
    """One document, with the way back to where the person came from."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._document = ""
        self._row: DocumentRow | None = None
        self._lay: QVBoxLayout = column(self, spacing=0)

    def show_document(self, document: str) -> None:
        """Open a document."""
        self._document = document
        clear(self._lay)
        self.context.start(partial(self._read, document), done=self._show, failed=self._failed, reads_only=True)

    def _read(self, document: str) -> Content:
        ws = self.context.ws
        found, kind = attachments.row_of(ws, document), preview.preview_kind(ws, document)
        if kind in ("pdf", "image"):
            return found, kind, preview.page_count(ws, document), ""
        return found, kind, 0, preview.document_text(ws, document) if kind == "text" else ""

    def _show(self, content: Content) -> None:
        found, kind, pages, words = content
        if found.id != self._document:
            return
        clear(self._lay)
        self._row = found
        self._lay.addLayout(self._head(found))
        self._lay.addWidget(rule())
        self._lay.addWidget(self._body(found, kind, pages, words), 1)

    def _head(self, found: DocumentRow) -> QHBoxLayout:
        line = row(margins=(12, 8), spacing=8)
        line.addWidget(button(_("Back"), self.back.emit, role="quiet", icon="back"))
        words = column(spacing=0)
        words.addWidget(Elided(isolate(visible(found.title)), "strong"))
        words.addWidget(Elided(f"{isolate(visible(found.name))} · {format_size(found.size)}", "small"))
        line.addLayout(words, 1)
        line.addWidget(button(_("Save a copy outside the vault…"), self._save, icon="save"))
        return line

    def _body(self, found: DocumentRow, kind: preview.Kind, pages: int, words: str) -> QWidget:
        if kind in ("pdf", "image"):
            view = PagesView(self.context, found.title)
            view.show_pages(pages, partial(preview.page_pixels, self.context.ws, found.id))
            return view
        if kind == "text":
            return text_view(words, found.title)
        holder = QWidget()
        lay = column(holder, margins=(24, 24))
        said = _("This kind of file cannot be shown here. Save a copy to open it with another program.")
        lay.addWidget(Banner("plain", said))
        lay.addStretch(1)
        return holder

    def _save(self) -> None:
        if self._row is not None:
            save_document_copy(self, self.context, self._row)

    def _failed(self, error: BaseException) -> None:
        clear(self._lay)
        holder = QWidget()
        lay = column(holder, margins=(24, 24), spacing=12)
        lay.addWidget(Banner("amber", explain(error).as_line(), button(_("Back"), self.back.emit)))
        lay.addStretch(1)
        self._lay.addWidget(holder)


def text_view(words: str, name: str) -> PlainText:
    """Return text to read; each paragraph follows its own direction."""
    view = PlainText(wrapped(visible(words.replace("\f", "\n"))))
    view.setProperty("role", "reading")
    view.setReadOnly(True)
    view.setAccessibleName(name)
    return view
