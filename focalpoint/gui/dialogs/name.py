"""Asking for a name."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _


class NameDialog(Dialog):
    """One field and one button."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        label: str,
        done: Callable[[str], object],
        *,
        training: bool,
        action: str = "",
        about: str = "",
    ) -> None:
        super().__init__(parent, title, training=training, width=420, about=about)
        self._done = done
        self.name = line()
        self.content.addWidget(labelled(label, self.name))
        self.add_actions(action or _("Keep"), self.keep)
        self.fit()
        self.name.setFocus()

    def keep(self) -> None:
        """Take the name, if there is one."""
        if self.name.text().strip():
            self._done(self.name.text().strip())
            self.accept()
