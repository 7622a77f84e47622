"""After freezing: licences, no links, one time for all files, steady permissions; refuses what lacks a library."""

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import trim

ROOT = Path(__file__).resolve().parents[2]
_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors|copyright", re.I)


def licences(folder: Path) -> None:
    """Put the licence of everything that is shipped into `licences`."""
    target = folder / "_internal" / "licences"
    target.mkdir()
    shutil.copyfile(ROOT / "LICENSE", target / "Focal Point.txt")
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "packaging" / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    for name in sorted({*locked, "pyinstaller"}):
        for file in metadata.distribution(name).files or ():
            inside = file.parts[0].endswith(".dist-info") or len(file.parts) == 2
            if inside and _LICENCE.search(file.name) and not file.name.endswith((".py", ".pyc", ".pyi")):
                place = target / name / "-".join(file.parts[1:])
                place.parent.mkdir(exist_ok=True)
                shutil.copyfile(str(file.locate()), place)
    base = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "LICENSE.txt"
    if base.is_file():
        shutil.copyfile(base, target / "Python.txt")
    if sys.platform == "linux":
        _of_the_system(folder, target)


def _of_the_system(folder: Path, target: Path) -> None:
    """Add those of the libraries that came from the system which builds (Debian, Ubuntu)."""
    for library in sorted((folder / "_internal").glob("lib*.so*")):
        asked = ["dpkg-query", "-S", f"*/{library.name}"]
        found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        for package in sorted({line.partition(":")[0] for line in found.splitlines()})[:1]:
            text = Path("/usr/share/doc") / package / "copyright"
            if text.is_file():
                shutil.copyfile(text, target / f"{library.name}.txt")


def replace_links(folder: Path) -> None:
    """Put the file in the place of each link: a stick's file system and an archive for Windows know none."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            meant = path.resolve()
            path.unlink()
            shutil.copy2(meant, path)


def steady(folder: Path, seconds: int) -> None:
    """Give every file the same time and the permissions that it needs."""
    for path in [*sorted(folder.rglob("*")), folder]:
        runs = path.is_dir() or path.name in {"focalpoint", "focalpoint-cli"}
        path.chmod(0o755 if runs else 0o644)
        os.utime(path, (seconds, seconds))


def main() -> int:
    """Finish the folder named."""
    folder = Path(sys.argv[1])
    licences(folder)
    replace_links(folder)
    steady(folder, int(os.environ["SOURCE_DATE_EPOCH"]))
    lacking = trim.missing(folder) if sys.platform == "linux" else {}
    for place, names in lacking.items():
        sys.stderr.write(f"{place} asks for what is neither shipped nor the system's: {', '.join(sorted(names))}\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    sys.stdout.write(f"{folder}: {size / 1e6:.1f} MB\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
