"""What the packages say of the program agrees with the program: kinds of files, commands, icons, what is left out."""

import plistlib
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from focalpoint.cli import main as cli
from focalpoint.services.exchange import suffixes

ROOT = Path(__file__).parents[3]
PACKAGING = ROOT / "packaging"
sys.path[:0] = [str(PACKAGING), str(PACKAGING / "freeze")]

import manual  # noqa: E402
import trim  # noqa: E402

NSIS = (PACKAGING / "windows" / "focalpoint.nsi").read_text("utf-8")


@pytest.mark.parametrize("macro", ["Kind", "NoKind"])
def test_the_installer_of_windows_enters_and_takes_out_every_kind_of_file(macro: str) -> None:
    assert set(re.findall(rf'insertmacro {macro} "(\.\w+)"', NSIS)) == set(suffixes.OPENED)


def test_every_text_of_the_installer_is_there_in_three_languages() -> None:
    said: dict[str, set[str]] = {}
    for name, language in re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", NSIS, re.MULTILINE):
        said.setdefault(name, set()).add(language)
    assert said
    assert all(languages == {"ENGLISH", "ARABIC", "FRENCH"} for languages in said.values()), said
    assert set(re.findall(r"\$\((\w+)\)", NSIS)) <= set(said)


def test_the_installer_takes_no_rights_and_removes_no_folder_of_a_person() -> None:
    assert "RequestExecutionLevel user" in NSIS
    assert "HKLM" not in NSIS
    assert set(re.findall(r'RMDir /r "([^"]+)"', NSIS)) == {r"$INSTDIR\_internal"}


def test_the_bundle_of_macos_opens_every_kind_of_file() -> None:
    types = plistlib.loads((PACKAGING / "macos" / "documents.plist").read_bytes())["CFBundleDocumentTypes"]
    assert {f".{suffix}" for one in types for suffix in one["CFBundleTypeExtensions"]} == set(suffixes.OPENED)


def test_the_description_for_software_centres_is_there_in_three_languages() -> None:
    root = ET.parse(PACKAGING / "linux" / "org.focalpoint.desktop.metainfo.xml").getroot()
    for part in ("name", "summary", "description/p"):
        assert len(root.findall(part)) == 3, part


def test_icons_are_there_in_every_size() -> None:
    for size in (16, 24, 32, 48, 64, 128, 256):
        with Image.open(PACKAGING / "icons" / f"focalpoint-{size}.png") as picture:
            assert picture.size == (size, size)
    with Image.open(PACKAGING / "icons" / "focalpoint.ico") as picture:
        assert {(16, 16), (256, 256)} <= picture.info["sizes"]


@pytest.fixture(scope="module")
def commands() -> list[str]:
    return [name for name, _command in manual.tree()]


def test_the_manual_names_every_command(commands: list[str]) -> None:
    said = manual.man()
    assert {str(entry.name) for entry in cli.commands()} <= set(commands)
    for name in commands:
        assert f"\\fB{manual.roff(name)}\\fR" in said, name
    assert not re.search(r"^[.'](?!TH|SH|TP|B |RS|RE)", said, re.MULTILINE), "a line that troff would take for an order"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["focalpoint", "docu"], ["document"]),
        (["focalpoint", "document", "a"], ["add", "ask"]),
        (["focalpoint", "--vault", "x y", "document", "add", "--ti"], ["--title"]),
        (["focalpoint", "request", "list", "--pass"], ["--passphrase-file", "--passphrase-fd"]),
    ],
)
def test_the_shell_completes_commands_and_options(typed: list[str], offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "completion").write_text(manual.bash(), "utf-8")
    script = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _focalpoint; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    asked = ["bash", "-c", script, "bash", str(tmp_path / "completion"), *typed]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == sorted(offered)


def test_the_lock_of_the_build_has_hashes_and_no_address() -> None:
    lock = (PACKAGING / "requirements-build.lock").read_text("utf-8")
    names = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    assert "pyinstaller" in names
    assert len(re.findall(r"==[^\\]*\\\n    --hash=sha256:", lock)) == len(names)
    assert "://" not in lock


@pytest.mark.parametrize(
    ("place", "shipped"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\tls\\qopensslbackend.dll", False),
        ("libX11.so.6", False),
        ("pillow.libs/libXau-154567c4.so.6.0.0", True),
    ],
)
def test_plugins_and_libraries_of_the_host_stay_out(place: str, shipped: bool) -> None:
    assert trim.wanted_binary((place, "", "BINARY")) is shipped


@pytest.mark.parametrize(
    ("place", "shipped"),
    [
        ("PySide6/Qt/translations/qtbase_ar.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("fontpkg_amiri/files/Amiri-Bold.ttf", True),
        ("fontpkg_amiri/files/Amiri-Italic.ttf", False),
        ("fontpkg_amiri/LICENSE", True),
        ("click-8.5.1.dist-info/METADATA", True),
        ("click-8.5.1.dist-info/RECORD", False),
        ("resources/words/ar.txt", True),
        ("reportlab/fonts/Vera.ttf", False),
        ("tzdata/zoneinfo/Asia/Amman", True),
    ],
)
def test_data_that_nothing_reads_stays_out(place: str, shipped: bool) -> None:
    assert trim.wanted_data((place, "", "DATA")) is shipped
    assert not trim.wanted_data((place, "", "SYMLINK"))
