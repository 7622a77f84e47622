"""A worker loads what its question needs, before it is confined, and no more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
_REPORT = """
import json, sys
from focalpoint.documents import worker
worker.load_for(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
HEAVY = {"openpyxl", "vobject", "oxmsg", "zxingcpp", "python_calamine", "dateutil", "icalendar"}


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("text pdf", set()),
        ("pixels pdf", set()),
        ("pages", set()),
        ("qr", {"zxingcpp"}),
        ("text", {"openpyxl"}),
        ("sheets", {"python_calamine"}),
        ("scenario", set()),
        ("never heard of", HEAVY - {"icalendar"}),
    ],
)
def test_only_what_the_answer_needs(word: str, wanted: set[str]) -> None:
    command = [sys.executable, "-c", _REPORT, word]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(json.loads(done.stdout)) == wanted
