"""The reader page as a file: its tables are the program's, it is made of its sources, and its policy holds it in."""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from focalpoint import paths

READER = Path(__file__).resolve().parents[3] / "packaging" / "reader"
PAGE = READER / "focalpoint-reader.html"
MOST = 300_000
# where node and the locked packages are, as `packaging/setup.sh test` prepares them
NODE = [node for node in (shutil.which("node"),) if node and (READER / "node_modules").is_dir()]
sys.path.insert(0, str(READER))
import reader_tables as tables  # noqa: E402 - a tool beside the program, not a package


def sources() -> list[str]:
    return sorted([f"src/{one.name}" for one in (READER / "src").iterdir()] + ["build.mjs", "package-lock.json"])


def test_its_tables_are_the_programs_own_byte_for_byte() -> None:
    made = tables.tables()
    assert tables.TARGET.read_bytes() == made, (
        "run python packaging/reader/reader_tables.py, then packaging/reader/build.sh"
    )
    assert tables.TARGET.with_suffix(".zst").read_bytes() == tables.packed(made)


def test_the_page_that_is_handed_out_is_made_of_these_sources() -> None:
    state = hashlib.sha256()
    for name in sources():
        state.update(f"{name}\0".encode() + (READER / name).read_bytes() + b"\0")
    told = re.search(r'data-made-of="([0-9a-f]{64})"', PAGE.read_text("utf-8"))
    assert told is not None
    assert told[1] == state.hexdigest(), "run packaging/reader/build.sh"
    assert paths.reader_page() == PAGE


@pytest.mark.parametrize("node", NODE)
def test_making_it_again_gives_the_same_bytes(tmp_path: Path, node: str) -> None:
    assert Path(node).is_file()
    target = tmp_path / "page.html"
    subprocess.run(["bash", READER / "build.sh", target], check=True, capture_output=True, timeout=120)
    assert target.read_bytes() == PAGE.read_bytes()


def test_it_is_small_and_its_policy_names_what_it_runs() -> None:
    content = PAGE.read_text("utf-8")
    assert len(content.encode()) <= MOST
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', content)
    rules = dict(rule.partition(" ")[::2] for rule in policy[0].split("; "))
    [script], [style] = (re.findall(rf"<{name}>(.*?)</{name}>", content, re.S) for name in ("script", "style"))
    hashed = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (script, style)]
    assert rules == {
        "default-src": "'none'", "script-src": f"'sha256-{hashed[0]}'", "style-src": f"'sha256-{hashed[1]}'",
        "img-src": "blob:", "worker-src": "blob:", "base-uri": "'none'", "form-action": "'none'",
        "require-trusted-types-for": "'script'", "trusted-types": "focalpoint",
    }  # fmt: skip
    assert not re.search(r"<(?:link|img|iframe|object|embed|script[^>]+src|a )", content.replace(script, ""))


def test_its_sources_keep_nothing_and_insert_no_markup() -> None:
    code = {one.name: one.read_text("utf-8") for one in (READER / "src").glob("*.ts")}
    forbidden = (
        r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b|navigator\.storage|showSaveFilePicker|"
        r"serviceWorker|BroadcastChannel|SharedWorker",
        r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc",
        r"\beval\b|new Function|\bimport\(|fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeerConnection",
        r"\.location\b|window\.open|https?://",
    )
    found = [(name, marks) for name, text in code.items() for marks in forbidden if re.search(marks, text)]
    assert found == []
    addresses = {name for name, text in code.items() if re.search(r"\bhref\b|\.src\b|new URL\(", text)}
    assert addresses == {"dom.ts", "documents.ts"}, "where a file is saved and a picture shown, from memory alone"
