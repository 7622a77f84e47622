"""What the program is made of: each library with its version and the text of its licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import button, row
from focalpoint.gui.widgets.plain_text import list_item
from focalpoint.language import _, isolate_ltr
from focalpoint.services.core import components


class ComponentsDialog(Dialog):
    """A list of libraries, and beside it what their licences say."""

    def __init__(self, parent: QWidget, *, training: bool) -> None:
        about = _("Focal Point is free software under the GNU General Public License. It is made with these libraries.")
        super().__init__(parent, _("Licences"), training=training, width=760, about=about)
        self._listed = components.components()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Libraries"))
        for one in self._listed:
            self.list.addItem(list_item(isolate_ltr(f"{one.name} {one.version}")))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Licence"))
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as their authors wrote them
        across = row(spacing=12)
        across.addWidget(self.list, 2)
        across.addWidget(self.text, 3)
        self.content.addLayout(across)
        self.list.setMinimumHeight(theme.px(320))
        self.buttons.addStretch(1)
        self.buttons.addWidget(button(_("Close"), self.accept, role="primary"))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.fit()
        self.list.setFocus()

    def _show(self, place: int) -> None:
        one = self._listed[place]
        parts = [f"{one.name} {one.version}", one.licence, one.home]
        parts += [f"\n── {part.name} ──\n\n{part.text}" for part in one.texts]
        self.text.setPlainText("\n".join(visible(line) for line in "\n".join(filter(None, parts)).splitlines()))
