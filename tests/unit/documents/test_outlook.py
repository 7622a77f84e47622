"""Messages of Outlook give what they hold, and damaged ones are refused."""

from datetime import UTC, datetime

import pytest

from focalpoint.documents import letters, outlook
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from tests.helpers import outlook_files

SENT = datetime(2026, 2, 3, 12, 30, tzinfo=UTC)


def made(files: dict[str, bytes] | None = None) -> bytes:
    return outlook_files.message(
        "طلب تجميد حسابين",
        "قلم المحكمة",
        "نص الرسالة\r\nسطر ثانٍ",
        SENT,
        to=("Focal point", "جهة التنسيق"),
        files=files or {},
    )


def test_a_message_gives_its_words_its_moment_and_its_files() -> None:
    large = bytes(range(256)) * 40  # beyond the small streams of the format
    read = letters.letter(made({"مذكرة.pdf": b"%PDF-1.4 x", "scan.bin": large}))
    assert (read.subject, read.sender) == ("طلب تجميد حسابين", '"قلم المحكمة" <registry@example.org>')
    assert read.recipients == "Focal point, جهة التنسيق"
    assert datetime.fromisoformat(read.sent) == SENT
    assert read.text.split() == ["نص", "الرسالة", "سطر", "ثانٍ"]
    assert [(one.name, one.content) for one in read.files] == [("مذكرة.pdf", b"%PDF-1.4 x"), ("scan.bin", large)]


def test_a_message_without_files_has_none() -> None:
    assert letters.letter(made()).files == []


def test_more_files_than_a_person_attaches_are_too_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "MOST_FILES", 1)
    with pytest.raises(DocumentTooHardError):
        letters.letter(made({"a.txt": b"a", "b.txt": b"b"}))


@pytest.mark.parametrize("kept", [8, 100, 512, 700, 1500])
def test_a_message_that_was_cut_off_is_refused(kept: int) -> None:
    with pytest.raises(UnreadableDocumentError):
        letters.letter(made({"a.txt": b"a"})[:kept])
