"""The conflict inbox: nothing lost, the same list everywhere, decisions that travel and are taken back."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path

import pytest
from click.testing import CliRunner

from focalpoint.cli import conflicts as commands
from focalpoint.cli.context import Shared
from focalpoint.domain.contacts import Contact
from focalpoint.domain.differences import Piece
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.merge import DELETED
from focalpoint.domain.messages import Message
from focalpoint.language import say
from focalpoint.services.casework import attachments, history, records, requests, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, peers
from focalpoint.services.exchange.conflicts import ConflictView, DecidedMeanwhileError
from focalpoint.services.exchange.export import NothingNewError
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
NUMBERS = count(1)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Workspace]]:
    made = [vaults.create(tmp_path, name).workspace for name in ("one", "two", "three")]
    for first, second in permutations(made, 2):
        if first.device < second.device:
            vaults.introduce(first, second, tmp_path)
    yield made
    for ws in made:
        ws.lock()


def said_of(view: ConflictView) -> str:
    assert view.consequence is not None
    return say(view.consequence)


def give(giver: Workspace, taker: Workspace, folder: Path, *ids: str, kind: str = "request") -> Path:
    chosen = [(kind, one) for one in ids]
    path = vaults.send(giver, taker, chosen, folder / f"{next(NUMBERS)}.fpbundle")
    vaults.receive(taker, path)
    return path


def swap(folder: Path, everyone: list[Workspace] | Pair, *ids: str, kind: str = "request") -> None:
    for _round in range(2):
        for giver, taker in permutations(everyone, 2):
            with suppress(NothingNewError):
                give(giver, taker, folder, *ids, kind=kind)


def edit(ws: Workspace, record: str, **values: object) -> None:
    item = requests.get_request(ws, record)
    records.save(ws, replace(item, **values))  # type: ignore[arg-type]


def shared(folder: Path, everyone: list[Workspace] | Pair, **values: str) -> str:
    record = vaults.register(everyone[0], **values)
    for ws in everyone[1:]:
        give(everyone[0], ws, folder, record)
    return record


def told(ws: Workspace) -> list[object]:
    """What every participant must see alike: all but the bundles things came by and whose side is whose."""
    blank: dict[str, object] = {"bundle": "", "taken_in": "", "mine": False, "office_own": False}
    return [
        replace(view, candidates=tuple(replace(c, **blank) for c in view.candidates))  # type: ignore[arg-type]
        for view in conflicts.all_conflicts(ws)
    ]


def only(ws: Workspace) -> ConflictView:
    (view,) = conflicts.all_conflicts(ws)
    return view


def values(view: ConflictView) -> set[object]:
    return {candidate.value for candidate in view.candidates}


def test_different_fields_do_not_meet_but_the_same_field_does(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(one, record, subject="TRN mine")
    edit(two, record, body="TRN theirs")
    swap(tmp_path, pair, record)
    assert conflicts.all_conflicts(one) == conflicts.all_conflicts(two) == []
    assert {(requests.get_request(ws, record).subject, requests.get_request(ws, record).body) for ws in pair} == {
        ("TRN mine", "TRN theirs")
    }
    edit(one, record, subject="TRN mine again")
    edit(two, record, subject="TRN theirs now")
    swap(tmp_path, pair, record)
    assert told(one) == told(two)
    assert values(only(one)) == {"TRN mine again", "TRN theirs now"}


def test_each_value_tells_who_where_when_and_by_which_bundle(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(one, record, subject="TRN mine")
    edit(two, record, subject="TRN theirs")
    path = give(two, one, tmp_path, record)
    sides = {candidate.mine: candidate for candidate in only(one).candidates}
    assert (sides[True].person, sides[True].bundle, sides[True].taken_in) == (one.info.person, "", "")
    theirs = sides[False]
    assert (theirs.person, theirs.office, theirs.device_label) == (two.info.person, two.info.office, "TRN-second")
    assert theirs.bundle == path.name
    assert theirs.taken_in >= theirs.at
    assert not theirs.clock_unsure
    assert len(theirs.change) == 12


def test_a_clock_that_went_back_is_said_to_be_unsure(tmp_path: Path) -> None:
    moment = [datetime.now(UTC) + timedelta(days=400)]
    one = vaults.create(tmp_path, "one", now=lambda: moment[0]).workspace
    two = vaults.create(tmp_path, "two").workspace
    vaults.introduce(one, two, tmp_path)
    record = shared(tmp_path, (one, two))
    moment[0] -= timedelta(days=800)
    edit(one, record, subject="TRN mine")
    edit(two, record, subject="TRN theirs")
    give(one, two, tmp_path, record)
    assert {c.person: c.clock_unsure for c in only(two).candidates} == {"Officer one": True, "Officer two": False}
    one.lock()
    two.lock()


def test_three_people_are_all_heard_and_see_the_same(three: list[Workspace], tmp_path: Path) -> None:
    record = shared(tmp_path, three, own_ref="TRN-2")
    other = shared(tmp_path, three, own_ref="TRN-1", type="P-01")
    for number, ws in enumerate(three):
        edit(ws, record, due_on=f"2026-05-{12 + number}", subject=f"TRN {number}", alias=f"TRN {number}")
        edit(ws, other, subject=f"TRN {number}")
    swap(tmp_path, three, record, other)
    found = told(three[0])
    assert found == told(three[1]) == told(three[2])
    listed = conflicts.all_conflicts(three[0])
    assert [(view.reference, view.field, view.severity) for view in listed] == [
        ("TRN-1", "subject", "blocking"),
        ("TRN-2", "due_on", "blocking"),
        ("TRN-2", "subject", "normal"),
        ("TRN-2", "alias", "cosmetic"),
    ]
    assert all(len(view.candidates) == 3 for view in listed)
    assert listed[0].consequence
    conflicts.decide(three[1], conflicts.all_conflicts(three[1])[1], "2026-05-13")
    swap(tmp_path, three, record, other)
    for ws in three:
        assert requests.get_request(ws, record).due_on == "2026-05-13"
        assert len(conflicts.all_conflicts(ws)) == 3


def test_two_who_wrote_the_same_stand_as_one_value(three: list[Workspace], tmp_path: Path) -> None:
    record = shared(tmp_path, three)
    for ws, words in zip(three, ("TRN same", "TRN same ", "TRN other"), strict=True):
        edit(ws, record, subject=words)
    swap(tmp_path, three, record)
    view = only(three[0])
    assert sorted(len(candidate.refs) for candidate in view.candidates) == [1, 2]
    conflicts.decide(three[2], only(three[2]), "TRN other")
    swap(tmp_path, three, record)
    assert [conflicts.all_conflicts(ws) for ws in three] == [[], [], []]
    assert {requests.get_request(ws, record).subject for ws in three} == {"TRN other"}


def test_the_deadline_tells_what_hangs_on_it(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(two, record, due_on="2026-05-21")
    edit(one, record, due_on="2026-05-12")
    swap(tmp_path, pair, record)
    view = only(one)
    assert said_of(view) == ("Deadline 12 May 2026 or 21 May 2026? Until it is decided, reminders go by 12 May 2026.")


def test_two_states_are_blocking_and_a_final_one_is_named(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    for to in ("registered", "acknowledged", "under_review"):
        requests.move(one, record, to)
    give(one, two, tmp_path, record)
    requests.move(one, record, "consultation")
    requests.move(two, record, "closed", note="TRN")
    swap(tmp_path, pair, record)
    view = only(two)
    assert (view.kind, view.severity, values(view)) == ("state", "blocking", {"consultation", "closed"})
    assert view.base is not None
    assert view.base.value == "under_review"
    assert "“Closed” would end the request" in said_of(view)
    conflicts.decide(two, view, "closed")
    swap(tmp_path, pair, record)
    assert {requests.get_request(ws, record).state for ws in pair} == {"closed"}
    assert conflicts.all_conflicts(one) == conflicts.all_conflicts(two) == []


def test_two_states_that_both_go_on_tell_which_one_counts(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    requests.move(one, record, "registered")
    give(one, two, tmp_path, record)
    requests.move(one, record, "acknowledged")
    requests.move(two, record, "withdrawn", note="TRN")
    swap(tmp_path, pair, record)
    view = only(one)
    said = said_of(view)
    assert said == "Acknowledged or Withdrawn? Until it is decided, the request counts as “{}”.".format(
        str(view.consequence.params["shown"]) if view.consequence else ""
    )


def test_the_text_both_began_from_and_the_words_each_changed(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair, body="Freeze the two accounts.")
    edit(one, record, body="Freeze all the accounts")
    edit(one, record, body="Freeze the three accounts.")  # twice: both began from the first words
    edit(two, record, body="Freeze the two accounts today.")
    swap(tmp_path, pair, record)
    view = only(one)
    assert view.base is not None
    assert (view.base.value, view.base.person) == ("Freeze the two accounts.", one.info.person)
    place = {candidate.value: number for number, candidate in enumerate(view.candidates)}
    assert Piece(" two", "out", (place["Freeze the three accounts."],)) in view.difference
    assert Piece(" today", "in", (place["Freeze the two accounts today."],)) in view.difference


def test_of_two_who_filled_in_an_empty_field_there_is_no_beginning(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(one, record, body="one word")
    edit(two, record, body="two word")
    swap(tmp_path, pair, record)
    view = only(two)
    assert (view.base, view.base_missing) == (None, False)
    assert {piece.change for piece in view.difference} == {"kept", "in"}


def test_a_beginning_that_this_vault_does_not_hold_is_said_to_be_missing(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair, subject="TRN first")
    edit(one, record, subject="TRN mine")
    edit(two, record, subject="TRN theirs")
    swap(tmp_path, pair, record)
    with one.db.transaction():  # as if the change had been purged
        one.db.write(
            "UPDATE change SET state = 'aside' WHERE n = (SELECT min(n) FROM change WHERE instr(body, 'TRN first') > 0)"
        )
    view = only(one)
    assert (view.base, view.base_missing) == (None, True)


class Book:
    """A contact that two people have, with a document."""

    def __init__(self, folder: Path, pair: Pair) -> None:
        self.folder, self.pair = folder, pair
        self.contact = records.save(pair[0], Contact(kind="court_organ", name="TRN Registry")).first_id
        self.document = attachments.attach_bytes(pair[0], "contact", self.contact, b"TRN", name="a.txt").first_id
        give(*pair, folder, self.contact, kind="contact")

    def swap(self) -> None:
        swap(self.folder, self.pair, self.contact, kind="contact")

    def edit(self, ws: Workspace, **changed: str) -> None:
        item = rows.get(ws, "contact", self.contact)
        assert isinstance(item, Contact)
        records.save(ws, replace(item, **changed))  # type: ignore[arg-type]

    def deleted(self, ws: Workspace) -> tuple[bool, bool]:
        return rows.is_deleted(ws, "contact", self.contact), rows.is_deleted(ws, "document", self.document)


def test_a_deletion_against_a_change_keeps_the_record_until_it_is_decided(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    book = Book(tmp_path, pair)
    records.delete(one, "contact", book.contact)
    book.edit(two, name="TRN worked on", email="trn@example.org")
    book.swap()
    assert told(one) == told(two)
    view = only(one)
    assert (view.field, view.kind, values(view)) == (DELETED, "deleted", {True, False})
    said = said_of(view)
    assert "Name" in said
    assert "E-mail" in said
    people = {candidate.value: candidate.person for candidate in view.candidates}
    assert people == {True: one.info.person, False: two.info.person}
    conflicts.decide(two, only(two), False)
    book.swap()
    for ws in pair:
        assert conflicts.all_conflicts(ws) == []
        assert book.deleted(ws) == (False, False), "the document that was deleted with it comes back too"


def test_a_deletion_can_be_confirmed_and_taken_back(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    book = Book(tmp_path, pair)
    records.delete(one, "contact", book.contact)
    book.edit(two, name="TRN worked on")
    book.swap()
    before = values(only(one))
    conflicts.decide(one, only(one), True)
    assert conflicts.all_conflicts(one) == []
    assert book.deleted(one) == (True, True)
    history.undo(one)
    assert values(only(one)) == before
    history.redo(one)
    book.swap()
    for ws in pair:
        assert book.deleted(ws) == (True, True)
        assert conflicts.all_conflicts(ws) == []


def test_a_sealed_request_is_listed_under_its_alias(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair, subject="TRN hidden words", alias="TRN alias")
    edit(one, record, classification="secret", due_on="2026-05-12")
    edit(two, record, classification="restricted", due_on="2026-05-21")
    swap(tmp_path, pair, record)
    for ws in pair:
        listed = conflicts.all_conflicts(ws)
        assert {view.field for view in listed} == {"classification", "due_on"}
        assert {(view.title, view.masked) for view in listed} == {("TRN alias", True)}, "one sealed it: that is enough"


def test_texts_can_both_be_kept(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(one, record, body="First words.")
    edit(two, record, body="Other words.")
    swap(tmp_path, pair, record)
    conflicts.keep_both(one, only(one))
    swap(tmp_path, pair, record)
    for ws in pair:
        assert requests.get_request(ws, record).body == "First words.\n— — —\nOther words."
        assert conflicts.all_conflicts(ws) == []


def test_a_reference_cannot_be_both(pair: Pair, tmp_path: Path) -> None:
    record = shared(tmp_path, pair)
    for ws, given in zip(pair, ("TRN-1", "TRN-2"), strict=True):
        edit(ws, record, own_ref=given)
    swap(tmp_path, pair, record)
    assert not only(pair[0]).joinable
    with pytest.raises(InvalidValueError):
        conflicts.keep_both(pair[0], only(pair[0]))


def test_what_was_decided_or_written_meanwhile_is_not_decided_again(three: list[Workspace], tmp_path: Path) -> None:
    one, two, third = three
    record = shared(tmp_path, three)
    for ws, words in zip(three, ("TRN one", "TRN two", "TRN three"), strict=True):
        edit(ws, record, subject=words)
    give(two, one, tmp_path, record)
    seen = only(one)
    give(third, one, tmp_path, record)
    with pytest.raises(DecidedMeanwhileError):
        conflicts.decide(one, seen, "TRN one")
    assert len(only(one).candidates) == 3
    conflicts.decide(one, only(one), "TRN one")
    with pytest.raises(DecidedMeanwhileError):
        conflicts.decide(one, seen, "TRN one")
    assert conflicts.all_conflicts(one) == []


def test_many_are_decided_in_one_step_after_a_preview(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    ids = [shared(tmp_path, pair, own_ref=f"TRN-{n}") for n in range(2)]
    book = Book(tmp_path, pair)
    for record in ids:
        edit(one, record, subject="TRN mine")
        edit(two, record, subject="TRN theirs")
    records.delete(two, "contact", book.contact)
    book.edit(one, name="TRN worked on", email="trn@example.org")
    swap(tmp_path, pair, *ids)
    book.swap()
    plan = conflicts.decide_many(conflicts.all_conflicts(one), mine=False)
    assert say(conflicts.consequences(plan)) == "2 fields take the other value. 1 record goes to the trash."
    assert len(conflicts.all_conflicts(one)) == 3
    conflicts.apply_many(one, plan, "en")
    assert conflicts.all_conflicts(one) == []
    assert (step := history.next_undo(one)) is not None
    assert step.message == Message("decision on {title}", {"title": "3 fields"})
    swap(tmp_path, pair, *ids)
    book.swap()
    for ws in pair:
        assert {requests.get_request(ws, record).subject for record in ids} == {"TRN theirs"}
        assert book.deleted(ws) == (True, True)
        assert conflicts.all_conflicts(ws) == []


def test_what_is_not_between_us_and_one_other_is_left(three: list[Workspace], tmp_path: Path) -> None:
    one, two, third = three
    record = shared(tmp_path, three)
    strange = shared(tmp_path, three)
    for ws in (two, third):
        peers.set_role(one, ws.device, "partner")
    for number, ws in enumerate(three):
        edit(ws, record, subject=f"TRN {number}")
    edit(two, strange, subject="TRN a")
    edit(third, strange, subject="TRN b")
    for ws in (two, third):
        give(ws, one, tmp_path, record, strange)
    plan = conflicts.decide_many(conflicts.all_conflicts(one), mine=False)
    assert plan.chosen == ()
    assert say(conflicts.consequences(plan)) in (
        "1 is left as it is: more than two values. 1 is left as it is: no value is ours.",
        "1 is left as it is: no value is ours. 1 is left as it is: more than two values.",
    )
    assert conflicts.apply_many(one, plan, "en").touched == frozenset()
    assert say(conflicts.consequences(conflicts.decide_many(conflicts.all_conflicts(one), mine=True))).startswith(
        "1 field keeps our value."
    )
    assert say(conflicts.consequences(conflicts.decide_many([], mine=True))) == "Nothing is chosen."


def test_a_question_goes_into_the_notes_of_the_office(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair, notes="ours")
    edit(one, record, subject="TRN mine")
    edit(two, record, subject="TRN theirs")
    give(two, one, tmp_path, record)
    conflicts.ask_in_notes(one, only(one), "en")
    noted = requests.get_request(one, record).notes
    assert noted.startswith("ours\nTo ask: which value of “Subject” holds?")
    assert "TRN mine" not in noted
    assert len(conflicts.all_conflicts(one)) == 1


def test_notes_that_are_contested_themselves_take_no_question(pair: Pair, tmp_path: Path) -> None:
    record = shared(tmp_path, pair)
    for ws, words in zip(pair, ("mine", "theirs"), strict=True):
        edit(ws, record, notes=words)
    swap(tmp_path, pair, record)
    with pytest.raises(InvalidValueError):
        conflicts.ask_in_notes(pair[0], only(pair[0]), "en")


def test_contacts_are_listed_after_what_has_a_reference(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    contact = records.save(one, Contact(kind="court_organ", name="TRN Registry")).first_id
    give(one, two, tmp_path, contact, kind="contact")
    record = shared(tmp_path, pair, own_ref="TRN-9")
    for ws, words in zip(pair, ("mine", "theirs"), strict=True):
        edit(ws, record, subject=words)
        item = rows.get(ws, "contact", contact)
        assert isinstance(item, Contact)
        records.save(ws, replace(item, name=f"TRN {words}"))
    swap(tmp_path, pair, record)
    swap(tmp_path, pair, contact, kind="contact")
    assert [view.type for view in conflicts.all_conflicts(one)] == ["request", "contact"]
    assert told(one) == told(two)


def test_what_lies_in_the_trash_asks_for_no_decision(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair)
    edit(one, record, subject="TRN mine")
    edit(two, record, subject="TRN theirs")
    swap(tmp_path, pair, record)
    records.delete(one, "request", record)
    assert conflicts.all_conflicts(one) == []
    records.restore(one, "request", record)
    assert len(conflicts.all_conflicts(one)) == 1


def run(ws: Workspace, folder: Path, *arguments: str, as_json: bool = False, typed: str = "") -> tuple[str, str]:
    secret = folder / "secret"
    secret.write_text(vaults.PASSPHRASE)
    options = Shared(ws.info.path, secret, None, None, as_json)
    done = CliRunner().invoke(
        commands.group("conflict", ""), list(arguments), obj=options, input=typed, catch_exceptions=False
    )
    return done.stdout, done.stderr


def test_the_commands_list_show_and_decide(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = shared(tmp_path, pair, own_ref="TRN-1", subject="TRN hidden", alias="TRN alias", classification="secret",
                    body="one word")  # fmt: skip
    edit(one, record, subject="TRN hidden mine", body="one word mine")
    edit(two, record, subject="TRN hidden theirs", body="one word theirs")
    swap(tmp_path, pair, record)
    one.lock()
    said, _errors = run(one, tmp_path, "list")
    assert "TRN alias" in said
    assert "hidden" not in said
    listed = json.loads(run(one, tmp_path, "list", as_json=True)[0])
    assert [row["field"] for row in listed] == ["body", "subject"]
    assert "hidden" not in json.dumps(listed)
    said, _errors = run(one, tmp_path, "show", "TRN-1", "body")
    assert "Both began from: one word" in said
    assert "[+mine+]" in said
    assert len(json.loads(run(one, tmp_path, "show", record[:8], "subject", as_json=True)[0])["candidates"]) == 2
    run(one, tmp_path, "both", "TRN-1", "body")
    said, errors = run(one, tmp_path, "decide", "--all", "theirs", typed="n\n")
    assert "1 field takes the other value." in errors
    assert "recorded" not in said
    assert json.loads(run(one, tmp_path, "decide", "TRN-1", "subject", "1", as_json=True)[0]) == {"decided": 1}
    assert json.loads(run(one, tmp_path, "decide", "--all", "mine", "--yes", as_json=True)[0]) == {"decided": 0}
    assert "Nothing is in conflict." in run(one, tmp_path, "list")[0]
    assert "Usage" in run(one, tmp_path, "decide")[1]
    assert "Usage" in run(one, tmp_path, "decide", "TRN-1", "--all", "mine")[1]
