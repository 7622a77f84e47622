"""Who stands how: a function of the set of statements, whatever their order."""

import random
from dataclasses import replace

import pytest

from focalpoint.domain.trust import DeviceStanding, DeviceState, Known, Statement, evaluate, renamed

ME, DEPUTY, OTHER, THIEF, HEIR = "me", "deputy", "other", "thief", "heir"
GRANTED, OWN, RETIRED, REVOKED, UNVERIFIED, VERIFIED, VOUCHED = (
    DeviceState.GRANTED,
    DeviceState.OWN,
    DeviceState.RETIRED,
    DeviceState.REVOKED,
    DeviceState.UNVERIFIED,
    DeviceState.VERIFIED,
    DeviceState.VOUCHED,
)
BASE = {ME: Known(OWN, "office"), DEPUTY: Known(VERIFIED, "office", relied=True)}


def said(author: str, kind: str, subject: str, number: int = 1, **more: object) -> Statement:
    return Statement(f"{author}-{number}", author, (f"log {author}", 1), number, kind, subject, **more)  # type: ignore[arg-type]


def state(device: str, *statements: Statement, known: dict[str, Known] | None = None) -> str:
    found = {evaluate(known or BASE, order)[device].state for order in orders(statements)}
    assert len(found) == 1, "the order of statements says something"
    return found.pop()


def orders(statements: tuple[Statement, ...]) -> list[list[Statement]]:
    shuffled = [list(statements) for _n in range(8)]
    for n, one in enumerate(shuffled):
        random.Random(n).shuffle(one)
    return shuffled


def test_those_my_office_vouches_for_are_accepted_with_the_role_it_gives() -> None:
    word = said(DEPUTY, "vouch", OTHER, role="executing")
    assert evaluate(BASE, [word])[OTHER] == DeviceStanding(GRANTED, "executing", DEPUTY)


def test_others_introduce_partners_only() -> None:
    known = {**BASE, DEPUTY: Known(VERIFIED, "court", relied=True)}
    assert evaluate(known, [said(DEPUTY, "vouch", OTHER, role="office")])[OTHER].role == "partner"


@pytest.mark.parametrize(
    "known",
    [
        Known(VERIFIED, "office", relied=False),
        Known(UNVERIFIED, "office", relied=True),
        Known(VOUCHED, "office"),
    ],
)
def test_the_word_of_those_not_relied_on_counts_for_nothing(known: Known) -> None:
    words = [said(DEPUTY, "vouch", OTHER, role="office"), said(DEPUTY, "revoke", ME, 2)]
    assert OTHER not in evaluate({**BASE, DEPUTY: known}, words)


def test_a_card_compared_by_hand_needs_no_word_and_keeps_its_role() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court")}
    assert evaluate(known, [said(DEPUTY, "vouch", OTHER, role="office")])[OTHER] == DeviceStanding(VERIFIED, "court")


def test_a_card_not_compared_is_accepted_by_a_word() -> None:
    assert state(OTHER, said(ME, "vouch", OTHER, role="court"), known={**BASE, OTHER: Known(UNVERIFIED, "court")}) == (
        "granted"
    )


def test_the_word_against_wins() -> None:
    assert state(OTHER, said(ME, "vouch", OTHER, role="court"), said(DEPUTY, "revoke", OTHER)) == "revoked"


def test_an_introducer_revokes_only_those_it_introduced() -> None:
    known = {
        **BASE,
        DEPUTY: Known(VERIFIED, "partner", relied=True),
        OTHER: Known(VERIFIED, "court"),
    }
    assert state(OTHER, said(DEPUTY, "revoke", OTHER), known=known) == "verified"
    words = said(DEPUTY, "vouch", HEIR, role="partner"), said(DEPUTY, "revoke", HEIR, 2)
    assert state(HEIR, *words, known=known) == "revoked"


