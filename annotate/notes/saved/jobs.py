"""The job of saved searches of notes."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.notes.saved import actions, queries

_AT_ONCE = 500


def _forget(database: Database) -> str:
    gone = in_batches(database, _forget_some)
    return f"{many(gone, 'search', 'searches')} deleted" if gone else ""


def _forget_some(session: Session) -> int:
    return actions.forget_deleted(session, queries.deleted_before(session, clock.now() - queries.UNDO, _AT_ONCE))


JOBS = (Job("note-searches", timedelta(hours=1), _forget),)
"""Deletes searches of notes that people deleted a day ago."""
