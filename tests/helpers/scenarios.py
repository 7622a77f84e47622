"""A small scenario to play with, written as a trainer writes one."""

from pathlib import Path

from focalpoint.domain.languages import LANGUAGES
from focalpoint.services.training import scenario_files
from focalpoint.services.training.scenario_files import ReadScenario

STRUCTURE = """
id = "small"
[[office]]
id = "tamura"
country = "QM"
[[actor]]
id = "REG"
role = "court"
organ = "REG"
languages = ["fr"]
[[actor]]
id = "POLICE"
[[name]]
id = "req"
office = "tamura"
record = "request"
where = { type = ["P-01", "P-02"] }
[[step]]
id = "S1"
number = 1
day = 0
[[step.inject]]
id = "S1.letter"
from = "REG"
deliver = "paper"
[[step.expect]]
id = "S1.registered"
by = 0
article = "92"
check = { record = "request", where = { type = "P-02", subject = "~suspect" } }
[[step.do]]
register = { set = { direction = "incoming", type = "P-02", subject = "$say.subject", received_on = "D0" } }
[[step]]
id = "S2"
number = 2
day = 3
hold = "4711"
[[step.inject]]
id = "S2.question"
from = "POLICE"
deliver = "call"
choices = [{ id = "yes", then = "S3" }, { id = "no", then = "S3x" }]
[[step.expect]]
id = "S2.arrested"
by = 3
check = { clock = "provisional_arrest", of = "@req", due = "D63", phase = "running" }
[[step.do]]
save = { type = "event", of = "@req", set = { kind = "provisional_arrest", on = "D3" } }
[[step]]
id = "S3"
number = 3
day = 5
next = "end"
[[step.expect]]
id = "S3.moved"
check = { state = "@req", been = "registered" }
[[step.do]]
move = { of = "@req", to = "registered" }
[[step]]
id = "S3x"
number = 3
day = 4
[[step.expect]]
id = "S3x.noted"
check = { record = "problem", of = "@req" }
[[step.do]]
save = { type = "problem", of = "@req", set = { title = "$say.problem", ground = "CAPACITY" } }
"""
WORDS = """
title = "Small"
about = "Small"
tamura = { name = "Tamura" }
REG = { name = "Registry" }
POLICE = { name = "Police" }
[words]
suspect = "SUSPECT"
[say]
subject = "The SUSPECT is named"
problem = "Problem"
[S1]
title = "One"
event = "It begins"
task = "Register"
letter = { subject = "Letter"TEXT }
registered = { title = "Registered", hint = "Register it", debrief = "Good" }
[S2]
title = "Two"
event = "Arrest"
task = "Record"
question = { subject = "Question", text = "Yes or no?", yes = "Yes", no = "No" }
arrested = { title = "Arrested", hint = "An event", debrief = "Good" }
[S3]
title = "Three"
event = "Goes on"
task = "Move"
moved = { title = "Moved", hint = "Move it", debrief = "Good" }
[S3x]
title = "Other"
event = "Other way"
task = "Note"
noted = { title = "Noted", hint = "Note it", debrief = "Good" }
"""
SUSPECTS = {"ar": "المشتبه به", "fr": "suspecté", "en": "suspect"}


def write(folder: Path, **changes: str) -> Path:
    """Write the small scenario; `changes` are texts that take the place of others in its structure."""
    folder.mkdir(parents=True)
    structure = STRUCTURE
    for before, after in changes.items():
        assert before in structure
        structure = structure.replace(before, after)
    (folder / "scenario.toml").write_text(structure, "utf-8")
    for code in LANGUAGES:
        text = ', text = ["Un texte."]' if code == "fr" else ""
        words = WORDS.replace("SUSPECT", SUSPECTS[code]).replace("TEXT", text)
        (folder / f"{code}.toml").write_text(words, "utf-8")
    return folder


def change(folder: Path, file: str, before: str, after: str) -> ReadScenario:
    """Change one place in a file of a scenario and read it."""
    path = folder / file
    content = path.read_text("utf-8")
    assert before in content
    path.write_text(content.replace(before, after, 1), "utf-8")
    return scenario_files.read_scenario(folder)
