"""After freezing: no links, one time for all files, steady permissions; refuses what lacks a library."""

import os
import shutil
import sys
from pathlib import Path

import trim


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
