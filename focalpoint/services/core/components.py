"""What the program is made of: libraries with their versions and licences, for whoever must know, and as CycloneDX.

A built program brings a list made where it was built (`packaging/freeze/components.py`); run from its source, the
list is that of the libraries in the environment.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path, PurePosixPath

import msgspec

from focalpoint import paths
from focalpoint.version import program_version

FILE = "components.json"
OWN, LICENCE = "Focal Point", "GPL-3.0-or-later"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]es?/.*|[^/]*(licen[cs]e|copying|notice|ofl)[^/]*)$", re.IGNORECASE)
_CODE = re.compile(r"\.(py|pyc|so|pyi|dll|pyd|json|svg|png)$")


class LicenceText(msgspec.Struct, frozen=True):
    """A file with the text of a licence."""

    name: str
    text: str


class SoftwareComponent(msgspec.Struct, frozen=True):
    """A library that is shipped: what it is called, its version, its licence in a word, where it comes from.

    `sha256` are the hashes of the files it was installed from, if they are known; `part_of` names the library that
    brings it along.
    """

    name: str
    version: str
    licence: str
    home: str = ""
    part_of: str = ""
    sha256: tuple[str, ...] = ()
    texts: tuple[LicenceText, ...] = ()


def components() -> list[SoftwareComponent]:
    """Return what the program is made of, by name."""
    listed = paths.share() / FILE
    if listed.is_file():
        return msgspec.json.decode(listed.read_bytes(), type=list[SoftwareComponent])
    return installed(metadata.requires("focalpoint") or [])


def installed(wanted: Iterable[str]) -> list[SoftwareComponent]:
    """Return distributions and all that they need, as they lie in this environment; `wanted` are requirements."""
    found: dict[str, SoftwareComponent] = {}
    waiting = list(_names(wanted))
    while waiting:
        name = waiting.pop()
        try:
            made = metadata.distribution(name)
        except PackageNotFoundError:
            continue  # for another system
        found[folded(name)] = described(made)
        waiting += [one for one in _names(made.requires or []) if folded(one) not in found]
    return sorted(found.values(), key=lambda one: one.name.casefold())


def _names(requirements: Iterable[str]) -> Iterator[str]:
    for line in requirements:
        name = _NAME.match(line)
        if name is not None and "extra ==" not in line:
            yield name[0]


def folded(name: str) -> str:
    """Return the name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def described(made: Distribution) -> SoftwareComponent:
    """Return a distribution with its licence."""

    def told(name: str) -> list[str]:
        return made.metadata.get_all(name) or []

    classifiers = [one.rpartition(" :: ")[2] for one in told("Classifier") if one.startswith("License ::")]
    short = [one.split("\n")[0][:100] for one in told("License")]
    licence = next(filter(None, (*told("License-Expression"), *short, " · ".join(classifiers))), "")
    links = [one.partition(", ") for one in told("Project-URL")]
    named = [to for label, _comma, to in links if label.casefold().startswith(("home", "source", "repo"))]
    home = next(filter(None, (*told("Home-page"), *named)), "")
    return SoftwareComponent(told("Name")[0], made.version, licence, home, texts=tuple(_texts(made)))


def _texts(made: Distribution) -> Iterator[LicenceText]:
    for one in sorted(made.files or [], key=str):
        place = PurePosixPath(one)
        if _LICENCE_FILE.search(str(place)) and not _CODE.search(place.name):
            yield LicenceText("/".join(place.parts[1:]) or place.name, _read(Path(str(one.locate()))))


def _read(path: Path) -> str:
    content = path.read_bytes() if path.is_file() else b""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def cyclonedx() -> dict[str, object]:
    """Return the components as a software bill of materials, CycloneDX 1.6 (https://cyclonedx.org)."""
    own = {"type": "application", "bom-ref": "focalpoint", "name": "focalpoint", "version": program_version(),
           "licenses": [{"license": {"id": LICENCE}}]}  # fmt: skip
    listed = [one for one in components() if one.name != OWN]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [_entry(one) for one in listed],
        "dependencies": [
            {"ref": "focalpoint", "dependsOn": [_reference(one) for one in listed if not one.part_of]},
            *({"ref": _reference(one), "dependsOn": [_reference(two) for two in listed if two.part_of == one.name]}
              for one in listed),
        ],
    }  # fmt: skip


def _reference(one: SoftwareComponent) -> str:
    return f"{one.part_of}/{one.name}" if one.part_of else f"pkg:pypi/{folded(one.name)}@{one.version}"


def _entry(one: SoftwareComponent) -> dict[str, object]:
    made: dict[str, object] = {"type": "library", "bom-ref": _reference(one), "name": one.name, "version": one.version}
    if not one.part_of:
        made["purl"] = _reference(one)
    if one.licence:
        made["licenses"] = [{"license": {"name": one.licence}}]
    if one.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in one.sha256]
    if one.home:
        made["externalReferences"] = [{"type": "website", "url": one.home}]
    return made
