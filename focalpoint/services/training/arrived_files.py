"""Looking at what arrived in an exercise: papers are drawn in the confined process, as every file from outside."""

from dataclasses import dataclass
from pathlib import Path

from focalpoint.documents import extract
from focalpoint.documents.answers import Pixels
from focalpoint.services.training.delivery import language_of
from focalpoint.services.training.runs import Run


@dataclass(frozen=True, slots=True)
class ArrivedItem:
    """Something that arrived: from whom, what it says, its file, None for a call; and the options of a question."""

    inject: str
    deliver: str
    sender: str
    heading: str
    text: str
    path: Path | None
    options: tuple[tuple[str, str], ...]
    chosen: str


def arrived_in(run: Run, step: str) -> list[ArrivedItem]:
    """Return what arrived in a step, in the language it came in."""
    found = []
    for inject in run.read.scenario.step(step).injects:
        file = run.state.delivered.get(inject.id)
        written = inject.deliver in ("paper", "message")
        code = language_of(run.read.scenario.actor(inject.sender), run.state.language) if written else ""
        said = run.read.scenario.text(f"{inject.id}.text", code or run.state.language)
        said = said.replace("{digits}", run.state.digits.get(inject.sender, ""))
        options = tuple((one.id, run.text(f"{inject.id}.{one.id}")) for one in inject.options)
        path = run.folder / "in" / file.name if file is not None and file.name else None
        found.append(
            ArrivedItem(
                inject.id, inject.deliver, run.text(f"{inject.sender}.name"), run.text(f"{inject.id}.subject"),
                said, path, options, run.state.choices.get(inject.id, ""),
            )
        )  # fmt: skip
    return found


def paper_pages(path: Path) -> tuple[bytes, int]:
    """Return a paper and the number of its pages."""
    content = path.read_bytes()
    return content, extract.page_count(content, path.name)


def paper_pixels(content: bytes, page: int, width: int) -> Pixels:
    """Return a page of a paper, counted from 0."""
    return extract.page_pixels(content, "paper.pdf", page, width)
