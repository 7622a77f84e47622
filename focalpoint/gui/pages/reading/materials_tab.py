"""The materials of a seminar."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from focalpoint.domain.languages import SOURCE
from focalpoint.domain.local_texts import fields_of
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.presenter.slide_show import SlideShow
from focalpoint.gui.tables.columns import titled
from focalpoint.gui.widgets.basics import Elided, button, column, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.language import _, current, isolate
from focalpoint.services.casework import listing
from focalpoint.services.casework.listing import FoundRow, Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import slides
from focalpoint.services.seminars.slides import Deck

FIELDS = ("seminar", *fields_of("title"), "kind", "languages")


def materials(ws: Workspace, seminar: str) -> list[FoundRow]:
    """Return the materials of a seminar."""
    numbers = listing.ids(ws, Listing("material", sort=f"title_{SOURCE}"))
    found: list[FoundRow] = []
    for start in range(0, len(numbers), listing.PAGE):
        found += listing.page(ws, "material", numbers[start : start + listing.PAGE], FIELDS)
    return [one for one in found if one.values.get("seminar") == seminar]


class MaterialsTab(QWidget):
    """A line a material; opening one shows it with its documents."""

    def __init__(self, context: Context, seminar: str, found: list[FoundRow]) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        self._show: SlideShow | None = None
        self._lay = column(self, margins=(24, 16), spacing=8)
        for material in found:
            self._lay.addWidget(self._line(material))
        if not found:
            self._lay.addWidget(text(_("No material yet. Keep what was handed out, in each language."), "muted"))
        add = button(_("Add material"), self._add, icon="add")
        self._lay.addWidget(add, 0, Qt.AlignmentFlag.AlignLeading)
        self._lay.addStretch(1)

    def _add(self) -> None:
        self.context.go.emit(ToNewRecord("material", {"seminar": self._seminar}))

    def present(self, material: str) -> None:
        """Show the slides of a material over the whole screen."""

        def begin(decks: list[Deck]) -> None:
            self._show = SlideShow(self.context, decks, training=self.context.ws.info.training)
            self._show.begin()

        self.context.run(slides.decks_of, material, current(), done=begin, reads_only=True)

    def _line(self, material: FoundRow) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = row(frame, margins=(12, 8), spacing=8)
        lay.addWidget(icon_label("document", "muted", 20))
        words = column(spacing=0)
        words.addWidget(Elided(isolate(titled(dict(material.values))) or _("Without a title"), "strong"))
        reference = self.context.reference
        parts = [reference.label("material_kinds", str(material.values.get("kind") or ""), current())]
        languages = material.values.get("languages") or ()
        if isinstance(languages, tuple):
            parts += [reference.label("languages", code, current()) for code in languages]
        words.addWidget(Elided(" · ".join(p for p in parts if p), "small"))
        lay.addLayout(words, 1)
        lay.addWidget(button(_("Show full screen"), partial(self.present, material.id), role="quiet", icon="show"))
        lay.addWidget(button(_("Open"), partial(self.context.go.emit, ToRecord("material", material.id)), icon="open"))
        return frame
