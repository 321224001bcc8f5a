"""A worker in a process of its own, whose jobs write down in tables of the tests' own what they do, and beside whom.

``python -m tests.working URL LEASE JOB [PAUSED_AT GO]`` runs one of the jobs below until SIGTERM.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, func, select

from annotate.database import Database, opened
from annotate.jobs.job import Job
from annotate.jobs.worker import Worker
from annotate.web import logs
from tests.waiting import eventually

TABLES = MetaData()
ROUNDS = Table(
    "rounds_of_workers",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("worker", Integer, nullable=False),
    Column("beside", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
)
"""Rounds of the job ``rounds``: whose, and how many others were under way when it began."""
STEPS = Table(
    "steps_of_workers",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("worker", Integer),
)
"""What the job ``steps`` has to do, each once: how often it was done, and by whom last."""


def go_round(database: Database) -> str:
    """Write down the beginning and the end of a round, each in a transaction of its own."""
    with database.transaction() as session:
        beside = session.scalar(select(func.count()).select_from(ROUNDS).where(~ROUNDS.c.ended))
        begun = ROUNDS.insert().values(worker=os.getpid(), beside=beside, ended=False).returning(ROUNDS.c.id)
        number = session.scalar(begun)
    time.sleep(0.01)
    with database.transaction() as session:
        session.execute(ROUNDS.update().where(ROUNDS.c.id == number).values(ended=True))
    return "a round"


def take_steps(database: Database, paused_at: int, go: Path) -> str:
    """Do what nobody has done; before one step wait for a file, with the step chosen and not yet done."""
    done = 0
    while (step := _next_step(database)) is not None:
        if step == paused_at:
            (go.parent / f"{os.getpid()}").touch()
            eventually(go.exists, "told to go on")
        with database.transaction() as session:
            taken = STEPS.update().where(STEPS.c.id == step)
            session.execute(taken.values(times=STEPS.c.times + 1, worker=os.getpid()))
        done += 1
    return f"{done} steps"


def _next_step(database: Database) -> int | None:
    with database.reader() as session:
        return session.scalar(select(STEPS.c.id).where(STEPS.c.times == 0).order_by(STEPS.c.id).limit(1))


class WorkerProcess:
    """A process that runs one job; it is ended with the block."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        job: str,
        *,
        lease: float = 60,
        paused_at: int = 0,
        go: Path | None = None,
    ) -> None:
        self.log = folder / f"{time.monotonic_ns()}.log"
        url = database.engine.url.render_as_string(hide_password=False)
        words = (url, str(lease), job, str(paused_at), str(go or folder / "go"))
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.working", *words],
                cwd=Path(__file__).parents[1],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.send(signal.SIGCONT)
            self.kill()

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait(timeout=60)

    def stop(self) -> int:
        """Ask it to stop, and give its exit code."""
        self._process.terminate()
        return self._process.wait(timeout=60)

    def events(self) -> list[str]:
        """Give what it has logged, by the names of the events."""
        lines = self.log.read_text("utf-8").splitlines()
        assert all(line.startswith("{") for line in lines), lines
        return [json.loads(line)["event"] for line in lines if line.endswith("}")]


@contextmanager
def tables(database: Database) -> Iterator[None]:
    """Make the tests' own tables, as long as the block lasts."""
    with database.transaction() as session:
        TABLES.create_all(session.connection())
    yield
    with database.transaction() as session:
        TABLES.drop_all(session.connection())


def main(url: str, lease: str, job: str, paused_at: str, go: str) -> None:
    """Run one job until SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    logs.configure(every_request=True)
    jobs = {
        "rounds": Job("rounds", timedelta(0), go_round),
        "steps": Job("steps", timedelta(days=1), partial(take_steps, paused_at=int(paused_at), go=Path(go))),
    }
    with opened(url) as database:
        worker = Worker(database, [jobs[job]], lease=timedelta(seconds=float(lease)), pause=0.005)
        worker.begin()
        signal.sigwait([signal.SIGTERM])
        worker.stop(0 if int(paused_at) else 60)


if __name__ == "__main__":
    main(*sys.argv[1:])
