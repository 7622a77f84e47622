"""Forms are made from specifications; they hold what is typed, say what is wrong, and keep drafts."""

import threading
import time
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from focalpoint.domain.fields import Group, Kind, Spec, Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.gui.destinations import ToDraft
from focalpoint.gui.forms.dates import DateField
from focalpoint.gui.forms.editor import Editor
from focalpoint.gui.forms.kinds import field_for
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.services.casework import drafts, listing
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace
from focalpoint.services.core.tasks import Task
from tests.gui.driver import Settle, type_letters
from tests.helpers import vaults

VALUES: dict[Kind, Value] = {
    Kind.TEXT: "TRN text", Kind.NOTE: "one\ntwo", Kind.DATE: "2026-11-05", Kind.INSTANT: "2026-11-05T10:00:00Z",
    Kind.CHOICE: "OTP", Kind.CHOICES: ("ar", "fr"), Kind.LINK: "", Kind.LINKS: (), Kind.TAGS: ("a", "b"),
    Kind.FLAG: True, Kind.NUMBER: 12, Kind.FILE: "", Kind.TIME: "09:30", Kind.STATE: "received",
}  # fmt: skip
CODES = {Kind.CHOICE: "organs", Kind.CHOICES: "languages", Kind.STATE: "lifecycle"}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_field_gives_back_what_it_was_given(kind: Kind, shell: Shell, qtbot: QtBot) -> None:
    spec = Spec(kind=kind, label="Field", group=Group.MORE, codes=CODES.get(kind, ""), target="contact")
    field = field_for(spec, shell.context)
    qtbot.addWidget(field)
    field.put(VALUES[kind])
    assert field.value() == VALUES[kind]
    assert field.problem() == ""


def test_every_type_has_a_form(shell: Shell, qtbot: QtBot) -> None:
    for kind in TYPES:
        if kind == "document":
            continue
        editor = Editor(shell.context, TYPES[kind].cls(), f"{kind}:new")
        qtbot.addWidget(editor)
        assert set(editor.fields) == {
            n for n, s in TYPES[kind].specs.items() if s.kind is not Kind.STATE and not s.own_screen
        }
        assert editor.record() == TYPES[kind].cls()


@pytest.mark.usefixtures("appearance")
@pytest.mark.parametrize("typed", ["5/11/2026", "5 Nov 2026", "٥ تشرين الثاني ٢٠٢٦", "2026-11-05", "+5"])
def test_a_date_is_read_in_any_common_form_and_echoed_in_words(typed: str, qtbot: QtBot) -> None:
    field = DateField(Spec(kind=Kind.DATE, label="On", group=Group.MORE), date(2026, 10, 31))
    qtbot.addWidget(field)
    type_letters(field.edit, typed)
    assert field.value() == "2026-11-05"
    assert field.edit.accessibleDescription() == "Thursday 5 November 2026"


@pytest.mark.usefixtures("appearance")
def test_what_is_no_date_is_said_so(qtbot: QtBot) -> None:
    field = DateField(Spec(kind=Kind.DATE, label="On", group=Group.MORE), date(2026, 10, 31))
    qtbot.addWidget(field)
    type_letters(field.edit, "31/31/2026")
    assert field.problem()


def begin(shell: Shell, settle: Settle) -> tuple[RegisterPage, Editor]:
    page = shell.show_page("request")
    settle()
    assert isinstance(page, RegisterPage)
    page.new()
    assert page.editor is not None
    return page, page.editor


def test_a_request_is_registered_and_then_shown(shell: Shell, settle: Settle) -> None:
    page, editor = begin(shell, settle)
    editor.fields["type"].put("C-k3")
    editor.fields["subject"].put("TRN تجميد حسابين")
    editor.save()
    settle()
    assert page.editor is None
    assert page.pane.record_id
    assert len(listing.ids(shell.context.ws, Listing("request"))) == 1


def test_a_missing_field_is_named_in_its_place_and_nothing_is_saved(shell: Shell, settle: Settle) -> None:
    page, editor = begin(shell, settle)
    editor.save()
    settle()
    assert page.editor is editor
    assert listing.ids(shell.context.ws, Listing("request")) == []


def test_what_is_typed_is_kept_as_a_draft_within_two_seconds(shell: Shell, settle: Settle, qtbot: QtBot) -> None:
    _page, editor = begin(shell, settle)
    subject = editor.fields["subject"].focusProxy()
    assert subject is not None
    type_letters(subject, "TRN half a sentence")
    ws = shell.context.ws
    qtbot.waitUntil(lambda: drafts.draft_of(ws, editor.key) is not None, timeout=2_500)
    kept = drafts.draft_of(ws, editor.key)
    assert isinstance(kept, Request)
    assert kept.subject == "TRN half a sentence"


