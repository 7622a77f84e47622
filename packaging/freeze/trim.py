"""What of the libraries is shipped. A start, a page or a paper that needs more fails in the smoke test."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]  # where it goes, where it lies, its kind: a line of PyInstaller's lists

# Not used, though something could import them: another window system, build tools, what a library offers besides.
MODULES = [
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtPdf",
    "PIL._avif", "PIL.ImageTk", "PIL.ImageQt", "zstandard._cffi", "zstandard.backend_cffi",
    "babel", "numpy", "lxml", "trove_classifiers", "hatchling", "editables",
    "setuptools", "pkg_resources", "distutils", "_distutils_hack", "pip", "lib2to3", "pythonwin",
    "tkinter", "_tkinter", "multiprocessing", "_multiprocessing", "sqlite3", "_sqlite3", "curses", "_curses",
    "_curses_panel", "readline", "pydoc", "pydoc_data", "doctest", "unittest", "pdb", "bdb", "xmlrpc",
    "fontpkg", "uharfbuzz._harfbuzz_test", "pypdfium2_cli", "icalendar.tests",
]  # fmt: skip

# PyInstaller's own starting scripts load Qt into every process, workers too. Qt's wheel finds its files by itself, and
# nothing here reads the source of a module or lists a package's modules.
START_SCRIPTS = ("pyi_rth_pyside6", "pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_pkgres", "pyi_rth_setuptools")

_PLUGINS = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platformthemes": {"qxdgdesktopportal"},
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg", "qjpeg", "qgif", "qico"},
    "printsupport": {"cupsprintersupport", "windowsprintersupport", "cocoaprintersupport"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient", "adwaita"},
}
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?([^/.]+)\.\w+$")
_LANGUAGES = ("ar", "en", "fr")
_WORDS = re.compile(r"PySide6/(?:Qt/)?translations/(.*)$")
_WEIGHTS = ("Amiri-Regular", "Amiri-Bold", "IBMPlexSansArabic-Regular", "IBMPlexSansArabic-SemiBold")
_FONT = re.compile(r"fontpkg_[^/]+/files/([^/]+)\.ttf$")
_UNUSED_DATA = re.compile(
    r"^(babel|pytz|setuptools|reportlab/fonts|icalendar/tests|zxcvbn/.*\.txt|[^/]*tcl|[^/]*tk)(/|$)|\.pyi$|py\.typed$"
)

# What every Linux desktop of the last years has: it is the host's own, as it speaks to the host's own servers.
HOST = frozenset((
    "ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1", "libutil.so.1",
    "libresolv.so.2", "libcrypt.so.1", "libnsl.so.1", "libgcc_s.so.1", "libGL.so.1", "libEGL.so.1", "libGLX.so.0",
    "libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1", "libfontconfig.so.1", "libfreetype.so.6", "libexpat.so.1",
    "libwayland-client.so.0", "libwayland-cursor.so.0", "libcups.so.2", "libsystemd.so.0", "libz.so.1", "libzstd.so.1",
    "liblzma.so.5",
))  # fmt: skip


def wanted_data(entry: Entry) -> bool:
    """Whether a file of data is shipped; links do not survive a stick, and here nothing needs one."""
    if entry[2] == "SYMLINK":
        return False
    place = PurePosixPath(entry[0].replace("\\", "/")).as_posix()
    if (words := _WORDS.search(place)) is not None:
        return words.group(1) in {f"qtbase_{code}.qm" for code in _LANGUAGES}
    if (font := _FONT.search(place)) is not None:
        return font.group(1) in _WEIGHTS
    if ".dist-info/" in place:  # what a library looks up of itself, and its licence; not what an installer noted
        return re.search(r"\.dist-info/(METADATA|entry_points\.txt|.*LICENSE.*)$", place) is not None
    return _UNUSED_DATA.search(place) is None


def wanted_binary(entry: Entry) -> bool:
    """Whether a library, a plugin or a module in machine code is shipped."""
    place = PurePosixPath(entry[0].replace("\\", "/")).as_posix()
    if (plugin := _PLUGIN.search(place)) is not None:
        return plugin.group(2) in _PLUGINS.get(plugin.group(1), set())
    if "/plugins/" in place and place.startswith("PySide6"):
        return False
    return place not in HOST  # a wheel's own copy of such a library lies in a folder, under a name of its own


def binaries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the libraries that are shipped: no link, and none that nothing needs."""
    kept = [one for one in entries if one[2] != "SYMLINK" and wanted_binary(one)]
    needs = {one[0]: needed(Path(one[1])) for one in kept}
    while True:
        asked = {name for names in needs.values() for name in names}
        unused = {place for place in needs if _is_library(place) and PurePosixPath(place).name not in asked}
        if not unused:
            return [one for one in kept if one[0] in needs]
        for place in unused:
            del needs[place]


def _is_library(place: str) -> bool:
    """Whether it is there only for others; plugins and modules are asked for by name."""
    name = PurePosixPath(place).name
    if name.startswith("libpython") or "/plugins/" in place or "pypdfium2_raw" in place:
        return False
    return bool(re.match(r"lib.*\.so(\.\d+)*$", name))


def needed(path: Path) -> frozenset[str]:
    """Return the names of the libraries that a file of a Linux program asks for."""
    listed = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False).stdout
    return frozenset(re.findall(r"^\s*NEEDED\s+(\S+)$", listed, re.MULTILINE))


def missing(folder: Path) -> dict[str, set[str]]:
    """Return for each file which library it asks for that is neither in the folder nor among the host's."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and ".so" in path.name]
    there = {path.name for path in files} | HOST
    found = {path.relative_to(folder).as_posix(): set(needed(path)) - there for path in files}
    return {place: names for place, names in found.items() if names}
