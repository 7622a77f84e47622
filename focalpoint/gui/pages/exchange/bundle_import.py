"""Opening a bundle: what it says of itself, what it would change; nothing is changed before it is taken in."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QProgressBar, QTreeWidgetItem, QWidget

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.trust import STOPPED
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.pages.reading.tabs import written
from focalpoint.gui.widgets.basics import Banner, Tone, button, clear, column, text
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.gui.widgets.record_tree import RecordTree
from focalpoint.language import _, current, format_instant, format_size, isolate, isolate_ltr, label_value, ngettext
from focalpoint.services.core import word_lists
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import imports, peers
from focalpoint.services.exchange.forks import came_back_message
from focalpoint.services.exchange.imports import ImportPreview, ImportRow, UnknownSignerError, held_message
from focalpoint.services.exchange.introduction import CardBeside
from focalpoint.services.exchange.peers import BUNDLES
from focalpoint.services.exchange.trust import StatementLine

_TONES: dict[str, Tone] = {"good": "green", "warn": "amber", "bad": "red"}


class OpenBundleDialog(Dialog):
    """Look, then decide."""

    def __init__(self, parent: QWidget, context: Context, path: Path) -> None:
        super().__init__(
            parent, _("Open a bundle"), training=context.ws.info.training, width=700, about=isolate_ltr(path.name)
        )
        self.context, self._path = context, path
        self._asked = False  # whether the digits of a card beside it are those of its signer
        self._preview: ImportPreview | None = None
        self._meant: QCheckBox | None = None
        self._lines: dict[str, QTreeWidgetItem] = {}
        self._facts = column(spacing=8)
        self.content.addLayout(self._facts)
        self.tree = RecordTree(_("What taking it in would do"), 220)
        self.tree.hide()
        self.content.addWidget(self.tree, 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(_("Progress"))
        self.content.addWidget(self.bar)
        self.go = self.add_actions(_("Take in"), self._take_in, cancel=_("Close, change nothing"), careful=True)
        self.go.setEnabled(False)
        self._facts.addWidget(text(_("The bundle is being checked from its first byte to its last."), "muted"))
        self.resize(theme.px(760), min(theme.px(600), parent.height()))
        self._job = context.start(partial(self._look, path), done=self._looked, failed=self._failed)

    def reject(self) -> None:
        """Stop looking, then close."""
        self._job.cancel()
        super().reject()

    def _look(self, path: Path, task: Task) -> ImportPreview:
        return imports.preview(self.context.ws, imports.inspect(self.context.ws, path, task))

    def _looked(self, found: ImportPreview) -> None:
        inspection = found.inspection
        self.bar.hide()
        clear(self._facts)
        for level, message in inspection.notes:
            self._facts.addWidget(Banner(_TONES[level], sentence(message)))
        office = isolate(inspection.sender.office)
        about = _("{kind} · {office} · number {n} · {when} · {size}").format(
            kind=_(BUNDLES[inspection.opened.manifest.kind]),
            office=office,
            n=inspection.number or "—",
            when=format_instant(inspection.created),
            size=format_size(inspection.size),
        )
        self._facts.addWidget(text(about, "muted"))
        if found.acknowledged:
            number = found.acknowledged
            said = ngettext("{n} bundle you sent has arrived.", "{n} bundles you sent have arrived.", number)
            self._facts.addWidget(Banner("green", said.format(n=number), icon="check"))
        alarm = imports.alarming(self.context.ws, found)
        if alarm:
            self._ask_about(found, alarm)
        elif found.erased:
            self._facts.addWidget(Banner("red", _("It erases a record for good. Undo does not bring that back.")))
        if found.returned.n:
            said = sentence(came_back_message(found.returned, inspection.sender.person))
            self._facts.addWidget(Banner("amber", said))
        if found.held:
            self._facts.addWidget(Banner("amber", sentence(held_message(found.held))))
        self._show(found)

    def _show(self, found: ImportPreview) -> None:
        self._preview = found
        if found.empty:
            self._facts.addWidget(text(_("Everything in it is already in your vault."), "strong"))
            return
        self.tree.show()
        groups = (
            (_("Needs your decision: both you and the sender wrote"), found.conflicting),
            (_("New"), found.new),
            (_("Changed"), found.changed),
            (_("To the trash"), found.deleted),
            (_("Erased for good"), found.erased),
        )
        for title, rows in groups:
            if rows:
                self._group(title, rows, kept=rows is found.erased)
        if found.statements:
            self._statements(found.statements)
        number = found.documents
        if number:
            said = ngettext("{n} document comes with it", "{n} documents come with it", number).format(n=number)
            self._facts.addWidget(text(said, "muted"))
        if found.parts and not found.changes:
            self._facts.addWidget(
                text(_("The records are here already; parts of documents that were missing come."), "strong")
            )
        if self._lines:
            self._facts.addWidget(text(_("Take the tick from what shall stay outside; it is kept aside."), "small"))
        self.go.setEnabled(found.inspection.sender.accepted or found.inspection.sender.state in STOPPED)

    def _statements(self, lines: tuple[StatementLine, ...]) -> None:
        told = []
        for one in lines:
            said = sentence(one.message)
            told.append(f"{said}. {isolate(visible(_(one.reason)))}" if one.reason else said)
        title = _("Signed statements about laptops")
        self.tree.add_group(f"{title}  ({len(lines)})", told)

    def _ask_about(self, found: ImportPreview, alarm: FocalpointError) -> None:
        alarm.parameters["person"] = isolate(found.inspection.sender.person)
        words = explain(alarm)
        self._facts.addWidget(Banner("red", f"{words.happened} {words.remedy}"))
        self._meant = QCheckBox(
            _("I asked, and it is meant: erase them for good")
            if found.erased
            else _("I asked, and it is meant: put them into the trash")
        )
        self._facts.addWidget(self._meant)

    def _group(self, title: str, rows: tuple[ImportRow, ...], *, kept: bool) -> None:
        group = self.tree.add_group(f"{title}  ({len(rows)})")
        listed = [(_named(row), partial(self._fields, row)) for row in rows]
        lines = self.tree.add_records(listed, group, ticked=not kept)
        if not kept:  # what is erased on an order cannot be left
            self._lines |= {row.id: line for row, line in zip(rows, lines, strict=True)}

    def _fields(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        for diff in row.diffs:
            spec = TYPES[row.type].specs.get(diff.field)
            if spec is None or diff.field in ("owner", "owner_type"):
                continue  # whose document it is stands beside it; an identifier says nothing to a person
            before, after = (written(self.context, spec, value) for value in (diff.before, diff.after))
            yield _(diff.label), f"{isolate(before)} → {isolate(after)}" if before else after

    def left(self) -> frozenset[str]:
        """Return the records whose tick was taken away."""
        unticked = Qt.CheckState.Unchecked
        return frozenset(record for record, line in self._lines.items() if line.checkState(0) == unticked)

    def _take_in(self) -> None:
        plan = self._preview
        if plan is None:
            return
        self.go.setEnabled(False)
        self.bar.show()
        meant = self._meant is not None and self._meant.isChecked()
        apply = partial(imports.apply, self.context.ws, plan, deletions=meant, leave=self.left())
        self._job = self.context.start(apply, done=self._taken, failed=self._failed)
        self._job.progress.connect(self._progress)

    def _progress(self, done: int, total: object, _what: str) -> None:
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)

    def _taken(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("The bundle is in your vault. Undo takes all of it back."), _("Undo"))
        self.accept()

    def _compared(self, beside: CardBeside) -> None:
        """Keep the card as compared in person, and look at the bundle again."""
        ws, path = self.context.ws, self._path

        def know() -> None:
            peers.mark_verified(ws, peers.add_peer(ws, beside.path).device)

        def again(_none: object) -> None:
            clear(self._facts)
            self.bar.show()
            self._job = self.context.start(partial(self._look, path), done=self._looked, failed=self._failed)

        self.context.start(know, done=again, failed=self._failed)

    def _offer_card(self, one: CardBeside | None) -> None:
        """Ask whether the digits of the signer's card are those on the wall; without it, say what was refused."""
        if one is None:
            self._refused(UnknownSignerError())
            return
        clear(self._facts)
        self.bar.hide()
        self._facts.addWidget(Banner("amber", explain(UnknownSignerError()).happened))
        said = _("Beside it lies the card of {person}, {office}. Are these the digits on the wall, all eight groups?")
        named = said.format(person=isolate(visible(one.person)), office=isolate(visible(one.office)))
        self._facts.addWidget(text(named, "strong"))
        self._facts.addWidget(text(isolate_ltr("   ".join(one.groups)), "large", selectable=True))
        words = "   ".join(word_lists.say(one.check, current()))
        self._facts.addWidget(text(words, "muted", selectable=True))
        yes = button(_("They are the same: the card is verified"), partial(self._compared, one), role="primary")
        self._facts.addWidget(yes, 0, Qt.AlignmentFlag.AlignLeading)
        self._facts.addWidget(text(_("If a single digit differs, close this and tell the trainer."), "small"))
        self.content.addStretch(1)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UnknownSignerError) and not self._asked:
            self._asked = True
            look = partial(imports.signer_beside, self.context.ws, self._path)
            self._job = self.context.start(look, done=self._offer_card, failed=self._refused, reads_only=True)
            return
        self._refused(error)

    def _refused(self, error: BaseException) -> None:
        self.bar.hide()
        clear(self._facts)
        words = explain(error)
        self._facts.addWidget(Banner("red", f"{words.happened} {words.safe}"))
        self._facts.addWidget(text(words.remedy))
        self._facts.addWidget(text(_("Code: {code}").format(code=words.code), "small", selectable=True))
        self.content.addStretch(1)


def _named(row: ImportRow) -> str:
    title = f"{isolate_ltr(row.reference)} {isolate(row.title)}" if row.reference else isolate(row.title)
    return label_value(_(TYPES[row.type].label), title)
