"""F23 to F25: workers of the same jobs, in processes of their own; killed, frozen, and always one at a time."""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from annotate.database import Database
from annotate.jobs import queries
from tests.faults.conftest import FULL
from tests.waiting import eventually
from tests.working import ROUNDS, STEPS, WorkerProcess, tables

EACH = 50 if FULL else 5
LEASE = 2.0  # seconds
FIRST, LAST, PAUSED_AT = 1, 10, 4

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _tables(database: Database) -> Iterator[None]:
    with tables(database):
        yield


@pytest.fixture
def paused(database: Database, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker in the middle of a run: with its next step chosen, and not yet done."""
    with database.transaction() as session:
        session.execute(STEPS.insert(), [{"id": each, "times": 0} for each in range(FIRST, LAST + 1)])
    with WorkerProcess(database, tmp_path, "steps", lease=LEASE, paused_at=PAUSED_AT) as worker:
        eventually((tmp_path / f"{worker.pid}").exists, "in the middle")
        yield worker


def counted(database: Database) -> dict[int, int]:
    with database.reader() as session:
        ended = select(ROUNDS.c.worker, func.count()).where(ROUNDS.c.ended).group_by(ROUNDS.c.worker)
        return dict(session.execute(ended).all())


def steps(database: Database) -> list[tuple[int, int | None]]:
    """Give how often each step was done, and by whom last."""
    with database.reader() as session:
        found = session.execute(select(STEPS.c.times, STEPS.c.worker).order_by(STEPS.c.id))
        return [(times, worker) for times, worker in found]


def runs(database: Database) -> list[tuple[str, int, str]]:
    """Give how the runs ended and whose they were, the latest first."""
    with database.reader() as session:
        found = queries.latest_runs(session, 10)
        return [(run.outcome, int(run.claimed_by.rpartition("/")[2]), run.words) for run in found]


def shared_out(first: WorkerProcess, second: WorkerProcess) -> Sequence[tuple[int, int]]:
    done = PAUSED_AT - FIRST
    return [(1, first.pid)] * done + [(1, second.pid)] * (LAST - FIRST + 1 - done)


def test_two_workers_never_run_one_job_at_once(database: Database, tmp_path: Path) -> None:
    with WorkerProcess(database, tmp_path, "rounds") as one, WorkerProcess(database, tmp_path, "rounds") as other:
        both = {one.pid, other.pid}
        eventually(
            lambda: {each for each, count in counted(database).items() if count >= EACH} == both, "rounds of both"
        )
        assert (one.stop(), other.stop()) == (0, 0)
    with database.reader() as session:
        beside, under_way = session.execute(
            select(func.max(ROUNDS.c.beside), func.count().filter(~ROUNDS.c.ended))
        ).one()
    assert (beside, under_way) == (0, 0)


def test_what_a_killed_worker_was_at_is_taken_over(database: Database, tmp_path: Path, paused: WorkerProcess) -> None:
    paused.kill()
    with WorkerProcess(database, tmp_path, "steps", lease=LEASE) as other:
        eventually(lambda: len(runs(database)) == 2, "a second run")
        assert other.stop() == 0
    assert steps(database) == shared_out(paused, other), "each step once, and none lost"
    assert runs(database) == [("done", other.pid, "7 steps"), ("lost", paused.pid, "")]


def test_a_worker_that_is_told_to_stop_hands_over_what_it_is_at(
    database: Database, tmp_path: Path, paused: WorkerProcess
) -> None:
    assert paused.stop() == 0
    with WorkerProcess(database, tmp_path, "steps") as other:
        eventually(lambda: len(runs(database)) == 2, "a second run")
        assert other.stop() == 0
    assert steps(database) == shared_out(paused, other)
    assert runs(database) == [("done", other.pid, "7 steps"), ("lost", paused.pid, "")]


def test_a_frozen_worker_writes_nothing_when_it_wakes(
    database: Database, tmp_path: Path, paused: WorkerProcess
) -> None:
    paused.send(signal.SIGSTOP)
    os.waitid(os.P_PID, paused.pid, os.WSTOPPED)
    with WorkerProcess(database, tmp_path, "steps", lease=LEASE) as other:
        eventually(lambda: len(runs(database)) == 2, "a second run")
        (tmp_path / "go").touch()
        paused.send(signal.SIGCONT)
        eventually(lambda: "job lost" in paused.events(), "the word that the job was lost")
        assert (paused.stop(), other.stop()) == (0, 0)
    assert steps(database) == shared_out(paused, other), "the step that it had chosen was done once"
    assert runs(database) == [("done", other.pid, "7 steps"), ("lost", paused.pid, "")]
