"""Certificates of attendance on paper, and written as files beside one another."""

from collections.abc import Iterable
from pathlib import Path

from focalpoint.bundles import attestation
from focalpoint.bundles.attestation import SignedCertificate
from focalpoint.documents import certificate_sheet
from focalpoint.documents.certificate_sheet import CertificateSheet, CertificateWords
from focalpoint.domain.languages import fallback
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, say, translate
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.seminars import certificates
from focalpoint.services.seminars.certificates import Issued

SAID = N_("Sessions attended: {attended} of {of}")
CRITERION = N_("Asked for: at least {least} per cent of the sessions")
CHECK = N_(
    "This code holds the whole certificate, signed. “focalpoint certificate check”, or Seminars, “Check a certificate”,"
    " tells without a network whether it is as it was issued, and by whom."
)


def certificate_pdf(ws: Workspace, issued: Issued, languages: Iterable[str]) -> bytes:
    """Return a certificate on one page in some languages; the audit log keeps that it was printed."""
    made = issued.certificate
    log(ws, "print certificate", issued.record)
    return certificate_sheet.certificate_page(
        CertificateSheet(
            person=made.person, office=made.office, issuer=made.issuer, content=issued.content,
            words=tuple(_words(made, language) for language in languages), training=ws.info.training,
        )
    )  # fmt: skip


def _words(made: SignedCertificate, language: str) -> CertificateWords:
    days = dict.fromkeys(format_date(day, language) for day in (made.first, made.last) if day)
    place = " · ".join(part for part in (made.place, " – ".join(days)) if part)
    attended = say(Message(SAID, {"attended": str(made.attended), "of": str(made.of)}), language)
    criterion = say(Message(CRITERION, {"least": str(made.least)}), language) if made.least else ""
    return CertificateWords(
        language=language,
        heading=translate(N_("Certificate of attendance"), language),
        seminar=title_in(made, language),
        lines=tuple(part for part in (place, attended, criterion) if part),
        check=translate(CHECK, language),
    )


def title_in(made: SignedCertificate, language: str) -> str:
    """Return the title of the seminar in a language, or in the first that a certificate has."""
    return next((made.titles[code] for code in fallback(language) if code in made.titles), "")


def write_certificates(ws: Workspace, issued: Iterable[Issued], folder: Path, languages: tuple[str, ...]) -> list[Path]:
    """Write the file and the paper of each certificate into a folder; return the files."""
    written = []
    for one in issued:
        stem = certificates.file_stem(ws, one)
        for ending, content in (
            (attestation.SUFFIX, one.content), (".pdf", certificate_pdf(ws, one, languages)),
        ):  # fmt: skip
            target = folder / f"{stem}{ending}"
            output_files.write_file(target, content)
            written.append(target)
    return written
