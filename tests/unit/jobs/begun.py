"""What tests of workers ask of jobs that were begun."""

from collections.abc import Callable

from annotate.database import Database
from annotate.jobs import actions, queries
from annotate.jobs.actions import Claim
from annotate.jobs.job import Job
from annotate.jobs.models import JobLease
from annotate.jobs.worker import Worker

Begin = Callable[..., Worker]
"""Begins a worker with these jobs; it looks for what is due all the time."""


def lease(database: Database, name: str) -> JobLease | None:
    with database.reader() as session:
        return queries.all_leases(session).get(name)


def outcome(database: Database, name: str) -> str | None:
    found = lease(database, name)
    return found.last_outcome if found else None


def claimed(database: Database, job: Job, worker: Worker) -> Claim:
    with database.transaction() as session:
        made = actions.claim(session, job, worker.name)
    assert made
    return made
