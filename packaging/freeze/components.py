"""Write what a frozen program is made of into its folder: the lock, what comes inside its packages, Python, the system.

Usage: components.py FOLDER, in the environment of the build. `focalpoint components` shows the list.
"""

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import msgspec

from focalpoint import paths
from focalpoint.services.core import components
from focalpoint.services.core.components import LicenceText, SoftwareComponent
from focalpoint.version import program_version

HERE = Path(__file__).resolve().parent
LOCK = HERE.parent / "requirements.lock"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)(.*(?:\\\n.*)*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def packages() -> list[SoftwareComponent]:
    """Return the packages that the program needs, with the hashes that the lock has for them."""
    wanted = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    hashes = {
        components.folded(name): tuple(_HASH.findall(rest)) for name, _version, rest in _LINE.findall(LOCK.read_text())
    }
    return [
        msgspec.structs.replace(
            one, sha256=hashes[components.folded(one.name)], texts=one.texts or _common(one.licence.partition(" ")[0])
        )
        for one in components.installed(wanted)
    ]


def native(brought: list[SoftwareComponent]) -> list[SoftwareComponent]:
    """Return what comes in machine code inside the packages; refuse a list that names a package that is not there."""
    by_name = {one.name: one for one in brought}
    listed = tomllib.loads((HERE / "native.toml").read_text("utf-8"))["part"]
    return [
        SoftwareComponent(
            part["name"], part.get("version") or f"in {part['in']} {by_name[part['in']].version}", part["licence"],
            part["home"], part["in"], texts=_common(part["licence"]),
        )
        for part in listed
    ]  # fmt: skip


def of_the_reader_page() -> list[SoftwareComponent]:
    """Return the libraries inside the page that opens bundles in a browser; their notices stand in the page."""
    lock = json.loads((HERE.parent / "reader" / "package-lock.json").read_text("utf-8"))["packages"]
    return [
        SoftwareComponent(
            place.rpartition("node_modules/")[2], one["version"], one["license"], part_of=paths.reader_page().name
        )
        for place, one in lock.items()
        if place.count("node_modules/") == 1 and not one.get("dev") and "post-quantum" not in place
    ]


def own() -> SoftwareComponent:
    """Return the program itself, for the text of its licence."""
    text = (HERE.parents[1] / "LICENSE").read_text("utf-8")
    return SoftwareComponent(
        components.OWN, program_version(), components.LICENCE, texts=(LicenceText("LICENSE", text),)
    )


def python() -> SoftwareComponent:
    """Return the interpreter."""
    version = sys.version.split()[0]
    licence = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = (LicenceText("LICENSE.txt", licence.read_text("utf-8")),) if licence.is_file() else ()
    return SoftwareComponent("Python", version, "PSF-2.0", "https://www.python.org", "CPython", texts=texts)


def of_the_system(folder: Path) -> list[SoftwareComponent]:
    """Return the packages of the building system (Debian) whose libraries were taken along."""
    found: dict[str, SoftwareComponent] = {}
    for path in sorted((folder / "_internal").glob("lib*.so*")):
        named = subprocess.run(["dpkg", "-S", f"*/{path.name}"], capture_output=True, text=True, check=False).stdout
        for line in named.splitlines()[:1]:
            package = line.partition(":")[0]
            told = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False
            ).stdout
            about = Path("/usr/share/doc") / package / "copyright"
            texts = (LicenceText("copyright", about.read_text("utf-8", "replace")),) if about.is_file() else ()
            found[package] = SoftwareComponent(package, told, "see its text", "", "Debian", texts=texts)
    return list(found.values())


def _common(licence: str) -> tuple[LicenceText, ...]:
    short = licence.removesuffix("-only").removesuffix(".0")
    path = Path("/usr/share/common-licenses") / short
    return (LicenceText(licence, path.read_text("utf-8")),) if path.is_file() else ()


def main() -> int:
    """Write the list; say which licences have no text."""
    folder = Path(sys.argv[1])
    found = packages()
    listed = [
        *found,
        *native(found),
        *of_the_reader_page(),
        python(),
        *(of_the_system(folder) if sys.platform == "linux" else []),
    ]
    for one in listed:
        if not one.texts and one.part_of != paths.reader_page().name:
            sys.stderr.write(f"no licence text came with {one.name} {one.version} ({one.licence})\n")
    listed.sort(key=lambda one: (one.name.casefold(), one.part_of))
    (folder / "_internal" / components.FILE).write_bytes(msgspec.json.format(msgspec.json.encode(listed), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
