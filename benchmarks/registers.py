"""A register kept as a table: taking in, rehearsing again and undoing 20,000 rows, three in a hundred of them bad."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.figures import Case, empty
from focalpoint.services.casework import history, records
from focalpoint.services.interchange import intake
from tests.helpers import registers, vaults

ROWS, QUICK = 20_000, 600


def cases(folder: Path, quick: bool) -> Iterable[Case]:
    """Yield the cases; each builds on what the one before left."""
    rows = QUICK if quick else ROWS
    ws, beside = empty(folder, "register"), empty(folder, "register-beside")
    path = registers.large(folder / "large.xlsx", rows)
    (table,) = intake.read_file(path, "request")
    plan = intake.plan(ws, table, intake.mapping(ws, "request", table))
    single = [vaults.request(own_ref=f"TRN-S-{number}", body="TRN") for number in range(plan.count("new"))]
    yield Case(
        f"take in a table of {rows} rows | save as many records in one step",
        lambda: intake.commit_plan(ws, plan),
        lambda: records.save_many(beside, single),
        rounds=1,
    )
    yield Case(
        f"rehearse the same {rows} rows again | read the file",
        lambda: intake.plan(ws, table, plan.mapping),
        lambda: intake.read_file(path, "request"),
        rounds=1,
    )
    yield Case(
        f"undo the import of {rows} rows | read the file",
        lambda: history.undo(ws),
        lambda: intake.read_file(path, "request"),
        rounds=1,
    )
    ws.lock()
    beside.lock()
