"""Saving a copy of the whole vault where there is room, when its own disk takes nothing."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.gui.context import Context
from focalpoint.language import _, isolate_ltr
from focalpoint.services.care import rescue_copy


def save_copy(parent: QWidget, context: Context) -> None:
    """Ask for a folder on another disk and save the vault there."""
    chosen = QFileDialog.getExistingDirectory(parent, _("Folder on another disk"), str(Path.home()))
    if not chosen:
        return

    def said(target: Path) -> None:
        pattern = _("Saved: {folder}. Go on in this copy alone: two that are both worked in look like two laptops.")
        context.notice.emit(pattern.format(folder=isolate_ltr(str(target))), "")

    context.run(rescue_copy.save_vault_copy, Path(chosen), done=said)
