"""Exporting: which records, for whom, exactly what leaves, why and where to. Nothing is sealed before the last step."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from focalpoint.domain.fields import title_of
from focalpoint.domain.records import TYPES
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.jobs import Job
from focalpoint.gui.pages.tabs import written
from focalpoint.gui.widgets.basics import Banner, button, clear, column, text
from focalpoint.gui.widgets.fields import Choice, labelled, line
from focalpoint.language import _, format_size, isolate, isolate_ltr, ngettext
from focalpoint.services import exchange, rows, search, sending
from focalpoint.services.exchange import ROLES, PeerView
from focalpoint.services.sending import ExportPlan, Sealed

Chosen = tuple[str, str]


class ExportDialog(Dialog):
    """Records and readers, then what leaves, then the seal."""

    def __init__(self, parent: QWidget, context: Context, chosen: list[Chosen]) -> None:
        super().__init__(parent, _("Export a bundle"), training=context.ws.info.training, width=720)
        self.context = context
        self.plan: ExportPlan | None = None
        self._job: Job | None = None
        self.stack = QStackedWidget()
        self.content.addWidget(self.stack, 1)
        self.choice = ChoosePart(context, chosen)
        self.review = ReviewPart(context)
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
        self.resize(theme.px(760), min(theme.px(640), parent.height()))

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
        plan = partial(sending.plan_export, self.context.ws, chosen, readers, again=self.choice.again.isChecked())
        self.context.jobs.start(lambda _task: plan(), self._planned, self._failed, reads_only=True)

    def _planned(self, plan: ExportPlan) -> None:
        self.plan = plan
        self.review.show_plan(plan)
        self.stack.setCurrentIndex(1)
        self._back.show()
        self._name_target()
        self.review.target_changed = self._name_target

    def _name_target(self) -> None:
        self.go.setText(_("Seal and write to {place}").format(place=isolate(self.review.place_name())))

    def _to_choice(self) -> None:
        self.say("")
        self.stack.setCurrentIndex(0)
        self._back.hide()
        self.go.setText(_("See what leaves"))

    def _seal(self) -> None:
        plan = self.plan
        if plan is None:
            return
        target = self.review.target(self, plan.suggested_name)
        if target is not None:
            self.seal_to(target)

    def seal_to(self, target: Path) -> None:
        """Seal what was reviewed and write it; one can stop until it is written."""
        plan = self.plan
        if plan is None:
            return
        self.go.setEnabled(False)
        self._back.setEnabled(False)
        self.review.bar.show()
        seal = partial(sending.seal, self.context.ws, plan, target, self.review.reason.text())
        self._job = self.context.jobs.start(seal, self._sealed, self._not_sealed)
        self._job.progress.connect(self.review.progress)

    def _sealed(self, sealed: Sealed) -> None:
        self._job = None
        lay = self.done_part[1]
        clear(lay)
        drive = self.review.drive_of(sealed.path)
        said = _("Sealed, written, and read back: every byte is as it was sealed.")
        lay.addWidget(Banner("green", said, icon="check"))
        lay.addWidget(text(isolate_ltr(str(sealed.path)), "strong", selectable=True))
        lay.addWidget(text(format_size(sealed.size), "muted"))
        if drive:
            lay.addWidget(text(_("It is safe to remove “{drive}”.").format(drive=drive), "large"))
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
        people = exchange.peers(context.ws)
        for person in people:
            lay.addWidget(self._person(person))
        if not any(person.accepted for person in people):
            lay.addWidget(
                Banner("amber", _("Nobody is verified yet. Add a card on the page “Exchange” and compare it first."))
            )
        self.again = QCheckBox(_("Send everything again, also what is known to have arrived"))
        lay.addWidget(self.again)
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
            box.setToolTip(_("Not verified: compare the card first."))
        self._boxes[person.device] = box
        return box

    def _add(self, type_name: str, record: str) -> None:
        found = rows.get(self.context.ws, type_name, record)
        kind = TYPES[type_name]
        reference = isolate_ltr(str(getattr(found, kind.reference))) if kind.reference else ""
        item = QListWidgetItem(f"{_(kind.label)}  {reference}  {isolate(title_of(found))}")
        item.setData(Qt.ItemDataRole.UserRole, f"{type_name}:{record}")
        item.setToolTip(item.text())
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


class ReviewPart(QWidget):
    """Field by field what leaves, what stays, the reason, the place."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.target_changed = _nothing
        lay = column(self, spacing=8)
        self._summary = column(spacing=4)
        lay.addLayout(self._summary)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(2)
        self.tree.setMinimumHeight(theme.text_px(180))
        self.tree.setColumnWidth(0, theme.text_px(250))
        self.tree.setAccessibleName(_("What leaves"))
        lay.addWidget(self.tree, 1)
        self.reason = line(hint=_("For the log, for example: reply to note 12/2026"))
        lay.addWidget(labelled(_("Why it leaves"), self.reason, required=True))
        self._drives = {str(drive.path): drive for drive in exchange.drives() if drive.writable}
        options = [(path, f"{drive.label} ({format_size(drive.free)})") for path, drive in self._drives.items()]
        self.place = Choice([*options, ("file", _("A file in a folder…"))], next(iter(self._drives), "file"))
        self.place.currentIndexChanged.connect(lambda _place: self.target_changed())
        lay.addWidget(labelled(_("Write to"), self.place))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        lay.addWidget(self.bar)

    def show_plan(self, plan: ExportPlan) -> None:
        """Show what a plan holds."""
        clear(self._summary)
        people = _(", ").join(isolate(person.person) for person in plan.readers)
        number = len(plan.rows)
        said = ngettext("{n} record leaves for {people}", "{n} records leave for {people}", number)
        self._summary.addWidget(text(said.format(n=number, people=people), "strong"))
        self._summary.addWidget(text(format_size(plan.total_bytes), "small"))
        for message, parameters in plan.warnings:
            filled = {key: isolate(value) for key, value in parameters.items()}
            self._summary.addWidget(Banner("amber", _(message).format(**filled)))
        self.tree.clear()
        for found in plan.rows:
            title = f"{isolate_ltr(found.reference)} {isolate(found.title)}".strip()
            top = QTreeWidgetItem([_("{title} (in the trash)").format(title=title) if found.trashed else title])
            top.setToolTip(0, top.text(0))
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            specs = TYPES[found.type].specs
            for name, label, value in found.fields:
                said = written(self.context, specs[name], value)
                top.addChild(_entry(_(label), said))
            for document in found.documents:
                top.addChild(_entry(_("Document"), isolate(document)))
            for name, label, value in found.earlier:
                spec = specs.get(name)
                said = written(self.context, spec, value) if spec else isolate(str(value))
                top.addChild(_entry(_("Earlier: {label}").format(label=_(label)), said))
            top.setExpanded(True)
        self._withheld(plan)

    def place_name(self) -> str:
        """Return how the place is called."""
        drive = self._drives.get(self.place.code())
        return drive.label if drive else _("a file")

    def drive_of(self, path: Path) -> str:
        """Return the name of the drive a file was written to, "" if it is none."""
        return next((d.label for p, d in self._drives.items() if path.is_relative_to(p)), "")

    def target(self, parent: QWidget, name: str) -> Path | None:
        """Return the file to write, asking for it where needed."""
        if self.place.code() in self._drives:
            return Path(self.place.code()) / name
        pattern = _("Bundles") + f" (*{exchange.SUFFIX})"
        chosen, _kind = QFileDialog.getSaveFileName(parent, _("Write the bundle to"), str(Path.home() / name), pattern)
        return Path(chosen) if chosen else None

    def progress(self, done: int, total: object, _what: str) -> None:
        """Show how far the writing is."""
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)

    def _withheld(self, plan: ExportPlan) -> None:
        if plan.withheld:
            top = QTreeWidgetItem([_("Stays here, as the role of a reader does not reach it")])
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for kept in plan.withheld:
                top.addChild(_entry(_(kept.label), isolate(kept.title)))


def _entry(name: str, said: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, said])
    item.setToolTip(1, said)
    item.setTextAlignment(0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    return item


def _nothing() -> None:
    """Do nothing until the dialog says what to do."""
