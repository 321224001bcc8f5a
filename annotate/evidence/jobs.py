"""The job of evidence tables."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.evidence import actions, queries
from annotate.evidence.deletions import deleted_before
from annotate.jobs.job import Job

_AT_ONCE = 100


def _forget(database: Database) -> str:
    gone = in_batches(database, _forget_some)
    return f"{many(gone, 'table')} deleted" if gone else ""


def _forget_some(session: Session) -> int:
    return actions.forget_deleted(session, *deleted_before(session, clock.now() - queries.UNDO, _AT_ONCE))


JOBS = (Job("evidence-tables", timedelta(hours=1), _forget),)
"""Deletes tables, and frozen ones, that people deleted 30 days ago."""
