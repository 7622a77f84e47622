"""Whole bundles, imports and synchronisation, beside public tools that do the nearest thing with the same bytes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import msgspec

from benchmarks.figures import Case, empty, filled, greatest_mb, request
from focalpoint.bundles import opening, ustar
from focalpoint.crypto import signing
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.sync import servers
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.vault import changes, devices


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    yield from _against_tools(folder / "tools", 20 if quick else 1_000, 4 if quick else 256)
    yield from _imports(folder / "imports", 500 if quick else 10_000)
    yield from _deltas(folder / "deltas", (200, 1_000) if quick else (1_000, 20_000))
    yield from _sync(folder / "sync", 50 if quick else 1_000)
    yield _memory((8, 32) if quick else (64, 1_024))


def introduce(folder: Path, one: Workspace, other: Workspace) -> None:
    """Let two vaults know each other."""
    for giver, taker in ((one, other), (other, one)):
        peers.save_card(giver, folder / "card.fpcard")
        peers.mark_verified(taker, peers.add_peer(taker, folder / "card.fpcard", "office").device)


def pair(folder: Path) -> tuple[Workspace, Workspace]:
    """Return two empty vaults that know each other."""
    folder.mkdir(parents=True, exist_ok=True)
    made = empty(folder, "giver"), empty(folder, "taker")
    introduce(folder, *made)
    return made


def _registered(ws: Workspace, number: int) -> list[tuple[str, str]]:
    with ws.db.transaction():
        return [("request", requests.register(ws, request(n)).first_id) for n in range(number)]


def _tool(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _against_tools(folder: Path, number: int, megabytes: int) -> Iterator[Case]:
    if any(shutil.which(name) is None for name in ("tar", "zstd", "age", "openssl")):
        print("tar, zstd, age or openssl is missing: bundles are not measured beside them")
        return
    giver, taker = pair(folder)
    chosen = _registered(giver, number)
    plain = folder / "plain"
    plain.mkdir()
    for place in range(megabytes // 4):
        content = os.urandom(4 << 20)
        attachments.attach_bytes(giver, *chosen[place % number], content, name=f"scan-{place}.bin")
        (plain / f"scan-{place}.bin").write_bytes(content)
    for _type, record in chosen:
        fields = msgspec.to_builtins(requests.get_request(giver, record))
        (plain / f"{record}.json").write_text(json.dumps(fields, ensure_ascii=False), "utf-8")
    _tool("openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "key.pem")
    _tool("age-keygen", "-o", folder / "age.txt")
    reader = (folder / "age.txt").read_text().split("public key: ")[1].split()[0]
    numbers = count()
    sealed: list[Path] = []

    def seal() -> None:
        plan = export.plan_export(giver, chosen, [taker.device], again=True)
        sealed.append(export.seal_plan(giver, plan, folder / f"{next(numbers)}.fpbundle", "figures").path)

    def tools() -> None:
        target = folder / "plain.age"
        with suppress(FileNotFoundError):
            target.unlink()
        script = 'tar -C "$1" -c . | zstd -q -3 | age -r "$2" -o "$3" && sync "$3" && sha256sum "$3" > "$3.sum"'
        _tool("sh", "-c", script, "sh", plain, reader, target)
        _tool("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", folder / "key.pem", "-in", f"{target}.sum", "-out",
              f"{target}.sig")  # fmt: skip

    takers = count()

    def prepared() -> None:
        here = folder / f"fresh-{next(takers)}"
        here.mkdir()
        fresh = empty(here, "taker")
        introduce(folder, giver, fresh)
        plan = export.plan_export(giver, chosen, [fresh.device], again=True)
        path = export.seal_plan(giver, plan, here / "one.fpbundle", "figures").path
        waiting.append((fresh, path))

    waiting: list[tuple[Workspace, Path]] = []
    for _time in range(3):
        prepared()

    def read() -> None:
        fresh, path = waiting.pop()
        imports.apply(fresh, imports.preview(fresh, imports.inspect(fresh, path)))
        fresh.lock()

    def unpack() -> None:
        target = folder / "unpacked"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        _tool("sh", "-c", 'sha256sum -c "$1.sum"', "sh", folder / "plain.age")
        script = 'age -d -i "$1" "$2" | zstd -q -d | tar -C "$3" -x && sync -f "$3"'
        _tool("sh", "-c", script, "sh", folder / "age.txt", folder / "plain.age", target)

    what = f"{number} records with {megabytes} MB"
    yield Case(f"seal {what} | tar, zstd, age, Ed25519", seal, tools, 3)
    yield Case(f"verify and import {what} | verify, age, zstd, tar", read, unpack, 3)
    giver.lock()
    taker.lock()


def _imports(folder: Path, number: int) -> Iterator[Case]:
    giver, taker = pair(folder)
    chosen = _registered(giver, number)
    plan = export.plan_export(giver, chosen, [taker.device])
    path = export.seal_plan(giver, plan, folder / "one.fpbundle", "figures").path
    opened = opening.open_control(
        _control(path), taker.vault.identity.age, taker.device, devices.keys_given_by_hand(taker.db)
    )
    keys = devices.keys_given_by_hand(taker.db)

    def rehearse() -> None:
        imports.preview(taker, imports.inspect(taker, path))

    def verify() -> None:
        for header, signature, _body in opened.frames:
            signing.verify(keys[giver.device], changes.TYPE, header, signature)

    fields = sum(len(msgspec.json.decode(frame[2])["ops"]) for frame in opened.frames) // len(opened.frames)
    name = f"take in {len(opened.frames)} changes of {fields} fields | their signatures alone"
    yield Case(name, rehearse, verify, 3)
    giver.lock()
    taker.lock()


def _control(path: Path) -> bytes:
    with path.open("rb") as stream:
        return ustar.read_control(stream)


def _deltas(folder: Path, sizes: tuple[int, int]) -> Iterator[Case]:
    """The same 200 changes into a small vault and into a large one."""
    folder.mkdir(parents=True, exist_ok=True)
    actions: list[Callable[[], None]] = []
    for size in sizes:
        taker = filled(folder, size)
        giver = empty(folder, f"giver-{size}")
        introduce(folder, giver, taker)
        chosen = _registered(giver, 100)
        first = export.seal_plan(
            giver, export.plan_export(giver, chosen, [taker.device]), folder / f"{size}", "figures"
        )
        imports.apply(taker, imports.preview(taker, imports.inspect(taker, first.path)))
        for _type, record in chosen:
            found = requests.get_request(giver, record)
            records.save(giver, replace(found, subject="changed"))
        plan = export.plan_export(giver, chosen, [taker.device], again=True)
        path = export.seal_plan(giver, plan, folder / f"{size}.fpbundle", "figures").path

        def merge(ws: Workspace = taker, bundle: Path = path) -> None:
            imports.preview(ws, imports.inspect(ws, bundle))

        actions.append(merge)
    yield Case(f"rehearse 100 changes in {sizes[1]} requests | in {sizes[0]}", actions[1], actions[0], 5)


def _sync(folder: Path, number: int) -> Iterator[Case]:
    giver, taker = pair(folder)
    chosen = _registered(giver, number)
    (folder / "server").mkdir()
    settings = RemoteSettings(kind="folder", address=str(folder / "server"))
    servers.add_remote(giver, "room", settings, [taker.device])
    servers.add_remote(taker, "room", settings, [giver.device])
    servers.share(giver, "room", chosen)
    done: list[int] = []

    def both() -> None:
        if not done:
            servers.run(giver, "room")
            servers.run(taker, "room")
            done.append(1)

    def copy() -> None:
        for _type, record in chosen:
            target = folder / "server" / f"{record}.md"
            with target.open("wb") as out:
                out.write(b"x" * 800)
                os.fsync(out.fileno())
            target.read_bytes()

    def idle() -> None:
        servers.run(taker, "room")

    def listing() -> None:
        for _root, _folders, _files in os.walk(folder / "server"):
            pass

    yield Case(f"sync {number} records to a folder and into the other vault | {number} files", both, copy, 1)
    yield Case("sync with nothing new | listing the folder", idle, listing, 9)
    giver.lock()
    taker.lock()


def _memory(megabytes: tuple[int, int]) -> Case:
    """The greatest memory of a process that attaches, seals and takes in so many MB."""

    def greatest() -> tuple[float, float]:
        large, small = (
            float(subprocess.check_output([sys.executable, "-m", "benchmarks.bundles", str(size)], text=True))
            for size in reversed(megabytes)
        )
        return large, small

    return Case(f"memory: attach, seal, take in {megabytes[1]} MB | {megabytes[0]} MB", memory=greatest)


def run_once(megabytes: int, folder: Path) -> None:
    """Attach, seal and take in one file of so many MB."""
    giver, taker = pair(folder)
    [chosen] = _registered(giver, 1)
    source = folder / "scan.bin"
    with source.open("wb") as out:
        for _block in range(megabytes):
            out.write(os.urandom(1 << 20))
    attachments.attach(giver, *chosen, source)
    plan = export.plan_export(giver, [chosen], [taker.device])
    path = export.seal_plan(giver, plan, folder / "one.fpbundle", "figures").path
    imports.apply(taker, imports.preview(taker, imports.inspect(taker, path)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        run_once(int(sys.argv[1]), Path(place))
    print(greatest_mb())
