"""Terms to learn: one in the language of the window, its sisters at a key, then whether it was known."""

from datetime import date

from PySide6.QtWidgets import QWidget

from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import button, clear, column, row, text
from focalpoint.gui.widgets.fields import labelled
from focalpoint.language import _, current, format_date, isolate
from focalpoint.services.core.clock import system_now
from focalpoint.services.training import term_boxes
from focalpoint.services.training.term_boxes import LearnedTerm


class TermsDialog(Dialog):
    """Shows the terms of the day one after another."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("Say the term in the other languages, then look. A term that you know comes again later each time.")
        super().__init__(parent, _("Terms to learn"), training=context.ws.info.training, width=560, about=about)
        self._today: date = system_now().astimezone().date()
        self._left: list[LearnedTerm] = []
        self._told = text("", "small")
        self._card = column(spacing=12)
        self._choices = row(spacing=8)
        self.content.addWidget(self._told)
        self.content.addLayout(self._card)
        self.content.addLayout(self._choices)
        self.go = self.add_actions(_("Show"), self.show_answer, cancel=_("Close"))
        self.content.addStretch(1)
        self.resize(theme.px(600), min(theme.px(460), parent.height()))
        context.run(term_boxes.due_terms, self._today, done=self._begin, reads_only=True)

    def _begin(self, terms: list[LearnedTerm]) -> None:
        self._left = terms
        self._next()

    def _next(self) -> None:
        clear(self._card)
        clear(self._choices)
        self.go.setVisible(bool(self._left))
        if not self._left:
            self._card.addWidget(text(_("That was all for today."), "strong"))
            return
        self._card.addWidget(text(isolate(self._left[0].words.get(current(), "")), "title"))
        self.go.setFocus()

    def show_answer(self) -> None:
        """Show the term in the other languages and ask whether it was known."""
        self.go.hide()
        for code, words in self._left[0].words.items():
            if code != current():
                self._card.addWidget(labelled(LANGUAGES[code].name, text(isolate(words), "strong")))
        self._choices.addWidget(button(_("Not yet"), lambda: self.answer(known=False)))
        knew = button(_("I knew it"), lambda: self.answer(known=True))
        self._choices.addWidget(knew)
        self._choices.addStretch(1)
        knew.setFocus()

    def answer(self, *, known: bool) -> None:
        """Keep the answer on this computer and go on."""
        day = term_boxes.answer_term(self._left.pop(0).code, self._today, known=known)
        self._told.setText(_("It comes again on {day}.").format(day=format_date(day.isoformat())))
        self._next()
