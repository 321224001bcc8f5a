"""The job of the codebook."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.codebook import actions, queries
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job

_AT_ONCE = 50


def _forget(database: Database) -> str:
    gone = in_batches(database, _forget_some)
    with database.transaction() as session:
        actions.forget_changes(session)
    return f"{many(gone, 'label')} deleted" if gone else ""


def _forget_some(session: Session) -> int:
    due = queries.deleted_before(session, clock.now() - queries.UNDO, _AT_ONCE)
    return actions.forget_former(session, due)


JOBS = (Job("labels", timedelta(hours=1), _forget, waits=queries.is_waiting),)
"""Deletes labels that people deleted or merged a day ago, and what labels were before edits of a day ago."""
