"""A few seconds of each target; hours by `python -m tests.fuzz`. A failure names its target and seed."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.fuzz.targets import SHARE, TARGETS, Corpus, corpus

RUNS = int(os.environ.get("FOCALPOINT_FUZZ", "1500"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    found = corpus(tmp_path_factory.mktemp("fuzz"))
    yield found
    found.giver.lock()
    found.taker.lock()


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_comes_is_answered_or_refused_in_words(made: Corpus, target: str) -> None:
    for seed in range(int(RUNS * SHARE.get(target, 1))):
        try:
            TARGETS[target](random.Random(f"{target} {seed}"), made)
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz --target {target} --seed {seed}") from error
