"""One box over everything: records and the text of documents, with the words found marked."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.pages.base import Page
from focalpoint.gui.widgets.basics import Elided, Pill, button, clear, column, row, scrolled, text
from focalpoint.gui.widgets.fields import icon_label, line
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.gui.widgets.palette import TYPE_ICONS
from focalpoint.gui.widgets.plain_text import Marked
from focalpoint.language import _, begins_rtl, isolate, isolate_ltr, ngettext
from focalpoint.services.casework import search
from focalpoint.services.casework.search import Hit

LIMIT = 60
EXAMPLES = (
    (N_("Overdue requests"), "is:overdue"),
    (N_("From the Office of the Prosecutor"), "from:OTP"),
    (N_("With documents"), "has:attachment"),
    (N_("Awaiting formal confirmation"), "is:unconfirmed"),
)


class SearchPage(Page):
    """Results come while typing."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        outer = column(self, spacing=0)
        top = QWidget()
        head = column(top, margins=(24, 16), spacing=8)
        self.edit = line(hint=_("Words, a reference, or a filter such as state:closed"))
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(_("Search"))
        self.edit.setMaximumWidth(theme.px(880))
        head.addWidget(self.edit)
        self._said = text("", "small")
        head.addWidget(self._said)
        outer.addWidget(top)
        body = QWidget()
        across = row(body, margins=(24, 0))
        inner = QWidget()
        inner.setMaximumWidth(theme.px(880))
        self._lay: QVBoxLayout = column(inner, spacing=8)
        across.addWidget(inner, 100)
        across.addStretch(1)
        outer.addWidget(scrolled(body, name=_("Results")), 1)
        self._timer = QTimer(self, interval=150, singleShot=True)
        self._timer.timeout.connect(self.reload)
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self.setFocusProxy(self.edit)
        self._odd: tuple[str, ...] = ()
        self._begin()

    def enter(self) -> None:
        """Put the cursor into the box."""
        super().enter()
        self.edit.setFocus()
        self.edit.selectAll()

    def look_for(self, words: str) -> None:
        """Search for words."""
        self.edit.setText(words)
        self._timer.stop()
        self.reload()

    def reload(self) -> None:
        """Search again."""
        typed = self.edit.text().strip()
        if not typed:
            self._begin()
            return
        ws = self.context.ws
        self._odd = search.problems(ws, typed)
        self.context.start(lambda: (typed, search.find(ws, typed, LIMIT)), done=self._show, reads_only=True)

    def _begin(self) -> None:
        clear(self._lay)
        self._said.setText(_("Arabic, French and English are found together, in records and inside documents."))
        self._lay.addWidget(text(_("Try"), "caption"))
        flow = Flow()
        for words, query in EXAMPLES:
            flow.add(button(_(words), partial(self.look_for, query)))
        self._lay.addWidget(flow)
        self._lay.addStretch(1)

    def _show(self, answer: tuple[str, list[Hit]]) -> None:
        typed, hits = answer
        if typed != self.edit.text().strip():
            return
        clear(self._lay)
        number = len(hits)
        if number:
            self._said.setText(ngettext("{n} result", "{n} results", number).format(n=number))
        else:
            self._said.setText(
                _("Nothing found for “{text}”. Try fewer words, or another spelling.").format(text=isolate(typed))
            )
        if self._odd:
            pieces = _(", ").join(isolate(visible(piece)) for piece in self._odd)
            odd = _("Not understood and left out: {pieces}").format(pieces=pieces)
            self._said.setText(f"{self._said.text()} {odd}")
        for hit in hits:
            self._lay.addWidget(HitLine(self.context, hit))
        self._lay.addStretch(1)


class HitLine(LineButton):
    """One result: what it is, its title, the words around what was found."""

    def __init__(self, context: Context, hit: Hit) -> None:
        super().__init__(f"{hit.reference} {hit.title}".strip(), "".join(part for part, _found in hit.snippet))
        mark = icon_label(TYPE_ICONS.get(hit.type, "document"), "muted", 20)
        self.inner.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=4)
        head = row(spacing=8)
        if hit.reference:
            head.addWidget(text(isolate_ltr(hit.reference), "strong", wrap=False))
        head.addWidget(Elided(isolate(visible(hit.title)), "strong"), 1)
        head.addWidget(Pill(_(TYPES[hit.type].label)))
        words.addLayout(head)
        if hit.snippet:
            words.addWidget(snippet_label(hit.snippet))
        self.inner.addLayout(words, 1)
        self.finish()
        self.clicked.connect(lambda _checked=False: open_hit(context, hit))


def snippet_label(parts: list[tuple[str, bool]]) -> Marked:
    """Return the words around what was found, with the found ones marked; the text itself is shown as it is."""
    mark = f"background-color:{theme.tokens().mark};"
    rtl = begins_rtl("".join(part for part, _found in parts))
    label = Marked([(part, mark if found else "") for part, found in parts], rtl=rtl)
    label.setProperty("role", "muted")
    return label


def open_hit(context: Context, hit: Hit) -> None:
    """Open what was found."""
    if hit.type == "document":
        context.open_document.emit(hit.id)
    else:
        context.open_record.emit(hit.type, hit.id)
