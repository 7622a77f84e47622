"""Lost updates: people write at once, delete against one another, or stay away for a year, and nothing is lost.

Each test goes through real vaults and real bundles. Whatever anybody wrote stands or is in everybody's history, and all
see the same conflicts.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest

from focalpoint.domain.fields import Value
from focalpoint.domain.merge import DELETED
from focalpoint.services.care import safety
from focalpoint.services.casework import history, records, requests, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export, imports
from focalpoint.services.exchange.export import NothingNewError
from focalpoint.vault import projection
from tests.helpers import vaults

SECOND = datetime(2026, 5, 12, 9, 30, 15, tzinfo=UTC)
Clock = dict[str, datetime]


class Office:
    """Three people with clocks that a test sets, and the bundles they send each other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count(1)
        self.clock = dict.fromkeys(("one", "two", "three"), SECOND)
        self.everyone = [self._made(name) for name in self.clock]
        self.one, self.two, self.three = self.everyone
        for first, second in permutations(self.everyone, 2):
            if first.device < second.device:
                vaults.introduce(first, second, folder)

    def _made(self, name: str) -> Workspace:
        return vaults.create(self.folder, name, now=lambda: self.clock[name]).workspace

    def shared(self, among: list[Workspace] | None = None, **values: str) -> str:
        record = vaults.register(self.one, **values)
        for ws in (among or self.everyone)[1:]:
            self.give(self.one, ws, record)
        return record

    def give(self, giver: Workspace, taker: Workspace, *chosen: str, lost: bool = False) -> None:
        with suppress(NothingNewError):
            plan = export.plan_export(giver, [("request", one) for one in chosen], [taker.device])
            path = export.seal_plan(giver, plan, self.folder / f"{next(self.numbers)}.fpbundle", "TRN").path
            if not lost:
                imports.apply(taker, imports.preview(taker, imports.inspect(taker, path)), deletions=True)

    def swap(self, *chosen: str, among: list[Workspace] | None = None) -> None:
        for _round in range(2):
            for giver, taker in permutations(among or self.everyone, 2):
                self.give(giver, taker, *chosen)

    def edit(self, ws: Workspace, record: str, **values: Any) -> None:
        records.save(ws, replace(requests.get_request(ws, record), **values))

    def written(self, ws: Workspace, record: str, field: str) -> set[object]:
        """Return every value a field ever had, as this person's history tells it."""
        entries = history.history(ws, "request", record)
        return {diff.after for entry in entries for diff in entry.diffs if diff.field == field}

    def told(self, ws: Workspace) -> list[tuple[str, str, frozenset[object]]]:
        return sorted(
            (view.id, view.field, frozenset(candidate.value for candidate in view.candidates))
            for view in conflicts.all_conflicts(ws)
        )

    def agree(self) -> list[tuple[str, str, frozenset[object]]]:
        """Check that all see the same, whole; return the conflicts they see."""
        seen = [self.told(ws) for ws in self.everyone]
        assert seen[0] == seen[1] == seen[2]
        assert len({projection.digest(ws.db) for ws in self.everyone}) == 1
        for ws in self.everyone:
            assert {finding.level for finding in safety.check_vault(ws)} == {"good"}
        return seen[0]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    for ws in made.everyone:
        ws.lock()


def test_different_fields_in_the_same_second_all_stand(office: Office) -> None:
    record = office.shared(subject="TRN first")
    wrote: dict[str, Any] = {"subject": "TRN subject", "body": "TRN body", "due_on": "2026-06-01"}
    for ws, (field, value) in zip(office.everyone, wrote.items(), strict=True):
        office.edit(ws, record, **{field: value})
    office.swap(record)
    assert office.agree() == []
    for ws in office.everyone:
        item = requests.get_request(ws, record)
        assert {field: getattr(item, field) for field in wrote} == wrote


def test_the_same_field_in_the_same_second_is_a_conflict_that_all_see(office: Office) -> None:
    record = office.shared(subject="TRN first")
    texts = {"TRN by one", "TRN by two", "TRN by three"}
    for ws, text in zip(office.everyone, sorted(texts), strict=True):
        office.edit(ws, record, subject=text)
    office.swap(record)
    assert office.agree() == [(record, "subject", frozenset(texts))]
    assert len({requests.get_request(ws, record).subject for ws in office.everyone}) == 1
    for ws in office.everyone:
        assert office.written(ws, record, "subject") == {"TRN first", *texts}


def test_a_decision_in_the_same_second_as_another_write_closes_only_what_it_saw(office: Office) -> None:
    record = office.shared(subject="TRN first")
    office.edit(office.one, record, subject="TRN by one")
    office.edit(office.two, record, subject="TRN by two")
    office.swap(record, among=[office.one, office.two])
    (conflict,) = conflicts.all_conflicts(office.two)
    conflicts.decide(office.two, conflict, "TRN by one")
    office.edit(office.three, record, subject="TRN by three")
    office.swap(record)
    assert office.agree() == [(record, "subject", frozenset({"TRN by one", "TRN by three"}))]
    (conflict,) = conflicts.all_conflicts(office.three)
    conflicts.decide(office.three, conflict, "TRN by three")
    office.swap(record)
    assert office.agree() == []
    for ws in office.everyone:
        assert requests.get_request(ws, record).subject == "TRN by three"
        assert office.written(ws, record, "subject") == {"TRN first", "TRN by one", "TRN by two", "TRN by three"}