def test_a_draft_is_offered_again_and_can_be_discarded(shell: Shell, settle: Settle, qtbot: QtBot) -> None:
    page, editor = begin(shell, settle)
    subject = editor.fields["subject"].focusProxy()
    assert subject is not None
    type_letters(subject, "TRN begun")
    key = editor.key
    editor.close_keeping()
    page.new()
    assert page.editor is not None
    assert page.editor.fields["subject"].value() == "", "a new record is new; the draft waits on the page of the day"
    shell.context.go.emit(ToDraft(key))
    assert page.editor.fields["subject"].value() == "TRN begun"
    page.editor.discard()
    settle()
    assert drafts.draft_of(shell.context.ws, key) is None


def test_two_new_records_can_be_drafts_at_once(shell: Shell, settle: Settle) -> None:
    page, _editor = begin(shell, settle)
    for subject in ("TRN one", "TRN two"):
        page.new()
        assert page.editor is not None
        page.editor.fields["subject"].put(subject)
        page.editor.fields["subject"].changed.emit()
    page.leave()
    settle()
    assert {draft.title for draft in drafts.all_drafts(shell.context.ws)} == {"TRN one", "TRN two"}


@pytest.mark.parametrize("saved", [False, True])
def test_a_lock_during_long_work_loses_neither_draft_nor_save(
    window: MainWindow, shell: Shell, settle: Settle, qtbot: QtBot, saved: bool
) -> None:
    _page, editor = begin(shell, settle)
    for name, value in (("type", "C-k"), ("sender", "OTP"), ("subject", "TRN typed before the lock")):
        editor.fields[name].put(value)
        editor.fields[name].changed.emit()
    begun = threading.Event()

    def long_work(task: Task) -> None:
        begun.set()
        for _step in task.steps(range(200), 200):
            time.sleep(0.01)

    shell.context.jobs.start(long_work)
    begun.wait(5)
    if saved:
        editor.save()
    else:
        qtbot.wait(1_200)  # the draft waits behind the long work
    path = shell.context.ws.info.path
    window.lock()
    assert window.gate.step is not None
    again = workspace.unlock(path, vaults.PASSPHRASE)
    titles = [draft.title for draft in drafts.all_drafts(again)]
    found = listing.page(again, "request", listing.ids(again, Listing("request")), ("subject",))
    again.lock()
    assert ([row.values["subject"] for row in found] if saved else titles) == ["TRN typed before the lock"]


def test_the_reply_goes_where_the_rule_says(shell: Shell, settle: Settle) -> None:
    _page, editor = begin(shell, settle)
    editor.fields["sender"].put("OTP")
    editor.fields["sender"].changed.emit()
    assert editor.fields["reply_to"].value() == "OTP"


def test_each_paragraph_stands_at_the_side_of_its_own_letters(qtbot: QtBot) -> None:
    view = PlainText("تفتيش مقر شركة نقل\nTRN-2026/007 in Latin letters")
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    document = view.document()
    arabic, latin = (document.findBlockByNumber(n).layout().lineAt(0).naturalTextRect() for n in (0, 1))
    assert arabic.right() > 500
    assert latin.left() < 100


def test_typing_never_waits_for_the_vault_and_what_was_typed_arrives_when_it_is_free(
    window: MainWindow, shell: Shell, settle: Settle, qtbot: QtBot
) -> None:
    page, editor = begin(shell, settle)
    ws, key = shell.context.ws, editor.key
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with ws.db.transaction():
            held.set()
            free.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(5)
    beats = [time.monotonic()]
    beat = QTimer(interval=10)
    beat.timeout.connect(lambda: beats.append(time.monotonic()))
    beat.start()
    subject = editor.fields["subject"].focusProxy()
    assert subject is not None
    for words in ("TRN one ", "two ", "three"):
        type_letters(subject, words)
        qtbot.wait(1_100)  # longer than the pause after which a draft is kept
    editor.close_keeping()
    shell.context.go.emit(ToDraft(key))
    assert page.editor is not None
    assert page.editor.fields["subject"].value() == "TRN one two three", "what waits is there before it is written"
    shell.show_page("today")
    qtbot.wait(100)
    assert max(later - sooner for sooner, later in pairwise(beats)) < 1.0
    assert drafts.draft_of(ws, key) is None
    free.set()
    holder.join()
    settle()
    kept = drafts.draft_of(ws, key)
    assert isinstance(kept, Request)
    assert kept.subject == "TRN one two three"
