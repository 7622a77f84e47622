"""Before the seal: field by field what leaves, what stays here, what has no room, why, and where to."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from focalpoint.domain import worlds
from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.pages.reading.tabs import written
from focalpoint.gui.widgets.basics import Banner, clear, column, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.gui.widgets.plain_text import sentence, tree_item
from focalpoint.gui.widgets.record_tree import RecordTree, entry
from focalpoint.language import _, current, format_size, isolate, isolate_ltr, ngettext
from focalpoint.services.core import run_clock
from focalpoint.services.exchange import peers
from focalpoint.services.exchange.export import ExportPlan
from focalpoint.services.exchange.export_survey import ExportRow
from focalpoint.services.exchange.peers import Drive

FILE = "file"


class ReviewPart(QWidget):
    """Field by field what leaves, what stays, the reason, the place."""

    place_changed = Signal()
    removed = Signal(str)  # the name of the stick that was chosen and is gone

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._shown: ExportPlan | None = None
        lay = column(self, spacing=8)
        self._summary = column(spacing=4)
        lay.addLayout(self._summary)
        self.tree = RecordTree(_("What leaves"), 250)
        lay.addWidget(self.tree, 1)
        self.reason = line(hint=_("For the log, for example: reply to note 12/2026"))
        lay.addWidget(labelled(_("Why it leaves"), self.reason, required=True))
        rows = context.reference.lists["bases"].codes.values()
        self.basis = Choice([(row.code, row.label(current())) for row in rows], empty=_("Not named"))
        lay.addWidget(labelled(_("On which basis"), self.basis))
        self._drives: dict[str, Drive] = {}
        self.place = Choice([(FILE, _("A file in a folder…"))], FILE)
        self.set_drives(peers.drives())
        self.place.choose(next(iter(self._drives), FILE))
        self.place.currentIndexChanged.connect(lambda _place: self.place_changed.emit())
        lay.addWidget(labelled(_("Write to"), self.place))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        lay.addWidget(self.bar)

    def set_drives(self, found: Iterable[Drive]) -> None:
        """Offer the drives that are in place now; one that was chosen and is gone gives way to a file."""
        before, chosen = self._drives, self.place.code()
        self._drives = {str(drive.path): drive for drive in found if drive.writable}
        if self._drives == before:
            return
        self.place.blockSignals(True)  # noqa: FBT003 - Qt's own name
        self.place.clear()
        for path, drive in self._drives.items():
            self.place.add(path, f"{isolate(drive.label)} ({format_size(drive.free)})")
        self.place.add(FILE, _("A file in a folder…"))
        self.place.choose(chosen if chosen in self._drives else FILE)
        self.place.blockSignals(False)  # noqa: FBT003
        if chosen != FILE and before.get(chosen) != self._drives.get(chosen):
            self.place_changed.emit()
        if chosen in before and chosen not in self._drives:
            self.removed.emit(before[chosen].label)

    def show_plan(self, plan: ExportPlan, place: str = "", free: int = 0) -> None:
        """Show what a plan holds; and how it fits, if the free bytes of the place are known."""
        clear(self._summary)
        people = _(", ").join(isolate(person.person) for person in plan.readers)
        number = len(plan.rows)
        said = ngettext("{n} record leaves for {people}", "{n} records leave for {people}", number)
        self._summary.addWidget(text(said.format(n=number, people=people), "strong"))
        self._summary.addWidget(self._room(plan, place, free))
        for message in plan.warnings:
            self._summary.addWidget(Banner("amber", sentence(message)))
        if plan != self._shown:
            self._shown = plan
            self._fill(plan)

    def _room(self, plan: ExportPlan, place: str, free: int) -> QWidget:
        size, number = format_size(plan.total_bytes), len(plan.later)
        if not place:
            return text(size, "small")
        known = {"place": isolate(place), "size": size, "free": format_size(free), "n": number}
        if not number:
            return text(_("Fits “{place}”: {size} of {free}.").format(**known), "small")
        said = ngettext(
            "“{place}” has {free} free: {n} document stays for the next time.",
            "“{place}” has {free} free: {n} documents stay for the next time.",
            number,
        )
        return Banner("amber", said.format(**known))

    def _fill(self, plan: ExportPlan) -> None:
        self.tree.begin()
        self._later(plan)
        self.tree.add_records([(_title(row), partial(self._fields, row)) for row in plan.rows])
        self._withheld(plan)

    def _fields(self, row: ExportRow) -> Iterator[tuple[str, str]]:
        specs = TYPES[row.type].specs
        for name, label, value in row.fields:
            yield _(label), written(self.context, specs[name], value)
        for document in row.documents:
            yield _("Document"), isolate(document)
        for name, label, value in row.earlier:
            spec = specs.get(name)
            said = written(self.context, spec, value) if spec else isolate(str(value))
            yield _("Earlier: {label}").format(label=_(label)), said

    def drive(self) -> Drive | None:
        """Return the drive that is chosen."""
        return self._drives.get(self.place.code())

    def place_name(self) -> str:
        """Return how the place is called."""
        drive = self.drive()
        return drive.label if drive else _("a file")

    def drive_of(self, path: Path) -> Drive | None:
        """Return the drive a file was written to, None if it is none."""
        return next((drive for drive in self._drives.values() if path.is_relative_to(drive.path)), None)

    def target(self, parent: QWidget, name: str) -> Path | None:
        """Return the file to write, asking for it where needed."""
        if self.place.code() in self._drives:
            return Path(self.place.code()) / name
        pattern = _("Bundles") + f" (*{peers.SUFFIX})"
        folder = run_clock.files_folder(self.context.ws.info.path, run_clock.OUT)
        return ask_target(
            parent, _("Write the bundle to"), name, pattern, training=worlds.is_marked(name), folder=folder
        )

    def progress(self, done: int, total: object, _what: str) -> None:
        """Show how far the writing is."""
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)

    def _later(self, plan: ExportPlan) -> None:
        if plan.later:
            top = tree_item([_("Stays for the next time, as there is no room")])
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for file in plan.later:
                top.addChild(entry(isolate(file.title), format_size(file.size)))
            top.setExpanded(True)

    def _withheld(self, plan: ExportPlan) -> None:
        if plan.withheld:
            top = tree_item([_("Stays here, as the role of a reader does not reach it")])
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for kept in plan.withheld:
                top.addChild(entry(_(kept.label), isolate(kept.title)))


def _title(row: ExportRow) -> str:
    title = f"{isolate_ltr(row.reference)} {isolate(row.title)}".strip()
    return _("{title} (in the trash)").format(title=title) if row.trashed else title
