"""The reader page folds what five devices lived through as the program does: conflicts, deletions, joins."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.bundles import container, ustar
from focalpoint.bundles.manifest import PLAIN, Manifest, Reader
from focalpoint.crypto import sealing
from focalpoint.vault import changes, devices
from tests.convergence.world import Device, Script, World
from tests.helpers import reader_keys, reader_page, vaults
from tests.helpers.browsers import INSTALLED, Chromium, Firefox
from tests.helpers.reader_page import Page, Row

SCRIPTS = int(os.environ.get("FOCALPOINT_READER_SCRIPTS", "2"))
KINDS = INSTALLED if os.environ.get("FOCALPOINT_READER") in ("all", "both") else INSTALLED[:1]
APPLIED = (
    "SELECT compartment.id, header, signature, body FROM change JOIN compartment USING (c)"
    " WHERE kind <> 'trust' AND state = 'applied' ORDER BY n"
)


class ForThePage(Script):
    """A script that seals what counts at each device when it is over, and notes what the device shows of it."""

    def __init__(self, world: World, seed: int, reader: tuple[str, str], folder: Path) -> None:
        super().__init__(world, seed)
        self.reader, self.folder = reader, folder
        self.made: dict[str, tuple[Path, Device, dict[str, Row]]] = {}

    def _compare(self, device: Device) -> None:
        super()._compare(device)
        path = self.folder / f"{self.seed}-{device.id[:8]}.fpbundle"
        self._seal(device, path)
        self.made[device.id] = path, device, reader_page.of_vault(device.ws.db)

    def _seal(self, device: Device, path: Path) -> None:
        groups: dict[str, list[container.Frame]] = {}
        for name, header, signature, body in device.ws.db.read(APPLIED):
            groups.setdefault(name, []).append((bytes(header), bytes(signature), bytes(body)))
        packed = [container.pack(name, frames) for name, frames in groups.items()]
        identity = device.ws.vault.identity
        cards = tuple(devices.own_card(one.ws.db).decode() for one in self.devices)
        made = Manifest(
            PLAIN, identity.space, "ab" * 16, identity.device, "2026-01-01T00:00:00Z", "0.1.0", "full",
            (Reader(self.reader[0], 1, ""),), tuple(one for one, _content in packed), (), cards, (), "",
        )  # fmt: skip
        control = container.seal_bundle(made, [content for _one, content in packed], identity.seed, [self.reader[1]])
        path.write_bytes(ustar.alone(control))


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium | Firefox]:
    with request.param(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def test_what_five_devices_lived_through_is_the_same_on_the_page(browser: Chromium | Firefox, tmp_path: Path) -> None:
    reader = vaults.create(tmp_path, "page").workspace
    identity, card = reader.vault.identity, devices.own_card(reader.db)
    world = World(tmp_path)
    fields, marks = 0, set()
    for seed in range(SCRIPTS):
        script = ForThePage(world, seed, (identity.device, sealing.recipient_of(identity.age)), tmp_path)
        script.run()
        for path, device, wanted in script.made.values():
            page = Page(browser)
            page.unlock(reader_keys.key_file(identity.age, card, senders=(devices.own_card(device.ws.db),)))
            [said] = page.open(path)
            assert said["code"] == "", (seed, device.role, said)
            fields += reader_page.compare(page.rows(), wanted)
            for row in wanted.values():
                marks |= {"contested"} if row.contested else set()
                marks |= {"deleted"} if row.deleted else set()
                marks |= {"joined"} if row.joined else set()
                marks |= {"revived"} if "~deleted" in row.contested else set()
            path.unlink()
    world.close()
    reader.lock()
    assert fields > 500 * SCRIPTS
    assert {"contested", "deleted"} <= marks
    assert SCRIPTS < 10 or marks == {"contested", "deleted", "joined", "revived"}
    assert changes.VERSION == 2, "a new version of changes is to be read by the page too"
