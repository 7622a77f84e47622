"""The way into a vault with its recovery words."""

from pathlib import Path

from PySide6.QtCore import Signal

from focalpoint.gui import theme
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.language import _


class RecoverStep(GatePage):
    """Open a vault with the recovery words."""

    back = Signal()
    recover = Signal(object, str)

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("Open with the recovery words"),
            _("Type the words of the sheet in order, with spaces between. Then choose a new passphrase in Settings."),
        )
        self._path = path
        self.words = PlainText()
        self.words.setFixedHeight(theme.text_px(110))
        self.content.addWidget(labelled(_("Recovery words"), self.words))
        self.open_button = self.back_and_next(self.back.emit, _("Open the vault"), self._go)
        self.setFocusProxy(self.words)

    def busy(self, *, working: bool) -> None:
        """Show that the key is being derived."""
        self.open_button.setEnabled(not working)

    def _go(self) -> None:
        if self.words.toPlainText().strip():
            self.recover.emit(self._path, self.words.toPlainText())
