"""Certificates of attendance: issued to those who were present, checked anywhere without a network, withdrawn.

The same facts give the same file, so a certificate that was lost is issued again as it was. It follows attendance,
never results. That one is withdrawn is known to the office that issued it, and to nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from focalpoint.bundles import attestation
from focalpoint.bundles import card as cards
from focalpoint.bundles.attestation import SignedCertificate
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.seminar_parts import AttendanceCertificate, Participant
from focalpoint.domain.trust import DeviceState
from focalpoint.domain.wording import N_
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.core import world_checks
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import device_trust, introduction
from focalpoint.services.seminars import attendance, programme
from focalpoint.services.seminars.attendance import AttendanceSheet
from focalpoint.vault import devices

LEAST = 75  # per cent of the sessions, unless the trainer says otherwise
ISSUERS = {
    "own": N_("issued by this vault"),
    "verified": N_("issued by an office whose card you compared"),
    "known": N_("issued by an office whose card is here, but was not compared"),
    "stopped": N_("issued by a laptop that is not trusted any more"),
    "replaced": N_("issued by a laptop that was handed over since: ask its owner"),
    "unknown": N_("signed and not altered, but by an office that this vault does not know"),
}


STANDINGS = {
    DeviceState.VERIFIED: "verified", DeviceState.GRANTED: "verified", DeviceState.REVOKED: "stopped",
    DeviceState.RETIRED: "replaced",
}  # fmt: skip


class NotAttendedError(FocalpointError):
    """Somebody was not present in enough sessions for a certificate."""

    message = N_("{person} was present in {attended} of {of} sessions: not enough for a certificate.")
    safe = N_("Nothing was issued.")
    remedy = N_("Complete the attendance first if ticks are missing.")
    code = "CRT-103"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as it is handed over: for whom, its file, what it says, and the record that remembers it."""

    participant: Participant
    content: bytes
    certificate: SignedCertificate
    record: str


def qualifies(found: AttendanceSheet, participant: str, least: int = LEAST) -> bool:
    """Tell whether somebody was present in enough sessions."""
    attended, of = len(found.of(participant)), len(found.sessions)
    return attended > 0 and attended * 100 >= least * of


def qualified(ws: Workspace, seminar: str, least: int = LEAST) -> list[Participant]:
    """Return the participants who were present in enough sessions."""
    found = attendance.sheet(ws, seminar)
    return [one for one in found.people if qualifies(found, one.id, least)]


def issue(ws: Workspace, participant: str, least: int = LEAST) -> tuple[Changes, Issued]:
    """Sign the certificate of a participant and remember its digest; raise NotAttendedError.

    Raise CertificateTooLongError too. The same facts give the same file, of which one record is kept.
    """
    person = rows.get(ws, "participant", participant)
    assert isinstance(person, Participant)
    world_checks.exchanges(ws)
    found = attendance.sheet(ws, person.seminar)
    there = found.of(participant)
    if not qualifies(found, participant, least):
        raise NotAttendedError(person=person.name, attended=len(there), of=len(found.sessions))
    content = attestation.make_certificate(_facts(ws, person, found, least), ws.vault.identity.seed)
    mark = attestation.mark_of(content)
    kept = next((one for one in _records(ws, mark) if not one.withdrawn_on), None)
    made = attestation.read_certificate(content)
    if kept is not None:
        return Changes.of([("certificate", kept.id)]), Issued(person, content, made, kept.id)
    item = AttendanceCertificate(
        seminar=person.seminar, participant=participant, sessions=tuple(sorted(there)), digest=mark
    )
    changes = records.save(ws, item)
    return changes, Issued(person, content, made, changes.first_id)


def _facts(ws: Workspace, person: Participant, found: AttendanceSheet, least: int) -> SignedCertificate:
    item = programme.seminar_of(ws, person.seminar)
    titles = {code: text for code in LANGUAGES if (text := str(getattr(item, f"title_{code}")))}
    space = ws.vault.identity.space
    return SignedCertificate(
        attestation.VERSION, titles, item.starts_on, item.ends_on, item.place, person.name, person.office,
        len(found.of(person.id)), len(found.sessions), least, ws.info.office, "", space,
    )  # fmt: skip


