"""Erasing a record for good: what goes and what cannot be reached, the order, the title typed, and asked twice."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, clear, column, text
from focalpoint.gui.widgets.fields import labelled
from focalpoint.language import _, current, isolate, ngettext
from focalpoint.services.casework.records import TrashRow
from focalpoint.services.core import output_files
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure
from focalpoint.services.exchange.erasure import Erasing, ErasurePlan


@dataclass(frozen=True, slots=True)
class Erasable:
    """What is to be erased: its title, and how that is planned and done."""

    title: str
    plan: Callable[[Workspace], ErasurePlan]
    erase: Callable[[Workspace, Erasing], Changes]


def of_trash(lost: TrashRow) -> Erasable:
    """Return a record in the trash as what is to be erased."""

    def erase(ws: Workspace, order: Erasing) -> Changes:
        return erasure.purge_all(ws, [(lost.type, lost.id)], erasure.plan(ws, lost.type, lost.id).title, order)

    return Erasable(lost.title, lambda ws: erasure.plan(ws, lost.type, lost.id), erase)


class EraseDialog(Dialog):
    """Nothing happens before the second press."""

    def __init__(self, parent: QWidget, context: Context, lost: Erasable) -> None:
        title = isolate(visible(lost.title)) or _("Without a title")
        super().__init__(parent, _("Erase for good"), training=context.ws.info.training, width=620, about=title)
        self.context, self._lost = context, lost
        self.plan: ErasurePlan | None = None
        self._sure = False
        self._facts = column(spacing=8)
        self.content.addLayout(self._facts)
        self.authority, self.reason, self.typed = QLineEdit(), QLineEdit(), QLineEdit()
        self.content.addWidget(labelled(_("Who ordered it"), self.authority))
        self.content.addWidget(labelled(_("Reason"), self.reason))
        self.content.addWidget(labelled(_("Type the title, to be sure"), self.typed))
        self.backups = QCheckBox(_("Remove all backups of this vault too: they still hold it"))
        self.content.addWidget(self.backups)
        for field in (self.authority, self.reason, self.typed):
            field.textChanged.connect(self._changed)
        self.backups.toggled.connect(self._changed)
        self.go = self.add_actions(_("Erase for good…"), self.erase, careful=True)
        self.go.setEnabled(False)
        self.content.addStretch(1)
        self.resize(theme.px(660), theme.px(640))
        context.run(lost.plan, done=self._show, failed=self._failed, reads_only=True)

    def _show(self, found: ErasurePlan) -> None:
        self.plan = found
        clear(self._facts)
        for shown in self._about(found):
            self._facts.addWidget(shown)
        self.backups.setVisible(bool(found.backups))
        self._changed()

    def _about(self, found: ErasurePlan) -> list[QWidget]:
        what = ngettext("{n} signed step loses its content", "{n} signed steps lose their content", found.changes)
        documents = len(found.documents)
        also = ngettext("{n} document goes with it", "{n} documents go with it", documents).format(n=documents)
        said = what.format(n=found.changes)
        lines: list[QWidget] = [text(f"{said} · {also}" if documents else said, "strong")]
        if found.colleagues:
            names = _people([one.person for one in found.colleagues])
            follow = _("These laptops of your office erase it too when your next bundle is taken in: {people}")
            lines.append(text(follow.format(people=names)))
        if found.outside:
            names = _people([f"{one.person.person}, {one.person.office}" for one in found.outside])
            beyond = _("These people could read it, and the program cannot erase there: {people}")
            lines.append(Banner("amber", beyond.format(people=names)))
        lines.append(Banner("red", _("This cannot be undone. Bundles on sticks and servers still hold it, sealed.")))
        return lines

    def _changed(self) -> None:
        filled = all(field.text().strip() for field in (self.authority, self.reason, self.typed))
        self.go.setEnabled(self.plan is not None and filled)
        self._sure = False
        self.go.setText(_("Erase for good…"))
        self.say("")

    def erase(self) -> None:
        """Ask a second time, then do it."""
        if not self._sure:
            self._sure = True
            self.go.setText(_("Yes, erase for good"))
            self.say(_("It is gone after the next press, here and on the laptops of your office."), bad=True)
            return
        self.go.setEnabled(False)
        order = Erasing(
            reason=self.reason.text(), authority=self.authority.text(), typed=self.typed.text(),
            backups=self.backups.isChecked(),
        )  # fmt: skip
        self.context.run(self._lost.erase, order, done=self._erased, failed=self._failed)

    def _erased(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("Erased for good. Seal a bundle for your office: it carries the order."), "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._changed()
        words = explain(error)
        self.say(f"{words.happened} {words.safe} {words.remedy}", bad=True)


def _people(names: list[str]) -> str:
    return _(", ").join(isolate(visible(name)) for name in names)


def save_report(parent: QWidget, context: Context, record: str) -> None:
    """Ask where to, and write the report on an erasure."""
    name = f"{record[:8]}.pdf"
    target = ask_target(parent, _("Save as PDF"), name, "PDF (*.pdf)", training=context.ws.info.training)
    if target:
        ws, code = context.ws, current()
        context.start(
            lambda: output_files.write_file(target, erasure.report_pdf(ws, record, code)),
            done=lambda _none: context.notice.emit(_("The report was saved."), ""),
        )


def erasure_line(order: erasure.ErasureOrder) -> QLabel:
    """Return one line about an erasure: by whom, and how many laptops of the office followed."""
    done = sum(bool(one.done_at) for one in order.colleagues)
    said = _("{record} · {who} · laptops of the office that followed: {done} of {all}")
    return text(
        said.format(record=order.record[:8], who=isolate(visible(order.by)), done=done, all=len(order.colleagues)),
        wrap=True,
    )
