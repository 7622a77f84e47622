"""The roll of a room at one laptop: own line found, digits as on the wall, then everybody who affirmed is verified."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, button, clear, column, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.gui.widgets.record_tree import RecordTree
from focalpoint.language import _, current, isolate, isolate_ltr, ngettext
from focalpoint.services.core import word_lists
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import introduction
from focalpoint.services.seminars import ceremony
from focalpoint.services.seminars.ceremony import OpenedRoll, RollLine


class RollDialog(Dialog):
    """Compare, affirm, keep: nothing is kept before the person says that the wall shows the same."""

    def __init__(self, parent: QWidget, context: Context, path: Path) -> None:
        about = _(
            "Compare the digits with the wall. Rise when you are called, and say: my line is right, so is the wall."
        )
        super().__init__(parent, _("Roll of the room"), training=context.ws.info.training, width=760, about=about)
        self.context = context
        self._roll: OpenedRoll | None = None
        self._facts = column(spacing=8)
        self.content.addLayout(self._facts)
        self.tree = RecordTree(_("Who stands in the roll"), 360)
        self.tree.hide()
        self.content.addWidget(self.tree, 1)
        self._lines: dict[str, QTreeWidgetItem] = {}
        self.go = self.add_actions(_("Same on the wall: verify them"), self._keep, careful=True)
        self.go.setEnabled(False)
        self.resize(theme.px(800), min(theme.px(640), parent.height()))
        context.run(ceremony.open_roll, path, done=self._show, failed=self._refused, reads_only=True)

    def _show(self, found: OpenedRoll) -> None:
        self._roll = found
        clear(self._facts)
        self._facts.addWidget(text(isolate(visible(found.title)), "strong"))
        self._facts.addWidget(digits(found))
        self._facts.addWidget(Banner("green", _("Your own card stands in it, byte for byte."), icon="check"))
        tools = Flow(spacing=8)
        tools.add(button(_("Compare with a photo of the wall…"), self._photo, icon="image"))
        self._facts.addWidget(tools)
        told = _("Take the tick from everybody who does not rise, or who says that something differs.")
        self._facts.addWidget(text(told, "small"))
        self.tree.show()
        for one in found.lines:
            self._lines[one.device] = self._line(one)
        self.go.setEnabled(True)

    def _line(self, one: RollLine) -> QTreeWidgetItem:
        words = [isolate(visible(one.person)), isolate(visible(one.office)), isolate_ltr(one.device[:8])]
        if one.own:
            words.append(_("you"))
        elif one.known:
            words.append(_("verified before"))
        [made] = self.tree.add_records([(" · ".join(words), partial(_facts_of, one))], ticked=not one.own)
        if one.doubt is not None:
            made.setCheckState(0, Qt.CheckState.Unchecked)
            made.setExpanded(True)
        else:
            made.setExpanded(False)
        return made

    def ticked(self) -> list[str]:
        """Return the devices that are to be verified."""
        return [device for device, line in self._lines.items() if line.checkState(0) == Qt.CheckState.Checked]

    def _photo(self) -> None:
        pattern = _("Pictures") + f" ({' '.join('*' + end for end in introduction.PICTURES)})"
        chosen, _kind = QFileDialog.getOpenFileName(self, _("A photo of the wall"), str(Path.home()), pattern)
        if chosen and self._roll is not None:
            same = _("The photo shows the same roll.")
            call = partial(ceremony.compare_photo, self._roll, Path(chosen))
            self.context.start(call, done=lambda _none: self.say(same), failed=self._differs, reads_only=True)

    def _differs(self, error: BaseException) -> None:
        if isinstance(error, ceremony.OtherDigestError):
            self._refused(error)
        else:
            self.say(explain(error).as_line(), bad=True)

    def _keep(self) -> None:
        if self._roll is not None:
            self.go.setEnabled(False)
            self.context.run(
                ceremony.keep_roll, self._roll, self.ticked(), done=self._kept, failed=self._refused, kept=True
            )

    def _kept(self, number: int) -> None:
        said = ngettext("{n} person is verified in person.", "{n} people are verified in person.", number)
        self.context.refresh.announce(Changes.of([("seminar", self._roll.seminar if self._roll else "")]))
        self.context.notice.emit(said.format(n=number), "")
        self.accept()

    def _refused(self, error: BaseException) -> None:
        """Keep nothing of a roll in which something is wrong."""
        self.go.setEnabled(False)
        self.tree.hide()
        clear(self._facts)
        words = explain(error)
        self._facts.addWidget(Banner("red", f"{words.happened} {words.safe}"))
        self._facts.addWidget(text(words.remedy))
        self._facts.addWidget(text(_("Code: {code}").format(code=words.code), "small", selectable=True))


def digits(found: OpenedRoll) -> QWidget:
    """Return the digits and words of a roll, large."""
    made = QWidget()
    lay = column(made, spacing=4)
    lay.addWidget(text(isolate_ltr("   ".join(found.groups)), "title", selectable=True))
    lay.addWidget(text("   ".join(word_lists.say(found.check, current())), "large", selectable=True))
    return made


def _facts_of(one: RollLine) -> list[tuple[str, str]]:
    found = [(_("Not ticked"), sentence(one.doubt))] if one.doubt is not None else []
    return [*found, (_("Function"), isolate(visible(one.function))), (_("Code of the laptop"), isolate_ltr(one.device))]
