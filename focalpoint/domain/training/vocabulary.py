"""The closed vocabulary of a scenario: what may be checked, and what a solution may do. Nothing else is understood."""

from collections.abc import Mapping
from dataclasses import dataclass

TOGETHER = ("all", "any", "not")  # of checks, one level


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a word of the vocabulary takes: the arguments it must and may have. `table` are those with fields."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    table: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()

    def knows(self) -> frozenset[str]:
        """Return every argument that is understood."""
        return self.must | self.may | self.table | self.one_of


def _grammar(must: str = "", may: str = "", table: str = "", one_of: str = "") -> Grammar:
    return Grammar(*(frozenset(words.split()) for words in (must, may, table, one_of)))


CHECKS: Mapping[str, Grammar] = {  # the word itself takes what is checked
    "record": _grammar(may="of count most", table="where"),
    "state": _grammar(one_of="is been never ground"),
    "clock": _grammar("of", one_of="phase due"),
    "checklist": _grammar(one_of="present missing"),
    "guide": _grammar("taken"),
    "document": _grammar("equals"),
    "sent": _grammar(one_of="to never"),
    "readable": _grammar("nobody_but"),
    "standing": _grammar("is"),
    "logged": _grammar(may="count of"),
    "nowhere": _grammar(),
    "choice": _grammar("is"),
}

DEEDS: Mapping[str, Grammar] = {
    "register": _grammar(table="set"),
    "save": _grammar("type", may="of", table="set"),
    "edit": _grammar("of", table="set"),
    "move": _grammar("of to", may="ground note on"),
    "mark": _grammar(may="of said", one_of="item party"),  # on the checklist; or a card as verified in person
    "take": _grammar(may="of", one_of="step arrival"),  # a step of the law; or a card or bundle that arrived
    "attach": _grammar("of paper", may="facet"),
    "send": _grammar("of to", may="reason"),
    "revoke": _grammar("party", may="reason"),
    "print": _grammar(one_of="of party"),  # a letter; or what somebody could read
    "choose": _grammar("inject option"),
}
DELIVERIES = ("paper", "message", "call", "bundle", "card")
