"""The main job by the command line, on real input, then looked at with other people's tools."""

import hashlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from tests.helpers import vaults

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seeds" / "bureau-report-on-cooperation-asp19-ar.txt"
OWN = ROOT / "tests" / "data" / "report-ar.txt"
SEARCHES = {"تجميد الاصول": "تجميد", "اوامر القبض": "القبض", "طلب* تعاون": "تعاون"}


class Office:
    """A vault and the commands of the person who uses it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.vault = folder / f"{name}.focalpoint"
        self.secret = folder / f"{name}.passphrase"
        self.secret.write_text(vaults.PASSPHRASE + "\n")
        self.settings = folder / f"{name}-settings"
        self.temporary = folder / f"{name}-tmp"
        self.temporary.mkdir()

    def run(self, *words: str | Path, expect: int = 0) -> str:
        environment = {
            **os.environ,
            "XDG_CONFIG_HOME": str(self.settings),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
        }
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "focalpoint",
            "--vault",
            self.vault,
            "--passphrase-file",
            self.secret,
        ]
        done = subprocess.run(
            [*command, *words], capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return str(done.stdout + done.stderr)

    def ask(self, *words: str | Path) -> dict[str, object]:
        answer = json.loads(self.run("--json", *words))
        assert isinstance(answer, dict)
        return answer

    def found(self, query: str) -> list[dict[str, object]]:
        listed: list[dict[str, object]] = json.loads(self.run("--json", "search", query))
        return listed


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office, Path]:
    folder = tmp_path_factory.mktemp("main job")
    pair = Office(folder, "tamura"), Office(folder, "deputy")
    for office, person in zip(pair, ("Focal point", "Deputy"), strict=True):
        details = ("--office", "وزارة العدل", "--country", "QM", "--training", "--person", person)
        office.run("vault", "create", office.vault, *details)
        office.run("identity", "card", folder / f"{office.vault.stem}.fpcard")
    for office, other in (pair, pair[::-1]):
        peer = office.ask("identity", "add", folder / f"{other.vault.stem}.fpcard", "--role", "office")
        shown = other.ask("identity", "show")
        assert peer["groups"] == shown["groups"]
        office.run("identity", "verify", str(peer["device"])[:8])
    return *pair, folder


@pytest.mark.slow
def test_an_arabic_request_goes_from_vault_to_vault_and_back(offices: tuple[Office, Office, Path]) -> None:
    first, second, folder = offices
    report = SEED if SEED.exists() else OWN
    seminar = str(first.ask("seminar", "add", "--title-ar", "حلقة دراسية", "--edition", "TRN-1")["id"])
    material = str(first.ask("material", "add", "--seminar", seminar, "--title-ar", "تقرير")["id"])
    first.run("document", "add", material, report, "--language", "ar")
    subject = "طلب تجميد حسابين"
    request = str(first.ask(
        "request", "add", "--direction", "incoming", "--type", "C-k3", "--sender", "REG",
        "--own-ref", "TRN-2026/014", "--subject", subject, "--received-on", "٢٠/١١/٢٠٢٦", "--notes", "للمكتب فقط",
    )["id"])  # fmt: skip
    first.run("document", "add", "TRN-2026/014", report)
    for query, word in SEARCHES.items():
        hits = [hit for hit in first.found(query) if hit["type"] == "document"]
        assert len(hits) == 2, query
        snippet = hits[0]["snippet"]
        assert isinstance(snippet, list)
        assert any(marked and word in text for text, marked in snippet), snippet

    bundle = folder / "one.fpbundle"
    device = str(second.ask("identity", "show")["device"])
    export = ("bundle", "export", "TRN-2026/014", "--to", device[:8], "--reason", "TRN", "-o", bundle, "--yes")
    shown = first.run(*export)
    assert subject in shown
    inspected = second.ask("bundle", "inspect", bundle)
    assert len(inspected["new"]) == 2  # type: ignore[arg-type]
    assert json.loads(second.run("--json", "request", "list")) == []
    second.run("bundle", "import", bundle, "--yes")
    for query in SEARCHES:
        assert [hit["type"] for hit in second.found(query) if hit["type"] == "document"] == ["document"]
    (document,) = json.loads(second.run("--json", "request", "show", "TRN-2026/014"))["documents"]
    copy = folder / "copy.txt"
    second.run("document", "save", document["id"], copy)
    assert copy.read_bytes() == report.read_bytes()

    second.run("request", "edit", "TRN-2026/014", "--subject", "طلب تجميد ثلاثة حسابات")
    back = folder / "back.fpbundle"
    sender = str(first.ask("identity", "show")["device"])
    second.run("bundle", "export", "TRN-2026/014", "--to", sender[:8], "--reason", "TRN", "-o", back, "--yes")
    first.run("bundle", "import", back, "--yes")
    entries = json.loads(first.run("--json", "request", "history", request))
    assert entries[0]["who"] == "Deputy"
    assert [(d["before"], d["after"]) for d in entries[0]["diffs"]] == [(subject, "طلب تجميد ثلاثة حسابات")]
    assert "✓" in first.run("vault", "check")


@pytest.mark.slow
def test_a_budget_leaves_documents_for_the_next_time_and_volumes_are_taken_in_one_by_one(
    offices: tuple[Office, Office, Path],
) -> None:
    first, second, folder = offices
    first.run("request", "add", "--direction", "incoming", "--type", "C-a", "--sender", "OTP", "--own-ref", "TRN-8",
              "--subject", "TRN volumes")  # fmt: skip
    for number in range(3):
        (folder / f"{number}.bin").write_bytes(os.urandom(50_000))
        first.run("document", "add", "TRN-8", folder / f"{number}.bin")
    device = str(second.ask("identity", "show")["device"])
    export = ("bundle", "export", "TRN-8", "--to", device[:8], "--reason", "TRN", "--yes", "-o")
    refused = first.run(*export, folder / "v.fpbundle", "--budget", "5000", expect=1)
    assert "XCH-136" in refused
    said = first.run(*export, folder / "b.fpbundle", "--budget", "120000")
    assert said.count("Stays for the next time") == 2
    assert "CLI-106" in first.run("bundle", "eject", "no such stick", expect=1)
    made = first.ask(*export, folder / "v.fpbundle", "--volume-size", "150000")
    paths = [str(one["path"]) for one in made["volumes"]]  # type: ignore[attr-defined]
    assert [Path(path).name for path in paths] == ["v.v01.fpbundle", "v.v02.fpbundle"]
    for path in reversed(paths):
        second.run("bundle", "import", path, "--yes")
    shown = json.loads(second.run("--json", "request", "show", "TRN-8"))
    assert [document["available"] for document in shown["documents"]] == [True] * 3


@pytest.mark.slow
def test_other_programs_open_a_bundle_and_check_its_signature(offices: tuple[Office, Office, Path]) -> None:
    first, second, folder = offices
    first.run(
        "request", "add", "--direction", "incoming", "--type", "C-a", "--own-ref", "TRN-7", "--subject", "OPENWORD"
    )
    bundle = folder / "open.fpbundle"
    device = str(second.ask("identity", "show")["device"])
    first.run("bundle", "export", "TRN-7", "--to", device[:8], "--reason", "TRN", "-o", bundle, "--yes")
    taken = folder / "taken"
    taken.mkdir()
    subprocess.run(["tar", "-xf", bundle, "-C", taken], check=True)
    key = raw_rows(second, "SELECT value FROM meta WHERE key = 'age'")[0][0]
    (folder / "reader.key").write_text(f"{key}\n")
    opened = subprocess.run(
        ["age", "-d", "-i", folder / "reader.key", taken / "control.age"], capture_output=True, check=True
    ).stdout
    assert opened.startswith(b"FPBD\r\n\x1a\x01")
    (length,) = struct.unpack(">I", opened[8:12])
    manifest, signature = opened[12 : 12 + length], opened[12 + length : 76 + length]
    kind = b"application/vnd.focalpoint.bundle.v1+json"
    (folder / "signed").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, length, manifest))
    (folder / "signature").write_bytes(signature)
    public = bytes.fromhex(json.loads((folder / "tamura.fpcard").read_bytes())["public"])
    (folder / "public.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + public)
    verified = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "public.der", "-rawin",
         "-in", folder / "signed", "-sigfile", folder / "signature"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Signature Verified Successfully" in verified.stdout, verified.stderr
    for part in json.loads(manifest)["parts"]:
        assert hashlib.sha256((taken / part["h"]).read_bytes()).hexdigest() == part["h"]


def raw_rows(office: Office, query: str) -> list[tuple[str, ...]]:
    """Open a vault's database with the raw key by another implementation of its format, without the program."""
    connection = elsewhere(office, office.run("vault", "raw-key", "--yes").strip())
    rows: list[tuple[str, ...]] = list(connection.execute(query))
    connection.close()
    return rows


