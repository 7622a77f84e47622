"""The desktop learns which files the program opens: the same kinds in every place that names them."""

import configparser
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from focalpoint import bootstrap, logs
from focalpoint.services.exchange import suffixes

PACKAGING = Path(__file__).parents[3] / "packaging"
NAMES = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


def entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def kinds() -> dict[str, str]:
    root = ET.parse(PACKAGING / "linux" / "focalpoint.xml").getroot()
    found = {}
    for kind in root.findall("m:mime-type", NAMES):
        glob = kind.find("m:glob", NAMES)
        assert glob is not None
        found[kind.attrib["type"]] = glob.attrib["pattern"]
    return found


def test_the_kinds_of_files_are_those_the_program_opens() -> None:
    assert set(kinds().values()) == {f"*{suffix}" for suffix in suffixes.OPENED}
    said = entry(PACKAGING / "linux" / "focalpoint.desktop")["MimeType"]
    assert set(filter(None, said.split(";"))) == set(kinds())


def test_every_kind_is_named_in_three_languages() -> None:
    root = ET.parse(PACKAGING / "linux" / "focalpoint.xml").getroot()
    for kind in root.findall("m:mime-type", NAMES):
        assert len(kind.findall("m:comment", NAMES)) == 3


def test_the_script_enters_the_program_for_one_person_and_takes_it_out_again(tmp_path: Path) -> None:
    here = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    subprocess.run(["bash", PACKAGING / "associate.sh"], env=here, check=True)
    made = entry(tmp_path / "applications" / "focalpoint.desktop")
    program = PACKAGING.parent / ".venv" / "bin" / "focalpoint"
    assert made["Exec"] == f'"{program}" %f'
    installed = tmp_path / "mime" / "packages" / "focalpoint.xml"
    assert installed.read_bytes() == (PACKAGING / "linux" / "focalpoint.xml").read_bytes()
    subprocess.run(["bash", PACKAGING / "associate.sh", "remove"], env=here, check=True)
    assert not installed.exists()
    assert not (tmp_path / "applications" / "focalpoint.desktop").exists()


@pytest.mark.parametrize("name", ["a.fpbundle", "b.v02.fpbundle", "C.FPCARD", "d.fptrust"])
def test_a_file_alone_starts_the_window_with_it(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given: list[Path | None] = []

    def window(*_all: object, file: Path | None = None) -> int:
        given.append(file)
        return 0

    monkeypatch.setattr(bootstrap, "_window", window)
    monkeypatch.setattr(logs, "start", lambda **_all: None)
    before = os.umask(0o077)
    try:
        assert bootstrap.run([name]) == 0
        assert bootstrap.run([]) == 0
    finally:
        os.umask(before)
    assert given == [tmp_path / name, None]
