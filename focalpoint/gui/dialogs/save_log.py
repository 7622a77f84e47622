"""Saving what the program noted of its own mistakes, for whoever helps."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from focalpoint.domain.errors import reason_of
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.language import _, isolate_ltr
from focalpoint.services.core import helping


def save_log(parent: QWidget, say: Callable[[str], object]) -> None:
    """Ask where, save it, and say what became of it."""
    target = ask_target(parent, _("Log for whoever helps"), helping.NAME, training=False)
    if target is None:
        return
    shown = isolate_ltr(str(target))
    try:
        helping.save(target)
    except OSError as error:
        said = _("The file could not be written to “{place}” ({reason}).")
        say(said.format(place=shown, reason=_(reason_of(error))))
    else:
        say(_("Saved: {file}. It holds no content of a vault; read it before you give it away.").format(file=shown))
