"""What is said when a vault is made, and whose vault it is."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setup:
    """What a person says when a vault is made."""

    office: str
    country: str
    person: str
    function: str
    device_label: str = ""
    language: str = "en"
    office_kind: str = ""  # a code of `office_kinds`
    training: bool = field(kw_only=True)  # never assumed: whoever makes a vault says whether it is real


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """Whose vault it is."""

    path: Path
    name: str
    office: str
    country: str
    person: str
    function: str
    device_label: str
    training: bool
    created_on: str
    office_kind: str = ""
