"""An empty list says why it is empty and offers the next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.gui import icons, theme
from focalpoint.gui.widgets.basics import button, clear, column, text
from focalpoint.gui.widgets.plain_text import Words
from focalpoint.language import _

WORDS = {
    "request": (N_("No request yet"), N_("Register the first request that reached your office."), N_("New request")),
    "contact": (N_("No contact yet"), N_("Keep the organs and people you write to."), N_("New contact")),
    "seminar": (N_("No seminar yet"), N_("Keep a seminar and the material handed out there."), N_("New seminar")),
    "material": (N_("No material yet"), N_("Keep what was handed out, in each language."), N_("New material")),
}
ICONS = {"request": "requests", "contact": "contacts", "seminar": "seminars", "material": "document"}


def words_of(type_name: str) -> tuple[str, str, str]:
    """Return what an empty register says: a title, what is kept there, what its button says."""
    kind = TYPES[type_name]
    about = kind.about
    if kind.part_of == "request":
        about = N_("What is kept in the dossiers of all requests is listed here. Open a request to add to it.")
    return WORDS.get(type_name) or (N_("Nothing here yet"), about, kind.new)


class Empty(QWidget):
    """A picture, a sentence, one button."""

    new = Signal()
    clear = Signal()

    def __init__(self, type_name: str) -> None:
        super().__init__()
        self._type = type_name
        self._lay = column(self, margins=(24, 24), spacing=12)

    def show_for(self, *, filtered: bool) -> None:
        """Say that nothing fits the filter, or that there is nothing yet."""
        clear(self._lay)
        title, about, action = words_of(self._type)
        if filtered:
            title, about, action = N_("Nothing fits the filter"), N_("Other records are there."), N_("Show all")
        self._lay.addStretch(1)
        mark = Words()
        mark.setPixmap(icons.pixmap("filter" if filtered else ICONS.get(self._type, "list"), "muted", 32))
        self._lay.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for words, role in ((title, "large"), (about, "muted")):
            label = text(_(words), role)  # type: ignore[arg-type]
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._lay.addWidget(label)
        call = self.clear.emit if filtered else self.new.emit
        made = button(_(action), call, role="plain" if filtered else "primary", icon="" if filtered else "add")
        self._lay.addSpacing(theme.px(4))
        self._lay.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        made.setVisible(filtered or not TYPES[self._type].part_of)
        self._lay.addStretch(2)
