"""Making a public pack: what is in it, what stays, then where the file is written."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from focalpoint.domain.fields import Value
from focalpoint.domain.records import TYPES
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.errors import explain
from focalpoint.gui.pages.reading.tabs import written
from focalpoint.gui.widgets.basics import Banner, clear, column, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.gui.widgets.record_tree import RecordTree
from focalpoint.language import _, format_size, isolate
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import peers
from focalpoint.services.exchange.export_survey import ExportRow
from focalpoint.services.seminars import pack
from focalpoint.services.seminars.pack import Pack, PackPlan


class PackDialog(Dialog):
    """Look at it record by record, then make it."""

    def __init__(self, parent: QWidget, context: Context, seminar: str, made: list[Pack]) -> None:
        about = _("Everybody can open a public pack. Look at what is in it before you make it.")
        super().__init__(parent, _("Make a public pack"), training=context.ws.info.training, width=720, about=about)
        self.context, self._seminar = context, seminar
        self._plan: PackPlan | None = None
        whole = ("0", _("Everything"))
        since = [(str(one.number), _("Only documents that came after pack {n}").format(n=one.number)) for one in made]
        self.since = Choice([whole, *since], "0")
        self.since.activated.connect(lambda _place: self._look())
        if made:
            self.content.addWidget(labelled(_("What it holds"), self.since))
        self._facts = column(spacing=8)
        self.content.addLayout(self._facts)
        self.tree = RecordTree(_("What is in the pack"), 240)
        self.content.addWidget(self.tree, 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.content.addWidget(self.bar)
        self.go = self.add_actions(_("Make the pack…"), self._choose, careful=True)
        self.resize(theme.px(780), min(theme.px(620), parent.height()))
        self._look()

    def _look(self) -> None:
        self.go.setEnabled(False)
        since = int(self.since.code() or 0)
        self.context.run(
            pack.plan_pack, self._seminar, since=since, done=self._show, failed=self._failed, reads_only=True
        )

    def _show(self, plan: PackPlan) -> None:
        self._plan = plan
        self.say("")
        clear(self._facts)
        for message in plan.warnings:
            self._facts.addWidget(Banner("amber", sentence(message)))
        size = _("About {size}").format(size=format_size(plan.size))
        self._facts.addWidget(text(size, "muted"))
        self.tree.begin()
        self.tree.add_records([(isolate(one.title), partial(self._fields, one)) for one in plan.rows])
        self.go.setEnabled(True)

    def _fields(self, one: ExportRow) -> list[tuple[str, str]]:
        said = [(_(label), self._value(one.type, field, value)) for field, label, value in one.fields]
        earlier = _("Earlier: {label}")
        return [
            *said,
            *((_("Document"), isolate(document)) for document in one.documents),
            *((earlier.format(label=_(lab)), self._value(one.type, field, value)) for field, lab, value in one.earlier),
        ]

    def _value(self, type_name: str, field: str, value: Value) -> str:
        spec = TYPES[type_name].specs.get(field)
        return written(self.context, spec, value) if spec else isolate(str(value))

    def _choose(self) -> None:
        plan = self._plan
        if plan is None:
            return
        pattern = _("Bundles") + f" (*{peers.SUFFIX})"
        training = self.context.ws.info.training
        target = ask_target(self, _("Write the pack to"), plan.suggested_name, pattern, training=training)
        if target is not None:
            self.write_to(target)

    def write_to(self, target: Path) -> None:
        """Make the pack as a file."""
        plan, ws = self._plan, self.context.ws
        assert plan is not None
        self.go.setEnabled(False)
        self.bar.show()

        def make(task: Task) -> None:
            pack.seal_pack(ws, plan, target, task)

        job = self.context.start(make, done=lambda _none: self._made(), failed=self._failed)
        job.progress.connect(self._progress)

    def _progress(self, done: int, total: object, _what: str) -> None:
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)

    def _made(self) -> None:
        self.context.refresh.announce(Changes.of([("seminar", self._seminar)]))
        self.context.notice.emit(_("The pack is written, read back and unchanged. Now write it to sticks."), "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.bar.hide()
        self.say(explain(error).as_line(), bad=True)
