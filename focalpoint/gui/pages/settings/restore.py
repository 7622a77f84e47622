"""Going back to a backup: what it means, then it is done with the vault locked; what was there is kept."""

from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import Banner, text
from focalpoint.language import _, format_instant, instant
from focalpoint.services.care.safety import Backup


class RestoreDialog(Dialog):
    """One decision."""

    def __init__(self, parent: QWidget, context: Context, backup: Backup) -> None:
        when = format_instant(instant(backup.made_at))
        title = _("Go back to the backup of {when}").format(when=when)
        super().__init__(parent, title, training=context.ws.info.training)
        self.context, self._backup = context, backup
        self.content.addWidget(
            text(_("The vault is locked and replaced by the backup. What is there now is kept beside it."))
        )
        self.content.addWidget(Banner("amber", _("Work done since then is not in the backup.")))
        self.add_actions(_("Lock, and go back to the backup"), self._go, careful=True)
        self.fit()

    def _go(self) -> None:
        context, path = self.context, self._backup.path
        self.accept()
        context.restore.emit(path)
