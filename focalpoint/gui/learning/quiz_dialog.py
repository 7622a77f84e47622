"""A quiz: one question at a time, an answer, what is right and by which article. Nothing of it is kept."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QListWidget,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from focalpoint.gui import theme
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.gui.widgets.plain_text import list_item
from focalpoint.language import _, current, isolate_ltr, ngettext
from focalpoint.services.training import quizzes
from focalpoint.services.training.quizzes import QuizQuestion

Answer = Callable[[], list[str]]


class QuizDialog(Dialog):
    """Shows the questions; the way out is always there."""

    def __init__(self, parent: QWidget, *, training: bool) -> None:
        about = _("What you answer stays on this screen. Nothing is kept and nothing is sent.")
        super().__init__(parent, _("Quiz"), training=training, width=640, about=about)
        self.place, self.right = -1, 0
        self._place = column(spacing=12)
        self.content.addLayout(self._place)
        self._answer: Answer = list
        self.go = self.add_actions(_("Next"), self.next_question, cancel=_("Close"))
        self.next_question()
        self.content.addStretch(1)
        self.resize(theme.px(680), min(theme.px(680), parent.height()))

    @property
    def question(self) -> QuizQuestion:
        """Return the question that is shown."""
        return quizzes.questions()[self.place]

    def next_question(self) -> None:
        """Show the next question, or how many were right."""
        self.place += 1
        clear(self._place)
        self._turn(_("Check the answer"), self.judge)
        if self.place == len(quizzes.questions()):
            self._end()
            return
        number, of = self.place + 1, len(quizzes.questions())
        self._place.addWidget(text(_("Question {n} of {of}").format(n=number, of=of), "small"))
        self._place.addWidget(text(self.question.label(current()), "strong"))
        self._answer = _MAKERS[self.question.kind](self._place, self.question)

    def judge(self) -> None:
        """Say whether the answer is right, what is, and the article."""
        found = self._answer()
        if not any(found):
            self.say(_("Give an answer first."))
            return
        self.say("")
        language, good = current(), self.question.is_right(found)
        self.right += good
        said = _("Right.") if good else _("Not quite.")
        self._place.addWidget(Banner("green" if good else "amber", said, icon="check" if good else "question"))
        if not good:
            for one in self.question.right_words(language):
                self._place.addWidget(text(one, "strong"))
        self._place.addWidget(text(self.question.feedback(language)))
        article = _("Article {article}").format(article=isolate_ltr(self.question.article))
        self._place.addWidget(text(article, "small"))
        self._turn(_("Next"), self.next_question)

    def _end(self) -> None:
        count = len(quizzes.questions())
        told = ngettext("{right} of {n} question right.", "{right} of {n} questions right.", count)
        self._place.addWidget(text(told.format(right=self.right, n=count), "strong"))
        self._turn(_("Once more"), self._again)

    def _again(self) -> None:
        self.place, self.right = -1, 0
        self.next_question()

    def _turn(self, label: str, call: Callable[[], None]) -> None:
        self.go.clicked.disconnect()
        self.go.setText(label)
        self.go.clicked.connect(call)


def _picked(lay: QVBoxLayout, question: QuizQuestion, made: Callable[[str], QAbstractButton]) -> Answer:
    boxes = []
    for option in question.options:
        box = made(option.label(current()))
        lay.addWidget(box)
        boxes.append((option.id, box))
    boxes[0][1].setFocus()
    return lambda: [code for code, box in boxes if box.isChecked()]


def _one(lay: QVBoxLayout, question: QuizQuestion) -> Answer:
    return _picked(lay, question, QRadioButton)


def _several(lay: QVBoxLayout, question: QuizQuestion) -> Answer:
    lay.addWidget(text(_("More than one may be right."), "small"))
    return _picked(lay, question, QCheckBox)


def _order(lay: QVBoxLayout, question: QuizQuestion) -> Answer:
    listed = QListWidget()
    listed.setAccessibleName(question.label(current()))
    for option in question.options:
        item = list_item(option.label(current()))
        item.setData(_CODE, option.id)
        listed.addItem(item)
    listed.setCurrentRow(0)
    listed.setFixedHeight(listed.sizeHintForRow(0) * listed.count() + 2 * listed.frameWidth() + theme.px(8))
    lay.addWidget(listed)

    def move(by: int) -> None:
        at = listed.currentRow()
        if 0 <= at + by < listed.count():
            listed.insertItem(at + by, listed.takeItem(at))
            listed.setCurrentRow(at + by)

    tools = row(spacing=8)
    tools.addWidget(button(_("Move up"), lambda: move(-1)))
    tools.addWidget(button(_("Move down"), lambda: move(1)))
    tools.addStretch(1)
    lay.addLayout(tools)
    listed.setFocus()
    return lambda: [str(listed.item(at).data(_CODE)) for at in range(listed.count())]


def _match(lay: QVBoxLayout, question: QuizQuestion) -> Answer:
    language = current()
    partners = sorted((one.partner(language), one.id) for one in question.options)
    choices = []
    for option in question.options:
        choice = Choice([(code, said) for said, code in partners], "", empty=_("Choose"))
        lay.addWidget(labelled(option.label(language), choice))
        choices.append(choice)
    choices[0].setFocus()
    return lambda: [choice.code() for choice in choices]


def _number(lay: QVBoxLayout, _question: QuizQuestion) -> Answer:
    field = line(ltr=True)
    lay.addWidget(labelled(_("Number"), field))
    field.setFocus()
    return lambda: [field.text()]


_CODE = Qt.ItemDataRole.UserRole
_MAKERS: dict[str, Callable[[QVBoxLayout, QuizQuestion], Answer]] = {
    "one": _one, "several": _several, "order": _order, "match": _match, "number": _number,
}  # fmt: skip
