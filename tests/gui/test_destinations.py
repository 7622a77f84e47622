"""Each destination leads where it says, whatever page was open before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Assignment
from focalpoint.gui.destinations import (
    Destination,
    ToBundle,
    ToCard,
    ToConflicts,
    ToDocument,
    ToDraft,
    ToExport,
    ToLibrary,
    ToList,
    ToNewRecord,
    ToPage,
    ToRecord,
    ToServers,
    ToSettings,
)
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.exchange.page import DECISIONS, SERVERS, ExchangePage
from focalpoint.gui.pages.exchange.peer import PeerDialog
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.rail import PAGES
from focalpoint.services.casework import attachments, records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from tests.gui.driver import Driver
from tests.helpers import vaults


def go(driver: Driver, to: Destination) -> None:
    driver.shell.context.go.emit(to)
    driver.settle()


def tab(driver: Driver) -> int:
    page = driver.shell.stack.currentWidget()
    assert isinstance(page, ExchangePage | SettingsPage)
    return page.tabs.currentIndex()


def test_every_page_of_the_rail_opens_by_its_button(driver: Driver) -> None:
    for name, (label, _icon) in PAGES.items():
        driver.press(label)
        assert driver.shell.page_name() == name
    go(driver, ToPage("today"))
    assert driver.shell.page_name() == "today"


@pytest.mark.parametrize("keys", [f"Ctrl+{(place + 1) % 10}" for place in range(len(PAGES))])
def test_every_page_opens_by_its_keys(keys: str, driver: Driver) -> None:
    driver.open("search" if keys != "Ctrl+9" else "today")
    driver.keys(keys)
    assert driver.shell.page_name() == list(PAGES)[(int(keys[-1]) - 1) % 10]


def test_a_record_opens_on_the_page_of_its_register(driver: Driver, opened: Workspace) -> None:
    request = vaults.register(opened, subject="TRN there")
    contact = records.save(opened, Contact(name="TRN Person", kind="national_authority")).first_id
    for kind, record in (("request", request), ("contact", contact)):
        go(driver, ToRecord(kind, record))
        assert (driver.shell.page_name(), driver.record()) == (kind, record)


def test_a_part_of_a_dossier_opens_among_the_requests(driver: Driver, opened: Workspace) -> None:
    request = vaults.register(opened)
    part = records.save(opened, Assignment(request=request, title="TRN ask the bank")).first_id
    go(driver, ToRecord("task", part))
    assert driver.shell.page_name() == "request"
    assert driver.record() == part
    driver.press("Open the request")
    assert driver.record() == request


def test_a_new_record_begins_with_its_values(driver: Driver) -> None:
    go(driver, ToNewRecord("contact", {"name": "TRN Newcomer"}))
    editor = driver.page().editor
    assert editor is not None
    assert editor.fields["name"].value() == "TRN Newcomer"


def test_a_draft_is_gone_on_with_and_one_that_is_gone_opens_nothing(driver: Driver) -> None:
    go(driver, ToNewRecord("request"))
    driver.fill(subject="TRN half written")
    editor = driver.page().editor
    assert editor is not None
    key = editor.key
    driver.open("today")
    go(driver, ToDraft(key))
    editor = driver.page().editor
    assert editor is not None
    assert editor.fields["subject"].value() == "TRN half written"
    driver.press("Discard")
    go(driver, ToDraft(key))
    assert driver.page().editor is None


def test_a_document_opens_over_the_page_and_leads_back_to_it(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("TRN words of the document")
    request = vaults.register(opened)
    document = attachments.attach(opened, "request", request, tmp_path / "note.txt").first_id
    driver.open("calendar")
    go(driver, ToDocument(document))
    driver.sees("note.txt")
    driver.press("Back")
    assert driver.shell.page_name() == "calendar"


def test_a_list_shows_what_the_words_find_in_one_register_or_in_all(driver: Driver, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN apples")
    vaults.register(opened, subject="TRN pears")
    go(driver, ToList("request", "apples"))
    assert driver.page().list.model.records() == 1
    go(driver, ToList("", "pears"))
    assert driver.shell.page_name() == "search"
    driver.settle()
    driver.sees("TRN pears")
    driver.sees_not("TRN apples")


@pytest.mark.parametrize(
    ("section", "title"),
    [("officers", "Officers"), ("trash", "Trash"), ("care", "Backups"), ("backup", "Backups"), ("audit", "Audit log")],
)
def test_a_section_of_the_settings_opens(section: str, title: str, driver: Driver) -> None:
    go(driver, ToSettings(section))
    page = driver.shell.stack.currentWidget()
    assert isinstance(page, SettingsPage)
    assert page.tabs.tabText(page.tabs.currentIndex()) == title


def test_the_library_opens_at_a_type_of_request(driver: Driver) -> None:
    go(driver, ToLibrary("C-k3"))
    assert driver.shell.page_name() == "library"
    assert driver.field("Types of request", QComboBox).currentText() == driver.shell.context.reference.label(
        "request_types", "C-k3", "en"
    )
    driver.sees("Freezing without a link between crime and asset")
    driver.sees_not("Arrest and surrender")


@pytest.mark.parametrize(("to", "place"), [(ToServers(), SERVERS), (ToConflicts(), DECISIONS)])
def test_servers_and_conflicts_open_their_tab_of_the_exchange(to: Destination, place: int, driver: Driver) -> None:
    go(driver, to)
    assert tab(driver) == place


@pytest.fixture
def colleague(tmp_path: Path, opened: Workspace) -> Callable[[], Workspace]:
    def make() -> Workspace:
        other = vaults.create(tmp_path, "second").workspace
        vaults.introduce(opened, other, tmp_path)
        return other

    return make


def test_an_export_opens_with_the_records_that_were_chosen(
    driver: Driver, opened: Workspace, colleague: Callable[[], Workspace]
) -> None:
    colleague().lock()
    request = vaults.register(opened, subject="TRN goes out")
    go(driver, ToExport((("request", request),)))
    assert isinstance(driver.top(), ExportDialog)
    driver.sees("TRN goes out")
    driver.close()


def test_a_bundle_is_shown_and_nothing_of_it_is_taken_in(
    driver: Driver, opened: Workspace, colleague: Callable[[], Workspace], tmp_path: Path
) -> None:
    other = colleague()
    request = vaults.register(other, subject="TRN from elsewhere")
    bundle = vaults.send(other, opened, [("request", request)], tmp_path / "in.fpbundle")
    other.lock()
    with driver.choosing(bundle):
        go(driver, ToBundle())
    assert isinstance(driver.top(), OpenBundleDialog)
    driver.sees("TRN from elsewhere")
    driver.close()
    go(driver, ToBundle(bundle))
    assert isinstance(driver.top(), OpenBundleDialog)
    driver.close()
    driver.open("request")
    assert driver.page().list.model.records() == 0


def test_a_card_is_taken_in_and_asks_to_be_compared(driver: Driver, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "second").workspace
    peers.save_card(other, tmp_path / "second.fpcard")
    other.lock()
    go(driver, ToCard(tmp_path / "second.fpcard"))
    assert isinstance(driver.top(), PeerDialog)
    driver.sees("Officer second", "I compared them with this person, and they agree")
    driver.close()
