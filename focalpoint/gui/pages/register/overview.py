"""The further registers: what each keeps, how many records it holds, and the way into it."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from focalpoint.domain.fields import RecordType
from focalpoint.domain.records import TYPES, parts
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToPage
from focalpoint.gui.pages.base import Page
from focalpoint.gui.widgets.basics import Pill, clear, column, row, scrolled, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.language import _, format_number
from focalpoint.services.casework import listing

OWN_PAGES = frozenset({"request", "contact", "seminar", "material", "document"})
ICONS = {"asset": "vault", "order": "seal", "item": "document", "task": "forward", "consultation": "person"}
LISTED = ("task", "consultation", "problem", "asset", "order", "item", "cost")


TRAINING_ONLY = frozenset({"result"})  # real vaults have none and show none


def further(*, training: bool) -> list[RecordType]:
    """Return the record types that stand under “Registers”."""
    hidden = OWN_PAGES if training else OWN_PAGES | TRAINING_ONLY
    return [kind for name, kind in TYPES.items() if not kind.part_of and name not in hidden]


class RegistersPage(Page):
    """One line a register."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        outer = column(self)
        body = QWidget()
        across = row(body, margins=(24, 16))
        inner = QWidget()
        inner.setMaximumWidth(theme.px(960))
        self._lay: QVBoxLayout = column(inner, spacing=4)
        across.addWidget(inner, 100)
        across.addStretch(1)
        outer.addWidget(scrolled(body, name=_("Registers")))

    def _further(self) -> list[RecordType]:
        return further(training=self.context.ws.info.training)

    def reload(self) -> None:
        """Count the records again."""
        ws, kinds = self.context.ws, [*self._further(), *parts()]
        self.context.start(
            lambda: {kind.name: listing.of_type(ws, kind.name) for kind in kinds}, done=self._show, reads_only=True
        )

    def _show(self, counts: dict[str, int]) -> None:
        clear(self._lay)
        self._lay.addWidget(text(_("Registers"), "title"))
        for kind in self._further():
            self._lay.addWidget(self._line(kind, counts[kind.name]))
        self._lay.addSpacing(16)
        self._lay.addWidget(text(_("From the dossiers of all requests"), "large"))
        for name in LISTED:
            self._lay.addWidget(self._line(TYPES[name], counts[name]))
        self._lay.addStretch(1)

    def _line(self, kind: RecordType, number: int) -> LineButton:
        made = LineButton(f"{_(kind.plural)} ({format_number(number)})", _(kind.about))
        made.inner.addWidget(icon_label(ICONS.get(kind.name, "list"), "muted", 20))
        words = column(spacing=0)
        words.addWidget(text(_(kind.plural), "strong"))
        words.addWidget(text(_(kind.about), "small"))
        made.inner.addLayout(words, 1)
        made.inner.addWidget(Pill(format_number(number)))
        made.finish()
        made.clicked.connect(partial(self._open, kind.name))
        return made

    def _open(self, name: str, _checked: object = None) -> None:
        self.context.go.emit(ToPage(name))
