"""What belongs to the fictional seminars of a training vault: sessions, participants, a form, conclusions."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, TypeVar

from focalpoint.domain.fields import Record
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminar_parts import Conclusion, EvaluationForm, Participant, Question, SeminarSession
from focalpoint.services.casework import records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import attendance

R = TypeVar("R", bound=Record)
_TITLE = in_languages("title", ar="تقييم الحلقة الدراسية", fr="Évaluation du séminaire", en="Evaluation of the seminar")


def add_parts(ws: Workspace, seminar: str, first: date, entry: Mapping[str, Any]) -> None:
    """Add to a seminar what its entry lists; days are counted from its first one."""
    sessions = [
        records.save(ws, _made(SeminarSession, one, seminar=seminar, day=_day(first, one["day"]))).first_id
        for one in entry.get("session", ())
    ]
    people = tuple(
        records.save(ws, _made(Participant, one, seminar=seminar, status="came")).first_id
        for one in entry.get("participant", ())
    )
    for session in sessions[:2] if people else ():
        attendance.tick_all(ws, session, people)
    for one in entry.get("conclusion", ()):
        records.save(ws, _made(Conclusion, one, seminar=seminar, due_on=_day(first, one["due"])))
    if entry.get("question"):
        form = records.save(ws, EvaluationForm(seminar=seminar, **_TITLE)).first_id
        for place, one in enumerate(entry["question"], 1):
            records.save(ws, _made(Question, one, seminar=seminar, form=form, position=place))


def _day(first: date, days: int) -> str:
    return (first + timedelta(days=days)).isoformat()


def _made(cls: type[R], entry: Mapping[str, Any], **more: Any) -> R:
    """Return a record of what an entry says of its fields; lists become sets."""
    known = {field.name for field in fields(cls)} - set(more)
    told: dict[str, Any] = {
        name: tuple(sorted(v)) if isinstance(v, list) else v for name, v in entry.items() if name in known
    }
    return cls(**told, **more)