def elsewhere(office: Office, key: str) -> apsw.Connection:
    connection = apsw.Connection(str(office.vault / "vault.db"), flags=apsw.SQLITE_OPEN_READONLY)
    for setting in ("cipher = 'sqlcipher'", "legacy = 4", f"key = \"x'{key}'\""):
        connection.execute(f"PRAGMA {setting}")
    return connection


@pytest.mark.slow
def test_the_raw_key_opens_the_database_elsewhere_and_nothing_opens_it_without(
    offices: tuple[Office, Office, Path],
) -> None:
    first, _second, _folder = offices
    first.run(
        "request", "add", "--direction", "incoming", "--type", "C-a", "--own-ref", "TRN-8", "--subject", "RAWWORD"
    )
    assert ("RAWWORD",) in raw_rows(first, "SELECT subject FROM row_request")
    with pytest.raises(apsw.Error):
        elsewhere(first, "00" * 32).execute("SELECT count(*) FROM sqlite_master").fetchall()


@pytest.mark.slow
def test_no_word_of_the_content_lies_readable_on_the_disk(offices: tuple[Office, Office, Path]) -> None:
    first, _second, folder = offices
    letter = folder / "letter.txt"
    words = ("UNREADABLEWORD", "كلمةمخفية")
    letter.write_text(" ".join(words) * 50, "utf-8")
    first.run("request", "add", "--direction", "incoming", "--type", "C-a", "--own-ref", "TRN-9", "--subject", words[0])
    first.run("document", "add", "TRN-9", letter)
    assert len(first.found(words[1])) == 1
    first.run("vault", "backup")
    places = [first.vault, first.temporary, first.settings, Path("/dev/shm")]
    for place in places:
        for path in place.rglob("*"):
            if path.is_file() and os.access(path, os.R_OK):
                content = path.read_bytes()
                for word in words:
                    assert word.encode() not in content, path
                    assert word.encode("utf-16-le") not in content, path


