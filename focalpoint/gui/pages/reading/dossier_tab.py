"""The dossier of a request: assignments, communications, consultations and the rest, each with the way to add one."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from focalpoint.domain.fields import Kind, Record, RecordType
from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.tables.columns import cell_text
from focalpoint.gui.widgets.basics import Elided, button, column, menu_button, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, isolate, isolate_ltr, label_value
from focalpoint.services.casework import dossier, records
from focalpoint.services.casework.dossier import DossierSection, Related
from focalpoint.services.core import run_clock
from focalpoint.services.core.changes import Changes
from focalpoint.services.interchange import mail

ICONS = {
    "task": "forward", "communication": "confirm", "consultation": "person", "postponement": "time", "event": "today",
    "problem": "alert", "cost": "list", "asset": "vault", "order": "seal", "item": "document", "transfer": "exchange",
}  # fmt: skip
FIRST = ("task", "communication", "consultation")


class DossierTab(QWidget):
    """One heading a kind of record that is there, one line a record; the rest is offered under “Add”."""

    def __init__(self, context: Context, request: str, sections: list[DossierSection], related: list[Related]) -> None:
        super().__init__()
        self.context, self._request = context, request
        lay = column(self, margins=(24, 16), spacing=8)
        tools = Flow(spacing=8)
        for name in FIRST:
            tools.add(self._button(TYPES[name]))
        rest = [s.kind for s in sections if s.kind.name not in FIRST]
        entries = [(_(kind.new), partial(self._add, kind.name)) for kind in (*rest, TYPES["relation"])]
        tools.add(menu_button(_("Add…"), [*entries, (_("A saved message…"), self._message)]))
        lay.addWidget(tools)
        for section in sections:
            if section.items:
                self._section(lay, section)
        if related:
            lay.addSpacing(8)
            kind = TYPES["relation"]
            lay.addWidget(text(_(kind.plural), "strong"))
            for one in related:
                lay.addWidget(self._related(one))
        if not related and not any(section.items for section in sections):
            about = _("Nothing yet. Assign the request to who executes it, and keep here what was written and agreed.")
            lay.addWidget(text(about, "muted"))
        lay.addStretch(1)

    def _button(self, kind: RecordType) -> QPushButton:
        return button(_(kind.new), partial(self._add, kind.name), icon="add")

    def _message(self) -> None:
        """Ask for messages saved from a mail program and keep them in the dossier."""
        kinds = _("Messages (*.eml *.msg)")
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("Keep a saved message"), str(run_clock.files_folder(self.context.ws.info.path)), kinds
        )
        for name in chosen:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Keep a message in the dossier, with its files among the documents."""
        call = partial(mail.file_message, self.context.ws, self._request, path)
        self.context.start(call, done=self._taken)

    def _taken(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        said = _("The message is kept as an informal communication. Change the channel if it came formally.")
        self.context.notice.emit(said, _("Undo"))

    def _add(self, type_name: str) -> None:
        self.context.go.emit(ToNewRecord(type_name, dossier.initial_values(self.context.ws, type_name, self._request)))

    def _section(self, lay: QVBoxLayout, section: DossierSection) -> None:
        lay.addSpacing(8)
        lay.addWidget(text(_(section.kind.plural), "strong"))
        for item in section.items:
            lay.addWidget(self._line(section.kind, item))

    def _line(self, kind: RecordType, item: Record) -> LineButton:
        title, about = records.page_title(item), " · ".join(self._about(kind, item))
        made = LineButton(title, about)
        made.inner.addWidget(icon_label(ICONS.get(kind.name, "list"), "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        reference = str(getattr(item, kind.reference)) if kind.reference else ""
        words.addWidget(Elided(f"{isolate_ltr(reference)}  {isolate(title)}".strip() if reference else isolate(title)))
        if about:
            words.addWidget(Elided(about, "small"))
        made.inner.addLayout(words, 1)
        made.finish()
        made.clicked.connect(lambda _checked=False: self.context.go.emit(ToRecord(kind.name, item.id)))
        return made

    def _about(self, kind: RecordType, item: Record) -> list[str]:
        found = []
        for name in kind.columns:
            spec, value = kind.specs[name], getattr(item, name)
            if spec.kind is Kind.LINK and value:
                found.append(isolate(dossier.name_here(self.context.ws, spec.target, str(value))))
            elif said := cell_text(spec, value, self.context.reference):
                dated = label_value(_(spec.label), said)
                found.append(dated if spec.kind in (Kind.DATE, Kind.TIME, Kind.FLAG, Kind.NUMBER) else said)
        return found

    def _related(self, one: Related) -> LineButton:
        relation = sentence(one.label)
        made = LineButton(one.title, relation)
        made.inner.addWidget(icon_label("requests", "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        words.addWidget(Elided(f"{isolate_ltr(one.reference)}  {isolate(one.title)}".strip()))
        words.addWidget(Elided(relation, "small"))
        made.inner.addLayout(words, 1)
        made.finish()
        made.clicked.connect(lambda _checked=False: self.context.go.emit(ToRecord("request", one.request)))
        return made
