"""Slips to draw, and the results of an evaluation, on paper."""

from focalpoint.documents.paper import Paper
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.local_texts import local
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.language import format_number, say, translate
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.seminars import evaluation, programme, urn
from focalpoint.services.seminars.evaluation import FEWEST, QuestionResult

HIDDEN_CELL = "–"
TOO_FEW = N_("Not shown: of fewer than {fewest} answers somebody could be made out.")
RULE = N_("Counts and texts of fewer than {fewest} answers are not shown, nor the next smallest count.")
HOW = N_("Cut along the lines, fold, and let each person draw one. Each counts once; nobody notes who drew which.")


def slips_pdf(ws: Workspace, form: str, number: int, language: str) -> bytes:
    """Return slips to cut, each with its three words in every language; raise NotKeeperError."""
    found = urn.slips(ws, form, number)
    paper = Paper(language, translate(N_("Slips"), language), "", ws.info.office, training=ws.info.training)
    paper.heading(local(evaluation.form_of(ws, form), "title", language) or translate(N_("Slips"), language), 0)
    paper.paragraph(translate(HOW, language), muted=True)
    for slip in found:
        words = [" ".join(word_lists.say(slip, code)) for code in LANGUAGES]
        paper.table([one.name for one in LANGUAGES.values()], [words])
        paper.space(10)
    log(ws, "print slips", form)
    return paper.to_bytes()


def results_pdf(ws: Workspace, form: str, language: str) -> bytes:
    """Return the results of a form as a PDF; what is hidden on screen is hidden here."""
    item = evaluation.form_of(ws, form)
    title = translate(N_("Results of the evaluation"), language)
    paper = Paper(language, title, "", ws.info.office, training=ws.info.training)
    paper.heading(local(item, "title", language) or title, 0)
    count = len(evaluation.ballots(ws, form))
    seminar = programme.title_in(programme.seminar_of(ws, item.seminar), language)
    filled = translate(N_("Forms that were counted"), language)
    paper.facts([(translate(N_("Seminar"), language), seminar), (filled, format_number(count, language))])
    paper.paragraph(hiding_words(RULE, language), muted=True)
    for one in evaluation.results(ws, form, language):
        paper.heading(local(one.question, "text", language))
        _result(paper, one, language)
    log(ws, "print results", form)
    return paper.to_bytes()


def hiding_words(sentence: str, language: str) -> str:
    """Return a sentence about what is hidden."""
    return say(Message(sentence, {"fewest": FEWEST}), language)


def _result(paper: Paper, one: QuestionResult, language: str) -> None:
    if one.hidden:
        paper.paragraph(hiding_words(TOO_FEW, language), muted=True)
        return
    if one.texts:
        paper.bullets(one.texts)
        return
    head = (translate(N_("Answer"), language), translate(N_("Count"), language))
    cells = [
        (cell.label, HIDDEN_CELL if cell.count is None else format_number(cell.count, language)) for cell in one.cells
    ]
    if one.average is not None:
        cells.append((translate(N_("Average"), language), format_number(round(one.average, 1), language)))
    paper.table(head, cells, (5, 1))
