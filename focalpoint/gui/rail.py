"""The navigation rail and the names of the pages it leads to."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from focalpoint.domain.wording import N_
from focalpoint.gui import icons, theme
from focalpoint.gui.shortcuts import shortcut_text
from focalpoint.gui.widgets.basics import column
from focalpoint.gui.widgets.plain_text import tip
from focalpoint.language import _, isolate_ltr

PAGES: dict[str, tuple[str, str]] = {
    "today": (N_("Today"), "today"),
    "calendar": (N_("Calendar"), "calendar"),
    "request": (N_("Requests"), "requests"),
    "contact": (N_("Contacts"), "contacts"),
    "seminar": (N_("Seminars"), "seminars"),
    "registers": (N_("Registers"), "group"),
    "library": (N_("Library"), "library"),
    "exchange": (N_("Exchange"), "exchange"),
    "search": (N_("Search"), "search"),
    "settings": (N_("Settings"), "settings"),
}


def keys_of(place: int) -> str:
    """Return the keys that lead to the page at a place of the rail, counted from 1; the tenth has the nought."""
    return shortcut_text(f"Ctrl+{place % 10}")


class Rail(QWidget):
    """One button a page, with a count where something waits."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(theme.text_px(158))
        self.setAccessibleName(_("Pages"))
        lay = column(self, margins=(8, 8), spacing=4)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for place, (name, (label, icon)) in enumerate(PAGES.items(), 1):
            if name == "settings":
                lay.addStretch(1)
            lay.addWidget(self._button(name, _(label), icon, keys_of(place)))

    def show_page(self, name: str) -> None:
        """Mark the page that is shown; one of the further registers stands under “Registers”."""
        self._buttons[name if name in PAGES else "registers"].setChecked(True)

    def count(self, name: str, number: int) -> None:
        """Show how many things wait on a page, nothing for none."""
        label = _(PAGES[name][0])
        made = self._buttons[name]
        made.setText(f"{label}  ({number})" if number else label)
        made.setAccessibleName(made.text())

    def _button(self, name: str, label: str, icon: str, keys: str) -> QPushButton:
        made = QPushButton(label)
        made.setIcon(icons.icon(icon))
        made.setIconSize(QSize(theme.text_px(18), theme.text_px(18)))
        made.setCheckable(True)
        made.setProperty("role", "rail")
        tip(made, f"{label}  {isolate_ltr(keys)}")
        made.setAccessibleName(label)
        made.clicked.connect(self._choose(name))
        self._buttons[name] = made
        self._group.addButton(made)
        return made

    def _choose(self, name: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(name)
