"""Twenty-eight sticks with one full, one pulled out and one that lies: twenty-five are done and three are named."""

import errno
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from focalpoint import durable
from focalpoint.domain.errors import Cancelled
from focalpoint.domain.seminar_parts import Handout
from focalpoint.language import say
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import handout, pack, programme
from focalpoint.services.seminars.handout import BesideGoneError, PackFileGoneError
from focalpoint.services.seminars.sticks import StickCount, StickStage, StickState, StickWriter, stick_file
from focalpoint.transports.drives import Drive, EjectByHandError
from tests.unit.services.test_public_packs import public_seminar, sealed

WANTED = 28
FULL, PULLED, LYING = "stick-03", "stick-11", "stick-19"
ROOM = 4 << 20


class Room:
    """Sticks that a person puts in and pulls out; four ports. Each is a small file system of its own if it may be."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder, self.waiting = folder, list(names)
        self.ports: dict[Path, str] = {}
        self.out: list[str] = []
        self.guard = threading.Lock()

    def look(self) -> list[Drive]:
        with self.guard:
            while len(self.ports) < 4 and self.waiting:
                name = self.waiting.pop(0)
                path = self.folder / name
                path.mkdir(exist_ok=True)
                self.ports[path] = name
            return [Drive(path, name, ROOM, ROOM, writable=True) for path, name in self.ports.items()]

    def let_go(self, path: Path, _label: str) -> None:
        with self.guard:
            self.out.append(self.ports.pop(path))

    def pull(self, path: Path) -> None:
        with self.guard:
            self.ports.pop(path, None)


def mounted(path: Path, size: int) -> bool:
    path.mkdir(exist_ok=True)
    asked = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture
def mounts() -> Iterator[list[Path]]:
    made: list[Path] = []
    yield made
    for path in made:
        subprocess.run(["umount", "-l", path], capture_output=True, check=False)


@pytest.fixture
def made(ws: Workspace, tmp_path: Path) -> tuple[pack.Pack, Path]:
    seminar, _public = public_seminar(ws)
    path = tmp_path / "p.fpbundle"
    return sealed(ws, seminar, path), path


def disturb(room: Room, name: str, monkeypatch: pytest.MonkeyPatch, *, own_file_systems: bool) -> None:
    """Let one stick give back something else than what was written, and another one be pulled out meanwhile."""
    flush = durable.flush_folder

    def trouble(place: Path) -> None:
        if place.name == LYING:
            content = bytearray((place / name).read_bytes())
            content[2000] ^= 1
            (place / name).write_bytes(content)
        if place.name == PULLED:
            subprocess.run(["umount", "-l", place], capture_output=True, check=False)
            shutil.rmtree(place)
            room.pull(place)
        if place.name == FULL and not own_file_systems:
            raise OSError(errno.ENOSPC, "full")
        flush(place)

    monkeypatch.setattr(durable, "flush_folder", trouble)


def test_a_full_a_pulled_and_a_lying_stick_are_named_and_the_others_go_on(
    ws: Workspace, made: tuple[pack.Pack, Path], tmp_path: Path, mounts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    names = [f"stick-{n:02}" for n in range(1, WANTED + 1)]
    sizes = {folder / name: 64 << 10 if name == FULL else ROOM for name in names}
    mounts.extend(path for path, size in sizes.items() if mounted(path, size))
    for name in names:  # where nothing can be mounted, folders stand for sticks
        (folder / name).mkdir(exist_ok=True)
    (folder / "stick-01" / "mine.txt").write_text("not yours")
    room, stop = Room(folder, names), Task()
    disturb(room, made[0].name, monkeypatch, own_file_systems=len(mounts) == WANTED)
    last: dict[str, StickStage] = {}

    def listen(states: tuple[StickState, ...], count: StickCount) -> None:
        last.update({one.label: one.stage for one in states})
        for one in states:
            if one.stage is StickStage.FAILED:
                room.pull(one.path)  # a person pulls out what is red
        if (count.done, len(count.failed)) == (WANTED - 3, 3):
            stop.cancel()

    with suppress(Cancelled):
        handout.write_sticks(ws, *made, WANTED, task=stop, listen=listen, look=room.look, let_go=room.let_go)
    kept = handout.handout_of(ws, made[0])
    assert (kept.written, kept.failed) == (WANTED - 3, 3)
    assert {name for name, stage in last.items() if stage is StickStage.FAILED} == {FULL, PULLED, LYING}
    assert sorted(room.out) == sorted(set(names) - {FULL, PULLED, LYING})
    assert (folder / "stick-01" / "mine.txt").read_text() == "not yours"
    assert not (folder / LYING / made[0].name).exists(), "what is not what was written is removed"
    whole = made[1].read_bytes()
    for name in room.out:
        assert (folder / name / made[0].name).read_bytes() == whole
        assert {path.suffix for path in (folder / name).iterdir()} >= {".fpbundle", ".fpcard", ".pdf", ".py"}


def test_the_count_goes_on_after_a_restart_and_a_stick_that_has_it_is_not_counted_again(
    ws: Workspace, made: tuple[pack.Pack, Path], tmp_path: Path
) -> None:
    room = Room(tmp_path, ["a", "b"])
    assert handout.write_sticks(ws, *made, 2, look=room.look, let_go=room.let_go).done == 2
    room = Room(tmp_path, ["a", "c"])
    stages: list[StickStage] = []
    count = handout.write_sticks(
        ws, *made, 3, look=room.look, let_go=room.let_go,
        listen=lambda states, _count: stages.extend(one.stage for one in states if one.label == "a"),
    )  # fmt: skip
    assert (count.done, StickStage.WRITING in stages, StickStage.CHECKING in stages) == (3, False, True)
    [kept] = [one for one in programme.parts_of(ws, "handout", made[0].seminar) if isinstance(one, Handout)]
    assert (kept.written, kept.failed) == (3, 0)


def test_an_older_pack_goes_when_the_new_one_is_whole_and_nothing_else_does(
    ws: Workspace, made: tuple[pack.Pack, Path], tmp_path: Path
) -> None:
    older, path = made
    newer = sealed(ws, older.seminar, tmp_path / "q.fpbundle")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / older.name).write_bytes(path.read_bytes())
    (stick / "theirs.fpbundle").write_bytes(b"x")
    room = Room(tmp_path, ["stick"])
    handout.write_sticks(ws, newer, tmp_path / "q.fpbundle", 1, look=room.look, let_go=room.let_go)
    assert {one.name for one in stick.glob("*.fpbundle")} == {newer.name, "theirs.fpbundle"}


def test_the_program_goes_along_is_named_in_the_read_me_and_takes_no_other_files_name(
    ws: Workspace, made: tuple[pack.Pack, Path], tmp_path: Path
) -> None:
    chosen, path = made
    (tmp_path / "stick").mkdir()
    program = tmp_path / "focalpoint.AppImage"
    program.write_bytes(b"the program")
    room = Room(tmp_path, ["stick"])
    handout.write_sticks(ws, chosen, path, 1, beside=[program], look=room.look, let_go=room.let_go)
    assert (tmp_path / "stick" / "focalpoint.AppImage").read_bytes() == b"the program"
    for page in (tmp_path / "stick").glob("*READ-ME-*.pdf"):
        said = subprocess.run(["pdftotext", page, "-"], check=True, capture_output=True, text=True).stdout
        assert "focalpoint.AppImage" in said
    twin = tmp_path / "other" / "VERIFY_bundle.py"
    twin.parent.mkdir()
    twin.write_bytes(b"x")
    for odd in (twin, tmp_path / "none.zip"):
        with pytest.raises(BesideGoneError):
            handout.write_sticks(ws, chosen, path, 1, beside=[odd], look=room.look, let_go=room.let_go)


def test_a_pack_that_is_not_the_one_that_was_made_is_not_handed_out(
    ws: Workspace, made: tuple[pack.Pack, Path]
) -> None:
    chosen, path = made
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(PackFileGoneError):
        handout.write_sticks(ws, chosen, path, 1)


def test_where_nothing_can_eject_the_person_is_told_to_do_it(tmp_path: Path) -> None:
    room = Room(tmp_path, ["a"])

    def by_hand(path: Path, label: str) -> None:
        raise EjectByHandError(drive=label)

    said: list[str] = []
    listen: Callable[..., None] = lambda states, _count: said.extend(say(one.reason) for one in states if one.reason)  # noqa: E731
    StickWriter([stick_file("x.txt", b"x")], 1, look=room.look, let_go=by_hand).run(listen=listen)
    assert any("cannot be ejected from here" in one for one in said)
