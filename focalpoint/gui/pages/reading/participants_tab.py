"""The participants of a seminar: who they are, what they need, and how a list of them is taken in."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from focalpoint.domain.seminar_parts import Participant
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.gui.pages.register.intake import choose_table
from focalpoint.gui.widgets.basics import Elided, Pill, button, column, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.language import _, current, isolate, isolate_ltr, label_value
from focalpoint.services.seminars import badges, participants


class ParticipantsTab(QWidget):
    """A line a person, by badge number."""

    def __init__(self, context: Context, seminar: str, people: list[Participant]) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        lay = column(self, margins=(24, 16), spacing=8)
        self.tools = Flow(spacing=8)
        self.tools.add(button(_("New participant"), self._add, icon="add"))
        self.tools.add(button(_("Take in a table…"), self._take_in, icon="list"))
        if any(not one.number for one in people):
            self.tools.add(button(_("Give badge numbers"), self._give_numbers, icon="check"))
        if people:
            self.tools.add(button(_("Badges on paper…"), self._print, icon="print"))
        lay.addWidget(self.tools)
        lay.addWidget(
            text(_("Names and needs stay in this office: no pack and no bundle for others holds them."), "small")
        )
        for one in people:
            lay.addWidget(self._line(one))
        if not people:
            lay.addWidget(text(_("No participant yet. A table (XLSX, CSV) is taken in at once."), "muted"))
        lay.addStretch(1)

    def _add(self) -> None:
        self.context.go.emit(ToNewRecord("participant", {"seminar": self._seminar}))

    def _print(self) -> None:
        make = partial(badges.badges_pdf, self.context.ws, self._seminar)
        about = _("Who has a compared card has its QR code on the badge; others have their number alone.")
        PaperDialog(self.window(), self.context, Printout(_("Badges on paper"), about, "badges", make)).open()

    def _take_in(self) -> None:
        choose_table(self.window(), self.context, "participant", self._seminar)

    def _give_numbers(self) -> None:
        self.context.change(participants.give_numbers, self._seminar, message=_(participants.NUMBERED))

    def _line(self, one: Participant) -> LineButton:
        about = " · ".join(self._about(one))
        made = LineButton(f"{one.number} {one.name}".strip(), about)
        number = text(isolate_ltr(one.number) or "–", "strong", wrap=False)
        number.setMinimumWidth(theme.text_px(36))
        made.inner.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        words.addWidget(Elided(isolate(visible(one.name))))
        if about:
            words.addWidget(Elided(about, "small"))
        made.inner.addLayout(words, 1)
        if one.device:
            made.inner.addWidget(icon_label("verified", "green", 18))
        if one.status:
            state = self.context.reference.label("participant_states", one.status, current())
            made.inner.addWidget(Pill(state, "green" if one.status in ("confirmed", "came") else "plain"))
        made.finish()
        made.clicked.connect(partial(self._open, one.id))
        return made

    def _open(self, person: str, _checked: bool = False) -> None:
        self.context.go.emit(ToRecord("participant", person))

    def _about(self, one: Participant) -> list[str]:
        reference = self.context.reference
        said = [isolate(visible(part)) for part in (one.function, one.office) if part]
        if one.country:
            said.append(reference.label("countries", one.country, current()))
        if one.listens_in:
            said.append(label_value(_("Listens in"), reference.label("languages", one.listens_in, current())))
        if one.needs:
            said.append(label_value(_("Special needs"), isolate(visible(" ".join(one.needs.split())))))
        return said
