"""The conflict inbox: what people wrote differently, and the decision on it, one by one or many at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.pages.exchange.decision_panel import DecisionPanel
from focalpoint.gui.pages.reading.duplicates import DuplicatesPart
from focalpoint.gui.widgets.basics import Banner, Pill, Tone, button, clear, column, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import LineButton, line_button
from focalpoint.gui.widgets.plain_text import sentence, tip
from focalpoint.language import _, current, isolate, isolate_ltr, ngettext
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import conflicts
from focalpoint.services.exchange.conflicts import ConflictView, Preview

HEADINGS = {
    "blocking": N_("Decide first: status, deadline, arrest and surrender"),
    "normal": N_("Other fields"),
    "cosmetic": N_("Names and labels"),
}
RECORDED = N_("The decision is recorded and travels with the next bundle.")
Key = tuple[str, str, str]


def key_of(conflict: ConflictView) -> Key:
    """Return what names a conflict."""
    return conflict.type, conflict.id, conflict.field


class Decisions(QWidget):
    """Rows by how much presses; one row at a time is open. `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.views: list[ConflictView] | None = None
        self.chosen: set[Key] = set()
        self._open: Key | None = None
        self._wanted = ""
        self._rows: dict[Key, DecisionRow] = {}
        lay = column(self, spacing=12)
        self.duplicates = DuplicatesPart(context)
        lay.addWidget(self.duplicates)
        self._top: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._top)
        self._bar = _Bar(self.choose_all, self.keep_ours, self.keep_theirs)
        lay.addWidget(self._bar)
        self._preview: QVBoxLayout = column()
        lay.addLayout(self._preview)
        self._list: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._list)
        lay.addStretch(1)
        self._bar.hide()

    def reload(self) -> None:
        """Read the conflicts again; what is being typed stays if nothing changed."""
        self.duplicates.reload()
        self.context.run(conflicts.all_conflicts, done=self._show, reads_only=True)

    def open_record(self, record: str) -> None:
        """Open the first conflict of a record as soon as it is listed."""
        self._wanted = record
        self._open_wanted()

    def toggle(self, key: Key) -> None:
        """Open a row and close the one that was open; close it if it is the one."""
        before, self._open = self._open, None if self._open == key else key
        for one in (before, key):
            if one in self._rows:
                self._rows[one].unfold(on=one == self._open)

    def choose(self, key: Key, *, on: bool) -> None:
        """Choose a row for a decision on several, or no longer."""
        (self.chosen.add if on else self.chosen.discard)(key)
        self._settle_bar()

    def choose_all(self, *, on: bool) -> None:
        """Choose every row, or none."""
        for made in self._rows.values():
            made.check.setChecked(on)

    def keep_ours(self) -> None:
        """Show what keeping our values for the chosen rows would do."""
        self._ask(conflicts.decide_many(self._picked(), mine=True))

    def keep_theirs(self) -> None:
        """Show what taking the others' values for the chosen rows would do."""
        self._ask(conflicts.decide_many(self._picked(), mine=False))

    def carry_out(self, call: Callable[[], Changes], said: str = RECORDED) -> None:
        """Do what was decided, say so with a way back, and read again."""

        def done(changes: Changes) -> None:
            self.context.refresh.announce(changes)
            self.context.notice.emit(_(said), _("Undo"))

        self.context.start(call, done=done, failed=self._failed, kept=True)

    def _failed(self, error: BaseException) -> None:
        self.context.failed.emit(error)
        self.reload()

    def _picked(self) -> list[ConflictView]:
        return [view for view in self.views or [] if key_of(view) in self.chosen]

    def _following(self, found: list[ConflictView]) -> Key | None:
        """Return the row to stay open; the next one in the place of one that was decided."""
        before, still = [key_of(view) for view in self.views or []], {key_of(view) for view in found}
        place = before.index(self._open) if self._open in before else len(before)
        return next((key for key in before[place:] if key in still), None)

    def _ask(self, plan: Preview) -> None:
        clear(self._preview)
        banner = Banner("amber" if plan.chosen else "plain", sentence(conflicts.consequences(plan)))
        self._preview.addWidget(banner)
        line = Flow(spacing=8)
        number = len(plan.chosen)
        if number:
            label = ngettext("Decide {n} conflict", "Decide {n} conflicts", number).format(n=number)
            call = partial(conflicts.apply_many, self.context.ws, plan, current())
            line.add(button(label, lambda: self.carry_out(call), role="primary", icon="check"))
        leave = button(_("Leave as it is"), self._withdraw)
        line.add(leave)
        self._preview.addWidget(line)
        leave.setFocus()
        area = self._area()
        if area is not None:
            QTimer.singleShot(0, banner, lambda: area.ensureWidgetVisible(banner))

    def _area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    def _withdraw(self) -> None:
        clear(self._preview)
        self._bar.ours.setFocus()

    def _show(self, found: list[ConflictView]) -> None:
        if found == self.views:
            self._open_wanted()
            return
        focus = self.focusWidget()
        here = focus is not None and focus.isVisible()
        self._open = self._following(found)
        self.views = found
        self.chosen &= {key_of(view) for view in found}
        for lay in (self._top, self._preview, self._list):
            clear(lay)
        self._rows = {}
        self._heading(len(found))
        for severity, heading in HEADINGS.items():
            group = [view for view in found if view.severity == severity]
            if group:
                self._list.addWidget(text(_(heading), "caption"))
            for view in group:
                self._add(view)
        self._bar.setVisible(len(found) > 1)
        self._settle_bar()
        self.counted.emit(len(found))
        if self._open in self._rows:
            self._rows[self._open].unfold(on=True)
            if here:
                self._rows[self._open].line.setFocus()
        self._open_wanted()

    def _heading(self, number: int) -> None:
        if number:
            said = ngettext(
                "{n} field holds more than one version. All stay until somebody decides; that reaches everyone.",
                "{n} fields hold more than one version. All stay until somebody decides; that reaches everyone.",
                number,
            )
            self._top.addWidget(text(said.format(n=number), "muted"))
            return
        self._top.addWidget(text(_("Nothing waits for a decision."), "strong"))
        why = _("Nobody wrote something else for the same field. Where that happens, both versions stand here.")
        self._top.addWidget(text(why, "muted"))

    def _add(self, view: ConflictView) -> None:
        key = key_of(view)
        made = DecisionRow(self, view, checked=key in self.chosen)
        self._rows[key] = made
        self._list.addWidget(made)

    def _settle_bar(self) -> None:
        self._bar.settle(len(self.chosen), len(self._rows))

    def _open_wanted(self) -> None:
        wanted, rows = self._wanted, self._rows
        key = next((one for one in rows if one[1] == wanted), None)
        if key is not None:
            self._wanted = ""
            if self._open != key:
                self.toggle(key)
            rows[key].line.setFocus()


class DecisionRow(QFrame):
    """One conflict: a box to choose it, a line that opens it, and the panel under it."""

    def __init__(self, page: Decisions, view: ConflictView, *, checked: bool) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._page, self._view = page, view
        self.panel: DecisionPanel | None = None
        self._lay = column(self, margins=(4, 4), spacing=0)
        head = row(margins=(8, 0), spacing=4)
        self.check = QCheckBox()
        self.check.setChecked(checked)
        what = " ".join(part for part in (view.reference, visible(view.title), _(view.label)) if part)
        self.check.setAccessibleName(_("Choose {what}").format(what=what))
        tip(self.check, _("Choose for a decision on several"))
        self.check.toggled.connect(lambda on: page.choose(key_of(view), on=on))
        head.addWidget(self.check)
        self.line = self._line(what)
        head.addWidget(self.line, 1)
        self._lay.addLayout(head)

    def unfold(self, *, on: bool) -> None:
        """Show or hide the panel."""
        if on and self.panel is None:
            self.panel = DecisionPanel(self._page.context, self._view, self._page.carry_out, self._later)
            self._lay.addWidget(self.panel)
        elif not on and self.panel is not None:
            self._lay.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self.line.setAccessibleDescription(_("open") if on else _("closed"))

    def _later(self) -> None:
        self._page.toggle(key_of(self._view))
        self.line.setFocus()

    def _line(self, what: str) -> LineButton:
        view = self._view
        blocking = view.severity == "blocking"
        tone: Tone = "amber" if blocking else "plain"
        holder = QWidget()
        tail = row(holder, spacing=8)
        tail.addWidget(Pill(_(view.label), tone))
        tail.addWidget(icon_label("down", "muted"))
        title = isolate(visible(view.title)) or _("Without a title")
        made = line_button(
            "alert" if blocking else "edit", "amber" if blocking else "muted", isolate_ltr(view.reference), title,
            tail=holder, clicked=lambda: self._page.toggle(key_of(view)),
        )  # fmt: skip
        made.setAccessibleName(what)
        made.setAccessibleDescription(_("closed"))
        return made


class _Bar(Flow):
    """Decisions on several rows at once."""

    def __init__(self, choose_all: Callable[..., None], ours: Callable[[], None], theirs: Callable[[], None]) -> None:
        super().__init__(spacing=8)
        self.all = QCheckBox(_("Choose all"))
        self.all.clicked.connect(lambda on: choose_all(on=on))
        self.ours = button(_("Keep ours for the chosen"), ours)
        self.theirs = button(_("Keep theirs for the chosen"), theirs)
        for part in (self.all, self.ours, self.theirs):
            self.add(part)

    def settle(self, chosen: int, total: int) -> None:
        """Follow what is chosen."""
        for part in (self.ours, self.theirs):
            part.setEnabled(chosen > 0)
        state = Qt.CheckState.Checked if chosen == total and total else Qt.CheckState.Unchecked
        self.all.setCheckState(state)
