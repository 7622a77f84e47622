"""Certificates of attendance: they follow attendance, hold without a network, and every change of a letter is seen."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pypdfium2
import pytest
import zxingcpp

from focalpoint.bundles import attestation
from focalpoint.bundles.attestation import BadCertificateError, CertificateTooLongError
from focalpoint.domain.seminar_parts import AttendanceCertificate
from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import records, rows
from focalpoint.services.core import process_world
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.core.world_checks import OtherWorldError
from focalpoint.services.exchange import peers, trust
from focalpoint.services.exchange.erasure import Erasing
from focalpoint.services.seminars import attendance, certificate_papers, certificates, retention
from focalpoint.services.seminars.certificates import Issued, NotAttendedError
from tests.helpers import seminars, vaults
from tests.helpers.desk import Desk
from tests.unit.services.test_seminar_papers import read

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "tests" / "data" / "certificates"
sys.path.insert(0, str(ROOT / "packaging"))
import verify_bundle as verifier  # noqa: E402 - a tool beside the program, not a package


def issued(ws: Workspace) -> tuple[seminars.Made, Issued]:
    made = seminars.make(ws)
    seminars.attend(ws, made, made.participants[0])
    return made, certificates.issue(ws, made.participants[0])[1]


def test_who_was_not_there_gets_none_and_the_same_facts_give_the_same_file(ws: Workspace) -> None:
    made, first = issued(ws)
    assert certificates.issue(ws, made.participants[0])[1] == first
    assert len(certificates.certificates_of(ws, made.seminar)) == 1
    attendance.tick(ws, made.sessions[0], made.participants[1])
    assert [one.id for one in certificates.qualified(ws, made.seminar)] == [made.participants[0]]
    for person in made.participants[1:]:
        with pytest.raises(NotAttendedError):
            certificates.issue(ws, person)
    half = certificates.issue(ws, made.participants[1], 50)[1].certificate
    assert (half.attended, half.of, half.least) == (1, 2, 50)


def test_the_issuer_is_told_from_what_is_known_of_the_key(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ours, theirs = pair
    _made, one = issued(ours)
    assert certificates.check_bytes(ours, one.content).issuer == "own"
    found = certificates.check_bytes(theirs, one.content)
    assert (found.issuer, found.holds, found.remembered) == ("verified", True, False)
    stranger = vaults.create(tmp_path, "stranger").workspace
    assert certificates.check_bytes(stranger, one.content).issuer == "unknown"
    peers.save_card(ours, tmp_path / "card.fpcard")
    peers.add_peer(stranger, tmp_path / "card.fpcard")
    assert certificates.check_bytes(stranger, one.content).issuer == "known"
    peers.mark_verified(stranger, ours.device)
    trust.revoke(stranger, ours.device, "TRN stolen")
    found = certificates.check_bytes(stranger, one.content)
    assert (found.issuer, found.holds) == ("stopped", False)
    stranger.lock()


def test_one_that_was_withdrawn_or_no_longer_follows_attendance_is_told(ws: Workspace) -> None:
    made, one = issued(ws)
    attendance.tick(ws, made.sessions[0], made.participants[0], present=False)
    assert certificates.check_bytes(ws, one.content).changed
    attendance.tick(ws, made.sessions[0], made.participants[0])
    assert certificates.check_bytes(ws, one.content).holds
    certificates.withdraw(ws, one.record)
    found = certificates.check_bytes(ws, one.content)
    assert (found.withdrawn_on, found.holds) == (ws.today().isoformat(), False)
    again = certificates.issue(ws, made.participants[0])[1]
    assert again.content == one.content
    assert certificates.check_bytes(ws, one.content).holds, "issued anew"


def test_erasing_the_participants_leaves_certificates_that_still_hold(ws: Workspace) -> None:
    made, one = issued(ws)
    retention.erase(ws, made.seminar, Erasing(reason="TRN term", authority="TRN", typed="TRN seminar"))
    found = certificates.check_bytes(ws, one.content)
    assert (found.holds, found.remembered) == (True, True)
    [kept] = certificates.certificates_of(ws, made.seminar)
    assert isinstance(kept, AttendanceCertificate)


def test_every_altered_byte_is_seen(ws: Workspace) -> None:
    _made, one = issued(ws)
    for place in range(0, len(one.content), 7):
        altered = bytearray(one.content)
        altered[place] ^= 1
        with pytest.raises(BadCertificateError):
            certificates.check_bytes(ws, bytes(altered))
    fields = msgspec.json.decode(one.content)
    for odd in ({"attended": 9}, {"of": 0}, {"person": "a\nb"}, {"titles": {"en": "a", "ar": "b"}}, {"first": "soon"}):
        forged = msgspec.convert({**fields, **odd, "signature": ""}, attestation.SignedCertificate)
        with pytest.raises(BadCertificateError):
            certificates.check_bytes(ws, attestation.make_certificate(forged, ws.vault.identity.seed))
    with pytest.raises(BadCertificateError):
        certificates.check_bytes(ws, one.content + b" " * 4_000)


def test_a_certificate_of_the_other_world_is_refused(ws: Workspace, tmp_path: Path) -> None:
    _made, one = issued(ws)
    ws.lock()
    process_world.leave_world()
    real = vaults.create(tmp_path, "real", training=False).workspace
    with pytest.raises(OtherWorldError):
        certificates.check_bytes(real, one.content)
    real.lock()


@pytest.mark.parametrize("languages", [("ar",), ("fr",), ("ar", "fr", "en")])
def test_the_page_holds_the_whole_certificate_in_its_code(
    ws: Workspace, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    _made, one = issued(ws)
    pdf = certificate_papers.certificate_pdf(ws, one, languages)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    picture = document[0].render(scale=150 / 72).to_pil()
    [code] = zxingcpp.read_barcodes(picture)
    assert code.bytes == one.content
    picture.save(tmp_path / "paper.png")
    assert certificates.check_file(ws, tmp_path / "paper.png").holds
    said = read(pdf)
    headings = {"ar": "شهادة حضور", "fr": "Attestation de présence", "en": "Certificate of attendance"}
    assert all(headings[language] in said for language in languages)


def test_titles_too_long_for_the_code_are_refused_before_anything_is_kept(ws: Workspace) -> None:
    made = seminars.make(ws)
    seminars.attend(ws, made, made.participants[0])
    item = rows.get(ws, "seminar", made.seminar)
    assert isinstance(item, Seminar)
    long = {f"title_{code}": "حلقة " * 200 for code in ("ar", "fr", "en")}
    records.save(ws, replace(item, **long), base=item)  # type: ignore[arg-type]
    with pytest.raises(CertificateTooLongError):
        certificates.issue(ws, made.participants[0])
    assert certificates.certificates_of(ws, made.seminar) == []


def test_commands_issue_check_and_withdraw(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = seminars.make(ws)
    seminars.attend(ws, made, *made.participants[:2])
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    answer = desk.json("certificate", "issue", "TRN-3", "--folder", str(tmp_path), "--languages", "ar,en")
    assert len(answer["issued"]) == 2
    file = tmp_path / "TRN-certificate-1.fpcert"
    assert str(file) in answer["files"]
    assert desk.json("certificate", "check", str(file))["holds"]
    assert verifier.main([str(file)]) == verifier.WHOLE
    altered = tmp_path / "altered.fpcert"
    altered.write_bytes(file.read_bytes().replace(b"Amina", b"Amino"))
    assert desk.run("certificate", "check", str(altered))[0] == 1
    assert verifier.main([str(altered)]) == verifier.DAMAGED
    desk.json("certificate", "withdraw", answer["issued"][0]["id"][:8])
    code, said = desk.run("certificate", "check", str(file))
    assert (code, "withdrawn" in said) == (4, True)
    assert desk.run("certificate", "issue", "TRN-3", "3", "--folder", str(tmp_path))[0] == 1


def test_the_kept_certificate_is_read_by_program_and_verifier(capsys: pytest.CaptureFixture[str]) -> None:
    content = (KEPT / "1.fpcert").read_bytes()
    expected = json.loads((KEPT / "1.json").read_text("utf-8"))
    assert msgspec.to_builtins(attestation.read_certificate(content)) == expected
    card = ["--card", str(KEPT / "issuer.fpcard")]
    assert verifier.main([str(KEPT / "1.fpcert"), *card]) == verifier.WHOLE
    assert expected["person"] in capsys.readouterr().out
    other = ["--card", str(ROOT / "tests" / "data" / "bundles" / "2" / "reader.fpcard")]
    assert verifier.main([str(KEPT / "1.fpcert"), *other]) == verifier.OTHER_SIGNER
