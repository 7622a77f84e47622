"""Figures side by side, as ratios within one run: `python -m benchmarks.run [--quick] [NAME …]`.

Each case measures a thing of ours and the bare thing it stands on, alternately, and prints the median of their ratios.
Machines are noisy; a ratio within one run is not. Nothing here passes or fails.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import exchange, records, vaults, window
from benchmarks.figures import Case

CASES: tuple[Callable[[Path, bool], Iterable[Case]], ...] = (vaults.cases, records.cases, exchange.cases, window.cases)


def main() -> None:
    """Run the cases named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs")
    options = parser.parse_args()
    print(f"{'case':58} {'ours':>10} {'beside':>10} {'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for group in CASES:
            if options.names and group.__module__.split(".")[-1] not in options.names:
                continue
            for case in group(Path(folder), options.quick):
                report(case)


def report(case: Case) -> None:
    """Measure a case and print its line."""
    if case.memory is not None:
        ours, beside = case.memory()
        print(f"{case.name:58} {ours:8.1f}MB {beside:8.1f}MB {ours / beside:8.2f}", flush=True)
        return
    pairs = [(timed(case.ours), timed(case.beside)) for _ in range(case.rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, beside = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{case.name:58} {ours * 1000:8.2f}ms {beside * 1000:8.2f}ms {ratio:8.2f}", flush=True)


def timed(action: Callable[[], object]) -> float:
    """Return the seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