def test_a_revocation_counts_up_to_the_earliest_place_that_all_name() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "partner")}
    log, elsewhere = ("c", 1), ("d", 1)
    words = [
        said(ME, "revoke", OTHER, cutoff={log: 5, elsewhere: 9}, reason="lost"),
        said(DEPUTY, "revoke", OTHER, cutoff={log: 3}),
    ]
    found = evaluate(known, words)[OTHER]
    assert (found.admits(log, 3, "x"), found.admits(log, 4, "x"), found.admits(elsewhere, 1, "x")) == (
        True,
        False,
        False,
    )


def test_nobody_revokes_this_very_vault() -> None:
    assert state(ME, said(DEPUTY, "revoke", ME)) == "own"


def test_a_revocation_is_taken_back_by_its_author_or_by_this_vault_alone() -> None:
    known = {
        **BASE,
        OTHER: Known(VERIFIED, "partner"),
        HEIR: Known(VERIFIED, "office", relied=True),
    }
    word = said(DEPUTY, "revoke", OTHER)
    for author, expected in ((DEPUTY, "verified"), (ME, "verified"), (HEIR, "revoked"), (OTHER, "revoked")):
        back = said(author, "retract", OTHER, 2, names=frozenset({word.id}))
        assert state(OTHER, word, back, known=known) == expected


def test_a_word_for_somebody_can_be_taken_back() -> None:
    word = said(DEPUTY, "vouch", OTHER, role="partner")
    assert OTHER not in evaluate(BASE, [word, said(DEPUTY, "retract", OTHER, 2, names=frozenset({word.id}))])
    assert state(OTHER, word, said(ME, "retract", OTHER, 1, names=frozenset({word.id}))) == "granted"


def test_what_a_revoked_device_says_later_counts_only_against_others() -> None:
    """A stolen laptop of the office can neither bring in its thief nor take its revocation back."""
    log = (f"log {DEPUTY}", 1)
    stop = said(ME, "revoke", DEPUTY, cutoff={log: 1})
    early, late = said(DEPUTY, "vouch", OTHER, 1, role="court"), said(DEPUTY, "vouch", THIEF, 2, role="office")
    back = said(DEPUTY, "retract", DEPUTY, 3, names=frozenset({stop.id}))
    heir = said(DEPUTY, "succeed", THIEF, 4)
    found = evaluate(BASE, [stop, early, late, back, heir])
    assert (found[OTHER].state, found[DEPUTY].state, THIEF in found) == ("granted", "revoked", False)
    assert state(OTHER, stop, early, said(DEPUTY, "revoke", OTHER, 5)) == "revoked"


def test_a_revoked_device_cannot_take_back_what_it_had_revoked() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "partner")}
    word = said(DEPUTY, "revoke", OTHER, 1)
    back = said(DEPUTY, "retract", OTHER, 2, names=frozenset({word.id}))
    assert state(OTHER, word, back, known=known) == "verified"
    stop = said(ME, "revoke", DEPUTY, cutoff={(f"log {DEPUTY}", 1): 1})
    assert state(OTHER, word, back, stop, known=known) == "revoked"


def test_two_who_revoke_each_other_are_both_revoked() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "office", relied=True)}
    words = said(DEPUTY, "revoke", OTHER), said(OTHER, "revoke", DEPUTY)
    assert (state(OTHER, *words, known=known), state(DEPUTY, *words, known=known)) == ("revoked", "revoked")


def test_the_last_new_card_counts_as_far_as_its_own_device_counts() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court")}
    words = [said(OTHER, "rename", OTHER, n) for n in (3, 1, 2)]
    told = [said(DEPUTY, "rename", OTHER, 9), *words, said("nobody", "rename", "nobody")]
    assert renamed(told, evaluate(known, told)) == {OTHER: words[0]}
    stop = said(ME, "revoke", OTHER, cutoff={words[0].log: 2})
    assert renamed(told, evaluate(known, [*told, stop])) == {OTHER: words[2]}
    part = replace(words[0], id="some change.4")
    endorsed = said(ME, "endorse", OTHER, 2, names=frozenset({"some change"}))
    assert renamed([*told[:1], part], evaluate(known, [part, stop, endorsed])) == {OTHER: part}
    assert renamed([*told[:1], part], evaluate(known, [part, stop])) == {}
    assert renamed([said("nobody", "rename", "nobody")], evaluate(known, [])) == {}


