"""Run many scripts, or one again: `python -m tests.convergence [--scripts 10000] [--first 0] [--workers 2]`.

Prints each seed that failed and what was seen; `--first SEED --scripts 1` lives through one again.
"""

import argparse
import multiprocessing
import sys
import time

from tests.convergence.world import lived


def main() -> int:
    """Share the seeds among processes and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.convergence")
    parser.add_argument("--scripts", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    last, size = asked.first + asked.scripts, 250
    shares = [range(start, min(start + size, last)) for start in range(asked.first, last, size)]
    began, wrong = time.monotonic(), 0
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        for done, found in enumerate(pool.imap_unordered(lived, shares), 1):
            wrong += len(found)
            sys.stdout.write("".join(f"{line}\n" for line in found))
            sys.stdout.write(f"{done}/{len(shares)} shares, {wrong} wrong, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
