"""Conclusions of a seminar, and what one's own State makes of them: a form to be saved by one's own hand, or nothing.

Taking in a seminar makes no pledge and no milestone, and what a State makes of a conclusion goes nowhere from here.
"""

from focalpoint.domain.local_texts import local
from focalpoint.domain.registers import Pledge
from focalpoint.domain.seminar_parts import Conclusion
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import programme

PLEDGE, MILESTONE = "pledge", "milestone"  # codes of `proposals`, and record types


def conclusions(ws: Workspace, seminar: str) -> list[Conclusion]:
    """Return the conclusions of a seminar, oldest first."""
    return [one for one in programme.parts_of(ws, "conclusion", seminar) if isinstance(one, Conclusion)]


def own_values(ws: Workspace, conclusion: str, language: str) -> tuple[str, dict[str, object]]:
    """Return the type of record that a conclusion proposes, and the values with which its form begins."""
    item = rows.get(ws, "conclusion", conclusion)
    assert isinstance(item, Conclusion)
    said = " ".join(local(item, "text", language).split())
    seminar = programme.title_in(programme.seminar_of(ws, item.seminar), language)
    if item.proposes == MILESTONE:
        return MILESTONE, {"title": said, "on": item.due_on, "kind": "work_line", "source": seminar}
    return PLEDGE, {"title": said, "made_at": seminar, "due_on": item.due_on, "conclusion": conclusion}


def made_of(ws: Workspace, conclusion: str) -> list[Pledge]:
    """Return the pledges of this vault that were made of a conclusion."""
    found = [one for one in rows.living(ws, PLEDGE) if isinstance(one, Pledge)]
    return [one for one in found if one.conclusion == conclusion]
