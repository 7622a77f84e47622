"""Handing in the result of a run, and its debrief on paper."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.language import _, isolate_ltr
from focalpoint.services.exchange import peers, suffixes
from focalpoint.services.training import class_results, debrief
from focalpoint.services.training.runs import Run


def hand_in(parent: QWidget, context: Context, run: Run) -> None:
    """Seal the result to the class: its card is chosen, and the stick that goes back to the trainer."""
    drives = [drive.path for drive in peers.drives() if drive.writable]
    start = str(drives[0] if drives else Path.home())
    pattern = _("Identity cards") + f" (*{suffixes.CARD})"
    card, _kind = QFileDialog.getOpenFileName(parent, _("The card of the class"), start, pattern)
    if not card:
        return
    place = QFileDialog.getExistingDirectory(parent, _("The stick for the trainer"), start)
    if not place:
        return

    def done(path: Path) -> None:
        said = _("Handed in: {file}. Eject the stick and give it to the trainer.")
        context.notice.emit(said.format(file=isolate_ltr(path.name)), "")

    context.start(partial(class_results.hand_in, run, Path(card), Path(place)), done=done)


def show_debrief(parent: QWidget, context: Context, run: Run) -> None:
    """Show the debrief of the run, to be printed or saved."""

    def make(language: str) -> bytes:
        return debrief.run_debrief_pdf(run, context.ws, language)

    about = _("Who could know what since when, and expected beside done.")
    PaperDialog(parent.window(), context, Printout(_("Debrief on paper"), about, "debrief", make)).open()
