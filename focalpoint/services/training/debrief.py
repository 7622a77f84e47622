"""The hot debrief on paper: marked moments, who could know what since when, expected beside done, three lessons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from focalpoint.documents.paper import Paper
from focalpoint.domain.institutions import Milestone
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, format_instant, translate
from focalpoint.services.casework import records
from focalpoint.services.core import workspace
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import ledger
from focalpoint.services.training import board, class_results, outcomes, run_vaults
from focalpoint.services.training.board import Board
from focalpoint.services.training.outcomes import ExpectationOutcome
from focalpoint.services.training.runs import Run
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import deliveries

MARKED = {
    "step": N_("The next event began"),
    "hint": N_("A hint was asked"),
    "choice": N_("A question was answered"),
    "reset": N_("Back to the beginning of a step"),
}
MOST_MOMENTS, MOST_KNOWN, MOST_OPEN, MOST_TEXT = 20, 16, 30, 120  # so that it stays within four pages
LESSONS = 3
CHECKED = N_("Who knew what, when, on which legal basis, and can the audit log prove it?")
QUESTIONS = (
    CHECKED,
    N_("What would you do in the same way tomorrow, in your own office?"),
    N_("What was missing: a rule, a person, a form, a channel?"),
)


@dataclass(frozen=True, slots=True)
class KnownSince:
    """Who could read something since when: by which bundle, for which reason, on which basis."""

    what: str
    who: str
    since: str
    bundle: str
    reason: str
    basis: str
    arrived: bool


def known_to(ws: Workspace) -> list[KnownSince]:
    """Return what left an office, from its ledger: each record with each reader, oldest first."""
    found = []
    sent = {one.id: one for one in deliveries.sent(ws.db)}
    for bundle in sorted(sent.values(), key=lambda one: one.at):
        entry = ledger.entry_of(ws, bundle.id)
        for item in entry.records:
            if item.type == "document":
                continue
            what = f"{item.reference} {item.title}".strip()
            found += [
                KnownSince(what, one.person, entry.at, entry.name, entry.reason, entry.basis, bool(one.acked))
                for one in entry.readers
            ]
    return found


def run_debrief_pdf(run: Run, ws: Workspace, language: str) -> bytes:
    """Return the debrief of one run from the vault of its office, which is open."""
    outcome = outcomes.outcome_of(run)
    paper = Paper(language, translate(N_("Debrief"), language), "", ws.info.office, training=True)
    paper.heading(run.read.scenario.text("title", language), 0)
    paper.facts(
        [
            (translate(N_("Badge number"), language), outcome.badge),
            (translate(N_("Begun"), language), format_instant(outcome.began, language)),
        ]
    )
    paper.heading(translate(N_("Who could know what, since when, by which bundle, on which basis"), language))
    _known(paper, ws, known_everywhere(run), language)
    paper.heading(translate(N_("Marked moments"), language))
    _moments(paper, run, language)
    paper.heading(translate(N_("Expected, and what happened"), language))
    _expected(paper, run, outcome.expectations, language)
    _lessons(paper, language)
    log(ws, "print debrief", reason=outcome.scenario)
    return paper.to_bytes()


def known_everywhere(run: Run) -> list[KnownSince]:
    """Return what left any office of a run, oldest first; offices that are not open are opened for it."""
    found = []
    for office in run.read.scenario.offices:
        opened = run.stage.offices.get(office.id)
        if opened is not None:
            found += known_to(opened)
            continue
        path = run_vaults.office_path(run.folder, office.id)
        if path.is_dir():
            there = workspace.unlock(path, PASSPHRASE, clock=run.clock.clock)
            try:
                found += known_to(there)
            finally:
                there.lock()
    return sorted(found, key=lambda one: one.since)


def _known(paper: Paper, ws: Workspace, found: list[KnownSince], language: str) -> None:
    heads = (N_("What"), N_("Who"), N_("Since"), N_("By which bundle"), N_("Basis"))
    body = [
        (one.what[:MOST_TEXT], one.who, format_instant(one.since, language), f"{one.bundle}\n{one.reason}"[:MOST_TEXT],
         ws.reference.label("bases", one.basis, language) if one.basis else "–")
        for one in found[-MOST_KNOWN:]
    ]  # fmt: skip
    if body:
        paper.table([translate(head, language) for head in heads], body, (4.2, 3.0, 2.6, 3.6, 2.2))
    else:
        paper.paragraph(translate(N_("Nothing left this office: nobody outside could know anything."), language))
    if len(found) > MOST_KNOWN:
        said = translate(N_("The newest {n} of {all} are shown; the ledger holds all."), language)
        paper.paragraph(said.format(n=MOST_KNOWN, all=len(found)), muted=True)
    said = translate(N_("From the ledger of bundles and the audit log of this vault, which is a chain."), language)
    paper.paragraph(said, muted=True)


def _moments(paper: Paper, run: Run, language: str) -> None:
    told = [one for office in run.read.scenario.offices for one in _told(run, office.id, language)]
    told.sort(key=lambda one: one[0])
    heads = [translate(head, language) for head in (N_("When (exercise)"), N_("What happened"))]
    lines = [(format_instant(at, language), said[:MOST_TEXT]) for at, said in told[-MOST_MOMENTS:]]
    if lines:
        paper.table(heads, lines, (4.0, 11.0))


def _told(run: Run, office: str, language: str) -> Iterator[tuple[str, str]]:
    for event in outcomes.events(run.folder, office):
        kind, at = str(event.get("kind")), str(event.get("at"))
        if kind not in MARKED or not _is_moment(at):
            continue
        name = str(event.get("id") or event.get("step") or "")
        title = run.read.scenario.text(f"{name}.title", language) or name
        yield at, f"{translate(MARKED[kind], language)}: {title}"


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _expected(paper: Paper, run: Run, found: tuple[ExpectationOutcome, ...], language: str) -> None:
    heads = [translate(head, language) for head in (N_("Part"), N_("Expected"), N_("Article"), N_("How it stands"))]
    body = []
    states = [class_results.state_on_sheet(one) for one in found]
    reached = [state for state in states if state not in ("waiting", "not applicable")]
    said = translate(N_("On time and without help: {n} of {all} that were reached. The others:"), language)
    paper.paragraph(said.format(n=reached.count("on time"), all=len(reached)))
    for one, state in zip(found, states, strict=True):
        if state in ("on time", "waiting", "not applicable"):
            continue
        title = run.read.scenario.text(f"{one.id}.title", language) or one.id
        body.append((str(one.number), title, one.article, translate(board.WORDS[state], language)))
    if body:
        paper.table(heads, body[:MOST_OPEN], (1.2, 8.6, 2.4, 3.0))
    if len(body) > MOST_OPEN:
        said = translate(N_("{n} more stand in the list of the exercise itself."), language)
        paper.paragraph(said.format(n=len(body) - MOST_OPEN), muted=True)


def _lessons(paper: Paper, language: str) -> None:
    paper.heading(translate(N_("Questions for the round"), language))
    paper.bullets([translate(one, language) for one in QUESTIONS])
    paper.heading(translate(N_("Three lessons, each with who and by when"), language))
    for number in range(1, LESSONS + 1):
        paper.blank(translate(N_("Lesson {n}"), language).format(n=number))


def class_debrief_pdf(ws: Workspace, language: str, scenario: str = "") -> bytes:
    """Return the debrief of a class: what most left open first, then the questions and room for three lessons."""
    made = board.board_of(ws, language, scenario)
    paper = Paper(language, translate(N_("Debrief of the class"), language), "", ws.info.office, training=True)
    paper.heading(made.title, 0)
    number = translate(N_("Results taken in"), language)
    paper.facts([(number, str(len(made.badges))), (translate(N_("On"), language), format_date(_today(ws), language))])
    paper.heading(translate(N_("Where the class can talk longest"), language))
    heads = [translate(head, language) for head in (N_("Part"), N_("Expected"), N_("Article"), N_("How it stands"))]
    body = [(str(row.part), row.title, row.article, board.said_of(row, language)) for row in _talked_about(made)]
    paper.table(heads, body, (1.2, 7.0, 2.4, 4.6))
    said = translate(N_("Sums of the class, in the order of how many left it open. No badge is named."), language)
    paper.paragraph(said, muted=True)
    if len(made.badges) < board.WALL_FROM:
        said = translate(
            N_("With so few results sums speak of persons: this paper is for the trainer alone."), language
        )
        paper.paragraph(said, muted=True)
    _lessons(paper, language)
    log(ws, "print debrief", reason=made.scenario)
    return paper.to_bytes()


def _talked_about(made: Board, most: int = 20) -> list[board.BoardRow]:
    """Return the expectations that most of the class left open, or met late or with a hint, first."""
    weight = {"open": 3, "late": 1, "with hint": 1}

    def missed(row: board.BoardRow) -> int:
        return sum(weight.get(state, 0) * number for state, number in row.sums.items())

    return sorted((row for row in made.rows if missed(row)), key=missed, reverse=True)[:most]


def _today(ws: Workspace) -> str:
    return ws.today().isoformat()


def keep_lessons(ws: Workspace, lessons: list[tuple[str, str, str]], source: str) -> Changes:
    """Make milestones of lessons, each (what, who, by when as a date or ""); empty ones are left out."""
    made = [
        Milestone(
            title=what.strip(), kind="work_line", year=(due or _today(ws))[:4], on=due, responsible=who.strip(),
            status="not_started", source=source,
        )
        for what, who, due in lessons[:LESSONS]
        if what.strip()
    ]  # fmt: skip
    done = records.save_many(ws, made)
    return Changes.of([pair for changes in done for pair in changes.touched])
