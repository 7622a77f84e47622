"""Letting go of a stick: "it may be pulled out" is said only when the system let go of it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, button, clear, column, text
from focalpoint.language import _, isolate
from focalpoint.services.exchange import arrivals
from focalpoint.services.exchange.arrivals import Drive


class EjectPart(QWidget):
    """A button, then what the system said."""

    def __init__(self, context: Context, drive: Drive) -> None:
        super().__init__()
        self.context, self._drive = context, drive
        self._lay = column(self, spacing=8)
        self._offer()

    def eject(self) -> None:
        """Ask the system to let go of the stick."""
        clear(self._lay)
        self._lay.addWidget(text(_("The system is writing what is left and lets go of the stick…"), "muted"))
        eject = partial(arrivals.eject, self._drive)
        self.context.start(eject, done=lambda _none: self._done(), failed=self._failed, reads_only=True)

    def _offer(self) -> None:
        named = isolate(self._drive.label)
        self._lay.addWidget(text(_("Eject “{drive}” before you pull it out.").format(drive=named), "large"))
        made = button(_("Eject “{drive}”").format(drive=named), self.eject, icon="forward")
        self._lay.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)

    def _done(self) -> None:
        clear(self._lay)
        said = _("It is safe to remove “{drive}”.").format(drive=isolate(self._drive.label))
        self._lay.addWidget(Banner("green", said, icon="check"))

    def _failed(self, error: BaseException) -> None:
        clear(self._lay)
        self._offer()
        self._lay.addWidget(Banner("amber", explain(error).as_line()))
