"""Every entry that the program writes into the audit log has words in it."""

import re
from pathlib import Path

from focalpoint.services.core import log_words

SERVICES = Path(__file__).parents[3] / "focalpoint" / "services"


def test_every_action_that_is_logged_has_words() -> None:
    written = {
        code
        for path in SERVICES.rglob("*.py")
        for code in re.findall(r'\blog\(\w+, "([^"]+)"', path.read_text("utf-8"))
    }
    assert "print request" in written
    assert sorted(code for code in written if log_words.action(code) == code) == []


def test_actions_on_records_are_named_with_their_type() -> None:
    assert str(log_words.action("delete contact")) == "Moved to the trash: Contact"
    assert str(log_words.reason("bad")) == "with faults"
    assert log_words.reason("reply to note 12") == "reply to note 12"
