"""What the person has typed in the first steps, kept while they change language or go back."""

from dataclasses import dataclass, field
from pathlib import Path

from focalpoint import paths
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Created


@dataclass(slots=True)
class Beginning:
    """The answers so far."""

    office: str = ""
    office_kind: str = ""
    country: str = ""
    person: str = ""
    function: str = ""
    device: str = ""
    folder: Path = field(default_factory=paths.documents_folder)
    name: str = ""
    created: Created | None = None
    asked: tuple[int, ...] = ()

    def setup(self, language: str) -> Setup:
        """Return the answers in the form the use case takes."""
        return Setup(
            office=self.office.strip(),
            country=self.country,
            person=self.person.strip(),
            function=self.function.strip(),
            device_label=self.device.strip(),
            language=language,
            office_kind=self.office_kind,
        )

    def path(self) -> Path:
        """Return the folder of the vault to create."""
        return self.folder / f"{self.name.strip() or 'vault'}.focalpoint"
