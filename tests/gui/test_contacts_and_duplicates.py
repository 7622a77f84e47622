"""Contact cards in and out, contacts that may be one, and requests that share a reference: by the buttons there are."""

from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.services.casework import duplicates, listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Driver
from tests.helpers import vaults

CARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:TRN Amina Haddad\r\nN:Haddad;Amina;;;\r\nORG:TRN Ministry\r\n"
    "EMAIL:amina@example.org\r\nEND:VCARD\r\n"
)


def contacts(ws: Workspace) -> int:
    return len(listing.ids(ws, Listing("contact")))


def contact(ws: Workspace, name: str, **more: str) -> str:
    return records.save(ws, Contact(name=name, kind="national_authority", **more)).first_id  # type: ignore[arg-type]


def test_a_contact_card_is_taken_in_once(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / "card.vcf").write_text(CARD)
    driver.open("contact")
    for said in ("New: 1. Known already: 0.", "New: 0. Known already: 1."):
        with driver.choosing(tmp_path / "card.vcf"):
            driver.pick("More", "Take in contact cards…")
        assert said in driver.notice()
    assert contacts(opened) == 1


def test_a_file_that_is_no_card_takes_nothing_in(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / "card.vcf").write_bytes(b"\xff\xfe TRN no card")
    driver.open("contact")
    with driver.choosing(tmp_path / "card.vcf"):
        driver.pick("More", "Take in contact cards…")
    assert contacts(opened) == 0


def test_the_chosen_contacts_are_written_as_cards(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    contact(opened, "TRN Written", email="written@example.org")
    driver.open("contact")
    driver.page().list.view.clearSelection()
    driver.pick("More", "Write as contact cards…")
    driver.sees("Choose the contacts in the list first.")
    driver.page().list.view.go_to(0)
    with driver.choosing(tmp_path / "out.vcf"):
        driver.pick("More", "Write as contact cards…")
    content = (tmp_path / "out.vcf").read_text()
    assert "FN:TRN Written" in content
    assert "written@example.org" in content
    driver.sees("Written. The file is not protected by the vault.")


def test_two_contacts_with_one_address_are_joined_under_the_chosen_name(driver: Driver, opened: Workspace) -> None:
    stays = contact(opened, "TRN Amina", email="amina@example.org")
    goes = contact(opened, "TRN A. Haddad", email="Amina@example.org", phone="+1")
    driver.open("contact")
    driver.pick("More", "One contact twice?")
    driver.sees("TRN Amina", "TRN A. Haddad")
    driver.press("Join under “\u2068TRN Amina\u2069”")
    driver.sees("No two contacts look like one.")
    driver.press("Close")
    assert rows.is_deleted(opened, "contact", goes)
    joined = rows.get(opened, "contact", stays)
    assert isinstance(joined, Contact)
    assert (joined.phone, joined.other_names) == ("+1", ("TRN A. Haddad",))


@pytest.fixture
def twice(opened: Workspace) -> tuple[str, str]:
    """Return two requests with one reference, registered on different days."""
    first = vaults.register(opened, own_ref="TRN-5", subject="TRN first", received_on="2026-10-01")
    return first, vaults.register(opened, own_ref="TRN-5", subject="TRN second", received_on="2026-10-02")


def test_of_two_requests_with_one_reference_one_gives_way_and_is_separated_again(
    driver: Driver, opened: Workspace, twice: tuple[str, str]
) -> None:
    stays, goes = twice
    driver.shell.show_page("exchange")
    driver.turn("Decisions")
    driver.settle()
    driver.sees("The same reference twice", "TRN first", "TRN second")
    driver.press("Keep the one of 1 October 2026")
    driver.sees("Joined. They can be separated again at any time.")
    assert duplicates.keeper(opened, goes) == stays
    driver.open("request")
    driver.page().open(goes)
    driver.settle()
    driver.sees("which stays in the register.")
    driver.press("Separate")
    driver.sees("Separated. Both stand by themselves again.")
    assert not duplicates.keeper(opened, goes)


def test_two_requests_told_apart_are_not_asked_about_again(
    driver: Driver, opened: Workspace, twice: tuple[str, str]
) -> None:
    driver.open("exchange")
    driver.turn("Decisions")
    driver.press("They are two requests")
    driver.sees("They are kept as two requests.")
    driver.sees_not("The same reference twice")
    assert duplicates.duplicate_pairs(opened) == []
    assert not any(duplicates.keeper(opened, request) for request in twice)


def test_either_of_the_two_can_be_opened(driver: Driver, twice: tuple[str, str]) -> None:
    for place in (0, 1):
        driver.open("exchange")
        driver.turn("Decisions")
        driver.press(f"Open {place + 1}")
        assert driver.record() in twice
