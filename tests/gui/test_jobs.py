"""Work runs off the window's thread and comes back on it."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from focalpoint.domain.errors import NotFoundError
from focalpoint.gui.jobs import Jobs
from focalpoint.services.core.tasks import Task


def test_the_answer_comes_back_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []
    job = jobs.start(threading.get_ident, lambda there: seen.append((there, threading.get_ident())))
    with qtbot.waitSignal(job.finished):
        pass
    there, here = seen[0]
    assert there != here == threading.get_ident()
    jobs.shutdown()


def test_progress_arrives_in_order(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []
    job = jobs.start(lambda task: list(task.steps(range(5), 5)))
    job.progress.connect(lambda done, _total, _what: seen.append(done))
    with qtbot.waitSignal(job.finished):
        pass
    assert seen == [0, 1, 2, 3, 4, 5]
    jobs.shutdown()


def test_a_cancelled_job_says_so_and_gives_no_value(qtbot: QtBot) -> None:
    jobs, begun = Jobs(), threading.Event()
    values: list[object] = []

    def work(task: Task) -> str:
        begun.set()
        while True:
            task.check()

    job = jobs.start(work, values.append)
    begun.wait(5)
    with qtbot.waitSignal(job.cancelled):
        job.cancel()
    assert values == []
    jobs.shutdown()


def test_an_error_is_delivered(qtbot: QtBot) -> None:
    jobs = Jobs()
    errors: list[BaseException] = []

    def work() -> None:
        raise NotFoundError

    job = jobs.start(work, None, errors.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert isinstance(errors[0], NotFoundError)
    jobs.shutdown()


def test_the_vault_has_one_worker_at_a_time(qtbot: QtBot) -> None:
    jobs, running, most = Jobs(), [], []

    def work() -> None:
        running.append(1)
        most.append(len(running))
        threading.Event().wait(0.01)
        running.pop()

    for _number in range(6):
        jobs.start(work)
    qtbot.waitUntil(lambda: not jobs.running())
    assert max(most) == 1
    jobs.shutdown()


def test_shutting_down_leaves_no_thread_and_delivers_nothing(qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    jobs = Jobs()
    values: list[object] = []

    def work(task: Task) -> None:
        while True:
            task.check()

    jobs.start(work, values.append)
    jobs.shutdown()
    qtbot.wait(20)
    assert values == []
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("reads_only", [False, True])
def test_jobs_under_way_are_known(qtbot: QtBot, *, reads_only: bool) -> None:
    jobs, gate = Jobs(), threading.Event()
    jobs.start(lambda: gate.wait(5), reads_only=reads_only)
    assert len(jobs.running()) == 1
    gate.set()
    qtbot.waitUntil(lambda: not jobs.running())
    jobs.shutdown()
