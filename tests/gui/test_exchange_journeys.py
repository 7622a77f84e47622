"""The exchange page by its buttons: people, statements, servers and how often they run, one's own card, a receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox

from focalpoint import paths
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers, reader_page, trust
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteSettings
from tests.gui.driver import Driver
from tests.helpers import vaults


@pytest.fixture
def colleague(tmp_path: Path, opened: Workspace) -> Iterator[Workspace]:
    other = vaults.create(tmp_path, "second").workspace
    vaults.introduce(opened, other, tmp_path)
    yield other
    other.lock()


@pytest.fixture
def shared(tmp_path: Path, opened: Workspace, colleague: Workspace) -> Path:
    """Return a shared folder that both laptops know as “Office”."""
    folder = tmp_path / "shared"
    folder.mkdir()
    settings = RemoteSettings(kind="folder", address=str(folder))
    servers.add_remote(opened, "Office", settings, [colleague.device], everything=True)
    servers.add_remote(colleague, "Office", settings, [opened.device], everything=True)
    return folder


def exchange(driver: Driver, tab: str) -> None:
    driver.open("exchange")
    driver.turn(tab)
    driver.settle()


def test_a_person_is_added_from_a_card_compared_and_given_a_role(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "second").workspace
    peers.save_card(other, tmp_path / "second.fpcard")
    exchange(driver, "People")
    driver.sees("Nobody yet.")
    with driver.choosing(tmp_path / "second.fpcard"):
        driver.press("Add a person from a card…")
    driver.tick("I compared them with this person, and they agree")
    driver.choose("What this person may read", peers.ROLES["partner"])
    driver.press("Save")
    driver.sees("Officer second", "Verified in person")
    kept = peers.peer(opened, other.device)
    assert (kept.state, kept.role) == ("verified", "partner")
    other.lock()


def test_ones_own_card_is_saved_and_another_vault_takes_it(
    driver: Driver, opened: Workspace, tmp_path: Path, ws_other: Workspace
) -> None:
    exchange(driver, "My card")
    with driver.choosing(tmp_path / "mine.fpcard"):
        driver.press("Save my card…")
    driver.sees("The card was saved.")
    assert peers.add_peer(ws_other, tmp_path / "mine.fpcard", "office").device == opened.device


def test_the_reader_page_is_saved_and_its_hash_is_shown(driver: Driver, tmp_path: Path) -> None:
    exchange(driver, "My card")
    driver.sees(reader_page.page_hash())
    with driver.choosing(tmp_path / "page.html"):
        driver.press("Save the reader page…")
    driver.sees("The reader page was saved.")
    assert (tmp_path / "page.html").read_bytes() == paths.reader_page().read_bytes()


@pytest.fixture
def ws_other(tmp_path: Path) -> Iterator[Workspace]:
    other = vaults.create(tmp_path, "other").workspace
    yield other
    other.lock()


def test_without_a_verified_person_nothing_is_handed_over_or_sent(driver: Driver) -> None:
    exchange(driver, "Statements")
    driver.press("Hand over to a successor…")
    driver.sees("Add the successor's card and compare its digits first.")
    assert not driver.can_press("Hand over")
    driver.press("Cancel")
    driver.press("Send the statements…")
    driver.sees("Only people whose cards you verified can be chosen.")
    assert not driver.can_press("Seal…")
    driver.press("Cancel")


def test_the_statements_are_sealed_for_one_person_who_takes_them_in(
    driver: Driver, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(opened, third, tmp_path)
    trust.revoke(opened, third.device, "TRN lost in a taxi")
    exchange(driver, "Statements")
    driver.sees("TRN lost in a taxi")
    driver.press("Send the statements…")
    with driver.choosing(tmp_path / "words.fpbundle"):
        driver.press("Seal…")
    driver.sees("The statements are sealed and read back.")
    vaults.receive(colleague, tmp_path / "words.fpbundle")
    assert any("TRN lost in a taxi" in line.reason for line in trust.lines(colleague))
    third.lock()


def test_a_server_is_added_by_its_form_and_forgotten(
    driver: Driver, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    exchange(driver, "Servers")
    driver.sees("No server was added.")
    driver.press("Add a server…")
    driver.press("Look at it and add it")
    driver.sees("Fill in the name and the address, and choose at least one person.")
    driver.type("Name", "TRN Office")
    with driver.choosing(tmp_path / "shared"):
        driver.press("Choose a folder…")
    (person,) = (box for box in driver.visible(QCheckBox) if colleague.info.person in box.text())
    driver.tick(person.text())
    driver.press("Look at it and add it")
    driver.sees("TRN Office", "Never in step yet")
    assert [place.name for place in servers.places(opened)] == ["TRN Office"]
    driver.press("Forget")
    driver.sees("No server was added.")
    assert servers.places(opened) == []


def test_only_a_server_asks_how_to_enter(driver: Driver) -> None:
    exchange(driver, "Servers")
    driver.press("Add a server…")
    driver.sees("Choose a folder…", "Nobody is verified yet.")
    driver.sees_not("User name there")
    driver.choose("What it is", "An SFTP server")
    driver.sees("User name there", "Fingerprint of the server")
    driver.sees_not("Choose a folder…")
    driver.close()


def test_a_folder_that_is_not_there_is_refused_in_words(
    driver: Driver, opened: Workspace, colleague: Workspace
) -> None:
    exchange(driver, "Servers")
    driver.press("Add a server…")
    driver.type("Name", "TRN Office")
    driver.type("Where it is", str(opened.info.path.parent / "no such folder"))
    (person,) = (box for box in driver.visible(QCheckBox) if colleague.info.person in box.text())
    driver.tick(person.text())
    driver.press("Look at it and add it")
    driver.sees_not("Looking at what it can do…")
    assert driver.can_press("Look at it and add it"), "it can be tried again"
    assert servers.places(opened) == []
    driver.close()


@pytest.mark.usefixtures("shared")
def test_records_travel_by_the_button_and_what_comes_back_is_counted(
    driver: Driver, opened: Workspace, colleague: Workspace
) -> None:
    vaults.register(opened, subject="TRN by server")
    exchange(driver, "Servers")
    driver.press("Synchronise now")
    driver.sees("1 bundle put there · 0 bundles taken in", "In step since")
    assert servers.run(colleague, "Office").taken == 1
    driver.press("Synchronise now")
    driver.sees("1 bundle taken in")


@pytest.mark.usefixtures("shared")
def test_when_a_server_runs_and_how_much_it_carries_is_kept(driver: Driver, opened: Workspace) -> None:
    exchange(driver, "Servers")
    driver.press("When and how much…")
    driver.tick("Run by itself every 15 minutes while the vault is open")
    driver.tick("Pause: for now it runs only when I ask")
    driver.choose("Most that a run carries, for a dear line", "No limit")
    driver.press("Save")
    (place,) = servers.status(opened)
    assert (place.automatic, place.paused, place.budget) == (True, True, 0)


def test_a_receipt_is_written_for_who_sent_a_bundle(
    driver: Driver, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    request = vaults.register(colleague, subject="TRN sent")
    vaults.receive(opened, vaults.send(colleague, opened, [("request", request)], tmp_path / "in.fpbundle"))
    exchange(driver, "Bundles")
    driver.sees("From \u2068Officer second\u2069, number 1")
    with driver.choosing(tmp_path / "receipt.fpbundle"):
        driver.press("Receipt for \u2068Officer second\u2069…")
    driver.sees("The receipt is written and read back.")
    vaults.receive(colleague, tmp_path / "receipt.fpbundle")
    assert any(row.acked for row in peers.bundles(colleague))


def test_bundles_are_looked_for_in_a_folder_until_it_is_named_no_more(
    driver: Driver, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    arrives = tmp_path / "arrives"
    arrives.mkdir()
    request = vaults.register(colleague, subject="TRN arrived")
    vaults.send(colleague, opened, [("request", request)], arrives / "in.fpbundle")
    exchange(driver, "Bundles")
    with driver.choosing(arrives):
        driver.press("Choose a folder…")
    driver.sees("in.fpbundle", "has arrived")
    driver.press("Stop looking there")
    driver.sees_not("has arrived")
