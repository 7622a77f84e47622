"""The unlock page: recent vaults, the passphrase, the way with recovery words."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QWidget

from focalpoint import paths
from focalpoint.gui import theme
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.widgets.basics import Elided, button, row, rule, text
from focalpoint.gui.widgets.fields import PassphraseField, labelled
from focalpoint.gui.widgets.plain_text import list_item, tip
from focalpoint.language import _, format_instant, isolate, isolate_ltr
from focalpoint.loading import late
from focalpoint.services.core import locked_vaults
from focalpoint.services.core.recent import RecentVault
from focalpoint.services.training import training_vaults
from focalpoint.services.training.training_vaults import is_in_run

if TYPE_CHECKING:
    from focalpoint.services.core import key_files
else:
    key_files = late("focalpoint.services.core.key_files")
TRAINING = frozenset({training_vaults.FIRST, training_vaults.SECOND})


class UnlockStep(GatePage):
    """Choose a vault and open it."""

    unlock = Signal(object, str)
    recover = Signal(object)
    begin = Signal()
    other = Signal(object)  # a folder that was chosen elsewhere
    train = Signal()
    exercise = Signal()
    update_wanted = Signal()

    def __init__(self, vaults: list[RecentVault], chosen: Path | None = None, reason: str = "") -> None:
        super().__init__(_("Open the vault"), reason)
        self._path = chosen or (vaults[0].path if vaults else None)
        self.list = QListWidget(self)
        self.list.hide()
        self.list.setAccessibleName(_("Recent vaults"))
        for vault in vaults:
            self._add(vault.path, vault.name, _("opened {when}").format(when=format_instant(vault.opened_at)))
        if chosen is not None and all(Path(v.path) != Path(chosen) for v in vaults):
            self._add(chosen, chosen.stem, "")
        self._place = Elided("", "small")
        if self.list.count() > 1:
            height = min(self.list.count(), 4) * theme.text_px(34) + theme.px(8)
            self.list.setFixedHeight(height)
            self.content.addWidget(self.list)
            self.list.show()
        elif self.list.count() == 1:
            self.content.addWidget(text(self.list.item(0).text(), "large"))
        self.content.addWidget(self._place)
        self.passphrase = PassphraseField()
        self.content.addWidget(labelled(_("Passphrase"), self.passphrase))
        self.key_file: Path | None = None
        self._beside = QWidget()
        across = row(self._beside, spacing=8)
        self._which = Elided("")
        across.addWidget(self._which, 1)
        across.addWidget(button(_("Choose the key file…"), self._choose_key_file))
        self._beside_line = labelled(_("Key file"), self._beside)
        self._beside_line.hide()
        self.content.addWidget(self._beside_line)
        known = _("Training vault. Its passphrase is “{words}”.").format(words=isolate(training_vaults.PASSPHRASE))
        self._hint = text(known, "small", selectable=True)
        self._hint.hide()
        self.content.addWidget(self._hint)
        self.passphrase.entered.connect(self._unlock)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.setCurrentRow(self._row_of(self._path))
        self._others()
        self.open_button = self.back_and_next(None, _("Open the vault"), self._unlock)
        self.setFocusProxy(self.passphrase)

    def path(self) -> Path | None:
        """Return the vault that is chosen."""
        return self._path

    def busy(self, *, working: bool) -> None:
        """Show that the key is being derived."""
        self.open_button.setEnabled(not working)
        self.open_button.setText(_("Opening…") if working else _("Open the vault"))
        self.passphrase.setEnabled(not working)
        if not working:
            self.passphrase.edit.clear()
            self.passphrase.edit.setFocus()

    def _others(self) -> None:
        self.content.addWidget(button(_("Use the recovery words"), self._recover, role="link", icon="key"))
        more = row(margins=(24, 12), spacing=8)
        more.addStretch(1)
        more.addWidget(button(_("Open another vault…"), self._choose, role="quiet", icon="folder"))
        more.addWidget(button(_("Create a vault"), self.begin.emit, role="quiet", icon="add"))
        more.addWidget(button(_("Training vault"), self.train.emit, role="quiet", icon="training"))
        more.addWidget(button(_("Try an exercise"), self.exercise.emit, role="quiet", icon="training"))
        more.addWidget(button(_("Update the program…"), self.update_wanted.emit, role="quiet", icon="save"))
        more.addStretch(1)
        self.footer.addWidget(rule())
        self.footer.addLayout(more)

    def _add(self, path: Path, name: str, when: str) -> None:
        item = list_item(f"{name}    {when}".strip())
        item.setData(Qt.ItemDataRole.UserRole, str(path))
        tip(item, str(path))
        self.list.addItem(item)

    def _row_of(self, path: Path | None) -> int:
        for place in range(self.list.count()):
            if path is not None and Path(self.list.item(place).data(Qt.ItemDataRole.UserRole)) == Path(path):
                return place
        return 0 if self.list.count() else -1

    def _chosen(self, place: int) -> None:
        if place >= 0:
            self._path = Path(self.list.item(place).data(Qt.ItemDataRole.UserRole))
            self._place.setText(isolate_ltr(str(self._path)))
            self._hint.setVisible(self._path.name in TRAINING or is_in_run(self._path))
            self.take_key_file(None)
            self.say("")

    def take_key_file(self, chosen: Path | None) -> None:
        """Take a key file for the vault that is chosen; None looks on the sticks that are in place."""
        self.key_file = chosen
        self._beside_line.setVisible(self._path is not None and locked_vaults.names_key_file(self._path))
        looked = _("It is looked for on the sticks in place.")
        self._which.setText(isolate_ltr(str(chosen)) if chosen is not None else looked)

    def _choose_key_file(self) -> None:
        kinds = _("Key file") + f" (*{key_files.SUFFIX})"
        chosen, _kind = QtWidgets.QFileDialog.getOpenFileName(self, _("Key file"), str(paths.documents_folder()), kinds)
        if chosen:
            self.take_key_file(Path(chosen))
        self.passphrase.edit.setFocus()

    def _unlock(self) -> None:
        if self._path is not None and self.passphrase.text():
            self.say("")
            self.unlock.emit(self._path, self.passphrase.text())

    def _recover(self) -> None:
        if self._path is not None:
            self.recover.emit(self._path)

    def _choose(self) -> None:
        start = str(self._path.parent if self._path else paths.documents_folder())
        chosen = QtWidgets.QFileDialog.getExistingDirectory(
            self, _("Folder of the vault (its name ends in .focalpoint)"), start
        )
        if chosen:
            self.other.emit(Path(chosen))  # the page is made anew for that vault
        else:
            self.passphrase.edit.setFocus()
