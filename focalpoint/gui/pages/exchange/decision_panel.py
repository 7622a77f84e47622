"""One conflict opened: the values side by side, where they began, what differs word by word, and what can be done."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from focalpoint.domain.differences import Piece, seen_by, shortened
from focalpoint.domain.fields import Kind, Spec, Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.kinds import field_for
from focalpoint.gui.pages.reading.tabs import moment, written
from focalpoint.gui.widgets.basics import button, clear, column, row, text
from focalpoint.gui.widgets.fields import icon_label, labelled
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import Marked, sentence
from focalpoint.language import _, begins_rtl, current, isolate, isolate_ltr
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import conflicts
from focalpoint.services.exchange.conflicts import CompetingValue, ConflictView

SIDE_BY_SIDE = 2
LARGE_TEXT = 130  # from so many percent on, values stand one below the other


class CarryOut(Protocol):
    """Does what was decided and says so."""

    def __call__(self, call: Callable[[], Changes], said: str = ...) -> None:
        """Do it."""


class DecisionPanel(QFrame):
    """What a person needs to decide, and the buttons that do."""

    def __init__(self, context: Context, view: ConflictView, carry_out: CarryOut, later: Callable[[], None]) -> None:
        super().__init__()
        self.context, self.view, self._carry_out, self._later = context, view, carry_out, later
        self.spec: Spec | None = TYPES[view.type].specs.get(view.field)
        self.field: Field | None = None
        self.setAccessibleName(_("Decision on {field}").format(field=_(view.label)))
        self._lay: QVBoxLayout = column(self, margins=(12, 12), spacing=12)
        if view.consequence:
            line = row(spacing=8)
            line.addWidget(icon_label("alert" if view.severity == "blocking" else "info", "amber"), 0, _TOP)
            line.addWidget(text(sentence(view.consequence), "strong"), 1)
            self._lay.addLayout(line)
        self._lay.addWidget(text(self._beginning(), "muted", selectable=True))
        self._lay.addLayout(self._values())
        if view.difference:
            legend = (
                _("Underlined: put in. Struck through: taken out.")
                if view.base
                else _("Underlined: only in this version.")
            )
            self._lay.addWidget(text(legend, "small"))
        self._writing: QVBoxLayout = column(spacing=8)
        self._lay.addLayout(self._writing)
        self._lay.addWidget(self._actions())

    def decide(self, value: Value) -> None:
        """Settle the conflict with a value."""
        self._carry_out(partial(conflicts.decide, self.context.ws, self.view, value))

    def edit(self) -> None:
        """Let the person write what shall stand instead."""
        if self.spec is None or self.field is not None:
            return
        self.field = field_for(self.spec, self.context)
        self.field.put(self.view.candidates[0].value)
        self._writing.addWidget(labelled(_(self.spec.label), self.field))
        self._problem: QVBoxLayout = column()
        self._writing.addLayout(self._problem)
        line = Flow(spacing=8)
        line.add(button(_("Keep what I wrote"), self._keep_written, role="primary", icon="check"))
        self._writing.addWidget(line)
        self.field.setFocus()

    def _keep_written(self) -> None:
        if self.field is None or self.spec is None:
            return
        said = self.field.problem()
        if not said and self.spec.required and not self.field.value():
            said = _("This field must be filled in.")
        clear(self._problem)
        if said:
            self._problem.addWidget(text(said, "red"))
            self.field.setFocus()
        else:
            self.decide(self.field.value())

    def _beginning(self) -> str:
        view = self.view
        if view.base is not None and self.spec is not None:
            value = written(self.context, self.spec, view.base.value)
            short = value if len(value) <= 200 else f"{value[:200]}…"
            said = _("Both began from: {value} ({person}, {when})")
            return said.format(
                value=isolate(short) or _("empty"), person=isolate(visible(view.base.person)), when=moment(view.base.at)
            )
        if view.kind == "deleted":
            return _(
                "One person put the record in the trash while another worked on it. Until it is decided, it stays."
            )
        if view.base_missing:
            return _("What stood there before is not in this vault.")
        return _("Nothing stood there before.")

    def _values(self) -> QVBoxLayout:
        lay = column(spacing=8)
        across = len(self.view.candidates) == SIDE_BY_SIDE and theme.text_px(100) < LARGE_TEXT
        holder = row(spacing=8) if across else column(spacing=8)
        for number, candidate in enumerate(self.view.candidates):
            holder.addWidget(self._card(number, candidate), 1)
        lay.addLayout(holder)
        return lay

    def _card(self, number: int, candidate: CompetingValue) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "well")
        lay = column(frame, margins=(12, 8), spacing=4)
        lay.addWidget(text(isolate(visible(candidate.person)) or _("Unknown person"), "strong"))
        pieces = seen_by(self.view.difference, number)
        lay.addWidget(marked(pieces) if pieces else self._value(candidate))
        where = " · ".join(isolate(visible(part)) for part in (candidate.office, candidate.device_label) if part)
        lay.addWidget(text(where, "small"))
        for line in self._came(candidate):
            lay.addWidget(text(line, "small"))
        lay.addStretch(1)
        foot = Flow(spacing=8)
        keep = button(_("Keep this"), partial(self.decide, candidate.value), icon="check")
        keep.setAccessibleName(_("Keep the version of {person}").format(person=visible(candidate.person)))
        foot.add(keep)
        lay.addWidget(foot)
        frame.setAccessibleName(visible(candidate.person))
        return frame

    def _came(self, candidate: CompetingValue) -> list[str]:
        when = moment(candidate.at)
        lines = [
            _("{when} (the clock of that device was unsure)").format(when=when) if candidate.clock_unsure else when
        ]
        if candidate.mine:
            lines.append(_("Written here"))
        elif candidate.bundle:
            said = _("Came in {bundle} on {when}")
            lines.append(said.format(bundle=isolate_ltr(visible(candidate.bundle)), when=moment(candidate.taken_in)))
        if candidate is self.view.candidates[0] and self.spec is not None:
            lines.append(_("Shown until it is decided"))
        lines.append(_("Change {reference}").format(reference=isolate_ltr(candidate.change)))
        return lines

    def _value(self, candidate: CompetingValue) -> QLabel:
        if self.spec is None:
            said = _("Leave it in the trash") if candidate.value is True else _("Keep the record with the changes")
            return text(said, "large")
        if self.spec.kind is Kind.FILE:
            return text(isolate(visible(candidate.name)) or _("empty"), "large")
        said = written(self.context, self.spec, candidate.value) or _("empty")
        return text(said, "large", selectable=True)

    def _actions(self) -> QWidget:
        view, ws = self.view, self.context.ws
        line = Flow(spacing=8)
        if conflicts.both(view) is not None:
            line.add(button(_("Keep both"), lambda: self._carry_out(partial(conflicts.keep_both, ws, view))))
        if self.spec is not None and self.spec.kind not in (Kind.STATE, Kind.FILE):
            line.add(button(_("Edit…"), self.edit, icon="edit"))
        if view.askable:
            asked = _("The question stands in the notes of the record.")
            tip = _("Puts the question into the notes of the record; the conflict stays.")
            ask = partial(conflicts.ask_in_notes, ws, view, current())
            line.add(button(_("Note the question"), lambda: self._carry_out(ask, asked), icon="question", tip=tip))
        line.add(button(_("Open the record"), partial(self.context.go.emit, ToRecord(view.type, view.id)), icon="open"))
        line.add(button(_("Later"), self._later, role="quiet", icon="time"))
        return line


_TOP = Qt.AlignmentFlag.AlignTop


def marked(pieces: Sequence[Piece]) -> Marked:
    """Return a text with what was put in underlined on a ground, and what was taken out struck through and pale."""
    rtl = begins_rtl("".join(piece.text for piece in pieces))
    label = Marked(_looks(shortened(pieces)), rtl=rtl, style="white-space: pre-wrap;")
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAccessibleName(_aloud(pieces))
    return label


def _looks(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Yield words with their look; the blanks before words stay outside it, and what replaced stands apart."""
    looks = {
        "kept": "",
        "in": f"text-decoration: underline; background-color: {theme.color('mark').name()};",
        "out": f"text-decoration: line-through; color: {theme.color('muted').name()};",
    }
    before = ""
    for piece in pieces:
        inner = piece.text.lstrip(" ")
        apart = {before, piece.change} == {"in", "out"} and not piece.text[0].isspace()
        yield " " * (apart + len(piece.text) - len(inner)), ""
        yield inner, looks[piece.change]
        before = piece.change


def _aloud(pieces: Sequence[Piece]) -> str:
    """Return the text as a screen reader says it, with a word for each mark."""
    patterns = {"in": _("[put in: {words}]"), "out": _("[taken out: {words}]")}
    said = [
        patterns[piece.change].format(words=visible(piece.text).strip())
        if piece.change in patterns
        else visible(piece.text)
        for piece in pieces
    ]
    return " ".join(" ".join(said).split())
