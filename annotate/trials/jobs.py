"""The job of the search index."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.trials.indexing import count_missing, index_missing


def _index(database: Database) -> str:
    indexed = index_missing(database)
    return f"{many(indexed, 'trial')} indexed" if indexed else ""


def _waits(session: Session) -> bool:
    return count_missing(session) > 0


JOBS = (Job("index", timedelta(minutes=10), _index, _waits),)
"""Indexes the trials that are not: after an upgrade to other rules of the index, all of them."""
