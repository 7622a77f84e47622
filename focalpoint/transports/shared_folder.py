"""A folder as a remote: a stick, a share of the office, a folder that another program synchronises."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from focalpoint import durable
from focalpoint.domain.errors import reason_of
from focalpoint.domain.wording import N_
from focalpoint.transports.port import (
    LARGEST,
    NOT_THERE,
    TOO_MUCH,
    RemoteFaultError,
    RemoteFullError,
    RemoteMissingError,
    RemoteRefusedError,
    RemoteUnreachableError,
    descend,
    put_by_renaming,
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL, errno.EXDEV)
_ELSEWHERE = (0xA000000C, 0xA0000003)  # Windows: IO_REPARSE_TAG_SYMLINK, IO_REPARSE_TAG_MOUNT_POINT
LINKED = N_("a folder in it is a link to another place")
_CAREFULLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class SharedFolder:
    """The wire to a folder. The folder itself is never made: a share that is not mounted must not be filled."""

    def __init__(self, root: Path) -> None:
        self._root, self.place = root, root.name or str(root)

    def keys(self, folder: str, after: str) -> list[str]:
        """Return the keys below a folder; links are not followed."""
        self._must_be_there()
        return descend(self.children, folder, after, self.place)

    def stat(self, key: str) -> int | None:
        """Return the size of a regular file."""
        with self._translated(key):
            try:
                found = self._at(key).lstat()
            except FileNotFoundError:
                self._must_be_there()
                return None
            except NotADirectoryError:
                return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def read(self, key: str, first: int, count: int | None) -> bytes:
        """Return bytes of a regular file."""
        with self._translated(key):
            handle = os.open(self._at(key), _CAREFULLY)
            with os.fdopen(handle, "rb") as stream:
                found = os.fstat(stream.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise RemoteMissingError(place=self.place, key=key)
                wanted = max(0, found.st_size - first) if count is None else count
                if wanted > LARGEST:
                    raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
                stream.seek(first)
                return stream.read(wanted)

    def write(self, key: str, content: bytes) -> None:
        """Write a new file and flush it to the device."""
        self._must_be_there()
        with self._translated(key):
            path = self._at(key)
            self._make_folders(key)
            try:
                with durable.flushed(path, mode=durable.BY_UMASK, new=True) as stream:
                    stream.write(content)
            except FileExistsError:
                raise
            except OSError:
                path.unlink(missing_ok=True)
                raise

    def put(self, key: str, content: bytes, temporary: str) -> bool:
        """Write, flush, give the name, flush the folder."""
        return put_by_renaming(self, key, content, temporary)

    def move_new(self, source: str, target: str) -> bool:
        """Rename without replacing: by a second name where the disk knows it, else by a look and a rename."""
        with self._translated(target):
            first, second = self._at(source), self._at(target)
            self._make_folders(target)
            done = _linked(first, second) if os.name == "posix" else _renamed(first, second)
            if done:
                durable.flush_folder(second.parent)
        return done

    def keeps(self, first: str, second: str) -> bool:
        """Tell whether a rename onto a file is refused."""
        return not self.move_new(first, second)

    def ranges(self, _key: str) -> bool:
        """Return True: every disk reads parts."""
        return True

    def remove(self, key: str) -> None:
        """Remove a temporary file."""
        with self._translated(key):
            self._at(key).unlink(missing_ok=True)

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def children(self, folder: str) -> Iterator[tuple[str, bool]]:
        """Yield the names in a folder and whether each is a folder."""
        with self._translated(folder):
            try:
                entries = sorted(os.scandir(self._at(folder + "x").parent), key=lambda entry: entry.name)
            except (FileNotFoundError, NotADirectoryError):
                return
            for entry in entries:
                if is_linked(entry.stat(follow_symlinks=False)):
                    continue
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder or entry.is_file(follow_symlinks=False):
                    yield entry.name, is_folder

    def _at(self, key: str) -> Path:
        """Return the path of a key; raise RemoteFaultError if a folder on the way leads elsewhere.

        Whoever may write to a shared folder could else let this computer read and fill any other.
        """
        path = self._root
        for part in key.split("/")[:-1]:
            path = path / part
            try:
                linked = is_linked(path.lstat())
            except FileNotFoundError:
                break
            if linked:
                raise RemoteFaultError(place=self.place, reason=LINKED)
        return self._root / key

    def _must_be_there(self) -> None:
        if not self._root.is_dir():
            raise RemoteUnreachableError(place=self.place, reason=NOT_THERE)

    def _make_folders(self, key: str) -> None:
        path = self._root
        for part in key.split("/")[:-1]:
            parent, path = path, path / part
            if not path.is_dir():
                path.mkdir(exist_ok=True)
                durable.flush_folder(parent)

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError) as error:
            self._must_be_there()
            raise RemoteMissingError(place=self.place, key=key) from error
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise RemoteMissingError(place=self.place, key=key) from error
            if error.errno in _FULL:
                raise RemoteFullError(place=self.place) from error
            if error.errno in _REFUSED:
                raise RemoteRefusedError(place=self.place) from error
            raise RemoteUnreachableError(place=self.place, reason=reason_of(error)) from error


def is_linked(found: os.stat_result) -> bool:
    """Tell whether a name leads elsewhere: a symbolic link, on Windows a junction too."""
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) in _ELSEWHERE


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _renamed(source, target)
    source.unlink()
    return True


def _renamed(source: Path, target: Path) -> bool:
    """Rename; on Windows the system itself refuses a target that is there. Elsewhere the single writer looks first."""
    if target.exists():
        return False
    try:
        durable.rename(source, target)
    except FileExistsError:
        return False
    return True
