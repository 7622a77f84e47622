"""Evaluation of a seminar: forms, slips to draw, the urn, and results in which small numbers are hidden."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import EvaluationForm
from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.gui.pages.reading.fill_in_dialog import FillInDialog
from focalpoint.gui.widgets.basics import Elided, button, column, row, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.language import _, current, format_number, isolate, label_value, ngettext
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import evaluation, evaluation_papers, participants, urn
from focalpoint.services.seminars.evaluation import QuestionResult
from focalpoint.services.seminars.urn import TakenBallots

SPARE = 5  # slips more than people


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form as it is shown: how many ballots were counted, whether they are counted here, and the results."""

    form: EvaluationForm
    counted: int
    here: bool
    results: tuple[QuestionResult, ...]


def form_facts(ws: Workspace, seminar: str) -> list[FormFacts]:
    """Read the evaluation forms of a seminar."""
    return [
        FormFacts(
            one, len(evaluation.ballots(ws, one.id)), urn.keeper(ws, one.id) == ws.device,
            tuple(evaluation.results(ws, one.id, current())),
        )
        for one in evaluation.forms(ws, seminar)
    ]  # fmt: skip


class EvaluationTab(QWidget):
    """One part a form: what can be done with it, its questions, and what was answered."""

    def __init__(self, context: Context, seminar: str, found: list[FormFacts]) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        lay = column(self, margins=(24, 16), spacing=8)
        tools = Flow(spacing=8)
        tools.add(button(_("New evaluation form"), self._add, icon="add"))
        lay.addWidget(tools)
        for one in found:
            self._form(lay, one)
        if not found:
            lay.addWidget(text(_("No evaluation form yet."), "muted"))
        lay.addStretch(1)

    def _add(self) -> None:
        self.context.go.emit(ToNewRecord("form", {"seminar": self._seminar}))

    def _form(self, lay: QVBoxLayout, one: FormFacts) -> None:
        title = isolate(visible(local(one.form, "title", current()))) or _("Without a title")
        lay.addSpacing(8)
        lay.addWidget(text(title, "large"))
        tools, form = Flow(spacing=8), one.form.id
        values = {"seminar": self._seminar, "form": form, "kind": "scale", "position": len(one.results) + 1}
        tools.add(button(_("New question"), partial(self.context.go.emit, ToNewRecord("question", values)), icon="add"))
        if one.results:
            opened = lambda: FillInDialog(self.window(), self.context, form, title).open()  # noqa: E731
            tools.add(button(_("Fill in…"), opened, icon="edit"))
        if one.here and one.results:
            tools.add(button(_("Slips on paper…"), partial(self._slips, form), icon="print"))
            tools.add(button(_("Count the urn…"), partial(self._take, form), icon="usb"))
        if one.counted:
            tools.add(button(_("Results on paper…"), partial(self._results, form), icon="print"))
        lay.addWidget(tools)
        if one.counted:
            lay.addWidget(text(label_value(_("Forms that were counted"), format_number(one.counted)), "strong"))
            lay.addWidget(text(evaluation_papers.hiding_words(evaluation_papers.RULE, current()), "small"))
        for result in one.results:
            self._result(lay, result, counted=bool(one.counted))

    def _result(self, lay: QVBoxLayout, result: QuestionResult, *, counted: bool) -> None:
        line = row(spacing=8)
        line.addWidget(Elided(isolate(visible(local(result.question, "text", current())))), 1)
        opened = partial(self.context.go.emit, ToRecord("question", result.question.id))
        line.addWidget(button(_("Open"), opened, role="link"))
        lay.addLayout(line)
        if not counted:
            return
        if result.hidden:
            lay.addWidget(text(evaluation_papers.hiding_words(evaluation_papers.TOO_FEW, current()), "muted"))
            return
        hidden = evaluation_papers.HIDDEN_CELL
        cells = [
            label_value(isolate(visible(cell.label)), hidden if cell.count is None else format_number(cell.count))
            for cell in result.cells
        ]
        if result.average is not None:
            cells.append(label_value(_("Average"), format_number(round(result.average, 1))))
        if cells:
            lay.addWidget(text(" · ".join(cells), "muted"))
        for words in result.texts:
            lay.addWidget(text(visible(words), "muted", natural=True))

    def _slips(self, form: str) -> None:
        people = len(participants.coming(self.context.ws, self._seminar))
        make = partial(evaluation_papers.slips_pdf, self.context.ws, form, people + SPARE)
        PaperDialog(self.window(), self.context, Printout(_("Slips on paper"), "", "slips", make)).open()

    def _results(self, form: str) -> None:
        make = partial(evaluation_papers.results_pdf, self.context.ws, form)
        PaperDialog(self.window(), self.context, Printout(_("Results on paper"), "", "results", make)).open()

    def _take(self, form: str) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("The stick that is the urn"), str(Path.home()))
        if folder:
            self.context.run(urn.count_urn, form, Path(folder), done=self._taken, kept=True)

    def _taken(self, answer: tuple[Changes, TakenBallots]) -> None:
        changes, taken = answer
        self.context.refresh.announce(changes)
        said = [ngettext("{n} form counted.", "{n} forms counted.", taken.counted).format(n=taken.counted)]
        if taken.twice:
            said.append(_("Slips that had counted already: {n}.").format(n=taken.twice))
        if taken.strange:
            said.append(_("Files that are no form for this urn: {n}.").format(n=len(taken.strange)))
        self.context.notice.emit(" ".join(said), "")
