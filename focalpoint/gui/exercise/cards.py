"""What arrived in a step, one card each, and what is expected, one line each."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.viewers.pages import PagesView
from focalpoint.gui.widgets.basics import Pill, Tone, button, column, row, text, tool
from focalpoint.language import _, isolate, isolate_ltr, say
from focalpoint.services.training import arrived_files
from focalpoint.services.training.arrived_files import ArrivedItem
from focalpoint.services.training.exercise import Judged

STATES: dict[str, tuple[str, Tone]] = {"met": ("✓", "green"), "unmet": ("○", "plain"), "not judged": ("–", "amber")}


class PaperView(Dialog):
    """A paper that arrived, page by page."""

    def __init__(self, parent: QWidget, context: Context, one: ArrivedItem) -> None:
        super().__init__(parent, visible(one.heading), training=True, width=820, about=visible(one.sender))
        self._context = context
        self.pages = PagesView(context, one.heading, zoom=0.75)
        self.pages.setMinimumHeight(theme.px(420))
        self.content.addWidget(self.pages, 1)
        self.buttons.addStretch(1)
        self.buttons.addWidget(button(_("Close"), self.accept, role="primary"))
        path = one.path
        if path is not None:
            context.start(partial(arrived_files.paper_pages, path), done=self._show, reads_only=True)

    def _show(self, found: tuple[bytes, int]) -> None:
        content, count = found
        self.pages.show_pages(count, partial(arrived_files.paper_pixels, content))


def card(one: ArrivedItem, show: Callable[[ArrivedItem], object], choose: Callable[[str, str], object]) -> QFrame:
    """Return the card of something that arrived."""
    kinds = {
        "paper": _("Paper"),
        "message": _("Message"),
        "call": _("Call"),
        "bundle": _("Bundle"),
        "card": _("Identity card"),
    }
    frame = QFrame()
    frame.setProperty("role", "card")
    lay = column(frame, margins=(12, 8), spacing=4)
    head = row(spacing=8)
    head.addWidget(Pill(kinds.get(one.deliver, one.deliver)))
    head.addWidget(text(isolate(visible(one.sender)), "small"), 1)
    lay.addLayout(head)
    lay.addWidget(text(isolate(visible(one.heading)), "strong", selectable=True))
    if one.deliver != "paper" and one.text:
        for paragraph in one.text.split("\n"):
            lay.addWidget(text(visible(paragraph), selectable=True, natural=True))
    if one.path is not None:
        foot = row(spacing=8)
        foot.addWidget(text(isolate_ltr(one.path.name), "small", selectable=True), 1)
        if one.deliver == "paper":
            foot.addWidget(button(_("Read the paper"), partial(show, one), icon="show"))
        lay.addLayout(foot)
    for option, label in one.options:
        made = button(visible(label), partial(choose, one.inject, option), role="choice")
        made.setCheckable(True)
        made.setChecked(option == one.chosen)
        lay.addWidget(made)
    return frame


def expectation_line(judged: Judged, title: str, *, debrief: str, beside: bool, hint: Callable[[], object]) -> QWidget:
    """Return the line of an expectation: a mark with its word, the title; what is there, where that is shown."""
    words = {"met": _("met"), "unmet": _("still open"), "not judged": _("not judged")}
    mark, tone = STATES[judged.state]
    holder = QWidget()
    lay = row(holder, margins=(0, 2), spacing=8)
    pill = Pill(f"{mark} {words[judged.state]}", tone)
    pill.setMinimumWidth(theme.text_px(76))
    lay.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
    said = column(spacing=0)
    said.addWidget(text(visible(title)))
    if beside:
        said.addWidget(text(_("There is: {actual}").format(actual=isolate(visible(say(judged.actual)))), "small"))
    if judged.state == "met":
        said.addWidget(text(visible(debrief), "small"))
    lay.addLayout(said, 1)
    if judged.state != "met":
        lay.addWidget(tool("question", _("Hint"), hint), 0, Qt.AlignmentFlag.AlignTop)
    holder.setAccessibleName(f"{words[judged.state]}: {visible(title)}")
    return holder
