"""The database as a job's work sees it: a worker that has lost its lease writes nothing any more."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.jobs import queries
from annotate.jobs.actions import Claim


class LeaseLost(Exception):
    """Another worker has taken over the job; nothing was written."""


class FencedDatabase(Database):
    """A database whose transactions begin by asking whether the lease is still the run's own.

    The job cannot be taken over while such a transaction is open: on PostgreSQL its row is locked against that, and on SQLite
    nobody else writes. So even a process that was frozen for longer than its lease writes nothing beside its successor. What
    goes past ``transaction``, by the engine, is not fenced.
    """

    def __init__(self, database: Database, claimed: Claim) -> None:
        """Share the engine of a database that is open, which stays ``unfenced``."""
        vars(self).update(vars(database))
        self._lease = queries.lease_of(claimed.job.name, claimed.token)

    @contextmanager
    def transaction(self, *, patient: bool = True) -> Iterator[Session]:
        """Write all of it or nothing, as any transaction does; raises LeaseLost before anything is written."""
        with super().transaction(patient=patient) as session:
            if session.scalar(self._lease) is None:
                raise LeaseLost
            yield session
