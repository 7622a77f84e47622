"""Saved messages and contact cards, in and out."""

from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject

from focalpoint.documents.errors import UnreadableDocumentError
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Communication
from focalpoint.services.casework import attachments, history, listing, records, rows
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import contact_cards, mail
from tests.helpers import vaults


def message(path: Path, *, html: bool = False) -> Path:
    made = EmailMessage()
    made["From"] = "قلم المحكمة <registry@example.org>"
    made["To"] = "focal@example.org"
    made["Subject"] = "طلب معلومات\u202e"
    made["Date"] = "Tue, 03 Feb 2026 14:30:00 +0200"
    if html:
        made.set_content("<p>Bonjour <b>monde</b></p><script>x()</script>", subtype="html")
    else:
        made.set_content("نص الرسالة\nسطر ثانٍ")
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="../../lettre.pdf")
    path.write_bytes(bytes(made))
    return path


def communication(ws: Workspace, request: str) -> Communication:
    (row,) = listing.page(ws, "communication", listing.ids(ws, Listing("communication")), ())
    item = rows.get(ws, "communication", row.id)
    assert isinstance(item, Communication)
    assert item.request == request
    return item


def test_a_message_becomes_an_informal_communication_with_its_files(ws: Workspace, tmp_path: Path) -> None:
    request = vaults.register(ws)
    path = message(tmp_path / "m.eml")
    mail.file_message(ws, request, path)
    found = communication(ws, request)
    assert found.subject == "طلب معلومات\u202e"
    assert (found.channel, found.way, found.facet) == ("informal", "in", "internal")
    assert (found.on, found.time, found.zone) == ("2026-02-03", "14:30", "UTC+0200")
    assert found.summary == "نص الرسالة\nسطر ثانٍ"
    assert "registry@example.org" in found.party
    documents = {row.name: row for row in attachments.documents_of(ws, request)}
    assert set(documents) == {"m.eml", "lettre.pdf"}
    assert set(found.documents) == {row.id for row in documents.values()}
    assert {row.facet for row in documents.values()} == {"internal"}
    with attachments.open_stream(ws, documents["m.eml"].id) as stream:
        assert stream.read() == path.read_bytes()


def test_a_message_in_html_is_kept_as_its_text(ws: Workspace, tmp_path: Path) -> None:
    request = vaults.register(ws)
    mail.file_message(ws, request, message(tmp_path / "m.eml", html=True))
    assert communication(ws, request).summary == "Bonjour monde"


@pytest.mark.parametrize("content", [b"", b"no message at all", b"\xd0\xcf\x11\xe0" + bytes(4_000), b"PK\x03\x04"])
def test_what_is_no_message_is_refused_and_nothing_is_kept(ws: Workspace, tmp_path: Path, content: bytes) -> None:
    request = vaults.register(ws)
    (tmp_path / "x.msg").write_bytes(content)
    with pytest.raises(UnreadableDocumentError):
        mail.file_message(ws, request, tmp_path / "x.msg")
    assert attachments.documents_of(ws, request) == []
    with pytest.raises(UnreadableFileError):
        mail.file_message(ws, request, tmp_path / "absent.eml")


CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:وحدة المعلومات المالية\r\nN:;;;;\r\nORG:وزارة العدل;قسم\r\nTITLE:رئيس\r\n"
    "EMAIL;TYPE=INTERNET:fiu@example.org\r\nTEL;TYPE=CELL:+962 6 555\r\nADR:;;1 rue;Port-Salem;;;\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Second\r\nTEL;VALUE=uri:tel:+33-1\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Dupont;Jean\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jean =C3=89\r\n"
    "END:VCARD\r\n"
)


def test_contact_cards_of_every_version_are_taken_in_once(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "c.vcf"
    path.write_text(CARD, encoding="utf-8")
    _changes, new, known = contact_cards.read_cards(ws, path, "national_authority")
    assert (new, known) == (3, 0)
    (one,) = listing.exactly(ws, "contact", "name", "وحدة المعلومات المالية")
    item = rows.get(ws, "contact", one)
    assert isinstance(item, Contact)
    assert (item.email, item.phone, item.function) == ("fiu@example.org", "+962 6 555", "رئيس")
    assert item.institution == "وزارة العدل, قسم"
    assert "Port-Salem" in item.address
    assert listing.exactly(ws, "contact", "name", "Jean É")
    _changes, new, known = contact_cards.read_cards(ws, path, "national_authority")
    assert (new, known) == (0, 3)
    path.write_bytes(b"nothing")
    with pytest.raises(UnreadableDocumentError):
        contact_cards.read_cards(ws, path, "national_authority")


def test_contacts_leave_as_cards_that_come_back_the_same(ws: Workspace, tmp_path: Path) -> None:
    item = Contact(
        kind="national_authority", name="وحدة؛ المعلومات, المالية", email="a@example.org", phone="+1 2", function="x",
        institution="وزارة", address="1 rue\nPort", notes="سطر\nسطر",
    )  # fmt: skip
    made = records.save(ws, item).first_id
    content = contact_cards.write_cards(ws, [made])
    (card,) = list(vobject.readComponents(content.decode()))
    assert card.contents["fn"][0].value == item.name  # type: ignore[attr-defined]
    records.delete(ws, "contact", made)
    (tmp_path / "c.vcf").write_bytes(content)
    contact_cards.read_cards(ws, tmp_path / "c.vcf", "national_authority")
    found = [one for one in listing.exactly(ws, "contact", "name", item.name) if one != made]
    back = rows.get(ws, "contact", found[0])
    assert isinstance(back, Contact)
    assert (back.email, back.phone, back.function, back.institution) == (
        item.email, item.phone, item.function, item.institution
    )  # fmt: skip


def test_contacts_that_may_be_one_are_found_and_joined_with_one_undo(ws: Workspace) -> None:
    arabic = records.save(ws, Contact(kind="person", name="القذافي", notes="one", languages=("ar",))).first_id
    latin = records.save(
        ws, Contact(kind="person", name="Gaddafi", phone="+218", notes="two", languages=("fr",), zone="Africa/Tripoli")
    ).first_id
    records.save(ws, Contact(kind="person", name="Dupont"))
    (pair,) = contact_cards.twins(ws)
    assert {pair.first.id, pair.second.id} == {arabic, latin}
    contact_cards.merge(ws, arabic, latin)
    kept = rows.get(ws, "contact", arabic)
    assert isinstance(kept, Contact)
    assert (kept.other_names, kept.phone, kept.zone) == (("Gaddafi",), "+218", "Africa/Tripoli")
    assert (kept.notes, kept.languages) == ("one\n\ntwo", ("ar", "fr"))
    assert rows.is_deleted(ws, "contact", latin)
    assert contact_cards.twins(ws) == []
    history.undo(ws)
    assert not rows.is_deleted(ws, "contact", latin)
    assert len(contact_cards.twins(ws)) == 1
