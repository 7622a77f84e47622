"""What is wrong in a scenario before it is played: texts in every language, lengths, codes, days, ways to an end."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from focalpoint import reference
from focalpoint.domain.codes import Reference
from focalpoint.domain.fields import Kind, Spec
from focalpoint.domain.languages import SOURCE
from focalpoint.domain.messages import Message, counted
from focalpoint.domain.records import TYPES
from focalpoint.domain.training.archive import STRUCTURE
from focalpoint.domain.training.expected import DayRange, Expected, NameRef, TextRef, WordsIn
from focalpoint.domain.training.scenarios import END, WRITTEN, Deed, Flaw, Predicate, Scenario, ScenarioStep, Texts
from focalpoint.domain.training.vocabulary import TOGETHER
from focalpoint.domain.wording import N_
from focalpoint.services.exchange import peers
from focalpoint.services.training.delivery import language_of
from focalpoint.services.training.scenario_files import ReadScenario, paper_path
from focalpoint.services.training.stage import OWN

SPOKEN = 240  # characters that people hear through an interpreter
PARAGRAPH = 1_000  # of a paper, which is read
MOST_FLAWS = 500  # that are looked for: nobody mends more before looking again
Noted = tuple[str, str, Message]  # file, identifier, sentence
PHASES = ("running", "due", "late", "met", "met late", "over")


def proofread(read: ReadScenario) -> list[Flaw]:
    """Return the flaws of a scenario as it was read, those of reading first."""
    if read.flaws:
        return list(read.flaws)
    codes = CodeProofs(read.scenario, reference.load())
    noted = chain(_texts(read.scenario), codes.notes(), _ways(read.scenario), _papers(read))
    found = [read.flaw(file, about, message) for file, about, message in islice(noted, MOST_FLAWS)]
    if next(noted, None) is not None:
        found.append(
            Flaw(STRUCTURE, 0, read.scenario.id, Message(N_("Only the first {n} are named."), {"n": MOST_FLAWS}))
        )
    return found


def wanted_texts(scenario: Scenario, language: str) -> Iterator[tuple[str, int]]:
    """Yield the identifier of every text a scenario needs in a language, and the most characters of a line of it.

    What somebody writes is needed in the languages in which it is written.
    """
    yield from ((name, SPOKEN) for name in ("title", "about"))
    yield from ((f"{one.id}.name", SPOKEN) for one in scenario.offices)
    yield from ((f"{one.id}.name", SPOKEN) for one in scenario.actors)
    for step in scenario.steps:
        yield from ((f"{step.id}.{part}", SPOKEN) for part in ("title", "event", "task"))
        for inject in step.injects:
            written = inject.deliver in ("paper", "message")
            yield f"{inject.id}.subject", SPOKEN
            if inject.file:
                continue
            if not written or language_of(scenario.actor(inject.sender), language) == language:
                yield f"{inject.id}.text", PARAGRAPH if written else SPOKEN
            yield from ((f"{inject.id}.{option.id}", SPOKEN) for option in inject.options)
        for one in step.expects:
            yield from ((f"{one.id}.{part}", SPOKEN) for part in ("title", "hint", "debrief"))
    yield from ((name, PARAGRAPH) for name in sorted(_referred(scenario)))


def _referred(scenario: Scenario) -> set[str]:
    deeds = [deed for step in scenario.steps for deed in (*step.solution, *(d for i in step.injects for d in i.of))]
    values = [value for deed in deeds for value in (*deed.arguments.values(), *deed.fields.values())]
    return {one.id for value in values for one in _simple(value) if isinstance(one, TextRef)}


def _texts(scenario: Scenario) -> Iterator[Noted]:
    for code in WRITTEN:
        wanted = dict(wanted_texts(scenario, code))
        yield from _texts_of(f"{code}.toml", scenario.texts[code], wanted)
        for name in sorted(scenario.texts[code].keys() - wanted.keys()):
            if not name.startswith("words.") and not name.endswith(".person"):
                yield f"{code}.toml", name, Message(N_("No step uses this text."))


def _texts_of(file: str, texts: Texts, wanted: Mapping[str, int]) -> Iterator[Noted]:
    for name, most in wanted.items():
        text = texts.get(name, "")
        if not text.strip():
            yield file, name, Message(N_("This text is missing."))
        longest = max(map(len, text.split("\n")))
        if longest > most:
            yield file, name, counted(
                "It is {n} character too long for people who listen to an interpreter.",
                "It is {n} characters too long for people who listen to an interpreter.",
                longest - most,
            )  # fmt: skip


def _papers(read: ReadScenario) -> Iterator[Noted]:
    for step in read.scenario.steps:
        for inject in step.injects:
            code = language_of(read.scenario.actor(inject.sender), SOURCE)
            if inject.file and not paper_path(read.folder, inject.file, code).is_file():
                yield STRUCTURE, inject.id, Message(N_("The paper “{name}” is missing."), {"name": inject.file})


def _ways(scenario: Scenario) -> Iterator[Noted]:
    """Yield what is wrong with the order of steps: doubles, days that go back, ways that do not end or lead nowhere."""
    ids = [one.id for one in scenario.steps]
    for name in _twice(scenario):
        yield STRUCTURE, name, Message(N_("This name stands twice."))
    if not ids:
        yield STRUCTURE, scenario.id, Message(N_("There are no steps."))
    for step in scenario.steps:
        if step.hold and not (len(step.hold) == 4 and step.hold.isascii() and step.hold.isdigit()):
            yield STRUCTURE, step.id, Message(N_("A hold point has four digits."))
        for target in followers(scenario, step):
            if target != END and target not in ids:
                yield STRUCTURE, step.id, Message(N_("“{name}” is no step."), {"name": target})
            elif target != END and _before(scenario.step(target), step):
                yield STRUCTURE, step.id, Message(N_("“{name}” lies before this step."), {"name": target})
    reached = _reached(scenario)
    for name in ids:
        if name not in reached:
            yield STRUCTURE, name, Message(N_("No way leads to this step."))


def _twice(scenario: Scenario) -> list[str]:
    """Return the names that stand twice: files are named after them, and some systems know no capital letters."""
    names = [one.id for one in scenario.steps] + [one.id for _step, one in scenario.expectations()]
    names += [one.id for step in scenario.steps for one in step.injects]
    names += [one.id for one in scenario.offices] + [one.id for one in scenario.actors]
    folded = [name.casefold() for name in names]
    return sorted({name for name in names if folded.count(name.casefold()) > 1})


def _before(target: ScenarioStep, step: ScenarioStep) -> bool:
    """Tell whether a step would go back in time; so no way can run in a circle either."""
    return (target.day, target.hours) < (step.day, step.hours) or target is step


def followers(scenario: Scenario, step: ScenarioStep) -> list[str]:
    """Return the names of the steps that may follow a step, END where the exercise may end."""
    place = scenario.steps.index(step) + 1
    usual = step.following or (scenario.steps[place].id if place < len(scenario.steps) else END)
    options = [option.then or usual for inject in step.injects for option in inject.options]
    return list(dict.fromkeys(options)) if any(o.then for i in step.injects for o in i.options) else [usual]


def _reached(scenario: Scenario) -> set[str]:
    waiting = [one.id for one in scenario.steps[:1]]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name == END or all(one.id != name for one in scenario.steps):
            continue
        found.add(name)
        waiting += followers(scenario, scenario.step(name))
    return found


class CodeProofs:
    """Looks at every code, name, field and day of a scenario."""

    def __init__(self, scenario: Scenario, known: Reference) -> None:
        self._scenario, self._known = scenario, known
        self._last = max((step.day for step in scenario.steps), default=0)
        self._names = {(one.office, one.name) for one in scenario.names}
        self._parties = {one.id for one in scenario.actors} | {OWN, ""}
        self._injects = {inject.id: inject for step in scenario.steps for inject in step.injects}

    def notes(self) -> Iterator[Noted]:
        """Yield what is wrong."""
        offices = {one.id for one in self._scenario.offices}
        for named in self._scenario.names:
            yield from self._fields(named.name, named.type, named.where, named.office)
            yield from self._wrong(named.name, "office", [named.office], offices)
        for actor in self._scenario.actors:
            yield from self._wrong(actor.id, "organ", [actor.organ], {"", *self._known.lists["organs"].codes})
            yield from self._wrong(actor.id, "role", [actor.role], set(peers.ROLES))
        for step in self._scenario.steps:
            yield from self._wrong(step.id, "office", [step.office], offices)
            for inject in step.injects:
                yield from self._wrong(inject.id, "from", [inject.sender], self._parties - {OWN, ""})
                if inject.deliver != "bundle" and inject.of:
                    yield self._note(inject.id, N_("“{word}” is not known here."), "do")
            for one in step.expects:
                for check in one.check.each():
                    yield from self._check(one.id, check, step.office)
            for number, deed in enumerate(step.solution, 1):
                yield from self._deed(f"{step.id}.do.{number}", deed, step.office)

    def _check(self, about: str, check: Predicate, office: str) -> Iterator[Noted]:
        if check.kind in TOGETHER:
            return
        for value in (check.about, *check.arguments.values()):
            yield from self._value(about, value, office)
        lists = self._known.lists
        known: Mapping[str, tuple[Expected, set[str]]] = {
            "record": (check.about, set(TYPES)),
            "clock": (check.about, set(lists["clocks"].codes)),
            "standing": (check.about, self._parties),
            "document": (check.arguments.get("equals", ""), set(self._injects)),
            "guide": (check.arguments.get("taken", ""), set(lists["guide_steps"].codes)),
            "readable": (check.arguments.get("nobody_but", ""), self._parties),
            "choice": (check.about, set(self._injects)),
        }
        if check.kind in known:
            value, codes = known[check.kind]
            yield from self._wrong(about, check.kind, _words(value), codes)
        if check.kind == "record" and check.about in TYPES:
            yield from self._fields(about, str(check.about), check.where, office)
        yield from self._more(about, check)

    def _more(self, about: str, check: Predicate) -> Iterator[Noted]:
        lists, given = self._known.lists, check.arguments
        known: Mapping[tuple[str, ...], set[str]] = {
            ("state", "is", "been", "never"): set(self._known.lifecycle),
            ("state", "ground"): set(lists["grounds"].codes),
            ("clock", "phase"): set(PHASES),
            ("checklist", "present", "missing"): set(lists["checklist"].codes),
            ("sent", "to", "never"): self._parties,
            ("standing", "is"): {"unknown", *map(str, peers.STATES)},
        }
        for (kind, *names), codes in known.items():
            for name in names:
                if check.kind == kind and name in given:
                    yield from self._wrong(about, name, _words(given[name]), codes)
        if check.kind == "choice" and check.about in self._injects:
            options = {option.id for option in self._injects[str(check.about)].options}
            yield from self._wrong(about, "is", _words(given["is"]), options)

    def _deed(self, about: str, deed: Deed, office: str) -> Iterator[Noted]:
        lists, given = self._known.lists, deed.arguments
        for value in given.values():
            yield from self._value(about, value, office)
        known = {
            "to": set(self._known.lifecycle) if deed.kind == "move" else self._parties,
            "ground": set(lists["grounds"].codes),
            "item": set(lists["checklist"].codes),
            "step": set(lists["guide_steps"].codes),
            "paper": set(self._injects),
            "arrival": set(self._injects),
            "inject": set(self._injects),
            "party": self._parties,
            "type": set(TYPES),
        }
        for name, codes in known.items():
            if name in given:
                yield from self._wrong(about, name, _words(given[name]), codes)
        type_name = "request" if deed.kind == "register" else str(given.get("type", ""))
        if type_name in TYPES:
            yield from self._fields(about, type_name, deed.fields, office)

    def _fields(self, about: str, type_name: str, fields: Mapping[str, Expected], office: str) -> Iterator[Noted]:
        if type_name not in TYPES:
            yield self._note(about, N_("“{word}” is not known here."), type_name)
            return
        specs = TYPES[type_name].specs
        for name, value in fields.items():
            yield from self._value(about, value, office)
            if name not in specs:
                yield self._note(about, N_("“{word}” is not known here."), f"{type_name}.{name}")
            else:
                yield from self._field(about, name, specs[name], value)

    def _field(self, about: str, name: str, spec: Spec, value: Expected) -> Iterator[Noted]:
        if spec.kind in (Kind.CHOICE, Kind.CHOICES):
            codes = {"", *self._known.lists[spec.codes].codes}
            yield from self._wrong(about, name, _words(value), codes)
        elif spec.kind is Kind.DATE and not all(isinstance(one, DayRange) or one == "" for one in _simple(value)):
            yield self._note(about, N_("“{word}” takes a day of the exercise, as D6."), name)

    def _value(self, about: str, value: Expected, office: str) -> Iterator[Noted]:
        for one in _simple(value):
            if isinstance(one, NameRef) and (office, one.name) not in self._names:
                yield self._note(about, N_("“{word}” is not known here."), f"@{one.name}")
            if isinstance(one, DayRange) and one.last > self._last + 400:
                yield self._note(about, N_("D{word} lies far behind the last step."), str(one.last))

    def _wrong(self, about: str, name: str, words: list[str], known: set[str]) -> Iterator[Noted]:
        for word in words:
            if word not in known:
                yield self._note(about, N_("“{word}” is not known here."), f"{name}: {word}")

    def _note(self, about: str, sentence: str, word: str) -> Noted:
        return STRUCTURE, about, Message(sentence, {"word": word})


def _simple(value: Expected) -> list[Expected]:
    return [inner for one in value for inner in _simple(one)] if isinstance(value, tuple) else [value]


def _words(value: Expected) -> list[str]:
    """Return the plain words of a value; what stands for something else is looked at where it is replaced."""
    return [str(one) for one in _simple(value) if not isinstance(one, NameRef | WordsIn | TextRef | DayRange)]
