"""The shape of the code: sizes, imports, words. What is said in docs/architecture.md is checked here."""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "focalpoint"
MODULES = sorted(PACKAGE.rglob("*.py"))
CALLED_BY_THE_BUS = ("focalpoint/gui/autolock.py:_heard",)  # QDBusConnection.connect wants six in order
LANGUAGES = ("ar", "fr", "en")
sys.path.insert(0, str(ROOT / "packaging"))
import catalogues  # noqa: E402 - a tool beside the program, not a package


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[Path, ast.AST]]:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, kind):
                yield path, node


def length(node: ast.AST) -> int:
    assert isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_modules_stay_under_400_lines() -> None:
    assert {named(p): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 400} == {}


def test_classes_stay_under_250_lines_and_functions_under_50() -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [f"{named(p)}:{n.lineno}" for p, n in nodes(ast.ClassDef) if length(n) > 250]  # type: ignore[attr-defined]
    long += [f"{named(p)}:{n.lineno}" for p, n in nodes(functions) if length(n) > 50]  # type: ignore[attr-defined]
    assert long == []


def test_the_journal_has_one_door() -> None:
    """What a person does is written and offered for undo in one module; a new vault names its root by itself."""
    doors = {"services/core/actions.py"}
    beside = {
        named(path)
        for path in (PACKAGE / "services").rglob("*.py")
        if re.search(r"journal\.append\(|local\.remember\(", path.read_text("utf-8"))
    }
    assert beside == {f"focalpoint/{one}" for one in doors} | {"focalpoint/services/core/workspace.py"}
    assert len(re.findall(r"journal\.append\(", (PACKAGE / "services/core/workspace.py").read_text("utf-8"))) == 1


def test_what_comes_after_a_fourth_parameter_is_named() -> None:
    many = []
    for path, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef)):
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        given = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]
        if len(given) > 4:
            many.append(f"{named(path)}:{node.name}")
    assert [one for one in many if one not in CALLED_BY_THE_BUS] == []


def test_the_field_specs_stay_under_200_lines() -> None:
    assert len((PACKAGE / "domain" / "fields.py").read_text("utf-8").splitlines()) <= 200


def test_package_files_hold_a_docstring_only() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        body = tree(path).body
        assert len(body) == 1, named(path)
        assert isinstance(body[0], ast.Expr), named(path)


def test_no_import_hides_in_a_function() -> None:
    """Only the bootstrap may wait with loading Qt, and the remotes with libraries for servers not in use."""
    hidden = [
        f"{named(path)}:{inner.lineno}"
        for path, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom)) and path.name not in ("bootstrap.py", "remotes.py")
    ]
    assert hidden == []


def test_the_domain_uses_the_standard_library_only() -> None:
    for path in (PACKAGE / "domain").glob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom):
                top = (node.module or "").split(".")[0]
                assert top == "focalpoint" or top in sys.stdlib_module_names, named(path)
            if isinstance(node, ast.Import):
                assert all(a.name.split(".")[0] in sys.stdlib_module_names for a in node.names), named(path)


def test_only_plain_strings_are_marked_for_translation() -> None:
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path, node in nodes(ast.Call)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_", "ngettext", "counted")
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]
    assert wrong == []


