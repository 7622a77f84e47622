"""A scenario as typed values: offices, actors, steps with what arrives, what is expected, and its solution."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from focalpoint.domain.languages import SOURCE
from focalpoint.domain.messages import Message
from focalpoint.domain.training.expected import Expected

WRITTEN = ("ar", "fr", "en")  # a scenario has its words in these; other languages of the window show English
END = "end"  # as the step that follows: there is none
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScenarioOffice:
    """An office whose vault a participant works in."""

    id: str
    country: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who sends things, and to whom things go: an organ of the Court, an authority, a person.

    `languages` are those in which it writes: that of the participant if it is among them, else the first.
    """

    id: str
    role: str = "partner"
    organ: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Predicate:
    """One check: a word of the vocabulary, what it is about, its arguments; or several together."""

    kind: str
    about: Expected = ""
    arguments: Mapping[str, Expected] = field(default_factory=dict)
    where: Mapping[str, Expected] = field(default_factory=dict)
    parts: tuple["Predicate", ...] = ()

    def each(self) -> Iterator["Predicate"]:
        """Yield this check and those it is made of."""
        yield self
        for part in self.parts:
            yield from part.each()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of the participant: by which day of the exercise, on which article, how it is found."""

    id: str
    check: Predicate
    by: int | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a solution: a word of the vocabulary, its arguments, the fields it writes."""

    kind: str
    arguments: Mapping[str, Expected]
    fields: Mapping[str, Expected] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, and the step to which it leads, "" for the one that would follow anyway."""

    id: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that arrives: a paper, a message, a call, a bundle, a card; or a question with options."""

    id: str
    sender: str
    deliver: str
    options: tuple[Option, ...] = ()
    file: str = ""  # a paper that comes with the scenario, instead of one made from its text
    of: tuple[Deed, ...] = ()  # what the sender's own vault does before it seals a bundle


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """A step: its moment in the exercise, the office it is played in, what arrives, what is expected, its solution."""

    id: str
    number: int  # of the eight parts of a scenario, as the programme of a seminar has them
    day: int
    hours: int
    office: str
    injects: tuple[Inject, ...] = ()
    expects: tuple[Expectation, ...] = ()
    solution: tuple[Deed, ...] = ()
    following: str = ""  # the step after it: "" for the next in the file
    hold: str = ""  # four digits that open it


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record that checks speak of by a name: how it is found among those of an office, the oldest if several fit."""

    name: str
    office: str
    type: str
    of: Expected = ""
    where: Mapping[str, Expected] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario. `texts` maps a language to its words by identifier; papers hold several paragraphs."""

    id: str
    offices: tuple[ScenarioOffice, ...]
    actors: tuple[Actor, ...]
    names: tuple[NamedRecord, ...]
    steps: tuple[ScenarioStep, ...]
    texts: Mapping[str, Texts]

    def text(self, identifier: str, language: str) -> str:
        """Return a text in a language, that of the source if it is missing there, "" if there is none."""
        return self.texts.get(language, {}).get(identifier) or self.texts.get(SOURCE, {}).get(identifier, "")

    def step(self, identifier: str) -> ScenarioStep:
        """Return a step; raise KeyError."""
        return next((one for one in self.steps if one.id == identifier), None) or _missing(identifier)

    def actor(self, identifier: str) -> Actor | None:
        """Return an actor, None if the scenario has none of this name."""
        return next((one for one in self.actors if one.id == identifier), None)

    def after(self, step: ScenarioStep, choices: Mapping[str, str]) -> ScenarioStep | None:
        """Return the step that follows, by what was chosen; None at the end."""
        ways = [
            option.then
            for inject in step.injects
            for option in inject.options
            if option.then and choices.get(inject.id) == option.id
        ]
        named = ways[0] if ways else step.following
        if named == END:
            return None
        if named:
            return self.step(named)
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def expectations(self) -> Iterator[tuple[ScenarioStep, Expectation]]:
        """Yield every expectation with its step."""
        for step in self.steps:
            for one in step.expects:
                yield step, one


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a scenario: the file, the line (0 if none), the identifier it is about, in words."""

    file: str
    line: int
    about: str
    message: Message


def _missing(identifier: str) -> ScenarioStep:
    raise KeyError(identifier)
