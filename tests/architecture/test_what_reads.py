"""What parses foreign bytes runs in confined processes: the libraries for it are not even loaded beside the key."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

marks: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "focalpoint"
INSIDE = {  # modules that only the confined processes load
    "documents/days.py", "documents/days_worker.py", "documents/decoding.py", "documents/kinds.py",
    "documents/kinds_worker.py", "documents/letters.py", "documents/outlook.py",
    "documents/office_text.py", "documents/pdf_extras.py",
    "documents/pictures.py", "documents/reading.py", "documents/scenario_archive.py",
    "documents/sheets.py", "documents/visual_lines.py", "documents/worker.py", "bundles/worker.py",
    "transports/lists.py", "transports/worker.py",
}  # fmt: skip
READERS = {
    "openpyxl", "python_calamine", "oxmsg", "olefile", "pypdfium2", "zxingcpp", "PIL", "defusedxml", "html.parser",
    "email", "zipfile", "tarfile", "xml.etree", "xml.dom", "xml.sax", "lxml", "bs4", "plistlib", "mailbox", "pickle",
    "marshal", "shelve", "configparser",
}  # fmt: skip
WRITERS = {  # modules that make files with such a library from what is here, and read nothing with it
    "documents/written_scenario.py": {"zipfile"},
    "documents/written_book.py": {"openpyxl", "openpyxl.styles"},
    "documents/written_mail.py": {"email.message", "email.policy", "email.utils", "email.headerregistry"},
    "documents/docx.py": {"zipfile", "xml.sax.saxutils"},
    "transports/dav.py": {"xml.sax.saxutils"},
    "transports/mac.py": {"plistlib"},  # what this computer's own system says of its drives
}
STARTS = "workers.py"  # loads a worker where it is to be one; the test of what is loaded holds it to that
NOT_HERE = (
    "from_ical",
    "readComponents",
    "readOne",
    "loadFromData",
    "fromData",
    "fromstring",
    "load_workbook",
    "QImageReader",
    "QMovie",
)
OWN_PICTURE = "gui/widgets/card.py"  # draws the code that this program made


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def outside() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if named(path) not in INSIDE:
            yield named(path), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_module_of_the_parent_imports_what_reads_foreign_files() -> None:
    wrong = []
    for name, tree in outside():
        for one in imported(tree) - WRITERS.get(name, set()):
            if name == STARTS and one.rpartition(".")[2].endswith("worker"):
                continue
            roots = {one, *(one[: place.start()] for place in re.finditer(r"\.", one))}
            if roots & READERS and not roots & WRITERS.get(name, set()):
                wrong.append((name, one))
            if one.startswith("focalpoint.") and one.removeprefix("focalpoint.").replace(".", "/") + ".py" in INSIDE:
                wrong.append((name, one))
    assert wrong == []


def test_every_module_that_is_called_inside_is_there_and_used_by_a_worker_only() -> None:
    assert {name for name in INSIDE if not (PACKAGE / name).is_file()} == set()


def test_libraries_that_also_write_are_not_made_to_read_in_the_parent() -> None:
    wrong = [
        (name, node.lineno, said)
        for name, tree in outside()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Name))
        and (said := node.attr if isinstance(node, ast.Attribute) else node.id) in NOT_HERE
        and name != OWN_PICTURE
    ]
    assert wrong == []


def test_the_window_and_the_commands_load_none_of_them() -> None:
    code = (
        "import sys\nfrom focalpoint import bootstrap\nfrom focalpoint.gui import app\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in "
        "('openpyxl', 'python_calamine', 'oxmsg', 'pypdfium2', 'zxingcpp', 'defusedxml')"
        " or name in ('focalpoint.documents.reading', 'focalpoint.documents.kinds')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# expressions


def patterns() -> Iterator[tuple[str, str | bytes, int]]:
    """Every expression of the program: those that modules keep, and those written where they are used."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "focalpoint."):
        if module.name != "focalpoint.__main__":
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value.pattern, value.flags
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
            ):
                text = written(node.args[0])
                if text is not None and node.func.attr != "escape":
                    yield f"{named(path)}:{node.lineno}", text, 0


def written(node: ast.expr) -> str | bytes | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


REPEATS = (marks.MAX_REPEAT, marks.MIN_REPEAT, marks.POSSESSIVE_REPEAT)
MANY = 64  # repetitions up to this are as good as without end
SIGNS = [chr(code) for code in (*range(128), 0xA0, 0xE9, 0x200E, 0x2028, 0x202F, 0x60C, 0x61B, 0x627, 0x661, 0x4E2D)]


def endless(operation: Any, argument: Any) -> bool:
    return operation in REPEATS[:2] and argument[1] > MANY