def test_no_message_hides_inside_a_formatted_string() -> None:
    wrong = [
        f"{named(path)}:{call.lineno}"
        for path, node in nodes(ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "N_", "ngettext", "counted")
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert wrong == [], "the extraction of messages looks there on some versions of Python only"


def test_the_catalogues_are_fresh() -> None:
    assert catalogues.TEMPLATE.read_bytes() == catalogues.text_of(catalogues.extracted()), (
        "run: python packaging/catalogues.py extract"
    )


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    template = {message.id for message in catalogues.extracted() if message.id}
    catalogue = read_po(io.BytesIO(catalogues.path_of(language).read_bytes()), locale=language)
    done = {message.id: message.string for message in catalogue if message.id}
    assert set(done) == template
    missing, wrong = [], []
    for source, text in done.items():
        forms = [str(form or "") for form in (text if isinstance(text, tuple | list) else [text])]
        allowed = _placeholders(source if isinstance(source, str) else "".join(source))
        counted = isinstance(source, str) or len(forms) == (6 if language == "ar" else 2)
        if not all(forms) or not counted:
            missing.append(source)
        if any(not _placeholders(form) <= allowed for form in forms):
            wrong.append(source)
        if isinstance(source, str) and all(forms) and _placeholders(forms[0]) != allowed:
            wrong.append(source)
    assert (missing, wrong) == ([], [])


def test_french_keeps_a_narrow_space_before_high_punctuation() -> None:
    catalogue = read_po(io.BytesIO(catalogues.path_of("fr").read_bytes()), locale="fr")
    bare = re.compile(r"(?<![\u202f\u00a0\W])[;?!»](?!\w)|\w:(?!\S)|«(?![\u202f\u00a0])")
    texts = [str(form) for m in catalogue if m.id for form in (m.string if isinstance(m.string, tuple) else [m.string])]
    assert [text for text in texts if bare.search(text)] == []


def test_arabic_has_no_latin_sentence_left() -> None:
    catalogue = read_po(io.BytesIO(catalogues.path_of("ar").read_bytes()), locale="ar")
    left = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else [message.string]
        for form in forms:
            bare = re.sub(r"\{\w+\}", "", str(form))
            if message.id and len(bare) > 25 and not re.search("[\u0600-\u06ff]", bare):
                left.append(message.id)
    assert left == []


def test_nothing_is_left_open_in_the_code() -> None:
    marks = re.compile(r"\bTODO\b|\bFIXME\b|NotImplementedError|pytest\.skip\(|mark\.(skip|xfail)")
    found = [
        f"{named(path)}:{number}"
        for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_sql_is_written_in_the_vault_only() -> None:
    words = r"\b(SELECT|INSERT INTO|INSERT OR|UPDATE|DELETE FROM)\b [a-z_*]"
    statement = re.compile(words + r"|\.db\.(read|one|scalar|write)\(")
    found = [
        f"{named(path)}:{number}"
        for path in MODULES
        if "vault" not in path.relative_to(PACKAGE).parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if statement.search(line)
    ]
    assert found == []


def test_each_error_has_a_code_of_its_own() -> None:
    codes = [
        code
        for path in MODULES
        for code in re.findall(r'^    code = "([A-Z]+-\d+)"$', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(codes) > 50
    assert sorted(code for code in codes if codes.count(code) > 1) == []


def is_wide(node: ast.AST) -> bool:
    wide = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "tuple"
    return wide and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) > 3  # type: ignore[attr-defined]


def test_the_vault_answers_with_named_values() -> None:
    """A public function of the vault returns neither a bare row of the database nor a tuple of four or more."""
    found = []
    for path in (PACKAGE / "vault").glob("*.py"):
        for node in tree(path).body if path.name != "database.py" else ():
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
                continue
            parts = list(ast.walk(node.returns))
            if any(is_wide(part) or (isinstance(part, ast.Name) and part.id == "Row") for part in parts):
                found.append(f"{named(path)}:{node.lineno}")
    assert found == []


STATE_WORDS = "applied|held|barred|aside|purged|own|verified|unverified|vouched|granted|revoked|retired"


def test_states_of_changes_devices_and_bundles_are_words_of_one_enum() -> None:
    """No module compares a state, or asks the database for one, by text of its own."""
    compared = re.compile(rf'\b(?:state|by_hand)\b\s*(?:==|!=|in|not in)\s*\(?"(?:{STATE_WORDS})"')
    asked = re.compile(rf"\bstate (?:=|<>|IN) \(?'(?:{STATE_WORDS})'|direction (?:=|<>) '(?:in|out)'")
    kinds = re.compile(r'statement\.kind\s*(?:==|!=|in)\s*\(?"')
    for pattern, example in (
        (compared, 'state in ("own",'),
        (asked, "state = 'applied'"),
        (kinds, 'statement.kind == "v'),
    ):
        assert pattern.search(example)
        found = [named(p) for p in MODULES if "migrations" not in p.parts and pattern.search(p.read_text("utf-8"))]
        assert found == [], pattern.pattern
