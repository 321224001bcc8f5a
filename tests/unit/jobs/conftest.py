"""Workers over the test's database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from annotate.database import Database
from annotate.jobs.job import Job
from annotate.jobs.worker import Worker
from tests.unit.jobs.begun import Begin
from tests.waiting import PATIENCE


@pytest.fixture
def begin(database: Database) -> Iterator[Begin]:
    """Begin workers over the test's database; they have stopped when it ends."""
    begun: list[Worker] = []

    def beginning(*jobs: Job, lease: timedelta = timedelta(minutes=1)) -> Worker:
        worker = Worker(database, jobs, lease=lease, pause=0.01)
        begun.append(worker)
        worker.begin()
        return worker

    yield beginning
    for worker in begun:
        worker.stop(PATIENCE)


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    """What is logged."""
    with capture_logs() as events:
        yield events
