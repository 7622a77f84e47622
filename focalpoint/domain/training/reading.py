"""From the tables of a scenario file to typed values. What is wrong is collected, with the identifier it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from focalpoint.domain.messages import Message
from focalpoint.domain.training import vocabulary
from focalpoint.domain.training.archive import PAPERS, is_archive_name, is_identifier
from focalpoint.domain.training.expected import Expected, expected
from focalpoint.domain.training.scenarios import (
    Actor,
    Deed,
    Expectation,
    Inject,
    NamedRecord,
    Option,
    Predicate,
    Scenario,
    ScenarioOffice,
    ScenarioStep,
    Texts,
)
from focalpoint.domain.wording import N_

Table = Mapping[str, Any]
MOST = 400  # steps, checks or deeds in one list
SENTENCES = {
    "unknown": N_("“{word}” is not known here."),
    "missing": N_("“{word}” is missing."),
    "value": N_("“{word}” is no value that can stand here."),
    "kind": N_("Exactly one of these must stand here: {words}."),
    "many": N_("There are too many entries."),
}


@dataclass(slots=True)
class ScenarioReader:
    """Reads the tables of one scenario and notes what is wrong, as pairs of identifier and sentence."""

    flaws: list[tuple[str, Message]] = field(default_factory=list)

    def scenario(self, table: Table, texts: Mapping[str, Texts]) -> Scenario:
        """Return the scenario of a file; it is whole only if no flaw was noted."""
        self._check_keys("scenario", table, "id office actor name step title")
        offices = [
            ScenarioOffice(self._word(one, "id", "office"), self._word(one, "country", "office"))
            for one in self._tables(table, "office", "scenario")
        ]
        home = offices[0].id if offices else ""
        return Scenario(
            self._word(table, "id", "scenario"),
            tuple(offices),
            tuple(self._actor(one) for one in self._tables(table, "actor", "scenario")),
            tuple(self._name(one, home) for one in self._tables(table, "name", "scenario")),
            tuple(self._step(one, home) for one in self._tables(table, "step", "scenario")),
            texts,
        )

    def note(self, about: str, sentence: str, **params: str) -> None:
        """Note a flaw by its kind."""
        self.flaws.append((about, Message(SENTENCES[sentence], dict(params))))

    def _actor(self, table: Table) -> Actor:
        about = self._word(table, "id", "actor")
        self._check_keys(about, table, "id role organ country languages")
        return Actor(
            about,
            str(table.get("role", "partner")),
            str(table.get("organ", "")),
            str(table.get("country", "")),
            tuple(str(one) for one in self._list(table, "languages", about)),
        )

    def _name(self, table: Table, home: str) -> NamedRecord:
        about = self._word(table, "id", "name")
        self._check_keys(about, table, "id office record of where")
        return NamedRecord(
            about,
            str(table.get("office", home)),
            self._word(table, "record", about),
            self._value(about, table.get("of", "")),
            self._values(about, table.get("where", {})),
        )

    def _step(self, table: Table, home: str) -> ScenarioStep:
        about = self._word(table, "id", "step")
        self._check_keys(about, table, "id number day hours office inject expect do next hold")
        return ScenarioStep(
            about,
            self._number(table, "number", about),
            self._number(table, "day", about),
            self._number(table, "hours", about),
            str(table.get("office", home)),
            tuple(self._inject(one, about) for one in self._tables(table, "inject", about)),
            tuple(self._expectation(one, about) for one in self._tables(table, "expect", about)),
            self._deeds(table, "do", about),
            str(table.get("next", "")),
            str(table.get("hold", "")),
        )

    def _inject(self, table: Table, step: str) -> Inject:
        about = self._word(table, "id", step)
        self._check_keys(about, table, "id from deliver file choices do")
        deliver = str(table.get("deliver", "call"))
        if deliver not in vocabulary.DELIVERIES:
            self.note(about, "unknown", word=deliver)
        options = [
            Option(self._word(one, "id", about), str(one.get("then", "")))
            for one in self._tables(table, "choices", about)
        ]
        sender = self._word(table, "from", about)
        file = str(table.get("file", ""))
        if file and not is_archive_name(f"{PAPERS}/{file}"):
            self.note(about, "value", word=file)
        return Inject(about, sender, deliver, tuple(options), file, self._deeds(table, "do", about))

    def _expectation(self, table: Table, step: str) -> Expectation:
        about = self._word(table, "id", step)
        self._check_keys(about, table, "id by article check")
        by = table.get("by")
        if by is not None and not isinstance(by, int):
            self.note(about, "value", word="by")
            by = None
        return Expectation(about, self.predicate(about, table.get("check")), by, str(table.get("article", "")))

    def predicate(self, about: str, table: object, *, inner: bool = False) -> Predicate:
        """Return one check, or several together; parts of those stand alone."""
        known = (*vocabulary.CHECKS, *(() if inner else vocabulary.TOGETHER))
        found = [word for word in known if isinstance(table, Mapping) and word in table]
        if not isinstance(table, Mapping) or len(found) != 1:
            self.note(about, "kind", words=", ".join(known))
            return Predicate("")
        kind = found[0]
        if kind in vocabulary.TOGETHER:
            self._check_keys(about, table, kind)
            listed = [table[kind]] if kind == "not" else self._list(table, kind, about)
            return Predicate(kind, parts=tuple(self.predicate(about, one, inner=True) for one in listed))
        grammar = vocabulary.CHECKS[kind]
        rest = {key: value for key, value in table.items() if key != kind}
        self._check_grammar(about, rest, grammar)
        where = {key: self._values(about, rest.pop(key)) for key in grammar.table if key in rest}
        return Predicate(
            kind,
            self._value(about, table[kind]),
            {key: self._value(about, value) for key, value in rest.items()},
            where.get("where", {}),
        )

    def _deeds(self, table: Table, key: str, about: str) -> tuple[Deed, ...]:
        return tuple(self._deed(f"{about}.do.{n}", one) for n, one in enumerate(self._tables(table, key, about), 1))

    def _deed(self, about: str, table: Table) -> Deed:
        found = [word for word in vocabulary.DEEDS if word in table]
        if len(found) != 1 or len(table) != 1 or not isinstance(table[found[0]], Mapping):
            for word in sorted(table.keys() - set(vocabulary.DEEDS)):
                self.note(about, "unknown", word=word)
            self.note(about, "kind", words=", ".join(vocabulary.DEEDS))
            return Deed("", {})
        kind, grammar = found[0], vocabulary.DEEDS[found[0]]
        given = dict(table[kind])
        self._check_grammar(about, given, grammar)
        fields = self._values(about, given.pop("set", {}))
        return Deed(kind, {key: self._value(about, value) for key, value in given.items()}, fields)

    def _check_grammar(self, about: str, given: Table, grammar: vocabulary.Grammar) -> None:
        for word in sorted(given.keys() - grammar.knows()):
            self.note(about, "unknown", word=word)
        for word in sorted(grammar.must - given.keys()):
            self.note(about, "missing", word=word)
        if grammar.one_of and not grammar.one_of & given.keys():
            self.note(about, "missing", word=" / ".join(sorted(grammar.one_of)))

    def _check_keys(self, about: str, table: Table, known: str) -> None:
        for word in sorted(table.keys() - set(known.split())):
            self.note(about, "unknown", word=word)

    def _tables(self, table: Table, key: str, about: str) -> list[Table]:
        listed = self._list(table, key, about)
        good = [one for one in listed if isinstance(one, Mapping)]
        if len(good) != len(listed):
            self.note(about, "value", word=key)
        return good

    def _list(self, table: Table, key: str, about: str) -> list[Any]:
        listed = table.get(key, [])
        if not isinstance(listed, list):
            self.note(about, "value", word=key)
            return []
        if len(listed) > MOST:
            self.note(about, "many")
        return listed[:MOST]

    def _word(self, table: Table, key: str, about: str) -> str:
        found = table.get(key)
        if not isinstance(found, str) or not found.strip():
            self.note(str(table.get("id", about)), "missing", word=key)
            return ""
        if key == "id" and not is_identifier(found):
            self.note(about, "value", word=found)
            return ""
        return found

    def _number(self, table: Table, key: str, about: str) -> int:
        found = table.get(key, 0)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 1_000:
            self.note(about, "value", word=f"{key}: {found}"[:80])
            return 0
        return found

    def _values(self, about: str, table: object) -> Mapping[str, Expected]:
        if not isinstance(table, Mapping):
            self.note(about, "value", word=str(table))
            return {}
        return {str(key): self._value(about, value) for key, value in table.items()}

    def _value(self, about: str, raw: object) -> Expected:
        try:
            return expected(raw)
        except ValueError as error:
            self.note(about, "value", word=str(error))
            return ""


def flat(table: Table, before: str = "") -> Iterable[tuple[str, str]]:
    """Yield the texts of a language file by their full identifiers; a list is one text with a line for each entry."""
    for key, value in table.items():
        name = f"{before}.{key}" if before else str(key)
        if isinstance(value, Mapping):
            yield from flat(value, name)
        elif isinstance(value, list):
            yield name, "\n".join(str(one) for one in value)
        else:
            yield name, str(value)
