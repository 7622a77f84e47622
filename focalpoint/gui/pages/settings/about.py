"""What this program is, in which version, under which licence; whose vault this is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.components import ComponentsDialog
from focalpoint.gui.dialogs.save_log import save_log
from focalpoint.gui.dialogs.update import choose_update
from focalpoint.gui.pages.settings.details import DetailsDialog
from focalpoint.gui.widgets.basics import button, column, rule, text
from focalpoint.language import _, current, format_instant, isolate, isolate_ltr
from focalpoint.version import program_version


class AboutPart(QWidget):
    """A few quiet lines."""

    def __init__(self, context: Context, rebuild: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._rebuild = context, rebuild
        lay = column(self, spacing=8)
        lay.addWidget(text(_("Focal Point"), "large"))
        said = _("The register of a State's cooperation with the International Criminal Court.")
        lay.addWidget(text(said, "muted"))
        shown = isolate_ltr(program_version())
        lay.addWidget(text(_("Version {version}").format(version=shown), selectable=True))
        lay.addWidget(text(_("Free software under the GNU General Public License, version 3 or later.")))
        made_of = button(_("Licences…"), self._licences, icon="document")
        lay.addWidget(made_of, 0, Qt.AlignmentFlag.AlignLeading)
        way = button(_("Update the program…"), self._update, icon="save")
        lay.addWidget(way, 0, Qt.AlignmentFlag.AlignLeading)
        log = button(_("Save a log for whoever helps…"), partial(save_log, self, self._say), icon="save")
        lay.addWidget(log, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addWidget(rule())
        info = context.ws.info
        lay.addWidget(text(_("This vault"), "large"))
        country = context.reference.label("countries", info.country, current())
        for part in (info.office, country, info.person, info.function, info.device_label):
            if part:
                lay.addWidget(text(isolate(part)))
        lay.addWidget(text(_("Created {when}").format(when=format_instant(info.created_on)), "muted"))
        lay.addWidget(text(isolate_ltr(str(info.path)), "small", selectable=True))
        change = button(_("Change office and person…"), self._change, icon="edit")
        lay.addWidget(change, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addStretch(1)

    def _update(self) -> None:
        choose_update(self.window(), self._context.jobs, training=self._context.ws.info.training)

    def _licences(self) -> None:
        ComponentsDialog(self.window(), training=self._context.ws.info.training).open()

    def _say(self, sentence: str) -> None:
        self._context.notice.emit(sentence, "")

    def _change(self) -> None:
        DetailsDialog(self.window(), self._context, self._rebuild).open()
