"""What an exercise is played on: the open vaults of its offices, its days, what arrived, and what names stand for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from focalpoint.domain.fields import Record, RecordType
from focalpoint.domain.records import TYPES
from focalpoint.domain.training.expected import DayRange, Expected, NameRef, TextRef, WordsIn, fits
from focalpoint.domain.training.scenarios import NamedRecord, Scenario
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.training.errors import NotYetThereError
from focalpoint.vault import record_rows

OWN = "own"  # as the name of a party: the office itself


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """What arrived for an inject: the name of its file, "" for a call, and the fingerprint of its bytes."""

    name: str
    sha256: str


@dataclass(slots=True)
class Stage:
    """The state of play. `offices` are the vaults that are open; `devices` are those of the actors who have a vault."""

    scenario: Scenario
    language: str
    beginning: datetime
    folder: Path
    offices: dict[str, Workspace] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    delivered: dict[str, DeliveredFile] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    digits: dict[str, str] = field(default_factory=dict)  # of the cards of the actors, as a call tells them
    handed: list[str] = field(default_factory=list)  # names of what was taken from `out/` to its readers
    source: Path = field(default_factory=Path)  # the folder with the files of the scenario
    quick: bool = False  # whether the text of documents is left unread: reading one takes a process of its own

    def office(self, name: str) -> Workspace:
        """Return the vault of an office; raise NotYetThereError if it is not open."""
        found = self.offices.get(name)
        if found is None:
            raise NotYetThereError(name=name)
        return found

    def moment(self, day: int, hours: int = 0) -> datetime:
        """Return a moment of the exercise, in UTC: the hour of the beginning here, whatever summer time does."""
        here = self.beginning.astimezone().replace(tzinfo=None) + timedelta(days=day)
        return here.astimezone(UTC) + timedelta(hours=hours)

    def date(self, day: int) -> str:
        """Return the local calendar date of a day of the exercise."""
        return (self.beginning.astimezone().date() + timedelta(days=day)).isoformat()

    def meant(self, office: str, value: Expected) -> Expected:
        """Return an expected value with its names, days and texts replaced by what they stand for."""
        match value:
            case tuple():
                return tuple(self.meant(office, one) for one in value)
            case DayRange():
                return f"{self.date(value.first)}..{self.date(value.last)}"
            case NameRef():
                return self.record(value.name, office)
            case TextRef():
                return self.scenario.text(value.id, self.language)
            case WordsIn():
                return WordsIn(self._words(value.words))
            case _:
                return value

    def written(self, office: str, value: Expected) -> str | int | bool | tuple[str, ...]:
        """Return the value that a solution writes into a field."""
        if isinstance(value, tuple):
            return tuple(sorted(str(self.written(office, one)) for one in value))
        if isinstance(value, DayRange):
            return self.date(value.first)
        meant = self.meant(office, value)
        return meant.words if isinstance(meant, WordsIn) else meant  # type: ignore[return-value]

    def record(self, name: str, office: str) -> str:
        """Return the identifier of a named record; raise NotYetThereError."""
        known = next((one for one in self.scenario.names if one.name == name and one.office == office), None)
        found = next(self._named(known), None) if known else None
        if found is None:
            raise NotYetThereError(name=name)
        return found.id

    def device(self, party: str) -> str:
        """Return the device of an actor, "" while it has none."""
        return self.devices.get(party, "")

    def living(self, office: str, type_name: str, of: Expected = "") -> list[Record]:
        """Return the living records of a type, of those in a dossier if one is named."""
        ws, kind = self.office(office), TYPES[type_name]
        if not of:
            return rows.living(ws, type_name)
        owner = str(self.meant(office, of))
        return [rows.get(ws, type_name, one) for one in _parts(ws, kind, owner)]

    def fitting(
        self, office: str, type_name: str, of: Expected, where: Mapping[str, Expected]
    ) -> tuple[list[Record], list[Record]]:
        """Return the records of a type that fit, and all of that type."""
        wanted = {name: self.meant(office, value) for name, value in where.items()}
        listed = self.living(office, type_name, of)
        return [one for one in listed if all(fits(getattr(one, name), wanted[name]) for name in wanted)], listed

    def _named(self, known: NamedRecord) -> Iterator[Record]:
        yield from self.fitting(known.office, known.type, known.of, known.where)[0]

    def _words(self, words: str) -> str:
        """Return the words to look for: those of all languages if they are named, else as they stand."""
        said = [texts[f"words.{words}"] for texts in self.scenario.texts.values() if f"words.{words}" in texts]
        return "|".join(said) or words


def _parts(ws: Workspace, kind: RecordType, owner: str) -> list[str]:
    if kind.name == "document":
        return [one.id for one in record_rows.documents(ws.db, owner)]
    return record_rows.parts(ws.db, kind, owner) if kind.part_of else []
