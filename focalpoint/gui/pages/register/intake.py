"""Taking in a table: which column is which field, what would become of each row, then one step that can be undone."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QProgressBar,
    QTreeWidget,
    QWidget,
)

from focalpoint.domain.records import TYPES
from focalpoint.domain.tables import Table
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.errors import explain
from focalpoint.gui.forms.choices import options
from focalpoint.gui.widgets.basics import Banner, Elided, button, clear, column, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import tip, tree_item
from focalpoint.language import _, current, format_number, isolate, isolate_ltr, label_value, ngettext, say
from focalpoint.services.core import output_files
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.interchange import cells, intake
from focalpoint.services.interchange.intake import OUTCOMES, ColumnMap, Plan

SHOWN = 500  # rows that are told of one by one; the report holds all
SAMPLES = 3


class IntakeDialog(Dialog):
    """Look at the table, say what is what, rehearse, take in."""

    def __init__(self, parent: QWidget, context: Context, type_name: str, path: Path, *, owner: str = "") -> None:
        super().__init__(
            parent, _("Take in a table"), training=context.ws.info.training, width=760, about=isolate_ltr(path.name)
        )
        self.context, self.type_name, self._owner = context, type_name, owner
        self.tables: list[Table] = []
        self.mapped = ColumnMap(type_name, {}, {})
        self.plan: Plan | None = None
        self.fields: dict[int, Choice] = {}
        self._facts = column(spacing=8)
        self._top = column(spacing=8)
        self._columns = column(spacing=4)
        self._result = column(spacing=8)
        self.content.addLayout(self._facts)
        self.content.addLayout(self._result)
        self.rows = QTreeWidget()
        self.rows.setColumnCount(3)
        self.rows.setRootIsDecorated(False)
        self.rows.setHeaderLabels([_("Row"), _("Title"), _("What is said")])
        self.rows.setColumnWidth(0, theme.text_px(60))
        self.rows.setColumnWidth(1, theme.text_px(220))
        self.rows.setMinimumHeight(theme.text_px(160))
        self.rows.setAccessibleName(_("Rows with something to say"))
        self.rows.hide()
        self.content.addWidget(self.rows)
        self.content.addLayout(self._top)
        self.content.addLayout(self._columns)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(_("Progress"))
        self.content.addWidget(self.bar)
        self.go = self.add_actions(_("Rehearse"), self._go, cancel=_("Close, change nothing"))
        self.go.setEnabled(False)
        self.resize(theme.px(820), min(theme.px(640), parent.height()))
        self._job = context.start(
            lambda: intake.read_file(path, type_name), done=self._read, failed=self._failed, reads_only=True
        )

    def reject(self) -> None:
        """Stop what is going on, then close."""
        self._job.cancel()
        super().reject()

    def _read(self, tables: list[Table]) -> None:
        self.bar.hide()
        self.tables = tables
        if not tables:
            self._facts.addWidget(Banner("amber", _("No table was found in this file.")))
            return
        if len(tables) > 1:
            counted = [(str(n), self._named(table)) for n, table in enumerate(tables)]
            chooser = Choice(counted, "0")
            chooser.activated.connect(lambda place: self._use(tables[place]))
            self._top.addWidget(labelled(_("Table"), chooser))
        self._use(tables[0])

    def _named(self, table: Table) -> str:
        number = len(table.rows)
        said = ngettext("{n} row", "{n} rows", number).format(n=format_number(number))
        first = table.headings[0] if table.headings else ""
        return f"{isolate(table.sheet or first)} · {said}"

    def _use(self, table: Table) -> None:
        """Show the columns of a table with the fields they become."""
        self.table = table
        self._map(intake.mapping(self.context.ws, self.type_name, table, self._owner))
        if intake.is_kept(self.context.ws, self.type_name, table):
            line = Flow(spacing=8)
            line.add(text(_("The columns are as you chose them for the last table with these headings."), "muted"))
            line.add(button(_("Guess anew"), partial(self._guess, table)))
            self._columns.insertWidget(0, line)

    def _guess(self, table: Table) -> None:
        self._map(replace(intake.guessed(self.type_name, table), owner=self._owner))

    def _map(self, mapped: ColumnMap) -> None:
        """Show which column becomes which field, to be changed."""
        table, self.mapped = self.table, mapped
        self._forget()
        clear(self._columns)
        self.fields = {}
        specs = TYPES[self.type_name].specs
        offered = [(name, _(spec.label)) for name, spec in specs.items() if cells.readable(spec)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setColumnStretch(1, 1)
        for place, word in enumerate((_("Column"), _("First cells"), _("Becomes"))):
            grid.addWidget(text(word, "caption"), 0, place)
        for number, heading in enumerate(table.headings):
            samples = [row[number] for _n, row in table.rows[:50] if number < len(row) and row[number]][:SAMPLES]
            name = text(isolate(heading) or _("Column {n}").format(n=number + 1), "strong")
            name.setFixedWidth(theme.text_px(150))
            choice = Choice(offered, self.mapped.columns.get(number, ""), empty=_("Not taken in"))
            choice.setAccessibleName(heading or str(number + 1))
            choice.activated.connect(lambda _place: self._changed())
            self.fields[number] = choice
            grid.addWidget(name, number + 1, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Elided(" · ".join(isolate(sample) for sample in samples), "muted"), number + 1, 1)
            grid.addWidget(choice, number + 1, 2)
        holder = QWidget()
        holder.setLayout(grid)
        self._columns.addWidget(holder)
        self._ask_fixed()
        self.lenient = QCheckBox(_("Keep cells that are not understood in the notes instead of leaving the row out"))
        self.lenient.setChecked(self.mapped.lenient)
        self.lenient.toggled.connect(lambda _on: self._changed())
        self._columns.addWidget(self.lenient)
        self.lenient.setVisible("notes" in specs)
        self._changed()

    def _ask_fixed(self) -> None:
        """Ask for the fields that every record needs, in case no column holds them."""
        self.fixed: dict[str, Choice] = {}
        for name, spec in TYPES[self.type_name].specs.items():
            if spec.required and spec.codes and cells.readable(spec):
                codes = self.context.reference.lists[spec.codes]
                choice = Choice(options(codes), self.mapped.fixed.get(name, ""), empty=_("From the table"))
                choice.activated.connect(lambda _place: self._changed())
                self.fixed[name] = choice
                said = _("{label}, where the table does not say it").format(label=_(spec.label))
                self._columns.addWidget(labelled(said, choice))

    def _changed(self) -> None:
        columns = {number: choice.code() for number, choice in self.fields.items() if choice.code()}
        fixed = {name: choice.code() for name, choice in self.fixed.items() if choice.code()}
        self.mapped = ColumnMap(self.type_name, columns, fixed, self.lenient.isChecked(), self._owner)
        self._forget()
        twice = [field for field in columns.values() if list(columns.values()).count(field) > 1]
        problem = intake.mapping_fault(self.mapped)
        if twice:
            field = _(TYPES[self.type_name].specs[twice[0]].label)
            self.say(_("Two columns cannot both become “{field}”.").format(field=field))
        else:
            self.say(explain(problem).happened if problem else "")
        self.go.setEnabled(not twice and problem is None)

    def _forget(self) -> None:
        self.plan = None
        clear(self._result)
        self.rows.hide()
        self.go.setText(_("Rehearse"))

    def _go(self) -> None:
        self.go.setEnabled(False)
        self.bar.show()
        if self.plan is None:
            work = partial(intake.plan, self.context.ws, self.table, self.mapped)
            self._job = self.context.start(work, done=self._rehearsed, failed=self._failed, reads_only=True)
        else:
            self._job = self.context.start(
                partial(self._take, self.plan), done=self._taken, failed=self._failed, kept=True
            )
        self._job.progress.connect(self._advance)

    def _advance(self, done: int, total: int | None, _what: str) -> None:
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)

    def _take(self, plan: Plan, task: Task) -> tuple[Changes, Plan]:
        found = intake.commit_plan(self.context.ws, plan, task)
        intake.keep_mapping(self.context.ws, plan.table, plan.mapping)
        return found

    def _rehearsed(self, found: Plan) -> None:
        self.bar.hide()
        self.plan = found
        number = found.count("new") + found.count("changed")
        self._tell(found)
        self.go.setText(ngettext("Take in {n} row", "Take in {n} rows", number).format(n=format_number(number)))
        self.go.setEnabled(number > 0)

    def _taken(self, answer: tuple[Changes, Plan]) -> None:
        changes, found = answer
        self.bar.hide()
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("The table is taken in. One undo takes all of it back."), _("Undo"))
        clear(self._columns)
        clear(self._top)
        self._tell(found)
        self.go.hide()

    def _tell(self, found: Plan) -> None:
        clear(self._result)
        parts = [label_value(_(label), format_number(found.count(outcome))) for outcome, label in OUTCOMES.items()]
        tone = "amber" if found.count("refused") else "green"
        save = button(_("Save the report…"), partial(self._save, found), icon="save")
        self._result.addWidget(Banner("amber" if tone == "amber" else "green", " · ".join(parts), save))
        self.rows.clear()
        for row in [row for row in found.rows if row.problems][:SHOWN]:
            item = tree_item([str(row.number), row.title, " ".join(map(say, row.problems))])
            for place in range(3):
                tip(item, place, item.text(place))
            self.rows.addTopLevelItem(item)
        self.rows.setVisible(self.rows.topLevelItemCount() > 0)

    def _save(self, found: Plan) -> None:
        target = ask_target(self, _("Save the report"), "report.csv", training=self.context.ws.info.training)
        if target:
            work = partial(output_files.write_file, target, intake.report(self.context.ws, found, current()))
            said = _("The report was written. It is not protected by the vault.")
            self.context.start(work, done=lambda _none: self.say(said), failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        self.bar.hide()
        self.go.setEnabled(self.plan is not None)
        self.say(explain(error).as_line(), bad=True)


def choose_table(parent: QWidget, context: Context, type_name: str, owner: str = "") -> None:
    """Ask for a file and open the dialog; `owner` is the record in whose dossier the rows belong."""
    kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.tsv *.txt *.json)")
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Take in a table"), str(Path.home()), kinds)
    if chosen:
        IntakeDialog(parent, context, type_name, Path(chosen), owner=owner).open()