def _records(ws: Workspace, mark: str) -> list[AttendanceCertificate]:
    found = [rows.get(ws, "certificate", one) for one in listing.exactly(ws, "certificate", "digest", mark)]
    return [
        one for one in found
        if isinstance(one, AttendanceCertificate) and not rows.is_deleted(ws, "certificate", one.id)
    ]  # fmt: skip


def issue_all(ws: Workspace, people: Iterable[str], least: int = LEAST) -> tuple[Changes, list[Issued]]:
    """Issue the certificates of some participants; raise NotAttendedError for the first who may not have one."""
    made = [issue(ws, one, least) for one in people]
    touched = [pair for changes, _issued in made for pair in sorted(changes.touched)]
    return Changes.of(touched), [issued for _changes, issued in made]


def certificates_of(ws: Workspace, seminar: str) -> list[AttendanceCertificate]:
    """Return the certificates that were issued at a seminar, oldest first."""
    return [one for one in programme.parts_of(ws, "certificate", seminar) if isinstance(one, AttendanceCertificate)]


def follows(ws: Workspace, certificate: AttendanceCertificate) -> bool:
    """Tell whether the attendance is still what it was when a certificate was issued, as far as it is still kept."""
    if rows.number_or_none(ws, certificate.participant) is None:
        return True
    found = attendance.sheet(ws, certificate.seminar)
    return set(found.of(certificate.participant)) == set(certificate.sessions)


def withdraw(ws: Workspace, certificate: str) -> Changes:
    """Note that a certificate does not hold any more; whoever checks it in this office is told."""
    item = rows.get(ws, "certificate", certificate)
    assert isinstance(item, AttendanceCertificate)
    return records.save(ws, replace(item, withdrawn_on=ws.today().isoformat()), base=item)


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """A certificate whose signature holds: what it says, who issued it (a code of ISSUERS), what this office knows.

    `remembered`: this office keeps a record of it. `withdrawn_on` and `changed` (the attendance is another now) are
    known in the office that issued it alone.
    """

    certificate: SignedCertificate
    issuer: str
    remembered: bool
    withdrawn_on: str
    changed: bool

    @property
    def holds(self) -> bool:
        """Tell whether it can be relied on: issued by somebody who was compared, and nothing speaks against it."""
        return self.issuer in ("own", "verified") and not self.withdrawn_on and not self.changed


def check_file(ws: Workspace, path: Path) -> CheckedCertificate:
    """Check a certificate from its file, or from a picture of its code.

    Raise BadCertificateError, NoCodeError, UnreachableFileError or OtherWorldError.
    """
    if path.suffix.lower() in introduction.PICTURES:
        return check_bytes(ws, introduction.code_in(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(attestation.MAX_BYTES + 1)
    except OSError as error:
        raise attestation.BadCertificateError from error
    return check_bytes(ws, content)


def check_bytes(ws: Workspace, content: bytes) -> CheckedCertificate:
    """Check the bytes of a certificate; raise BadCertificateError or OtherWorldError."""
    made = attestation.read_certificate(content)
    world_checks.require_same(ws, made.space)
    log(ws, "certificate checked", attestation.mark_of(content)[:16])
    kept = _records(ws, attestation.mark_of(content))
    living = [one for one in kept if not one.withdrawn_on]
    withdrawn = max((one.withdrawn_on for one in kept), default="") if kept and not living else ""
    issuer = _issuer(ws, made.public)
    changed = bool(living) and not any(follows(ws, one) for one in living)
    return CheckedCertificate(made, issuer, bool(kept), withdrawn, changed)


def _issuer(ws: Workspace, public: str) -> str:
    for one in devices.all_devices(ws.db):
        if cards.read_card(one.card).public != public:
            continue
        here = device_trust.of_all(ws).get(one.id)
        if one.id == ws.device:
            return "own"
        if here is None:
            return "known"
        return STANDINGS.get(here.state, "known")
    return "unknown"


def file_stem(ws: Workspace, issued: Issued) -> str:
    """Return the name of the file of a certificate, without its ending: the badge number says whose it is."""
    return world_checks.file_name(ws, f"certificate-{issued.participant.number or issued.record[:8]}")