def inner(operation: Any, argument: Any) -> list[Any]:
    """The sequences inside a step of an expression."""
    if operation in REPEATS:
        return [argument[2]]
    if operation is marks.SUBPATTERN:
        return [argument[3]]
    if operation is marks.BRANCH:
        return list(argument[1])
    if operation in (marks.ASSERT, marks.ASSERT_NOT):
        return [argument[1]]
    return [argument] if operation is marks.ATOMIC_GROUP else []


def nested(steps: Any, *, within: bool = False) -> bool:
    """Tell whether a repetition without end holds another one."""
    for operation, argument in steps:
        repeats = endless(operation, argument)
        if within and repeats:
            return True
        if any(nested(one, within=within or repeats) for one in inner(operation, argument)):
            return True
    return False


def flat(steps: Any) -> Iterator[tuple[Any, Any]]:
    for operation, argument in steps:
        if operation is marks.SUBPATTERN:
            yield from flat(argument[3])
        else:
            yield operation, argument


def taken(steps: Any, flags: int) -> set[str]:
    """The signs that one round of a repetition may begin with; everything where that is not plain."""
    found: set[str] = set()
    for operation, argument in flat(steps):
        if operation is marks.BRANCH:
            for one in argument[1]:
                found |= taken(one, flags)
            return found
        if operation in REPEATS:
            found |= taken(argument[2], flags)
            if argument[0] > 0:
                return found
            continue
        if operation in (marks.IN, marks.LITERAL, marks.NOT_LITERAL, marks.ANY, marks.CATEGORY):
            return found | single(operation, argument, flags)
        if operation not in (marks.AT, marks.ASSERT, marks.ASSERT_NOT):
            return set(SIGNS)
    return found


def single(operation: Any, argument: Any, flags: int) -> set[str]:
    if operation is marks.LITERAL:
        return {chr(argument)}
    if operation is marks.NOT_LITERAL:
        return set(SIGNS) - {chr(argument)}
    if operation is marks.ANY:
        return set(SIGNS) if flags & re.DOTALL else set(SIGNS) - {"\n"}
    if operation is marks.CATEGORY:
        return {sign for sign in SIGNS if CATEGORIES[argument](sign)}
    found: set[str] = set()
    for kind, value in argument:
        if kind is marks.RANGE:
            found |= {sign for sign in SIGNS if value[0] <= ord(sign) <= value[1]}
        elif kind is not marks.NEGATE:
            found |= single(kind, value, flags)
    return set(SIGNS) - found if argument[0][0] is marks.NEGATE else found


CATEGORIES: dict[Any, Callable[[str], bool]] = {
    marks.CATEGORY_DIGIT: str.isdigit, marks.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdigit(),
    marks.CATEGORY_SPACE: str.isspace, marks.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
    marks.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    marks.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
}  # fmt: skip


def ambiguous(steps: Any, flags: int) -> bool:
    """Tell whether two repetitions without end follow each other that may take the same signs between them."""
    before: list[set[str]] = []
    for operation, argument in flat(steps):
        if endless(operation, argument):
            signs = taken(argument[2], flags)
            if any(signs & one for one in before):
                return True
            before = [*before, signs] if argument[0] == 0 else [signs]
        elif operation in REPEATS and argument[0] == 0:
            if ambiguous(argument[2], flags):
                return True
        elif operation is marks.BRANCH:
            if any(ambiguous(one, flags) for one in argument[1]):
                return True
            before = []
        elif operation not in (marks.AT, marks.ASSERT, marks.ASSERT_NOT):
            signs = single(operation, argument, flags) if operation in SINGLE else set(SIGNS)
            before = [one for one in before if signs & one]
    return False


SINGLE = (marks.IN, marks.LITERAL, marks.NOT_LITERAL, marks.ANY, marks.CATEGORY)


def parsed(text: str | bytes, flags: int) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(text, flags & ~re.UNICODE if isinstance(text, bytes) else flags)


def test_no_expression_repeats_a_repetition_or_shares_signs_between_two() -> None:
    found = list(patterns())
    assert len(found) > 60
    wrong = [
        (where, text) for where, text, flags in found if nested(steps := parsed(text, flags)) or ambiguous(steps, flags)
    ]
    assert wrong == []


def test_the_walk_finds_what_froze_the_program() -> None:
    froze = rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b"
    for text in (
        froze,
        r"(a+)+b",
        r"(?:a|b*)*c",
        r"\s+(?:de\s+)?(\D+?)(?:\s+(\d{4}))?",
        r"\s*(.+)",
        r".*,.*;",
        r"x*x*",
    ):
        steps = parsed(text, re.DOTALL)
        assert nested(steps) or ambiguous(steps, re.DOTALL), text
    for text in (r"[a-z]+-\d+", r"\d+\.\d*", r"x-[\w-]+:", r"(?:\s+|(?<=-)(?=\w))"):
        steps = parsed(text, 0)
        assert not nested(steps), text
        assert not ambiguous(steps, 0), text
