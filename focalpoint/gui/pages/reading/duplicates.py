"""Requests that share a reference: both side by side, which one stays, or that they are two."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import SEALED, Request, shown_subject
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.pages.reading.tabs import written
from focalpoint.gui.widgets.basics import Banner, Pill, button, clear, column, row, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.language import _, format_date, isolate, isolate_ltr
from focalpoint.services.casework import duplicates
from focalpoint.services.casework.duplicates import Pair
from focalpoint.services.core.changes import Changes

SHOWN = 40  # characters of a long text


class DuplicatesPart(QWidget):
    """One card a pair; nothing is shown while there is none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.pairs: list[Pair] = []
        self._lay = column(self, spacing=8)

    def reload(self) -> None:
        """Look for pairs again."""
        self.context.run(duplicates.duplicate_pairs, done=self._show, reads_only=True)

    def _show(self, found: list[Pair]) -> None:
        self.pairs = found
        clear(self._lay)
        if not found:
            return
        head = row(spacing=8)
        head.addWidget(text(_("The same reference twice"), "large", wrap=False))
        head.addWidget(Pill(str(len(found)), "amber"))
        head.addStretch(1)
        self._lay.addLayout(head)
        for pair in found:
            self._lay.addWidget(self._card(pair))

    def _card(self, pair: Pair) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = column(frame, margins=(12, 8), spacing=8)
        lay.addLayout(self._table(pair))
        actions = Flow(spacing=8)
        for stays, goes in ((pair.first, pair.second), (pair.second, pair.first)):
            named = _("Keep the one of {date}").format(date=self._registered(stays))
            tip = _("The other gives way; it keeps all it has and can be separated again.")
            actions.add(button(named, partial(self.join, stays.id, goes.id), tip=tip))
        actions.add(button(_("They are two requests"), partial(self.tell_apart, pair)))
        for number, request in enumerate((pair.first, pair.second), 1):
            opener = partial(self.context.open_record.emit, "request", request.id)
            actions.add(button(_("Open {n}").format(n=number), opener, role="link"))
        lay.addWidget(actions)
        return frame

    def _registered(self, request: Request) -> str:
        return format_date(request.received_on) if request.received_on else isolate(shown_subject(request)[:SHOWN])

    def _table(self, pair: Pair) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(text(isolate_ltr(pair.first.own_ref or pair.first.their_ref), "strong"), 0, 0)
        for place, request in enumerate((pair.first, pair.second), 1):
            grid.addWidget(text(f"{place}. {isolate(visible(shown_subject(request)))}", "strong"), 0, place)
        sealed = pair.first.classification in SEALED or pair.second.classification in SEALED
        specs = TYPES["request"].specs
        for number, difference in enumerate(() if sealed else pair.differences, 1):
            spec = specs[difference.field]
            grid.addWidget(text(_(difference.label), "muted"), number, 0)
            for place, value in enumerate((difference.first, difference.second), 1):
                said = written(self.context, spec, value)
                grid.addWidget(text(said if len(said) <= 3 * SHOWN else f"{said[: 3 * SHOWN]}…"), number, place)
        return grid

    def join(self, keep: str, give_way: str) -> None:
        """Let one give way to the other."""
        self._change(duplicates.join, keep, give_way, said=_("Joined. They can be separated again at any time."))

    def tell_apart(self, pair: Pair) -> None:
        """Keep that they are two different requests."""
        self._change(duplicates.distinct, pair.first.id, pair.second.id, said=_("They are kept as two requests."))

    def _change(self, call: Callable[..., Changes], one: str, other: str, *, said: str) -> None:
        self.context.change(call, one, other, done=lambda _changes: self.context.notice.emit(said, _("Undo")))


def strip(context: Context, request: Request, keeper: Request | None, joined: list[Request]) -> list[QWidget]:
    """Return what is said above a request that gave way, or to which others gave way."""
    found: list[QWidget] = []
    apart = _("Separate")
    said = _("Separated. Both stand by themselves again.")
    if keeper is not None:
        name = isolate_ltr(keeper.own_ref) or isolate(visible(shown_subject(keeper)))
        go = button(apart, lambda: context.change(duplicates.separate, request.id, message=said))
        found.append(
            Banner("plain", _("Joined with {reference}, which stays in the register.").format(reference=name), go)
        )
        opener = button(_("Open {reference}").format(reference=name), role="link")
        opener.clicked.connect(lambda: context.open_record.emit("request", keeper.id))
        found.append(opener)
    for one in joined:
        name = isolate(visible(shown_subject(one)))
        go = button(apart, partial(context.change, duplicates.separate, one.id, message=said))
        opener = button(_("Open {reference}").format(reference=name), role="link")
        opener.clicked.connect(partial(_open, context, one.id))
        found.append(Banner("plain", _("“{title}” was joined with this request.").format(title=name), go))
        found.append(opener)
    return found


def _open(context: Context, request: str, _checked: object = None) -> None:
    context.open_record.emit("request", request)