@pytest.mark.slow
def test_refusals_have_their_exit_codes_and_sentences(offices: tuple[Office, Office, Path], tmp_path: Path) -> None:
    first, _second, _folder = offices
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n")
    said = first.run("--passphrase-file", wrong, "vault", "info", expect=3)
    assert "does not open the vault" in said
    assert "[VLT-103]" in said
    assert "لا تفتح" in first.run("--lang", "ar", "--passphrase-file", wrong, "vault", "info", expect=3)
    first.run("request", "show", "no such thing", expect=1)
    first.run("request", "add", "--direction", "sideways", expect=1)
    first.run("nonsense", expect=2)
    (tmp_path / "no.fpbundle").write_bytes(b"hello")
    assert "not a Focal Point bundle" in first.run("bundle", "inspect", tmp_path / "no.fpbundle", expect=1)


def test_words_about_a_laptop_travel_by_command(offices: tuple[Office, Office, Path], tmp_path: Path) -> None:
    tamura, deputy, _folder = offices
    third = Office(tmp_path, "partner")
    third.run("vault", "create", third.vault, "--office", "TRN", "--country", "QN", "--training", "--person", "Partner")
    third.run("identity", "card", tmp_path / "card.png")
    device = str(tamura.ask("identity", "add", tmp_path / "card.png", "--role", "court")["device"])
    tamura.run("trust", "vouch", device, expect=1)
    tamura.run("identity", "verify", device)
    assert "Partner" in tamura.run("trust", "vouch", device)
    request = str(tamura.ask("request", "add", "--direction", "incoming", "--type", "C-k3", "--subject", "TRN")["id"])
    own = str(deputy.ask("identity", "show")["device"])
    bundle = tmp_path / "one.fpbundle"
    tamura.run("bundle", "export", request, "--to", own, "--reason", "TRN", "-o", bundle, "--yes")
    assert "vouches for Partner" in deputy.run("bundle", "import", bundle, "--yes")
    assert "vouches for Partner" in deputy.run("trust", "log")
    readers = json.loads(tamura.run("--json", "trust", "readers", "request", request))
    assert [one["person"] for one in readers] == [own]
    tamura.run("trust", "revoke", device, "--reason", "TRN lost")
    assert "Revoked" in tamura.run("identity", "list")
    tamura.run("trust", "send", "--to", own, "-o", tmp_path / "words.fpbundle")
    deputy.run("bundle", "import", tmp_path / "words.fpbundle", "--yes")
    assert "TRN lost" in deputy.run("trust", "log")
    tamura.run("trust", "access", own, "-o", tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    tamura.run("trust", "reinstate", device)
    tamura.run("trust", "retract", device)
    tamura.run("trust", "rely", own, "--no")
    tamura.run("trust", "rely", own)
    sheet = third.ask("vault", "recovery")["recovery_words"]
    assert isinstance(sheet, list)
    (tmp_path / "words.txt").write_text(" ".join(sheet), "utf-8")
    deputy.run("trust", "replace", tmp_path / "note", "--words-file", tmp_path / "words.txt")
    third.run("identity", "add", tmp_path / "note.fptrust", expect=1)
