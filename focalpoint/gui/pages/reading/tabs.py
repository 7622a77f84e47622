"""The tabs of the reading pane: fields, timeline, history."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from focalpoint.domain.fields import Group, Kind, Record, Spec, type_of
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.local_texts import filled as languages_filled
from focalpoint.domain.records import TYPES
from focalpoint.gui import icons, theme
from focalpoint.gui.context import Context
from focalpoint.gui.forms.links import titled
from focalpoint.gui.pages.exchange.proof import save_proof
from focalpoint.gui.tables.columns import cell_text
from focalpoint.gui.widgets.basics import button, column, leading, row, rule, text
from focalpoint.gui.widgets.plain_text import Words, sentence
from focalpoint.language import _, format_date, format_instant, isolate, isolate_ltr
from focalpoint.services.casework.history import FieldDiff, HistoryEntry
from focalpoint.services.casework.requests import TimelineEntry
from focalpoint.services.core.log_words import ACTIONS


def moment(at: str) -> str:
    """Write a date or an instant."""
    return format_instant(at) if "T" in at else format_date(at)


def written(context: Context, spec: Spec, value: object) -> str:
    """Write a field's value for reading, links by the title they lead to."""
    if spec.kind is Kind.LINK and spec.target in TYPES and value:
        return isolate(titled(context, spec.target, str(value)))
    if spec.kind is Kind.LINKS and isinstance(value, tuple) and spec.target in TYPES:
        return _(", ").join(isolate(titled(context, spec.target, one)) for one in value)
    return cell_text(spec, value, context.reference)  # type: ignore[arg-type]


def fields_tab(context: Context, record: Record) -> QWidget:
    """Return all filled fields, by group."""
    holder = QWidget()
    lay = column(holder, margins=(24, 16), spacing=12)
    specs, last = type_of(record).specs, list(LANGUAGES)[-1]
    for group in Group:
        filled = []
        for name, spec in specs.items():
            said = written(context, spec, getattr(record, name))
            skipped = spec.kind is Kind.FILE or spec.own_screen or getattr(record, name) is False
            if spec.group is group and said and not skipped:
                filled.append((_(spec.label), said, spec))
            if spec.group is group and spec.language == last:
                there = languages_filled(record, spec.base)
                number = _("{n} of {total} languages").format(n=there, total=len(LANGUAGES))
                filled += [(_(spec.base_label), number, spec)] if 0 < there < len(LANGUAGES) else []
        if filled:
            lay.addWidget(text(_(group.value), "strong"))
            lay.addLayout(_grid(filled))
    lay.addStretch(1)
    return holder


def _grid(filled: list[tuple[str, str, Spec]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    for place, (label, said, spec) in enumerate(filled):
        name = text(label, "muted")
        if spec.kind is not Kind.NOTE:
            name.setFixedWidth(theme.text_px(130))
        name.setAlignment(Qt.AlignmentFlag.AlignTop | leading())
        value = text(said, selectable=True, natural=spec.kind is Kind.NOTE)
        if spec.kind is not Kind.NOTE:
            value.setAlignment(Qt.AlignmentFlag.AlignTop | leading())
        value.setAccessibleName(label)
        value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if spec.kind is Kind.NOTE:
            grid.addWidget(name, place * 2, 0, 1, 2)
            grid.addWidget(value, place * 2 + 1, 0, 1, 2)
        else:
            grid.addWidget(name, place * 2, 0)
            grid.addWidget(value, place * 2, 1)
    return grid


def timeline_tab(context: Context, entries: list[TimelineEntry]) -> QWidget:
    """Return the events of a request, newest first, each with the proof that is kept of it."""
    marks = {"created": "add", "state": "forward", "document": "attach", "edit": "edit", "part": "list"}
    holder = QWidget()
    lay = column(holder, margins=(24, 16), spacing=12)
    for entry in reversed(entries):
        line = row(spacing=12)
        line.addWidget(_mark(marks.get(entry.kind, "info")), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        words.addWidget(text(sentence(entry.message), "strong"))
        if entry.note:
            words.addWidget(text(entry.note))
        source = _("from {reference}").format(reference=isolate_ltr(entry.source)) if entry.source else ""
        parts = [part for part in (moment(entry.at), isolate(entry.who), source) if part]
        words.addWidget(text(" · ".join(parts), "small"))
        line.addLayout(words, 1)
        if entry.proof:
            proof = partial(save_proof, holder, context, entry.proof)
            line.addWidget(button(_("Proof…"), proof, role="link", icon="pdf"), 0, Qt.AlignmentFlag.AlignTop)
        lay.addLayout(line)
    if not entries:
        lay.addWidget(text(_("Nothing has happened yet."), "muted"))
    lay.addStretch(1)
    return holder


def history_tab(
    context: Context, record: Record, entries: list[HistoryEntry], restore: Callable[[str], object]
) -> QWidget:
    """Return who changed what, newest first, each with the way back to that version."""
    holder = QWidget()
    lay = column(holder, margins=(24, 16), spacing=12)
    specs = type_of(record).specs
    for place, entry in enumerate(entries):
        head = row(spacing=8)
        words = column(spacing=0)
        words.addWidget(text(_(ACTIONS[entry.action]), "strong"))
        who = " · ".join(p for p in (moment(entry.at), isolate(entry.who), isolate(entry.device_label)) if p)
        words.addWidget(text(who, "small"))
        head.addLayout(words, 1)
        if place and entry.diffs:
            tip = _("Give the fields the values they had then; it can be undone.")
            again = button(_("Restore this version"), partial(restore, entry.tx), role="link", icon="history", tip=tip)
            head.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        lay.addLayout(head)
        for diff in entry.diffs:
            if diff.field in specs:
                _diff(context, lay, specs[diff.field], diff)
        lay.addWidget(rule())
    lay.addStretch(1)
    return holder


def _diff(context: Context, lay: QVBoxLayout, spec: Spec, diff: FieldDiff) -> None:
    before, after = (_short(written(context, spec, value)) for value in (diff.before, diff.after))
    nothing = _("empty")
    pattern = _("{field}: {before} → {after}") if before else _("{field}: {after}")
    said = pattern.format(field=_(diff.label), before=isolate(before), after=isolate(after or nothing))
    lay.addWidget(text(said, selectable=True))


def _short(said: str) -> str:
    return said if len(said) <= 160 else said[:160] + "…"


def _mark(name: str) -> QLabel:
    label = Words()
    label.setPixmap(icons.pixmap(name, "muted", 16))
    return label