def test_what_this_vault_took_back_counts_before_the_words_of_those_it_concerns() -> None:
    known = {
        **BASE,
        OTHER: Known(VERIFIED, "court"),
        HEIR: Known(VERIFIED, "office", relied=True),
    }
    stop = said(HEIR, "revoke", DEPUTY)
    back = said(ME, "retract", DEPUTY, names=frozenset({stop.id}))
    word = said(DEPUTY, "revoke", OTHER)
    sorry = said(DEPUTY, "retract", OTHER, 2, names=frozenset({word.id}))
    assert state(OTHER, word, sorry, stop, back, known=known) == "verified"
    assert state(OTHER, word, stop, back, known=known) == "revoked"


def test_a_successor_takes_role_and_place_along_the_whole_line() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court")}
    words = said(OTHER, "succeed", HEIR, cutoff={("c", 1): 4}), said(HEIR, "succeed", THIEF)
    found = evaluate(known, words)
    assert (found[OTHER].state, found[HEIR].state, found[THIEF].state) == ("retired", "retired", "granted")
    assert found[THIEF].role == "court"
    assert (found[OTHER].admits(("c", 1), 4, "x"), found[OTHER].admits(("c", 1), 5, "x")) == (True, False)


def test_only_the_accepted_hand_over_and_never_to_the_revoked() -> None:
    word = said(OTHER, "succeed", HEIR)
    assert HEIR not in evaluate({**BASE, OTHER: Known(UNVERIFIED, "court")}, [word])
    known = {**BASE, OTHER: Known(VERIFIED, "court"), HEIR: Known(UNVERIFIED, "partner")}
    stop = said(ME, "revoke", HEIR)
    assert (state(HEIR, word, stop, known=known), state(OTHER, word, stop, known=known)) == ("revoked", "verified")
    assert state(OTHER, said(OTHER, "succeed", OTHER), known=known) == "verified"


def test_a_successor_compared_by_hand_keeps_its_own_role() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court"), HEIR: Known(VERIFIED, "partner")}
    assert evaluate(known, [said(OTHER, "succeed", HEIR)])[HEIR] == DeviceStanding(VERIFIED, "partner")


def test_single_changes_are_endorsed_by_whoever_stopped_the_device_or_by_this_vault() -> None:
    known = {
        **BASE,
        OTHER: Known(VERIFIED, "partner"),
        HEIR: Known(VERIFIED, "office", relied=True),
    }
    stop = said(DEPUTY, "revoke", OTHER)
    for author, expected in ((DEPUTY, True), (ME, True), (HEIR, False), (OTHER, False)):
        found = evaluate(known, [stop, said(author, "endorse", OTHER, 2, names=frozenset({"good"}))])[OTHER]
        assert found.admits(("c", 1), 1, "good") is expected
        assert not found.admits(("c", 1), 1, "other")


def test_statements_of_unknown_kinds_do_nothing() -> None:
    assert evaluate(BASE, [said(ME, "bless", OTHER)]) == evaluate(BASE, [])


def test_a_device_nobody_knew_can_be_revoked_before_it_comes() -> None:
    found = evaluate(BASE, [said(DEPUTY, "revoke", THIEF, reason="stolen blank")])[THIEF]
    assert found == DeviceStanding(REVOKED, "partner", DEPUTY, "stolen blank")


