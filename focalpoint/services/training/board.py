"""The board of a class: each expectation against the badges. It counts what happened, and ranks nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from focalpoint.documents.paper import Paper
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.results import ExerciseResult
from focalpoint.domain.training.scenarios import Scenario
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.training import class_results, scenario_checks, scenario_files
from focalpoint.services.training.class_results import STATES, SheetState

WALL_FROM = 5  # results: below that, sums on the wall would speak of persons
A_SHEET = 14  # badges side by side on paper
WORDS: Mapping[str, str] = {
    "on time": N_("on time"),
    "late": N_("late"),
    "with hint": N_("with a hint"),
    "open": N_("still open"),
    "not judged": N_("not judged"),
    "waiting": N_("not reached"),
    "not applicable": N_("not applicable"),
}
SHAPES: Mapping[str, str] = {
    "on time": "●", "late": "◐", "with hint": "◆", "open": "○", "not judged": "?", "waiting": "·",
    "not applicable": "–",
}  # fmt: skip

ON_PAPER: Mapping[str, str] = {  # signs that the fonts of papers have
    "on time": "+", "late": "!", "with hint": "*", "open": "–", "not judged": "?", "waiting": "·",
    "not applicable": "/",
}  # fmt: skip


class NoResultsError(FocalpointError):
    """Nobody of the class has handed in a result yet."""

    message = N_("No result was taken in yet.")
    remedy = N_("Let the participants hand in on a stick, and take the results in.")
    code = "TRN-113"


class TooFewResultsError(FocalpointError):
    """The wall was asked for with so few results that sums would speak of persons."""

    message = N_("There are {n} results. Sums are shown on the wall from {least} results on.")
    remedy = N_("Take in more results first, or look at the board alone.")
    code = "TRN-114"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One expectation: its part of the programme, article, title, how it stands for each badge, and the sums."""

    id: str
    part: int
    article: str
    title: str
    states: tuple[SheetState, ...]
    sums: Mapping[SheetState, int]


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one scenario. `badges` are the columns: a badge that handed in twice stands there twice."""

    scenario: str
    title: str
    badges: tuple[str, ...]
    rows: tuple[BoardRow, ...]


def scenarios_with_results(ws: Workspace) -> list[str]:
    """Return the scenarios of which there are results, those with most results first."""
    counted = Counter(one.scenario for one in class_results.results(ws))
    return [name for name, _number in counted.most_common()]


def board_of(ws: Workspace, language: str, scenario: str = "") -> Board:
    """Return the board of a scenario, of that with most results unless one is named; raise NoResultsError."""
    wanted = scenario or next(iter(scenarios_with_results(ws)), "")
    found = [one for one in class_results.results(ws) if one.scenario == wanted]
    if not found:
        raise NoResultsError
    known = _scenario(wanted, found)
    sheets = [{line.id: line for line in class_results.read_sheet(one.sheet)} for one in found]
    parts = {line.id: line.part for sheet in sheets for line in sheet.values()}
    order = [one.id for _step, one in known.expectations()] if known else list(parts)
    articles = {one.id: one.article for _step, one in known.expectations()} if known else {}
    rows = []
    for name in [*(one for one in order if one in parts), *(one for one in parts if one not in set(order))]:
        states = tuple(_state(sheet[name].state) if name in sheet else "waiting" for sheet in sheets)
        title = known.text(f"{name}.title", language) if known else name
        sums = {state: number for state in STATES if (number := states.count(state))}
        rows.append(BoardRow(name, parts[name], articles.get(name, ""), title or name, states, sums))
    return Board(wanted, known.text("title", language) if known else wanted, _badges(found), tuple(rows))


def _state(said: str) -> SheetState:
    return next((state for state in STATES if state == said), "not judged")


def _scenario(wanted: str, found: list[ExerciseResult]) -> Scenario | None:
    """Return the scenario as it is on this computer, None if it is not here or is another than the results speak of."""
    if wanted not in scenario_files.shipped():
        return None  # the name comes from outside: it is no path
    try:
        read = scenario_checks.sound_scenario(scenario_files.folder_of(wanted))
    except FocalpointError:
        return None
    return read.scenario if any(one.digest == read.digest for one in found) else None


def _badges(found: list[ExerciseResult]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names = []
    for one in found:
        badge = one.badge or "?"
        seen[badge] += 1
        names.append(badge if seen[badge] == 1 else f"{badge} ({seen[badge]})")
    return tuple(names)


def wall_of(ws: Workspace, language: str, scenario: str = "") -> Board:
    """Return the board as the wall shows it: sums alone, from five results on; raise TooFewResultsError."""
    made = board_of(ws, language, scenario)
    if len(made.badges) < WALL_FROM:
        raise TooFewResultsError(n=len(made.badges), least=WALL_FROM)
    return made


def said_of(row: BoardRow, language: str) -> str:
    """Return the sums of a row in words."""
    comma = translate(N_(", "), language)
    return comma.join(f"{translate(WORDS[state], language)} {number}" for state, number in row.sums.items())


def board_pdf(ws: Workspace, language: str, scenario: str = "") -> bytes:
    """Return the board on paper; shapes are explained on each table."""
    made = board_of(ws, language, scenario)
    title = translate(N_("Board of the class"), language)
    paper = Paper(language, title, "", ws.info.office, training=ws.info.training)
    paper.heading(made.title, 0)
    legend = [f"{ON_PAPER[state]} {translate(WORDS[state], language)}" for state in STATES]
    paper.paragraph("   ".join(legend), muted=True)
    said = N_("Columns are badge numbers. Nothing here counts points, and nobody is compared with anybody.")
    paper.paragraph(translate(said, language), muted=True)
    heads = tuple(translate(word, language) for word in (N_("Part"), N_("Expected"), N_("Sum")))
    for start in range(0, len(made.badges), A_SHEET):
        some = made.badges[start : start + A_SHEET]
        body = [
            (str(row.part), row.title, *(ON_PAPER[state] for state in row.states[start : start + A_SHEET]),
             said_of(row, language))
            for row in made.rows
        ]  # fmt: skip
        widths = (1.2, 6.0, *(0.8 for _badge in some), 3.0)
        paper.table((heads[0], heads[1], *some, heads[2]), body, widths)
    log(ws, "print board", reason=made.scenario)
    return paper.to_bytes()
