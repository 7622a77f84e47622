"""Exporting: which records, for whom, exactly what leaves, why and where to. Nothing is sealed before the last step."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.jobs import Job
from focalpoint.gui.pages.exchange.eject import EjectPart
from focalpoint.gui.pages.exchange.export_review import ReviewPart
from focalpoint.gui.widgets.basics import Banner, button, clear, column, text
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.gui.widgets.plain_text import list_item, tip
from focalpoint.language import _, format_size, isolate, isolate_ltr
from focalpoint.services.casework import discretion, rows, search
from focalpoint.services.exchange import approval, budget, export, peers
from focalpoint.services.exchange.arrivals import Around
from focalpoint.services.exchange.export import ExportPlan, Sealed
from focalpoint.services.exchange.peers import ROLES, PeerView

Chosen = tuple[str, str]


class ExportDialog(Dialog):
    """Records and readers, then what leaves, then the seal."""

    def __init__(self, parent: QWidget, context: Context, chosen: list[Chosen]) -> None:
        super().__init__(parent, _("Export a bundle"), training=context.ws.info.training, width=720)
        self.context = context
        self.plan: ExportPlan | None = None  # all of it
        self.fitted: ExportPlan | None = None  # what there is room for
        self._target: Path | None = None  # a file that was chosen, and shown to have too little room
        self._job: Job | None = None
        self._unsigned = False
        self.stack = QStackedWidget()
        self.content.addWidget(self.stack, 1)
        self.choice = ChoosePart(context, chosen)
        self.review = ReviewPart(context)
        self.review.place_changed.connect(self._fit)
        self.review.removed.connect(lambda label: self.say(_("“{drive}” was removed.").format(drive=isolate(label))))
        context.around.connect(self._look_around)
        self.done_part = column_widget()
        for part in (self.choice, self.review, self.done_part[0]):
            self.stack.addWidget(part)
        self._back = button(_("Back"), self._to_choice, role="quiet", icon="back")
        self._cancel = button(_("Cancel"), self.reject)
        self.go: QPushButton = button(_("See what leaves"), self.forward, role="primary")
        self.go.setDefault(True)
        for made in (self._cancel, self._back):
            self.buttons.addWidget(made)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.go)
        self._back.hide()
        self.resize(theme.px(760), min(theme.px(700), parent.height()))

    def reject(self) -> None:
        """Stop the work under way, then close."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def forward(self) -> None:
        """Go to the next part, or do what the last one says."""
        if self.stack.currentIndex() == 0:
            self._plan()
        elif self.stack.currentIndex() == 1:
            self._seal()
        else:
            self.accept()

    def _plan(self) -> None:
        chosen, readers = self.choice.chosen(), self.choice.readers()
        if not chosen:
            self.say(_("Choose at least one record."))
            return
        self.say("")
        plan = partial(
            export.plan_export, self.context.ws, chosen, readers, again=self.choice.send_everything.isChecked()
        )
        self.context.start(lambda: self._judged(plan()), done=self._planned, failed=self._failed, reads_only=True)

    def _judged(self, plan: ExportPlan) -> tuple[ExportPlan, bool]:
        """Return a plan and whether a second officer must still sign it."""
        return plan, approval.lacks_approval(self.context.ws, plan.scopes, plan.readers)

    def _planned(self, judged: tuple[ExportPlan, bool]) -> None:
        self.plan, self._unsigned = judged
        self.stack.setCurrentIndex(1)
        self._back.show()
        self._fit()

    def _look_around(self, around: Around) -> None:
        if self._job is None and self.stack.currentIndex() < 2:
            self.review.set_drives(around.drives)

    def _fit(self) -> None:
        """Show what of the plan fits the drive that is chosen; a file is measured when it is named."""
        if self.stack.currentWidget() is not self.review:
            return
        self.say("")
        drive, self._target = self.review.drive(), None
        if drive is None:
            self._show_fitted(self.plan, "", 0)
        else:
            self._show_fitted(self._fitting(budget.room_of(drive)), drive.label, drive.free)

    def _fitting(self, room: int) -> ExportPlan | None:
        try:
            return budget.fit(self.plan, room) if self.plan else None
        except FocalpointError as error:
            self._failed(error)
            return None

    def _show_fitted(self, fitted: ExportPlan | None, place: str, free: int) -> None:
        self.fitted = fitted
        self.go.setEnabled(fitted is not None)
        self.go.setText(_("Seal and write to {place}").format(place=isolate(self.review.place_name())))
        if self._unsigned:
            self.go.setText(_("Ask for a second signature"))
            self.say(_("A second officer of your office must sign before this leaves."))
        if self.plan is not None:
            self.review.show_plan(fitted or self.plan, place if fitted else "", free)

    def _to_choice(self) -> None:
        self.say("")
        self.go.setEnabled(True)
        self.stack.setCurrentIndex(0)
        self._back.hide()
        self.go.setText(_("See what leaves"))

    def _seal(self) -> None:
        plan = self.plan
        if plan is None:
            return
        if self._unsigned:
            self.ask()
            return
        if self._target is not None:
            self.seal_to(self._target)
            return
        target = self.review.target(self, plan.suggested_name)
        if target is not None and self.review.drive() is None:
            self.measure(target)
        elif target is not None:
            self.seal_to(target)

    def ask(self) -> None:
        """Ask the other officers for the second signature on what was reviewed."""
        plan = self.plan
        if plan is None:
            return
        readers = [person.device for person in plan.readers]
        call = partial(approval.propose, self.context.ws, plan.scopes, readers, self.review.reason.text())
        self.go.setEnabled(False)
        self.context.start(call, done=lambda _mark: self._asked(), failed=self._not_sealed, kept=True)

    def _asked(self) -> None:
        said = _("Asked. Give your colleague the next bundle, and seal when the signature came back.")
        self.context.notice.emit(said, "")
        self.context.cared.emit()
        self.accept()

    def measure(self, target: Path) -> None:
        """Seal to a file, unless there is too little room: then show first what would stay."""
        self.go.setEnabled(False)
        measure = partial(budget.room, target.parent)
        self.context.start(measure, done=partial(self._measured, target), failed=self._not_sealed, reads_only=True)

    def _measured(self, target: Path, room: int) -> None:
        fitted = self._fitting(room)
        if fitted is None:
            return
        self._show_fitted(fitted, target.parent.name or str(target.parent), room)
        if fitted.later:
            self._target = target
            self.say(_("Not everything fits there. Look at what stays, then seal, or choose another place."))
        else:
            self.seal_to(target)

    def seal_to(self, target: Path) -> None:
        """Seal what was reviewed and write it; one can stop until it is written."""
        plan = self.fitted
        if plan is None:
            return
        self.go.setEnabled(False)
        self._back.setEnabled(False)
        self.review.place.setEnabled(False)
        self.review.bar.show()
        reason, basis = self.review.reason.text(), self.review.basis.code()
        seal = partial(export.seal_plan, self.context.ws, plan, target, reason, basis=basis)
        self._job = self.context.start(seal, done=self.show_sealed, failed=self._not_sealed)
        self._job.progress.connect(self.review.progress)

    def show_sealed(self, sealed: Sealed) -> None:
        """Say what was written and read back, and offer to eject the stick."""
        self._job = None
        lay = self.done_part[1]
        clear(lay)
        said = _("Sealed, written, and read back: every byte is as it was sealed.")
        lay.addWidget(Banner("green", said, icon="check"))
        if sealed.stayed:
            titles = _(", ").join(isolate(visible(title)) for title in sealed.stayed)
            lay.addWidget(Banner("amber", _(export.STAYED).format(titles=titles)))
        for path in [one.path for one in sealed.volumes] or [sealed.path]:
            lay.addWidget(text(isolate_ltr(str(path)), "strong", selectable=True))
        lay.addWidget(text(format_size(sealed.size), "muted"))
        drive = self.review.drive_of(sealed.path)
        if drive is not None:
            lay.addWidget(EjectPart(self.context, drive))
        lay.addStretch(1)
        self.stack.setCurrentIndex(2)
        self._back.hide()
        self._cancel.hide()
        self.go.setEnabled(True)
        self.go.setText(_("Done"))

    def _not_sealed(self, error: BaseException) -> None:
        self._job = None
        self.go.setEnabled(True)
        self._back.setEnabled(True)
        self.review.place.setEnabled(True)
        self.review.bar.hide()
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line())


