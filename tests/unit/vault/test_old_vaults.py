"""Vaults of older programs open, and what stands in them is what stood in them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history, records, search
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export
from focalpoint.vault import local
from tests.helpers import vaults

DATA = Path(__file__).parents[2] / "data" / "vaults"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Workspace]:
    subprocess.run(["tar", "-xf", DATA / "version-6.tar", "-C", tmp_path], check=True)
    made = workspace.unlock(tmp_path / "version-6.focalpoint", vaults.PASSPHRASE)
    yield made
    made.lock()


def test_documents_their_texts_and_their_trash_are_as_they_were(old: Workspace) -> None:
    (hit,) = search.find(old, "hippopotamus")
    (row,) = attachments.documents_of(old, hit.owner[1] if hit.owner else "")
    assert (row.title, row.available, row.other) == ("TRN letter", True, False)
    with attachments.open_stream(old, row.id) as stream:
        assert stream.read() == b"TRN hippopotamus in a letter"
    assert local.text_of(old.db, row.sha256) == "TRN hippopotamus in a letter"
    (gone,) = records.trash(old)
    assert gone.title == "TRN deleted", "what was deleted before descriptions were writes stays deleted"
    records.restore(old, "document", gone.id)
    assert len(attachments.documents_of(old, hit.owner[1] if hit.owner else "")) == 2
    assert {finding.level for finding in safety.check_vault(old)} == {"good"}


def test_contacts_of_the_shared_book_leave_alone_and_can_be_changed(old: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(old, other, tmp_path, "partner")
    contacts = [row[0] for row in old.db.read("SELECT id FROM row_contact ORDER BY name")]
    plan = export.plan_export(old, [("contact", contacts[0])], [other.device])
    assert [row.title for row in plan.rows] == ["TRN contact one"]
    vaults.receive(other, export.seal_plan(old, plan, tmp_path / "c.fpbundle", "TRN").path)
    assert other.db.scalar("SELECT count(*) FROM row_contact") == 1
    item = records.get(old, "contact", contacts[1])
    assert isinstance(item, Contact)
    assert item.themes == ("arrest",)
    assert len(history.history(old, "contact", contacts[0])) >= 1
    other.lock()
