"""What the person has typed in the first steps, kept while they change language or go back."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint import paths
from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint.services.core import vault_info
    from focalpoint.services.core.workspace import Created
else:
    vault_info = late("focalpoint.services.core.vault_info")


@dataclass(slots=True)
class Beginning:
    """The answers so far."""

    office: str = ""
    office_kind: str = ""
    country: str = ""
    person: str = ""
    function: str = ""
    device: str = ""
    chosen: Path | None = None
    name: str = ""
    created: "Created | None" = None
    asked: tuple[int, ...] = ()

    @property
    def folder(self) -> Path:
        """Return where the vault is to lie: the person's documents, as long as nothing else was chosen."""
        return self.chosen or paths.documents_folder()

    def setup(self, language: str) -> "vault_info.Setup":
        """Return the answers in the form the use case takes."""
        return vault_info.Setup(
            office=self.office.strip(),
            country=self.country,
            person=self.person.strip(),
            function=self.function.strip(),
            device_label=self.device.strip(),
            language=language,
            office_kind=self.office_kind,
            training=False,
        )

    def path(self) -> Path:
        """Return the folder of the vault to create."""
        return self.folder / f"{self.name.strip() or 'vault'}.focalpoint"