def test_a_stopped_device_keeps_its_role_and_the_reason_is_told() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court")}
    found = evaluate(known, [said(ME, "revoke", OTHER, reason="lost", cutoff={("c", 1): 2})])[OTHER]
    assert found == DeviceStanding(REVOKED, "court", ME, "lost", {("c", 1): 2})
    heir = evaluate(known, [said(OTHER, "succeed", HEIR, reason="retires")])
    assert heir[HEIR] == DeviceStanding(GRANTED, "court", OTHER)
    assert heir[OTHER] == DeviceStanding(RETIRED, "court", OTHER, "retires")


@pytest.mark.parametrize("by_hand", [UNVERIFIED, VOUCHED])
def test_a_successor_known_but_not_compared_is_accepted(by_hand: DeviceState) -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court"), HEIR: Known(by_hand, "partner")}
    assert evaluate(known, [said(OTHER, "succeed", HEIR)])[HEIR] == DeviceStanding(GRANTED, "court", OTHER)


def test_the_word_of_ones_office_goes_before_that_of_another_introducer() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "court", relied=True)}
    office, court = said(DEPUTY, "vouch", HEIR, role="executing"), said(OTHER, "vouch", HEIR, role="court")
    for order in orders((office, court)):
        assert evaluate(known, order)[HEIR] == DeviceStanding(GRANTED, "executing", DEPUTY)
    late = Statement("zz", OTHER, ("log", 1), 1, "vouch", HEIR, "court")
    assert evaluate(known, [office, late])[HEIR].by == DEPUTY
    early = Statement("aa", OTHER, ("log", 1), 1, "vouch", HEIR, "court")
    assert evaluate(known, [office, early])[HEIR].by == DEPUTY


def test_words_that_do_not_count_hide_no_others() -> None:
    stranger = Statement("aa", THIEF, ("log", 1), 1, "vouch", HEIR, "office")
    assert evaluate(BASE, [stranger, said(DEPUTY, "vouch", HEIR, role="court")])[HEIR].role == "court"


def test_this_vault_is_of_its_office_whatever_role_stands_beside_it() -> None:
    known = {ME: Known(OWN, "partner")}
    assert evaluate(known, [said(ME, "vouch", OTHER, role="court")])[OTHER].role == "court"
    assert evaluate(known, [said(OTHER, "vouch", ME, role="court"), said(ME, "vouch", ME)])[ME] == DeviceStanding(
        OWN, "partner"
    )


def test_a_log_that_a_revocation_does_not_name_counts_for_nothing() -> None:
    """Not even its first statement: the revoker never saw that log."""
    stop = said(ME, "revoke", DEPUTY, cutoff={("another log", 1): 9})
    assert OTHER not in evaluate(BASE, [stop, said(DEPUTY, "vouch", OTHER, 1, role="court")])


def test_an_endorsement_of_one_device_lets_in_nothing_of_another() -> None:
    known = {**BASE, OTHER: Known(VERIFIED, "partner"), HEIR: Known(VERIFIED, "partner")}
    words = [
        said(ME, "revoke", OTHER),
        said(ME, "revoke", HEIR, 2),
        said(ME, "endorse", HEIR, 3, names=frozenset({"x"})),
    ]
    assert not evaluate(known, words)[OTHER].admits(("c", 1), 1, "x")
    named = said(ME, "revoke", OTHER, 4, names=frozenset({"y"}))
    assert not evaluate(known, [named])[OTHER].admits(("c", 1), 1, "y")


def test_what_this_vault_takes_back_frees_the_words_of_the_device_too() -> None:
    """A revocation by mistake, taken back here: what the device said after it counts again."""
    stop = said(DEPUTY, "revoke", HEIR)
    known = {**BASE, HEIR: Known(VERIFIED, "office", relied=True)}
    word = said(HEIR, "vouch", OTHER, 3, role="court")
    back = said(ME, "retract", HEIR, 1, names=frozenset({stop.id}))
    assert OTHER not in evaluate(known, [stop, word])
    assert evaluate(known, [stop, word, back])[OTHER].state == "granted"
    own_back = said(HEIR, "retract", HEIR, 2, names=frozenset({stop.id}))
    assert OTHER not in evaluate(known, [stop, word, own_back])
