"""The bar at the top: whose vault this is, undo and redo, the search box, the lock."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from focalpoint.gui import theme
from focalpoint.gui.shortcuts import shortcut_text
from focalpoint.gui.widgets.basics import Elided, button, row, tool
from focalpoint.gui.widgets.plain_text import sentence, tip
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.casework.history import Turn
from focalpoint.services.core.vault_info import VaultInfo


def step_name(step: Turn) -> str:
    """Return the name of a step for a menu, a button or a sentence."""
    return sentence(step.message)


class TopBar(QWidget):
    """What can be done from anywhere."""

    search = Signal()
    undo = Signal()
    redo = Signal()
    lock = Signal()

    def __init__(self, info: VaultInfo, country: str) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lay = row(self, margins=(12, 8), spacing=8)
        self._whose = f"{info.office} · {country}" if country and country not in info.office else info.office
        self._label = Elided(self._whose, "strong")
        lay.addWidget(self._label, 3)
        self._undo = tool("undo", _("Undo"), self.undo.emit)
        self._redo = tool("redo", _("Redo"), self.redo.emit)
        lay.addWidget(self._undo)
        lay.addWidget(self._redo)
        box = button(
            _("Search or do…  {keys}").format(keys=isolate_ltr(shortcut_text("Ctrl+K"))),
            self.search.emit,
            icon="search",
        )
        box.setProperty("role", "search")
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMaximumWidth(theme.px(420))
        lay.addWidget(box, 2)
        self._lock = button(_("Lock"), self.lock.emit, icon="lock", tip=shortcut_text("Ctrl+L"))
        lay.addWidget(self._lock)

    def set_officer(self, name: str) -> None:
        """Say who is working, if it is not the person to whom the vault belongs."""
        self._label.setText(f"{self._whose} · {isolate(name)}" if name else self._whose)

    def set_steps(self, undo: Turn | None, redo: Turn | None) -> None:
        """Name what undo and redo would do; grey them when there is nothing."""
        both = ((self._undo, undo, _("Undo: {what}"), _("Nothing to undo"), "Ctrl+Z"),
                (self._redo, redo, _("Redo: {what}"), _("Nothing to redo"), "Ctrl+Shift+Z"))  # fmt: skip
        for made, step, pattern, nothing, keys in both:
            made.setEnabled(step is not None)
            name = nothing if step is None else pattern.format(what=step_name(step))
            tip(made, f"{name}  {isolate_ltr(shortcut_text(keys))}")
            made.setAccessibleName(name)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