def column_widget() -> tuple[QWidget, QVBoxLayout]:
    """Return a widget and its column."""
    holder = QWidget()
    return holder, column(holder, spacing=8)


class ChoosePart(QWidget):
    """Which records, and who may read them."""

    def __init__(self, context: Context, chosen: list[Chosen]) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=8)
        self.records = QListWidget()
        self.records.setFixedHeight(theme.text_px(130))
        self.records.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.records.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.finder = line(hint=_("Find a record to add"))
        self.finder.returnPressed.connect(self._add_first)
        lay.addWidget(labelled(_("Records in the bundle"), self.records))
        lay.addWidget(self.finder)
        self.finder.setAccessibleName(_("Find a record to add"))
        remove = button(_("Take out of the list"), self._remove, role="link", icon="close")
        lay.addWidget(remove, 0, Qt.AlignmentFlag.AlignLeading)
        for type_name, record in chosen:
            self._add(type_name, record)
        lay.addWidget(text(_("Who may read it"), "caption"))
        self._boxes: dict[str, QCheckBox] = {}
        people = peers.peers(context.ws)
        for person in people:
            lay.addWidget(self._person(person))
        if not any(person.accepted for person in people):
            lay.addWidget(
                Banner("amber", _("Nobody is verified yet. Add a card on the page “Exchange” and compare it first."))
            )
        self.send_everything = QCheckBox(_("Send everything again, also what is known to have arrived"))
        lay.addWidget(self.send_everything)
        lay.addStretch(1)

    def chosen(self) -> list[Chosen]:
        """Return the records chosen."""
        items = [self.records.item(place) for place in range(self.records.count())]
        pairs = [str(item.data(Qt.ItemDataRole.UserRole)).partition(":") for item in items]
        return [(type_name, record) for type_name, _colon, record in pairs]

    def choose_everyone(self) -> None:
        """Choose all who are verified."""
        for box in self._boxes.values():
            box.setChecked(box.isEnabled())

    def readers(self) -> list[str]:
        """Return the devices of the people chosen."""
        return [device for device, box in self._boxes.items() if box.isChecked()]

    def _person(self, person: PeerView) -> QCheckBox:
        role = _(ROLES.get(person.role, person.role))
        box = QCheckBox(f"{isolate(person.person)} — {isolate(person.office)} — {role}")
        box.setEnabled(person.accepted)
        if not person.accepted:
            tip(box, _("Not verified: compare the card first."))
        self._boxes[person.device] = box
        return box

    def _add(self, type_name: str, record: str) -> None:
        found = rows.get(self.context.ws, type_name, record)
        kind = TYPES[type_name]
        reference = isolate_ltr(str(getattr(found, kind.reference))) if kind.reference else ""
        item = list_item(f"{_(kind.label)}  {reference}  {isolate(discretion.title(self.context.ws, found))}")
        item.setData(Qt.ItemDataRole.UserRole, f"{type_name}:{record}")
        tip(item, item.text())
        self.records.addItem(item)

    def _add_first(self) -> None:
        hits = search.find(self.context.ws, self.finder.text(), 1, ("request", "contact", "seminar", "material"))
        if hits:
            if (hits[0].type, hits[0].id) not in self.chosen():
                self._add(hits[0].type, hits[0].id)
            self.finder.clear()

    def _remove(self) -> None:
        if self.records.currentRow() >= 0:
            self.records.takeItem(self.records.currentRow())
