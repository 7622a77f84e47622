"""The key file of a vault: where it is looked for, and whether a vault asks for one."""

from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.transports import drives
from focalpoint.vault import keyfile, keyslots
from focalpoint.vault.errors import OtherKeyFileError
from focalpoint.vault.keyfile import SUFFIX, Factor

__all__ = ["MOST", "SUFFIX", "asks", "find_key_file"]
MOST = 50  # files looked at on one drive


def asks(path: Path) -> bool:
    """Tell whether a vault asks for a key file; False too where that cannot be read."""
    try:
        return bool(keyslots.key_file_of(keyslots.read(path)))
    except FocalpointError:
        return False


def find_key_file(path: Path, named: Path | None = None) -> Factor | None:
    """Return what the key file of a vault holds: the file named, else one on a removable drive.

    None if the vault asks for none, or if there is none. Raise OtherKeyFileError for a named file that is another.
    """
    name = keyslots.key_file_of(keyslots.read(path))
    if not name:
        return None
    if named is not None:
        factor = keyfile.read(named)
        if factor is None or factor.name != name:
            raise OtherKeyFileError
        return factor
    for drive in drives.removable():
        try:
            listed = sorted(drive.path.glob(f"*{SUFFIX}"))[:MOST]
        except OSError:
            continue  # pulled out meanwhile
        for factor in map(keyfile.read, listed):
            if factor is not None and factor.name == name:
                return factor
    return None
