"""The loop that runs jobs: beside the requests of a web process, or in a process of its own."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.jobs import actions, queries
from annotate.jobs.actions import Claim
from annotate.jobs.fencing import FencedDatabase, LeaseLost
from annotate.jobs.job import Job
from annotate.jobs.models import LEASE, JobLease
from annotate.refusals import REFUSALS

log = structlog.get_logger(__name__)

LOOKING_SECONDS = 1.0
"""Pause between two looks at what is due."""

_LONGEST_PAUSE = 10.0  # while the database does not answer
_BEATS = 3  # in the time of a lease
_ENDING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of this worker's, and the thread that it is done in."""

    claimed: Claim
    thread: threading.Thread


class Worker:
    """Runs what is due, each job in a thread of its own: a long one must not keep the mail waiting.

    Any number of workers share one database, on any number of machines.
    """

    def __init__(
        self, database: Database, jobs: Sequence[Job], *, lease: timedelta = LEASE, pause: float = LOOKING_SECONDS
    ) -> None:
        """Take the jobs to run; ``pause`` in seconds."""
        self.name = f"{socket.gethostname()}/{os.getpid()}"
        self._database, self._jobs, self._lease, self._pause = database, jobs, lease, pause
        self._stopping, self._stopped = threading.Event(), threading.Event()
        self._looking = threading.Thread(target=self._look_again, name="jobs", daemon=True)
        self._beating = threading.Thread(target=self._beat, name="heartbeats", daemon=True)
        self._runs: tuple[_Run, ...] = ()  # replaced as a whole, for two threads read it
        self._ask_again: dict[str, float] = {}

    def begin(self) -> None:
        """Run jobs from now on, until the process ends; it ends when its main thread does."""
        self._looking.start()
        self._beating.start()
        # No daemon: the interpreter waits for it, and lets it go when the main thread is over.
        threading.Thread(target=self._end_with_process, name="jobs ending").start()

    def stop(self, seconds: float) -> list[str]:
        """Begin no more runs, wait so long for those under way, and return the names of the jobs that did not end.

        Those are handed over: they write nothing more, and another worker begins them anew at once.
        """
        until = time.monotonic() + seconds
        self._stopping.set()
        self._looking.join(seconds)
        for run in self._runs:
            run.thread.join(max(0.0, until - time.monotonic()))
        left = self._alive()
        self._stopped.set()
        for run in left:
            self._hand_over(run.claimed)
        return [run.claimed.job.name for run in left]

    def look(self) -> bool:
        """Begin every run that is due; returns False if anything stood in the way, such as a database that does not answer."""
        self._runs = self._alive()
        own = {run.claimed.job.name for run in self._runs}  # a lease may run out while its run goes on
        try:
            with self._database.reader() as session:
                leases = queries.all_leases(session)
        except Exception as error:
            log.exception("jobs not read", kind=type(error).__name__)
            return False
        now, went_well = clock.now(), True
        for job in self._jobs:
            if self._stopping.is_set():
                break
            if job.name not in own and _may_run(leases.get(job.name), job, now):
                went_well &= self._consider(job)
        return went_well

    def _look_again(self) -> None:
        _block_signals()
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = self._pause if self.look() else min(_LONGEST_PAUSE, 2 * max(pause, self._pause))

    def _consider(self, job: Job) -> bool:
        """Begin a run of a job if there is something to do; what goes wrong keeps no other job waiting."""
        try:
            if self._has_work(job):
                with self._database.transaction() as session:
                    claimed = actions.claim(session, job, self.name, self._lease)
                if claimed is not None:
                    self._start(claimed)
        except Exception as error:
            log.exception("job not begun", job=job.name, kind=type(error).__name__)
            return False
        return True

    def _has_work(self, job: Job) -> bool:
        """Ask whether anything waits, as often as the job says."""
        if job.waits is None:
            return True
        now = time.monotonic()
        if now < self._ask_again.get(job.name, now):
            return False
        self._ask_again[job.name] = now + job.every.total_seconds()
        with self._database.reader() as session:
            return job.waits(session)

    def _start(self, claimed: Claim) -> None:
        # It inherits the blocked signals of the thread that looks.
        thread = threading.Thread(target=self.run, args=(claimed,), name=claimed.job.name, daemon=True)
        self._runs = (*self._runs, _Run(claimed, thread))
        self._ask_again.pop(claimed.job.name, None)  # its row says when it is due again, sooner after a failure
        thread.start()

    def run(self, claimed: Claim) -> None:
        """Do the work of a claimed job, and write down how it ended; what goes wrong is logged, and never raised."""
        job, began = claimed.job, time.monotonic()
        try:
            words = job.work(FencedDatabase(self._database, claimed))
        except LeaseLost:
            log.warning("job lost", job=job.name)
            return
        except Exception as error:
            log.exception("job failed", job=job.name, kind=type(error).__name__)
            self._write_down(claimed, partial(actions.fail, kind=type(error).__name__))
            return
        if words:
            log.info("job done", job=job.name, seconds=round(time.monotonic() - began, 1), did=words)
        self._write_down(claimed, partial(actions.finish, words=words))

    def _write_down(self, claimed: Claim, end: Callable[[Session, Claim], bool]) -> None:
        """Write how a run ended, as soon as the database takes it; until then the lease is kept."""
        while not self._is_written(claimed, end):
            if self._stopping.wait(self._pause):
                break

    def _is_written(self, claimed: Claim, end: Callable[[Session, Claim], bool]) -> bool:
        try:
            with self._database.transaction() as session:
                if not end(session, claimed):
                    log.warning("job lost", job=claimed.job.name)
        except REFUSALS as error:
            log.warning("end of job not written", job=claimed.job.name, kind=type(error).__name__)
            return False
        return True

    def _hand_over(self, claimed: Claim) -> None:
        try:
            with self._database.transaction() as session:
                actions.hand_over(session, claimed)
        except Exception as error:  # its lease runs out by itself
            log.exception("job not handed over", job=claimed.job.name, kind=type(error).__name__)

    def _end_with_process(self) -> None:
        """Stop soon when the main thread is over, as in a web process that was told to stop."""
        _block_signals()
        threading.main_thread().join()
        if not self._stopped.is_set():
            self.stop(_ENDING_SECONDS)

    def _beat(self) -> None:
        _block_signals()
        while not self._stopped.wait(self._lease.total_seconds() / _BEATS):
            self._renew()

    def _renew(self) -> None:
        tokens = [run.claimed.token for run in self._alive()]
        if not tokens:
            return
        try:
            with self._database.transaction() as session:
                actions.renew(session, tokens, self._lease)
        except Exception as error:  # the next beat tries again
            log.exception("leases not renewed", kind=type(error).__name__)

    def _alive(self) -> tuple[_Run, ...]:
        return tuple(run for run in self._runs if run.thread.is_alive())


def _may_run(lease: JobLease | None, job: Job, at: datetime) -> bool:
    return lease is None or (lease.is_due(at, job.every) and not lease.is_held(at))


def _block_signals() -> None:
    """Leave signals to the main thread: one that lands in another thread would not wake it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
