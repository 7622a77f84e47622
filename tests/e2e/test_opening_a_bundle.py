"""The page for the Court's technical staff: its commands are run exactly as they stand there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.bundles import container, ustar
from focalpoint.crypto import sealing
from focalpoint.domain.requests import Request
from focalpoint.services.casework import attachments, records
from focalpoint.services.core import process_world
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from tests.helpers import vaults

PAGE = Path(__file__).parents[2] / "docs" / "opening-a-bundle.md"
LETTER = b"TRN a letter of one part"
SCAN = bytes(range(256)) * 40_000  # more than one part


def sections() -> dict[str, str]:
    """Return the commands of the page by the heading they stand under."""
    found: dict[str, str] = {}
    heading = ""
    for line in re.split(r"^(## .*|```sh\n(?s:.*?)^```)$", PAGE.read_text("utf-8"), flags=re.M):
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("```sh\n"):
            found[heading] = found.get(heading, "") + line[6:-3]
    return found


def run(folder: Path, commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], cwd=folder, capture_output=True, text=True, check=False
    )


def checking() -> str:
    """Return everything but the making of a card."""
    return "\n".join(text for heading, text in sections().items() if not heading.startswith("Once"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """A folder as the page wants it: a card made by the page's own commands, and a bundle made for it."""
    folder = tmp_path_factory.mktemp("desk")
    first = [text for heading, text in sections().items() if heading.startswith(("The functions", "Once"))]
    done = run(folder, "\n".join(first))
    assert done.returncode == 0, done.stderr
    process_world.leave_world()  # this comes before what each test begins with
    giver = vaults.create(tmp_path_factory.mktemp("office"), training=False).workspace
    reader = peers.add_peer(giver, folder / "reader.fpcard", "court")
    assert " ".join(reader.groups) in done.stdout
    peers.mark_verified(giver, reader.device)
    request = vaults.register(giver, subject="DESKWORD", notes="INTERNALWORD", court_note="COURTWORD")
    attachments.attach_bytes(giver, "request", request, LETTER, name="../../etc/letter.txt")
    attachments.attach_bytes(giver, "request", request, SCAN, name="scan.bin")
    item = records.get(giver, "request", request)
    assert isinstance(item, Request)
    records.save(giver, vaults.request(id=request, subject="DESKWORD again", notes="INTERNALWORD"))
    plan = export.plan_export(giver, [("request", request)], [reader.device])
    export.seal_plan(giver, plan, folder / "letter.fpbundle", "TRN")
    peers.save_card(giver, folder / "sender.fpcard")
    yield giver, folder
    giver.lock()


@pytest.fixture
def desk(made: tuple[Workspace, Path], tmp_path: Path) -> Path:
    for name in ("letter.fpbundle", "sender.fpcard", "reader.fpcard", "reader.key"):
        shutil.copy(made[1] / name, tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_the_commands_of_the_page_open_and_check_a_bundle(desk: Path) -> None:
    done = run(desk, checking())
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "DIFFERENT" not in done.stdout
    assert "Verification Failure" not in done.stdout
    assert done.stdout.count("Signature Verified Successfully") == 2 + done.stdout.count(" by ")
    assert done.stdout.count(" by ") >= 5
    assert done.stdout.count("follows the one before it") >= 3
    assert "DESKWORD again" in done.stdout
    assert "COURTWORD" in done.stdout
    assert "INTERNALWORD" not in done.stdout
    written = sorted(path.read_bytes() for path in (desk / "documents").iterdir())
    assert written == sorted((LETTER, SCAN))


def again(desk: Path, plain: bytes) -> None:
    """Seal a changed control part for the reader, with the same parts after it."""
    identity = next(line for line in (desk / "reader.key").read_text().splitlines() if line.startswith("AGE-"))
    with (desk / "letter.fpbundle").open("rb") as stream:
        ustar.read_control(stream)
        parts = list(ustar.read_parts(stream))
    with (desk / "letter.fpbundle").open("wb") as out:
        ustar.write_member(out, ustar.CONTROL, sealing.seal(plain, [sealing.recipient_of(identity)]))
        for name, content in parts:
            ustar.write_member(out, name, content)
        ustar.write_end(out)


def control(desk: Path) -> bytes:
    identity = next(line for line in (desk / "reader.key").read_text().splitlines() if line.startswith("AGE-"))
    with (desk / "letter.fpbundle").open("rb") as stream:
        return sealing.unseal(ustar.read_control(stream), identity)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["mark", "manifest", "signature", "segment", "padding"])
def test_the_commands_end_where_something_was_changed(desk: Path, place: str) -> None:
    plain = bytearray(control(desk))
    end = 12 + int.from_bytes(plain[8:12])
    at = {"mark": 3, "manifest": 30, "signature": end + 5, "segment": end + 64 + 40, "padding": len(plain) - 1}[place]
    plain[at] ^= 1
    again(desk, bytes(plain))
    done = run(desk, checking())
    assert done.returncode != 0
    assert not (desk / "changes").exists(), "nothing is read before it is checked"


@pytest.mark.slow
def test_the_commands_end_at_a_changed_part_another_signer_and_other_readers(
    desk: Path, made: tuple[Workspace, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    original = (desk / "letter.fpbundle").read_bytes()
    changed = bytearray(original)
    changed[-3 * ustar.BLOCK] ^= 1
    (desk / "letter.fpbundle").write_bytes(changed)
    assert "DIFFERENT: a part" in run(desk, checking()).stdout

    other = vaults.create(tmp_path_factory.mktemp("other"), "other", training=False).workspace
    fresh = tmp_path_factory.mktemp("signer")
    for name in ("reader.fpcard", "reader.key"):
        shutil.copy(desk / name, fresh / name)
    (fresh / "letter.fpbundle").write_bytes(original)
    peers.save_card(other, fresh / "sender.fpcard")
    done = run(fresh, checking())
    assert done.returncode != 0
    assert "Signature Verification Failure" in done.stdout

    forwarded = tmp_path_factory.mktemp("forwarded")
    peers.save_card(made[0], forwarded / "sender.fpcard")
    peers.save_card(other, forwarded / "reader.fpcard")
    (forwarded / "reader.key").write_text(other.vault.identity.age + "\n")
    with (forwarded / "letter.fpbundle").open("wb") as out:
        recipient = sealing.recipient_of(other.vault.identity.age)
        ustar.write_member(out, ustar.CONTROL, sealing.seal(control_of(original, desk), [recipient]))
        ustar.write_end(out)
    assert "DIFFERENT: the signed list of readers" in run(forwarded, checking()).stdout
    other.lock()


def control_of(content: bytes, desk: Path) -> bytes:
    (desk / "letter.fpbundle").write_bytes(content)
    plain = control(desk)
    assert plain.startswith(container.MAGIC)
    return plain
