"""Figures side by side, as ratios within one run: `python -m benchmarks.run [--quick] [NAME …]`.

Each case measures a thing of ours and the bare thing it stands on, alternately, and prints the median of their ratios.
Machines are noisy; a ratio within one run is not. Nothing here passes or fails.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import bundles, casework, exchange, frozen, reader, records, registers, training, vaults, window
from benchmarks.figures import Case

CASES: tuple[Callable[[Path, bool], Iterable[Case]], ...] = (
    vaults.cases,
    records.cases,
    exchange.cases,
    bundles.cases,
    registers.cases,
    casework.cases,
    training.cases,
    reader.cases,
    window.cases,
    frozen.cases,
)


ABOUT = """# Figures

Written by `python -m benchmarks.run --write benchmarks/FIGURES.md`. Only the ratios mean something: machines are noisy
and differ. The vaults of these cases derive their key with 64 MiB and one pass, so that what lies above the derivation
shows; a person's vault takes 256 MiB and three passes or more.
"""


def main() -> None:
    """Run the cases named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs")
    parser.add_argument("--write", type=Path, help="a Markdown file to write the figures to")
    options = parser.parse_args()
    print(f"{'case':72} {'ours':>10} {'beside':>10} {'ratio':>8}")
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for group in CASES:
            if options.names and group.__module__.split(".")[-1] not in options.names:
                continue
            lines.extend(report(case) for case in group(Path(folder), options.quick))
    if options.write:
        options.write.write_text(page(lines), "utf-8")


def page(lines: list[str]) -> str:
    """Return the figures as a page, with what they were measured on."""
    today, python = datetime.now(UTC).date().isoformat(), platform.python_version()
    where = f"{today}, {os.cpu_count()} cores, Python {python}, {platform.system()}"
    head = "| ours \\| what it is measured against | ours | beside | ratio |\n| --- | ---: | ---: | ---: |\n"
    return f"{ABOUT}\nMeasured on {where}.\n\n{head}" + "".join(f"{line}\n" for line in lines)


def report(case: Case) -> str:
    """Measure a case, print its line, and return it as a row of a table."""
    if case.memory is not None:
        ours, beside = case.memory()
        return _row(case.name, f"{ours:.1f} MB", f"{beside:.1f} MB", ours / beside)
    pairs = [(timed(case.ours), timed(case.beside)) for _ in range(case.rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, beside = (statistics.median(column) for column in zip(*pairs, strict=True))
    return _row(case.name, f"{ours * 1000:.2f} ms", f"{beside * 1000:.2f} ms", ratio)


def _row(name: str, ours: str, beside: str, ratio: float) -> str:
    print(f"{name:72} {ours:>10} {beside:>10} {ratio:8.2f}", flush=True)
    cell = name.replace("|", "\\|")
    return f"| {cell} | {ours} | {beside} | {ratio:.2f} |"


def timed(action: Callable[[], object]) -> float:
    """Return the seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
