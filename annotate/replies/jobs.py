"""The job of the search index of notes."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.notes.indexing import count_missing
from annotate.replies.indexing import index_missing


def _index(database: Database) -> str:
    indexed = index_missing(database)
    return f"{many(indexed, 'note')} indexed" if indexed else ""


def _waits(session: Session) -> bool:
    return count_missing(session) > 0


JOBS = (Job("note-index", timedelta(minutes=10), _index, _waits),)
"""Indexes the notes that are not: all of them after an upgrade to another index."""
