"""One action: all of it or nothing, named for undo if it can be undone, one line in the audit log."""

from dataclasses import replace

import pytest

from focalpoint.domain.errors import InvalidValueError
from focalpoint.services.care import safety
from focalpoint.services.casework import history, records, requests, scopes
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write
from tests.helpers import vaults


class PulledError(Exception):
    """Something outside fails in the middle."""


def subject(record: str, text: object) -> Write:
    return Write(scopes.request_scope(record, "core"), Op("request", record, "subject", "set", text))


def changes(ws: Workspace) -> int:
    return int(ws.db.scalar("SELECT count(*) FROM change"))


def test_what_a_field_cannot_hold_refuses_the_whole_action(ws: Workspace) -> None:
    record = vaults.register(ws, subject="TRN before")
    before, lines = changes(ws), len(safety.audit_entries(ws))
    with pytest.raises(InvalidValueError) as refused:
        actions.commit(ws, [subject(record, "TRN after"), subject(record, ["no", "text"])], Action("edit"))
    assert refused.value.parameters == {"field": "Subject"}
    assert requests.get_request(ws, record).subject == "TRN before"
    assert (changes(ws), len(safety.audit_entries(ws))) == (before, lines)


def test_a_fault_between_two_calls_takes_the_first_one_back(ws: Workspace) -> None:
    record = vaults.register(ws, subject="TRN before")
    before = changes(ws)

    def fail() -> None:
        with actions.recording(ws, Action("edit", ("request", record), "TRN")) as recorder:
            recorder.write([subject(record, "TRN after")])
            raise PulledError

    with pytest.raises(PulledError):
        fail()
    assert requests.get_request(ws, record).subject == "TRN before"
    assert changes(ws) == before


def test_an_action_of_many_calls_is_one_undo_and_one_line(ws: Workspace) -> None:
    record = vaults.register(ws, subject="TRN first")
    lines = len(safety.audit_entries(ws))
    item = requests.get_request(ws, record)
    first, *rest = records.edits(ws, replace(item, subject="TRN second", notes="TRN"), item)
    with actions.recording(ws, Action("edit", ("request", record), "TRN both")) as recorder:
        recorder.write([first])
        recorder.write(rest)
        recorder.reason = "2"
    found = requests.get_request(ws, record)
    assert (found.subject, found.notes) == ("TRN second", "TRN")
    (entry, *_older) = safety.audit_entries(ws)
    assert (entry.action, entry.reason, len(safety.audit_entries(ws)) - lines) == ("edit request", "2", 1)
    history.undo(ws)
    found = requests.get_request(ws, record)
    assert (found.subject, found.notes) == ("TRN first", "")


def test_an_action_that_writes_nothing_leaves_no_trace(ws: Workspace) -> None:
    vaults.register(ws)
    lines, step = len(safety.audit_entries(ws)), history.next_undo(ws)
    assert actions.commit(ws, [], Action("edit", ("request", "0" * 32), "TRN")).first_id == "0" * 32
    assert (len(safety.audit_entries(ws)), history.next_undo(ws)) == (lines, step)


def test_an_action_without_a_kind_is_logged_and_not_offered_for_undo(ws: Workspace) -> None:
    record = vaults.register(ws)
    step = history.next_undo(ws)
    actions.commit(ws, [subject(record, "TRN quiet")], Action("", ("request", record), code="details"))
    assert history.next_undo(ws) == step
    assert safety.audit_entries(ws)[0].action == "details"
