"""The page of the day: what is overdue, what is coming, what is awaited, what was begun."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import (
    ToBundle,
    ToConflicts,
    ToDraft,
    ToList,
    ToNewRecord,
    ToPage,
    ToRecord,
    ToSettings,
)
from focalpoint.gui.pages.base import Page
from focalpoint.gui.widgets.basics import Banner, Pill, Tone, button, clear, column, row, scrolled, text
from focalpoint.gui.widgets.lines import line_button
from focalpoint.gui.widgets.plain_text import sentence, tip
from focalpoint.language import (
    _,
    current,
    format_date,
    format_instant,
    format_weekday,
    isolate,
    isolate_ltr,
    ngettext,
    relative_days,
    say,
)
from focalpoint.services.care import drill
from focalpoint.services.casework import isolation
from focalpoint.services.casework.agenda import Pressing
from focalpoint.services.casework.drafts import Draft
from focalpoint.services.casework.officers import Mention
from focalpoint.services.day import today
from focalpoint.services.day.today import DueRow, Overview
from focalpoint.services.exchange import forks
from focalpoint.services.exchange.forks import CameBack
from focalpoint.services.seminars.retention import EndedTerm

LISTED = 8


class TodayPage(Page):
    """Short lists; each line opens its record."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        outer = column(self)
        body = QWidget()
        across = row(body, margins=(24, 16))
        inner = QWidget()
        inner.setMaximumWidth(theme.px(960))
        self._lay: QVBoxLayout = column(inner, spacing=16)
        across.addWidget(inner, 100)
        across.addStretch(1)
        outer.addWidget(scrolled(body, name=_("Today")))

    def reload(self) -> None:
        """Read the day again."""
        self.context.run(today.overview, done=self._show, reads_only=True)

    def enter(self) -> None:
        """Always read: the day goes on."""
        self._stale = True
        super().enter()

    def new(self) -> None:
        """Begin a request."""
        self.context.go.emit(ToNewRecord("request", {}))

    def _show(self, overview: Overview) -> None:
        clear(self._lay)
        head = row(spacing=12)
        words = column(spacing=4)
        words.addWidget(text(format_weekday(self.context.ws.today().isoformat()), "display"))
        words.addWidget(text(self._summary(overview), "muted"))
        head.addLayout(words, 1)
        head.addWidget(button(_("New request"), self.new, role="primary", icon="add"))
        self._lay.addLayout(head)
        self._kept(overview)
        self._came_back(overview.came_back)
        self._terms(overview.terms)
        if overview.left_out:
            names = visible(isolation.omission_note(self.context.ws, current()))
            self._lay.addWidget(Banner("amber", f"{names} {_(isolation.REMEDY)}"))
        self._requests(_("Overdue"), overview.overdue, overview.overdue_count, "is:overdue", icon="alert", tint="red")
        self._conflicts(overview.conflicted)
        if overview.twice:
            said = ngettext(
                "{n} pair of requests shares a reference", "{n} pairs of requests share a reference", overview.twice
            )
            look = button(_("Look"), partial(self.context.go.emit, ToConflicts()))
            self._lay.addWidget(Banner("amber", said.format(n=overview.twice), look))
        self._requests(
            _("Due in the next 30 days"),
            overview.coming,
            overview.coming_count,
            "is:open",
            icon="time",
            tint="text",
        )
        self._limits(overview.limits)
        self._requests(_("Yours"), overview.yours, overview.yours_count, self._own_query(), icon="person", tint="text")
        self._mentions(overview.mentions)
        self._requests(_("Formal confirmation awaited"), overview.awaiting, len(overview.awaiting),
                       "is:unconfirmed is:open", icon="confirm", tint="amber")  # fmt: skip
        self._bundles(overview.waiting_bundles)
        self._drafts(overview.drafts)
        if self._lay.count() == 1:
            self._calm()
        if overview.drill is not None and overview.drill.level != "bad":
            self._lay.addWidget(text(sentence(drill.drill_summary(overview.drill)), "muted"))
        self._lay.addStretch(1)

    def _kept(self, overview: Overview) -> None:
        """Say what of what is kept is missing, damaged or behind, and a drill that failed."""
        look = partial(self.context.go.emit, ToSettings("care"))
        for one in overview.care_warnings:
            said = sentence(one.message)
            self._lay.addWidget(Banner("red" if one.level == "bad" else "amber", said, button(_("Look"), look)))
        if overview.drill is not None and overview.drill.level == "bad":
            self._lay.addWidget(Banner("red", sentence(drill.drill_summary(overview.drill)), button(_("Look"), look)))

    def _terms(self, found: tuple[EndedTerm, ...]) -> None:
        """Say of which seminars data of participants are to be erased."""
        for one in found:
            said = _("“{title}”: the time for which data of its participants are kept ended on {date}.")
            words = said.format(title=isolate(visible(one.title)), date=format_date(one.on))
            look = partial(self.context.go.emit, ToRecord("seminar", one.seminar))
            self._lay.addWidget(Banner("amber", words, button(_("Look"), look)))

    def _came_back(self, found: list[CameBack]) -> None:
        """Say that this laptop was put back from a copy, until somebody has read it."""
        for place, one in enumerate(found):
            read = button(_("Understood"), self._understood) if place == len(found) - 1 else None
            self._lay.addWidget(Banner("amber", sentence(forks.came_back_message(one, one.person)), read))

    def _understood(self) -> None:
        self.context.run(forks.understood, done=lambda _none: self.reload())

    def _summary(self, overview: Overview) -> str:
        opened = ngettext("{n} open request", "{n} open requests", overview.open_count).format(n=overview.open_count)
        late = overview.overdue_count
        parts = [opened]
        if late:
            parts.append(ngettext("{n} overdue", "{n} overdue", late).format(n=late))
        return " · ".join(parts)

    def _section(self, title: str, number: int, tone: Tone = "plain") -> QVBoxLayout:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = column(frame, margins=(4, 8), spacing=0)
        head = row(margins=(12, 4), spacing=8)
        head.addWidget(text(title, "large", wrap=False))
        head.addWidget(Pill(str(number), tone))
        head.addStretch(1)
        lay.addLayout(head)
        self._lay.addWidget(frame)
        return lay

    def _requests(self, title: str, found: list[DueRow], number: int, query: str, *, icon: str, tint: str) -> None:
        if not found:
            return
        tone: Tone = "red" if tint == "red" else "amber" if tint == "amber" else "plain"
        lay = self._section(title, number, tone)
        for due in found[:LISTED]:
            call = partial(self.context.go.emit, ToRecord("request", due.id))
            tail = text(self._when(due), "red" if tint == "red" else "muted", wrap=False)
            tip(tail, format_date(due.due_on))
            organ = self.context.reference.label("organs", due.sender, current())
            title_line = " · ".join(part for part in (isolate(visible(due.subject)), organ) if part)
            lay.addWidget(line_button(icon, tint, isolate_ltr(due.reference), title_line, tail=tail, clicked=call))
        if number > LISTED:
            more = _("Show all {n}").format(n=number)
            lay.addWidget(button(more, partial(self.context.go.emit, ToList("request", query)), role="link"))

    def _limits(self, found: Pressing) -> None:
        """List the periods, targets and assignments that are late or end soon, each with what kind of limit it is."""
        if not found.count:
            return
        lay = self._section(_("Time limits and assignments"), found.count, "amber")
        today, reference = self.context.ws.today(), self.context.reference
        for item in found.items[:LISTED]:
            late = item.phase == "late"
            tail = text(relative_days(item.on, today), "red" if late else "muted", wrap=False)
            tip(tail, format_date(item.on))
            kind = reference.label("clock_kinds", item.kind, current())
            title = f"{isolate(visible(say(item.label)))} · {kind}"
            call = partial(self.context.go.emit, ToRecord(item.type, item.record))
            mark, tint = ("alert", "red") if late else ("time", "text")
            lay.addWidget(line_button(mark, tint, isolate_ltr(item.reference), title, tail=tail, clicked=call))
        if found.count > LISTED:
            lay.addWidget(button(_("See the calendar"), partial(self.context.go.emit, ToPage("calendar")), role="link"))

    def _own_query(self) -> str:
        return f'is:open assigned:"{self.context.ws.who}"'

    def _mentions(self, found: list[Mention]) -> None:
        """List the records in whose notes the person who works is mentioned."""
        if not found:
            return
        lay = self._section(_("You are mentioned"), len(found))
        for one in found[:LISTED]:
            call = partial(self.context.go.emit, ToRecord(one.type, one.id))
            lay.addWidget(
                line_button(
                    "person",
                    "text",
                    isolate_ltr(one.reference),
                    isolate(visible(one.title)),
                    tail=None,
                    clicked=call,
                )
            )

    def _conflicts(self, found: list[DueRow]) -> None:
        """List what people wrote differently; each line opens the decision on it."""
        if not found:
            return
        lay = self._section(_("Decide between two versions"), len(found), "amber")
        for due in found[:LISTED]:
            call = partial(self.context.go.emit, ToConflicts(due.id))
            lay.addWidget(
                line_button(
                    "alert",
                    "amber",
                    isolate_ltr(due.reference),
                    isolate(visible(due.subject)),
                    tail=None,
                    clicked=call,
                )
            )
        everything = partial(self.context.go.emit, ToConflicts())
        lay.addWidget(button(_("See all that waits for a decision"), everything, role="link"))

    def _when(self, due: DueRow) -> str:
        return relative_days(due.due_on, self.context.ws.today()) if due.due_on else ""

    def _drafts(self, found: list[Draft]) -> None:
        if not found:
            return
        lay = self._section(_("Drafts not yet saved"), len(found))
        for draft in found[:LISTED]:
            call = partial(self.context.go.emit, ToDraft(draft.key))
            tail = text(format_instant(draft.kept_at), "muted", wrap=False)
            title = isolate(visible(draft.title)) or _("Without a title")
            lay.addWidget(line_button("draft", "text", "", title, tail=tail, clicked=call))

    def _bundles(self, found: list[Path]) -> None:
        if not found:
            return
        lay = self._section(_("Bundles waiting to be opened"), len(found), "amber")
        for name in found[:LISTED]:
            call = partial(self.context.go.emit, ToBundle(Path(name)))
            lay.addWidget(line_button("exchange", "amber", "", isolate_ltr(name.name), tail=None, clicked=call))

    def _calm(self) -> None:
        lay = self._section(_("Nothing presses today"), 0)
        holder = row(margins=(12, 4))
        holder.addWidget(text(_("No deadline in the next 30 days, no confirmation awaited, no draft."), "muted"))
        lay.addLayout(holder)
