"""Fuzz for a while: `python -m tests.fuzz [--target NAME] [--seconds 60]`, or one input again: `--seed N`."""

import argparse
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from focalpoint import language
from tests.fuzz.targets import TARGETS, Corpus, corpus


def tried(made: Corpus, target: str, seed: int) -> bool:
    """Give one input to a target; print what went wrong."""
    try:
        TARGETS[target](random.Random(f"{target} {seed}"), made)
    except Exception:  # noqa: BLE001 - whatever rises is a finding
        sys.stdout.write(f"--target {target} --seed {seed}\n{traceback.format_exc()}\n")
        return False
    return True


def main() -> int:
    """Run the targets asked for; return 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--first", type=int, default=1_000_000, help="the first seed of a long run")
    asked = parser.parse_args()
    language.use("en")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        made = corpus(Path(folder))
        for target in asked.target or TARGETS:
            if asked.seed is not None:
                wrong += not tried(made, target, asked.seed)
                continue
            ends, seed = time.monotonic() + asked.seconds, asked.first
            while time.monotonic() < ends:
                wrong += not tried(made, target, seed)
                seed += 1
            sys.stdout.write(f"{target}: {seed - asked.first} inputs, {wrong} wrong so far\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
