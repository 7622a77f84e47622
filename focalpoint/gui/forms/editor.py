"""The editor of any record, made from its specifications; drafts are kept while the person types."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Group, Kind, Record, RecordType, type_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToDraft
from focalpoint.gui.errors import explain
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.kinds import field_for
from focalpoint.gui.forms.local_row import LocalRow
from focalpoint.gui.forms.rules import ContactRules, RequestRules
from focalpoint.gui.forms.texts import TextField
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, rule, scrolled, set_style, text
from focalpoint.gui.widgets.fields import name_field
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.casework import discretion, drafts, duplicates, officers, records, requests
from focalpoint.services.core.changes import Changes

DRAFT_MS = 1000
PERSONS = ("assigned_to", "responsible")  # fields in which the name of an officer stands


class Editor(QWidget):
    """A form in one column: groups by what a person knows at that moment, optional fields folded."""

    saved = Signal(str, str)
    closed = Signal()

    def __init__(self, context: Context, record: Record, key: str, draft: Record | None = None) -> None:
        super().__init__()
        self.context, self.base = context, record
        self.type: RecordType = type_of(record)
        self.key = key
        self.fields: dict[str, Field] = {}
        self._rows: dict[str, QWidget] = {}
        self._problems: dict[str, QVBoxLayout] = {}
        self._local_rows: dict[str, LocalRow] = {}
        self._dirty = draft is not None
        self._warned = False
        self._timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._timer.timeout.connect(self._keep_later)
        self._build(kept=draft is not None)
        self._fill(draft or record)
        if self.type.name == "request":
            self._rules: object = RequestRules(self.fields, context.reference)
        elif self.type.name == "contact":
            self._rules = ContactRules(self.fields)
        self._connect()

    def record(self) -> Record:
        """Return the record as the form shows it."""
        values: dict[str, Any] = {name: field.value() for name, field in self.fields.items()}
        return replace(self.base, **values)

    def keep(self) -> None:
        """Keep the draft now; called before the page is left or the vault is locked."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep_later()

    def save(self) -> None:
        """Save, or say in place what is missing."""
        wrong = [name for name in self.fields if not self._validate(name, saving=True)]
        if wrong:
            self._message(_("Some fields need your attention; the draft is kept."))
            self._unfold(wrong[0])
            self.fields[wrong[0]].setFocus()
            return
        if not self._warned and (reference := _same_reference(self.context, self.record())):
            self._warned = True
            said = _("A request with the reference {reference} is in the register. Press “Save” again to keep both.")
            self._message(said.format(reference=isolate_ltr(reference)))
            return
        self._timer.stop()
        self._save.setEnabled(False)
        record = self.record()
        self.context.drafts.forget(self.key)
        self.context.start(lambda: self._store(record), done=self._done, failed=self._failed, kept=True)

    def _store(self, record: Record) -> Changes:
        """Save on the worker; what cannot be saved stays a draft, even if the vault is locked meanwhile."""
        ws = self.context.ws
        try:
            if isinstance(record, Request) and not record.id:
                changes = requests.register(ws, record)
            else:
                changes = records.save(ws, record, self.base if record.id else None)
        except FocalpointError:
            with suppress(FocalpointError):
                drafts.keep_draft(ws, self.key, record)
            raise
        drafts.drop(ws, self.key)
        return changes

    def discard(self) -> None:
        """Throw the draft away and close."""
        self._timer.stop()
        if self._dirty:
            record, key, context = self.record(), self.key, self.context

            def again() -> None:
                context.drafts.keep(key, record)
                context.go.emit(ToDraft(key))

            what = isolate(visible(discretion.name(self.context.ws, record))) or _(self.type.label)
            said = _("The draft of {what} was discarded.").format(what=what)
            context.offer.emit(said, _("Take the draft back"), again)
        self._dirty = False
        self.context.drafts.drop(self.key)
        self.closed.emit()

    def close_keeping(self) -> None:
        """Close; what was typed stays as a draft."""
        self.keep()
        if self._dirty:
            self.context.notice.emit(_("The draft is kept. You find it on the page “Today”."), "")
        self.closed.emit()

    def _build(self, *, kept: bool) -> None:
        outer = column(self, spacing=0)
        head = row(margins=(24, 12), spacing=8)
        title = _("New: {what}") if not self.base.id else _("Edit: {what}")
        head.addWidget(text(title.format(what=_(self.type.label)), "title"), 1)
        outer.addLayout(head)
        outer.addWidget(rule())
        body = QWidget()
        lay = column(body, margins=(24, 16), spacing=16)
        if kept:
            lay.addWidget(Banner("plain", _("This is the draft you were writing."), icon="draft"))
        for group in Group:
            names = [
                n
                for n, s in self.type.specs.items()
                if s.group is group and s.kind not in (Kind.STATE, Kind.FILE) and not _settled(self.base, n)
            ]
            if names:
                lay.addWidget(self._group(group, names))
        lay.addStretch(1)
        outer.addWidget(scrolled(body, name=title.format(what=_(self.type.label))), 1)
        outer.addWidget(rule())
        self._notes = column()
        outer.addLayout(self._notes)
        foot = row(margins=(24, 12), spacing=8)
        self._save = button(_("Save"), self.save, role="primary", icon="check", tip="Ctrl+S")
        foot.addWidget(self._save)
        foot.addWidget(button(_("Keep as draft"), self.close_keeping))
        foot.addStretch(1)
        foot.addWidget(button(_("Discard"), self.discard, role="quiet", icon="trash"))
        outer.addLayout(foot)

    def _group(self, group: Group, names: list[str]) -> QWidget:
        frame = QFrame()
        lay = column(frame, spacing=12)
        lay.addWidget(text(_(group.value), "large"))
        folded = [n for n in names if self.type.specs[n].folded and not getattr(self.base, n)]
        for name in names:
            base = self.type.specs[name].base
            if base and base not in self._local_rows:
                lay.addWidget(self._local_row(base))
            elif not base and name not in folded:
                lay.addWidget(self._row(name))
        if folded:
            more = QWidget()
            inner = column(more, spacing=12)
            for name in folded:
                inner.addWidget(self._row(name))
            more.setVisible(False)
            opener = button(_("Show more fields"), role="link", icon="down")
            opener.clicked.connect(lambda: self._fold(opener, more))
            lay.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeading)
            lay.addWidget(more)
        frame.setMaximumWidth(theme.px(640))
        return frame

    def _fold(self, opener: QPushButton, more: QWidget) -> None:
        more.setVisible(not more.isVisible())
        opener.setText(_("Show fewer fields") if more.isVisible() else _("Show more fields"))

    def _row(self, name: str) -> QWidget:
        spec = self.type.specs[name]
        field = field_for(spec, self.context)
        self.fields[name] = field
        if name in PERSONS and isinstance(field, TextField):
            field.suggest(officers.officer_names(self.context.ws))
        holder = QWidget()
        lay = column(holder, spacing=4)
        label = _(spec.label)
        if spec.kind is not Kind.FLAG:
            shown = _("{label} (required)").format(label=label) if spec.required else label
            caption = text(shown, "caption")
            caption.setBuddy(field.focusProxy() or field)
            lay.addWidget(caption)
        lay.addWidget(field)
        name_field(field, label, _(spec.help))
        if spec.help:
            lay.addWidget(text(_(spec.help), "small"))
        self._problems[name] = column()
        lay.addLayout(self._problems[name])
        self._rows[name] = holder
        return holder

    def _local_row(self, base: str) -> QWidget:
        shown = self._local_rows[base] = LocalRow(self.type, base, self.context)
        self.fields |= shown.fields
        self._rows |= dict.fromkeys(shown.fields, shown)
        self._problems |= shown.problems
        return shown

    def _fill(self, record: Record) -> None:
        for name, field in self.fields.items():
            field.put(getattr(record, name))
        for shown in self._local_rows.values():
            shown.refresh()

    def _connect(self) -> None:
        self.context.drafts.refused.connect(self._not_kept)
        for name, field in self.fields.items():
            field.changed.connect(self._touched)
            field.left.connect(partial(self._validate, name))

    def _touched(self) -> None:
        self._dirty = True
        self._timer.start()

    def _keep_later(self) -> None:
        self.context.drafts.keep(self.key, self.record())

    def _not_kept(self, key: str, error: BaseException) -> None:
        """Say that the draft is on the screen only; it is tried again with the next letter and before the lock."""
        if key == self.key:
            self._message(" ".join([_("What you typed is not kept yet."), explain(error).as_line()]))

    def _validate(self, name: str, *, saving: bool = False) -> bool:
        field, spec = self.fields[name], self.type.specs[name]
        said = field.problem()
        if not said and saving and spec.required and not field.value():
            said = _("This field must be filled in.")
        clear(self._problems[name])
        if said:
            self._problems[name].addWidget(text(said, "red"))
        target = field.focusProxy()
        if target is not None:
            set_style(target, "problem", "true" if said else "false")
        return not said

    def _unfold(self, name: str) -> None:
        parent = self._rows[name].parentWidget()
        if parent is not None and not parent.isVisible():
            parent.setVisible(True)
        spec = self.type.specs[name]
        if spec.base:
            self._local_rows[spec.base].show_language(spec.language)

    def _message(self, sentence: str) -> None:
        clear(self._notes)
        holder = QWidget()
        column(holder, margins=(24, 8)).addWidget(Banner("amber", sentence))
        self._notes.addWidget(holder)

    def _failed(self, error: BaseException) -> None:
        self._save.setEnabled(True)
        self._message(explain(error).as_line())
        named = error.field if isinstance(error, FocalpointError) else ""
        if named in self.fields:
            self._unfold(named)
            self.fields[named].setFocus()

    def _done(self, changes: Changes) -> None:
        self._dirty = False
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("Saved."), _("Undo"))
        self.saved.emit(self.type.name, changes.first_id)


def _settled(base: Record, name: str) -> bool:
    """Tell whether a field is not for this form: it has a screen of its own, or cannot change any more."""
    spec = type_of(base).specs[name]
    given = base.id or (spec.kind is Kind.LINK and getattr(base, name))
    return spec.own_screen or bool(spec.fixed and given)


def _same_reference(context: Context, record: Record) -> str:
    """Return the reference of a request in the register that a new one repeats, or ""."""
    if not isinstance(record, Request) or record.id:
        return ""
    found = duplicates.like(context.ws, record)
    return (found[0].own_ref or found[0].their_ref) if found else ""


def blank(type_name: str, values: dict[str, Any]) -> Record:
    """Return an empty record of a type with some values to begin with."""
    return TYPES[type_name].cls(**values)
