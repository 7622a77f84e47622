"""Texts that a record holds in every language: declared once, a field for each language, one rule of falling back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from focalpoint.domain.fields import Group, Kind, Record, RecordType, Value, spec
from focalpoint.domain.languages import LANGUAGES, SOURCE, fallback

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in every language, as declared: `localised` makes a field `name_<language>` of it for each."""

    kind: Kind
    label: str
    group: Group
    more: Mapping[str, Any]


def local_text(kind: Kind, label: str, group: Group, **more: Any) -> Any:
    """Declare a text in every language; read it by `local`, write its fields by name."""
    return LocalText(kind, label, group, more)


def localised(cls: type[R]) -> type[R]:
    """Put a field for each language where a text in every language is declared, before the dataclass is made."""
    made: dict[str, Any] = {}
    for name, hint in cls.__annotations__.items():
        declared = cls.__dict__.get(name)
        if not isinstance(declared, LocalText):
            made[name] = hint
            continue
        delattr(cls, name)
        for code, language in LANGUAGES.items():
            label = f"{declared.label} in {language.english}"
            more = {"base": name, "base_label": declared.label, "language": code, **declared.more}
            one = spec(declared.kind, label, declared.group, **more)
            setattr(cls, f"{name}_{code}", one)
            made[f"{name}_{code}"] = str
    cls.__annotations__ = made
    return cls


def local(values: Record | Mapping[str, Value], base: str, language: str) -> str:
    """Return a text in a language, or in the first there is; "" if there is none. The one rule of falling back."""
    for code in fallback(language):
        name = f"{base}_{code}"
        value = values.get(name) if isinstance(values, Mapping) else getattr(values, name)
        if value:
            return str(value)
    return ""


def in_languages(base: str, **texts: str) -> dict[str, Any]:
    """Return the fields of a text given by language, to make a record with."""
    return {f"{base}_{code}": text for code, text in texts.items()}


def fields_of(base: str) -> tuple[str, ...]:
    """Return the fields of a text, one for each language."""
    return tuple(f"{base}_{code}" for code in LANGUAGES)


def filled(values: Record, base: str) -> int:
    """Return in how many languages a text is filled in."""
    return sum(bool(getattr(values, name)) for name in fields_of(base))


def has(kind: RecordType, base: str) -> bool:
    """Tell whether a record type has a text of this name in every language."""
    return f"{base}_{SOURCE}" in kind.specs and kind.specs[f"{base}_{SOURCE}"].base == base
