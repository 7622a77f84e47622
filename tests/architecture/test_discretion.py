"""The name of a record is asked of one module, which knows of seals; who may go beside it is listed here, with why."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "focalpoint"
RAW = frozenset({"title_of", "plain_title", "own_name", "page_title"})
REQUESTS = frozenset({"request", "self.request", "item", "one", "record", "found"})
BESIDE = {
    "domain/requests.py": "defines what lists may show",
    "services/casework/discretion.py": "the one module",
    "services/casework/records.py": "hands the title on to a page of the record itself",
    "gui/pages/reading/pane.py": "the page of the record itself",
    "gui/pages/reading/step.py": "a step of the request whose page is open",
    "gui/pages/reading/dossier_tab.py": "the page of the request that the dossier belongs to",
    "gui/forms/links.py": "the form of a record, which shows what it leads to",
    "services/casework/dossier.py": "the dossier on the page of its request",
    "services/casework/checklists.py": "a letter to the Court about the request itself",
    "services/casework/drafts.py": "kept encrypted under its own name; lists ask `name_then`",
    "services/casework/timetable.py": "seminars belong to no request; a request is masked there by its columns",
    "services/exchange/approval.py": "the second person must see what is signed for",
    "services/exchange/erasure.py": "the person types the title to confirm",
    "services/papers/letters.py": "the letter itself; the memo masks line by line",
    "services/papers/summaries.py": "the summary of the request itself",
    "services/training/demo.py": "fictional",
    "services/training/predicates.py": "fictional: what is there beside what an exercise expects",
}


def raw_titles(tree: ast.Module) -> set[str]:
    """Return how a module gets at titles beside the one way."""
    found = {
        getattr(node, "attr", "") or getattr(node, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Name))
    } & RAW
    subjects = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "subject" and ast.unparse(node.value) in REQUESTS
    }
    return found | subjects


def test_titles_are_asked_of_one_module() -> None:
    beside = {
        name
        for path in PACKAGE.rglob("*.py")
        if raw_titles(ast.parse(path.read_text("utf-8"))) and (name := path.relative_to(PACKAGE).as_posix())
    }
    subjects_of_statements = {"domain/trust.py", "services/exchange/trust.py"}  # which device a statement is about
    assert sorted(beside - set(BESIDE) - subjects_of_statements) == []


def test_who_is_listed_still_goes_beside() -> None:
    beside = {name for name in BESIDE if raw_titles(ast.parse((PACKAGE / name).read_text("utf-8")))}
    assert sorted(set(BESIDE) - beside) == []


def test_a_title_beside_is_found() -> None:
    code = "print(fields.title_of(x))\nshow(request.subject)\nsay(row.subject)\n"
    assert raw_titles(ast.parse(code)) == {"title_of", "request.subject"}
