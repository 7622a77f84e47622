"""Letters and the memo of open matters: what stands on the paper, and what must not."""

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from focalpoint.documents.layout import WALL
from focalpoint.domain.dossier import Communication, Event
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.registers import Notice
from focalpoint.services.casework import knowledge, records, requests
from focalpoint.services.casework.discretion import PrintForbiddenError
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.papers import letters
from tests.helpers import vaults


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def letter(ws: Workspace, request: str) -> str:
    item = Communication(
        request=request, subject="Request for clarification", way="out", channel="embassy_the_hague", organ="REG",
        on="2026-03-02", summary="First line\n\nSecond line",
    )  # fmt: skip
    return records.save(ws, item).first_id


def test_a_letter_names_its_addressee_and_both_references(ws: Workspace) -> None:
    request = vaults.register(ws, own_ref="TRN-1", their_ref="TRN-ICC-2")
    said = words(letters.letter_pdf(ws, letter(ws, request), "en"))
    for part in ("Ministry of Justice", "Registry", "2 March 2026", "TRN-1", "TRN-ICC-2", "First line", "Second line"):
        assert part in said


def test_a_letter_on_a_request_that_must_not_be_printed_is_refused(ws: Workspace) -> None:
    request = vaults.register(ws, caveats=("no_print",))  # type: ignore[arg-type]
    with pytest.raises(PrintForbiddenError):
        letters.letter_pdf(ws, letter(ws, request), "en")
    with pytest.raises(NotFoundError):
        letters.letter_pdf(ws, request, "en")


def test_the_memo_tells_open_matters_with_their_limits_and_hides_sealed_ones(ws: Workspace) -> None:
    vaults.register(ws, own_ref="TRN-1", subject="Serve a decision", due_on="2027-03-02", assigned_to="Legal officer")
    sealed = vaults.register(
        ws, type="P-02", own_ref="TRN-2", subject="SECRETNAME", classification="under_seal", alias="Dossier 2-K"
    )
    records.save(ws, Event(request=sealed, kind="provisional_arrest", on=ws.today().isoformat()))
    done = vaults.register(ws, type="C-i", own_ref="TRN-3", subject="Closed already")
    requests.move(ws, done, "registered")
    requests.move(ws, done, "acknowledged")
    said = words(letters.handover_pdf(ws, "en"))
    assert "Serve a decision" in said
    assert "Dossier 2-K" in said
    assert "SECRETNAME" not in said
    assert "provisional arrest" not in said
    assert len(letters.handover_pdf(ws, "ar")) > 1_000


def test_a_contact_with_a_person_under_warrant_becomes_a_note_to_the_registry(ws: Workspace) -> None:
    notice = Notice(
        person="Suspect K", who="Ambassador", on="2026-03-02", why="Release of hostages", alternative="None possible",
        checks=tuple(sorted(ws.reference.lists["contact_checks"].codes))[:1],
    )  # fmt: skip
    found = records.save(ws, notice).first_id
    said = words(letters.notice_pdf(ws, found, "en"))
    for part in ("Registry", "Suspect K", "Ambassador", "2 March 2026", "Release of hostages", "None possible"):
        assert part in said
    assert len(letters.notice_pdf(ws, found, "ar")) > 1_000
    with pytest.raises(NotFoundError):
        letters.notice_pdf(ws, vaults.register(ws), "en")


def test_a_card_of_the_library_becomes_one_sheet_in_each_language(ws: Workspace) -> None:
    for language in ("en", "fr", "ar"):
        for entry in knowledge.cards(ws, language):
            assert len(pypdfium2.PdfDocument(letters.card_pdf(ws, entry.code, language))) == 1
    assert "source read" in words(letters.card_pdf(ws, "art-86", "en"))


def test_a_sheet_for_the_wall_has_letters_of_28_pixels_on_a_screen_of_768_lines(ws: Workspace) -> None:
    for language in LANGUAGES:
        for entry in knowledge.cards(ws, language):
            for page in pypdfium2.PdfDocument(letters.card_pdf(ws, entry.code, language, WALL)):
                text = page.get_textpage()
                sizes = [pdfium_c.FPDFText_GetFontSize(text, place) for place in range(text.count_chars())]
                assert min(size for size in sizes if size > 1) * 768 / page.get_height() >= 28, entry.code


def test_an_unknown_card_is_told(ws: Workspace) -> None:
    with pytest.raises(NotFoundError):
        letters.card_pdf(ws, "no-such-card", "en")
