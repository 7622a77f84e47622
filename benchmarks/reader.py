"""The reader page in the browsers that are installed, beside the program that does the same with the same bundle."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.bundles import pair
from benchmarks.figures import Case, request
from focalpoint.bundles import container
from focalpoint.services.casework import attachments, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports
from focalpoint.vault import devices
from tests.helpers import reader_keys
from tests.helpers.browsers import INSTALLED, Chromium, Firefox
from tests.helpers.reader_page import Page

PIECE = 256 << 10


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    number, megabytes = (20, 4) if quick else (1_000, 256)
    giver, taker = pair(folder / "reader")
    with giver.db.transaction():
        chosen = [("request", requests.register(giver, request(n)).first_id) for n in range(number)]
    for place in range((megabytes << 20) // PIECE):
        attachments.attach_bytes(giver, *chosen[place % number], os.urandom(PIECE), name=f"scan-{place}.bin")
    bundle = folder / "reader.fpbundle"
    export.seal_plan(giver, export.plan_export(giver, chosen, [taker.device], again=True), bundle, "TRN figures")
    for kind in INSTALLED:
        with kind(folder / f"browser-{kind.name}") as browser:
            yield from _in(browser, bundle, giver, taker, f"{number} records with {megabytes} MB")
    giver.lock()
    taker.lock()


def _in(browser: Chromium | Firefox, bundle: Path, giver: Workspace, taker: Workspace, size: str) -> Iterator[Case]:
    identity = taker.vault.identity
    key = reader_keys.key_file(identity.age, devices.own_card(taker.db), senders=(devices.own_card(giver.db),))
    numbers, folder = count(), browser.folder / "copies"
    folder.mkdir()

    def fresh() -> Page:
        page = Page(browser)
        page.unlock(key)
        return page

    pages = [fresh()]

    def opened() -> None:
        copy = folder / f"{next(numbers)}.fpbundle"  # a link: what a browser remembers of a file is not measured
        os.link(bundle, copy)
        pages[0] = fresh()
        [said] = pages[0].open(copy)
        assert said["code"] == "", said

    def checked() -> None:
        found = pages[0].check_documents()
        assert found["missing"] == found["other"] == 0, found

    def program() -> None:
        imports.preview(taker, imports.inspect(taker, bundle, opener=container.open_control))

    def decrypted() -> None:
        for row in giver.db.read("SELECT id FROM row_document"):
            with attachments.open_stream(giver, row[0]) as stream:
                hashlib.file_digest(stream, "sha256")

    name = browser.name
    yield Case(f"load the page, unlock, open {size}, {name} | open them in the program", opened, program, rounds=5)
    yield Case(f"check the documents there, {name} | decrypt and hash in the program", checked, decrypted, rounds=5)
    shutil.rmtree(folder)
