"""The ceremony at a participant's laptop: one's card goes on the stick of the row, the roll comes back on it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.pages.exchange.roll_dialog import RollDialog
from focalpoint.gui.widgets.basics import menu_button
from focalpoint.language import _, isolate_ltr
from focalpoint.services.exchange import peers, suffixes
from focalpoint.services.seminars import ceremony


def ceremony_button(parent: QWidget, context: Context, changed: Callable[[], object]) -> QPushButton:
    """Return the button with the two things a participant does."""
    entries = (
        (_("Add my card to the stick"), lambda: add_to_stick(parent, context)),
        (_("Open the roll of the room…"), lambda: open_roll(parent, context, changed)),
    )
    return menu_button(_("Ceremony"), entries)


def add_to_stick(parent: QWidget, context: Context) -> None:
    """Add one's own card to the stick of the row, for the roll of the room."""
    places = [drive.path for drive in peers.drives() if drive.writable]
    if not places:
        chosen = QFileDialog.getExistingDirectory(parent, _("The stick of your row"), str(Path.home()))
        places = [Path(chosen)] if chosen else []

    def added(path: Path) -> None:
        said = _("Your card is on the stick: {file}. Pass the stick on.")
        context.notice.emit(said.format(file=isolate_ltr(path.name)), "")

    if places:
        context.run(ceremony.add_card, places[0], done=added)


def open_roll(parent: QWidget, context: Context, changed: Callable[[], object], path: Path | None = None) -> None:
    """Compare the roll of a room; nothing is kept before the person says that the wall shows the same."""
    if path is None:
        drives = peers.drives()
        start = str(drives[0].path if drives else Path.home())
        pattern = _("Rolls of a room") + f" (*{suffixes.ROLL})"
        chosen, _kind = QFileDialog.getOpenFileName(parent, _("Open the roll of the room"), start, pattern)
        if not chosen:
            return
        path = Path(chosen)
    made = RollDialog(parent.window(), context, path)
    made.finished.connect(changed)
    made.open()
