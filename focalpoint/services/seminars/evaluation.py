"""Evaluation forms: their questions, and results in which nobody can be made out.

A count, or a set of texts, of fewer than five answers is not shown, nor the next smallest count, nor anything from
which they could be worked out. No result is by State, language or office: a ballot does not know them.
"""

from collections import Counter
from dataclasses import dataclass

import msgspec

from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Kind
from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import Ballot, EvaluationForm, Question
from focalpoint.domain.values import tidy
from focalpoint.language import sort_key
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import programme

FEWEST = 5
SCALE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice of a question with how many took it; None where it is hidden."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What was answered to a question: by so many; cells, or texts in no order; `hidden` if all of it is."""

    question: Question
    answered: int
    cells: tuple[Cell, ...]
    average: float | None
    texts: tuple[str, ...]
    hidden: bool


def form_of(ws: Workspace, form: str) -> EvaluationForm:
    """Return an evaluation form; raise NotFoundError."""
    item = rows.get(ws, "form", form)
    if not isinstance(item, EvaluationForm):
        raise NotFoundError
    return item


def forms(ws: Workspace, seminar: str) -> list[EvaluationForm]:
    """Return the evaluation forms of a seminar, oldest first."""
    return [one for one in programme.parts_of(ws, "form", seminar) if isinstance(one, EvaluationForm)]


def questions(ws: Workspace, form: str) -> list[Question]:
    """Return the questions of a form in their order."""
    seminar = form_of(ws, form).seminar
    found = [one for one in programme.parts_of(ws, "question", seminar) if isinstance(one, Question)]
    return sorted((one for one in found if one.form == form), key=lambda one: (one.position is None, one.position or 0))


def choices(question: Question, language: str) -> list[str]:
    """Return the choices of a question in a language, or in one there is: one a line, each by its place."""
    return [line.strip() for line in local(question, "choices", language).splitlines() if line.strip()]


def codes(question: Question) -> tuple[str, ...]:
    """Return what may be answered to a question with choices: places from 1."""
    if question.kind == "scale":
        return SCALE
    most = max((len(choices(question, code)) for code in ("ar", "fr", "en")), default=0)
    return tuple(str(place) for place in range(1, most + 1)) if question.kind == "one_of" else ()


def labels(question: Question, language: str) -> list[str]:
    """Return the words of what may be answered to a question with choices, in the order of `codes`."""
    return list(SCALE) if question.kind == "scale" else choices(question, language)


def accepted(question: Question, answer: str) -> str:
    """Return an answer as it is counted; "" if it answers nothing this question asks."""
    if question.kind == "text":
        return tidy(Kind.NOTE, answer).strip()
    return answer if answer in codes(question) else ""


def ballots(ws: Workspace, form: str) -> list[Ballot]:
    """Return the ballots that were counted, in the order of their slips, which says nothing."""
    found = [one for one in programme.parts_of(ws, "ballot", form_of(ws, form).seminar) if isinstance(one, Ballot)]
    return sorted((one for one in found if one.form == form), key=lambda one: one.slip)


def results(ws: Workspace, form: str, language: str) -> list[QuestionResult]:
    """Return what was answered to each question, with everything hidden by which somebody could be made out."""
    answered = [msgspec.json.decode(one.answers, type=dict[str, str]) for one in ballots(ws, form)]
    return [_result(one, [a[one.id] for a in answered if a.get(one.id)], language) for one in questions(ws, form)]


def _result(question: Question, answers: list[str], language: str) -> QuestionResult:
    given = [said for answer in answers if (said := accepted(question, answer))]
    if len(given) < FEWEST:
        return QuestionResult(question, len(given), (), None, (), hidden=True)
    if question.kind == "text":
        return QuestionResult(question, len(given), (), None, tuple(sorted(given, key=sort_key)), hidden=False)
    counts = Counter(given)
    shown = suppressed([counts[code] for code in codes(question)])
    words = labels(question, language)
    cells = tuple(
        Cell(code, words[place] if place < len(words) else code, shown[place])
        for place, code in enumerate(codes(question))
    )
    whole = None not in shown and question.kind == "scale"
    average = sum(map(int, given)) / len(given) if whole else None
    return QuestionResult(question, len(given), cells, average, (), hidden=all(count is None for count in shown))


def suppressed(counts: list[int]) -> list[int | None]:
    """Return counts without those under five, and without the next smallest, so that no sum gives one away.

    What is hidden together is at least five, and never one cell alone: the number of all answers is known.
    """
    hidden = {place for place, count in enumerate(counts) if count < FEWEST}
    if not hidden:
        return list(counts)
    shown = sorted((place for place in range(len(counts)) if place not in hidden), key=lambda place: counts[place])
    if shown:
        hidden.add(shown.pop(0))
    while shown and (len(hidden) < 2 or sum(counts[place] for place in hidden) < FEWEST):
        hidden.add(shown.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]
