"""What a start may load: the lists here are the contract. Whatever else it needs waits for its first use (`late`)."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMON = {
    "focalpoint", "focalpoint.bootstrap", "focalpoint.catalogues", "focalpoint.confinement",
    "focalpoint.confinement.own", "focalpoint.domain", "focalpoint.domain.errors", "focalpoint.domain.languages",
    "focalpoint.domain.messages",
    "focalpoint.domain.visible_text", "focalpoint.domain.wording", "focalpoint.durable", "focalpoint.language",
    "focalpoint.loading", "focalpoint.logs", "focalpoint.paths", "focalpoint.services", "focalpoint.services.core",
    "focalpoint.services.core.recent", "focalpoint.services.core.tasks", "focalpoint.services.exchange",
    "focalpoint.services.exchange.suffixes",
    "focalpoint.versions",
}  # fmt: skip
RECORD_TYPES = {
    f"focalpoint.domain.{name}"
    for name in (
        "assets", "attachments", "contacts", "dossier", "fields", "institutions", "records", "registers", "requests",
        "seminar_parts", "seminars", "results", "local_texts",
    )
}  # fmt: skip
HELP = COMMON | RECORD_TYPES | {
    "click", "colorama", "focalpoint.cli", "focalpoint.cli.context", "focalpoint.cli.main", "focalpoint.cli.output",
}  # fmt: skip
GATE = COMMON | {
    "PySide6", "shiboken6", "shibokensupport", "signature_bootstrap", "fontpkg_ibm_plex_sans_arabic",
    "focalpoint.services.core.locked_vaults", "focalpoint.services.training",
    "focalpoint.services.training.training_vaults", "focalpoint.vault", "focalpoint.vault.slot_names",
    *(f"focalpoint.gui{name}" for name in (
        "", ".restart", ".app", ".appearance", ".binding", ".clipboard", ".errors", ".gate", ".gate.frame",
        ".gate.gate", ".gate.start", ".gate.state", ".gate.unlock", ".icons", ".jobs", ".main_window", ".preferences",
        ".shield", ".style", ".teardown", ".theme", ".widgets", ".widgets.basics", ".widgets.fields",
        ".widgets.plain_text", ".widgets.training",
    )),
}  # fmt: skip
QT = {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtSvg", "PySide6.QtWidgets"}

_REPORT = """
import json, os, sys

def report():
    import linecache
    machine = {"sitecustomize", "usercustomize"}  # what the distribution has Python load by itself
    known = sys.stdlib_module_names | machine
    ours = sorted(name for name in sys.modules if name.partition(".")[0] not in known)
    print(json.dumps({"modules": ours, "sources": len(linecache.cache)}))
    sys.stdout.flush()
    os._exit(0)
"""
_GATE = f"""{_REPORT}
from focalpoint import bootstrap

def until_shown(*given, **named):
    window = bootstrap.app.begin(*given, **named)
    sys.modules["PySide6.QtWidgets"].QApplication.processEvents()
    assert window.isVisible() and window.gate.step is not None
    report()

bootstrap.app.run = until_shown
bootstrap.run(["gui"])
"""
_HELP = f"""{_REPORT}
import contextlib, io
from focalpoint import bootstrap

with contextlib.redirect_stdout(io.StringIO()) as said:
    status = bootstrap.run(["--help"])
assert status == 0 and "request" in said.getvalue()
report()
"""


def started(script: str, settings: Path, **more: str) -> dict[str, list[str] | int]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(settings), **more}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, list[str] | int] = json.loads(done.stdout.splitlines()[-1])
    return result


def beyond(loaded: object, allowed: set[str]) -> list[str]:
    """Return the modules of the program, and the packages of others, that the contract does not name."""
    assert isinstance(loaded, list)
    names = {name if name.startswith("focalpoint.") else name.partition(".")[0] for name in loaded}
    return sorted(name for name in names - allowed if not name.startswith("_"))


@pytest.fixture(scope="module", autouse=True)
def compiled_catalogues() -> None:
    """As in an installed program: a catalogue that is not compiled takes Babel to read."""
    subprocess.run([sys.executable, "packaging/catalogues.py", "compile"], cwd=ROOT, check=True)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A person who has opened a vault before: the gate asks for its passphrase."""
    vault = tmp_path / "office.focalpoint"
    vault.mkdir()
    kept = {"language": "ar", "vaults": [{"path": str(vault), "at": "2026-11-30T08:00:00Z"}]}
    (tmp_path / "focalpoint").mkdir()
    (tmp_path / "focalpoint" / "settings.json").write_text(json.dumps(kept), "utf-8")
    return tmp_path


def test_the_window_loads_what_the_gate_needs_and_nothing_else(settings: Path) -> None:
    found = started(_GATE, settings)
    assert beyond(found["modules"], GATE) == []
    assert {name for name in found["modules"] if name.startswith("PySide6.Qt")} == QT  # type: ignore[union-attr]


def test_the_first_start_of_all_loads_no_more(tmp_path: Path) -> None:
    assert beyond(started(_GATE, tmp_path)["modules"], GATE) == []


def test_the_help_loads_no_command(settings: Path) -> None:
    assert beyond(started(_HELP, settings)["modules"], HELP) == []


def test_no_start_keeps_the_sources_of_what_it_loads(settings: Path) -> None:
    sources = started(_GATE, settings)["sources"]
    assert isinstance(sources, int)
    assert sources < 10, "Qt's binding reads the source of every module again: see focalpoint/gui/binding.py"


def late_modules() -> list[tuple[str, set[str], set[str]]]:
    """Return for each module of the program what it declares for readers, and what it loads late."""
    found = []
    for path in sorted((ROOT / "focalpoint").rglob("*.py")):
        declared: set[str] = set()
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                for inner in node.body:
                    if isinstance(inner, ast.Import):
                        declared |= {alias.name for alias in inner.names}
                    elif isinstance(inner, ast.ImportFrom):
                        declared |= {f"{inner.module}.{alias.name}" for alias in inner.names}
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        named = [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id == "late"]
        assert all(isinstance(name, ast.Constant) for name in named), f"{path}: a name that is put together"
        late = {str(name.value) for name in named if isinstance(name, ast.Constant)}
        if late:
            found.append((path.relative_to(ROOT).as_posix(), declared, late))
    return found


def test_what_is_loaded_late_is_declared_to_those_who_check_imports() -> None:
    """Else the contracts on imports, the types and what packs the program would not know of it."""
    assert {path: late - declared for path, declared, late in late_modules() if late - declared} == {}


def test_nothing_else_imports_by_name() -> None:
    by_name = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "focalpoint").rglob("*.py")
        if "import_module" in path.read_text("utf-8") or "__import__(" in path.read_text("utf-8")
    }
    assert by_name == {"focalpoint/cli/main.py", "focalpoint/loading.py"}, "a table of commands, and `late`"
