"""The key file of a vault: made on a stick, or asked for no more."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, Elided, button, row
from focalpoint.gui.widgets.fields import PassphraseField, labelled
from focalpoint.language import _, isolate_ltr
from focalpoint.services.care import upkeep
from focalpoint.services.core import keys

Left = tuple[str, ...]


class KeyFileDialog(Dialog):
    """The passphrase, then where the file is to lie; or the passphrase alone, to ask for no file any more."""

    def __init__(self, parent: QWidget, context: Context, *, remove: bool) -> None:
        title = _("Ask for no key file any more") if remove else _("Key file on a stick")
        super().__init__(parent, title, training=context.ws.info.training)
        self.context, self.folder = context, Path()
        self.passphrase = PassphraseField()
        self.content.addWidget(labelled(_("Present passphrase"), self.passphrase))
        if remove:
            self.go = self.add_actions(_("Ask for no key file any more"), self._remove, careful=True)
        else:
            self._place = Elided(_("No folder chosen"))
            place = QWidget()
            across = row(place, spacing=8)
            across.addWidget(self._place, 1)
            across.addWidget(button(_("Choose the stick…"), self._choose))
            self.content.addWidget(labelled(_("Folder of the key file"), place))
            said = _(
                "Once made, passphrase and key file open the vault together. Keep the stick apart from the laptop."
                " If it is lost, the recovery words open the vault, and a new key file takes its place."
            )
            self.content.addWidget(Banner("amber", said))
            self.go = self.add_actions(_("Make the key file"), self._add)
            self.go.setEnabled(False)
        self.fit()
        self.passphrase.setFocus()

    def take(self, folder: Path) -> None:
        """Take a folder for the file."""
        self.folder = folder
        self._place.setText(isolate_ltr(str(folder)))
        self.go.setEnabled(True)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the key file"), str(Path.home()))
        if chosen:
            self.take(Path(chosen))
        self.go.setFocus()

    def _add(self) -> None:
        self.go.setEnabled(False)
        call = partial(keys.add_key_file, self.context.ws, self.passphrase.text(), self.folder)
        self.context.start(call, done=self._added, failed=self._failed, kept=True)

    def _added(self, made: tuple[Path, Left]) -> None:
        said = _("From now on the vault asks for this file beside the passphrase: {file}")
        self._done(made[1], said.format(file=isolate_ltr(str(made[0]))))

    def _remove(self) -> None:
        self.go.setEnabled(False)
        call = partial(keys.remove_key_file, self.context.ws, self.passphrase.text())
        said = _("The passphrase alone opens the vault now.")
        self.context.start(call, done=lambda left: self._done(left, said), failed=self._failed, kept=True)

    def _done(self, left: Left, said: str) -> None:
        names = _(", ").join(isolate_ltr(name) for name in left)
        self.context.notice.emit(f"{said} {_(upkeep.BEHIND).format(names=names)}" if left else said, "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.say(explain(error).as_line())
