"""The trash: what was deleted and the way back, erasing for good, and what was erased."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.pages.settings.erase import EraseDialog, erasure_line, of_trash, save_report
from focalpoint.gui.widgets.basics import Elided, Pill, button, clear, column, row, text
from focalpoint.language import _, format_instant, isolate
from focalpoint.services.casework import records
from focalpoint.services.casework.records import TrashRow
from focalpoint.services.exchange import erasure
from focalpoint.services.exchange.erasure import ErasureOrder

MOST = 200


class TrashPart(QWidget):
    """What was deleted, and the way back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        lay.addWidget(text(_("Deleted records stay here until you restore them."), "muted"))
        self._list: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._list)
        self._orders: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._orders)
        lay.addStretch(1)
        context.refresh.changed.connect(lambda _changes: self.reload() if self.isVisible() else None)

    def reload(self) -> None:
        """Read what lies in the trash, and what was erased."""
        ws, jobs = self.context.ws, self.context.jobs
        jobs.start(lambda: records.trash(ws), self._show, self.context.failed.emit, reads_only=True)
        jobs.start(lambda: erasure.all_erasures(ws), self._show_orders, self.context.failed.emit, reads_only=True)

    def _show(self, found: list[TrashRow]) -> None:
        clear(self._list)
        for lost in found[:MOST]:
            holder = QWidget()
            line = row(holder, spacing=12)
            line.addWidget(Pill(_(TYPES[lost.type].label)))
            line.addWidget(Elided(isolate(lost.title) or _("Without a title")), 1)
            line.addWidget(text(format_instant(lost.deleted_at), "small", wrap=False))
            line.addWidget(button(_("Restore"), partial(self._restore, lost), icon="undo"))
            line.addWidget(button(_("Erase for good…"), partial(self.erase, lost), role="link"))
            self._list.addWidget(holder)
        if not found:
            self._list.addWidget(text(_("The trash is empty."), "muted"))

    def _show_orders(self, found: list[ErasureOrder]) -> None:
        clear(self._orders)
        if found:
            self._orders.addWidget(text(_("Erased for good"), "strong"))
        for order in found[:MOST]:
            holder = QWidget()
            line = row(holder, spacing=12)
            line.addWidget(text(format_instant(order.at), "small", wrap=False))
            line.addWidget(erasure_line(order), 1)
            report = partial(save_report, self, self.context, order.record)
            line.addWidget(button(_("Report as PDF…"), report, role="link"))
            self._orders.addWidget(holder)

    def erase(self, lost: TrashRow) -> None:
        """Begin to erase a record for good."""
        EraseDialog(self.window(), self.context, of_trash(lost)).open()

    def _restore(self, lost: TrashRow) -> None:
        self.context.change(records.restore, lost.type, lost.id, message=_("Restored from the trash."))