def test_words_put_into_a_set_at_once_are_all_there_and_one_taken_out_unseen_stays(office: Office) -> None:
    record = office.shared(languages=())  # type: ignore[arg-type]
    for ws, word in zip(office.everyone, ("ar", "fr", "en"), strict=True):
        office.edit(ws, record, languages=(word,))
    office.swap(record)
    assert office.agree() == []
    office.edit(office.one, record, languages=("ar", "fr"))
    office.edit(office.two, record, languages=("en",))
    office.edit(office.two, record, languages=("en", "fr"))
    office.swap(record)
    assert office.agree() == []
    assert {requests.get_request(ws, record).languages for ws in office.everyone} == {("fr",)}


@pytest.mark.parametrize("first", ["delete", "edit"])
def test_a_deletion_against_a_change_in_the_same_second_keeps_both(office: Office, first: str) -> None:
    record = office.shared(subject="TRN first")
    records.delete(office.one, "request", record)
    office.edit(office.two, record, subject="TRN still needed")
    pair = [office.one, office.two] if first == "delete" else [office.two, office.one]
    for giver in pair:
        office.give(giver, office.three, record)
    office.swap(record)
    assert office.agree() == [(record, DELETED, frozenset({True, False}))]
    for ws in office.everyone:
        assert not rows.is_deleted(ws, "request", record)
        assert requests.get_request(ws, record).subject == "TRN still needed"
    (conflict,) = conflicts.all_conflicts(office.three)
    conflicts.decide(office.three, conflict, True)
    office.swap(record)
    assert office.agree() == []
    for ws in office.everyone:
        assert rows.is_deleted(ws, "request", record)
        assert "TRN still needed" in office.written(ws, record, "subject")


def test_a_deletion_against_two_changes_of_which_it_saw_one(office: Office) -> None:
    record = office.shared(subject="TRN first")
    office.edit(office.two, record, subject="TRN seen")
    office.swap(record)
    records.delete(office.one, "request", record)
    office.edit(office.three, record, notes="TRN not seen")
    office.swap(record)
    assert [(one, field) for one, field, _values in office.agree()] == [(record, DELETED)]
    for ws in office.everyone:
        assert (requests.get_request(ws, record).subject, requests.get_request(ws, record).notes) == (
            "TRN seen",
            "TRN not seen",
        )


@pytest.mark.parametrize("wrong_by", [0, -30 * 365, 30 * 365])
def test_a_laptop_that_was_away_for_a_year_loses_nothing_and_overwrites_nothing(office: Office, wrong_by: int) -> None:
    """Its clock may be right, or wrong by 30 years either way: what is kept does not depend on it."""
    record = office.shared(subject="TRN first", body="TRN text", classification="public")
    gone = office.shared(subject="TRN to be deleted")
    requests.move(office.one, record, "registered")
    office.swap(record)
    away, home = office.three, [office.one, office.two]
    office.clock["three"] += timedelta(days=wrong_by)
    office.edit(away, record, subject="TRN away", notes="TRN notes away")
    office.edit(away, gone, subject="TRN worked on away")
    requests.move(away, record, "returned", note="TRN")
    texts: set[object] = {"TRN first", "TRN away"}
    for month in range(6):
        for name in ("one", "two"):
            office.clock[name] += timedelta(days=60)
        writer = home[month % 2]
        texts.add(text := f"TRN month {month}")
        office.edit(writer, record, subject=text)
        office.swap(record, gone, among=home)
        office.give(writer, away, record, gone, lost=True)  # every bundle to the one who is away is lost
    requests.move(office.one, record, "acknowledged")
    records.delete(office.two, "request", gone)
    office.swap(record, gone, among=home)
    assert office.told(office.one) == office.told(office.two) == []
    office.clock["three"] += timedelta(days=365)
    office.edit(away, record, body="TRN text after a year")

    office.swap(record, gone)
    seen = {(one, field): values for one, field, values in office.agree()}
    assert seen == {
        (record, "subject"): {"TRN away", "TRN month 5"},
        (record, "state"): {"returned", "acknowledged"},
        (gone, DELETED): {True, False},
    }
    for ws in office.everyone:
        item = requests.get_request(ws, record)
        assert (item.notes, item.body) == ("TRN notes away", "TRN text after a year")
        assert office.written(ws, record, "subject") == texts
        assert not rows.is_deleted(ws, "request", gone)
        assert requests.get_request(ws, gone).subject == "TRN worked on away"

    for view in conflicts.all_conflicts(office.one):
        wanted: dict[str, Value] = {"subject": "TRN month 5", "state": "acknowledged", DELETED: False}
        conflicts.decide(office.one, view, wanted[view.field])
    office.swap(record, gone)
    assert office.agree() == []
    assert {requests.get_request(ws, record).subject for ws in office.everyone} == {"TRN month 5"}
    assert office.written(away, record, "subject") == texts
