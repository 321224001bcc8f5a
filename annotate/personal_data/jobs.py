"""Jobs of what a person has stored."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.personal_data.actions import delete_due
from annotate.personal_data.queries import due_for_deletion
from annotate.personal_data.stored import recount_close


def _delete(database: Database) -> str:
    deleted = delete_due(database)
    return f"{many(deleted, 'account')} deleted" if deleted else ""


def _is_any_due(session: Session) -> bool:
    return bool(due_for_deletion(session, clock.now()))


def _recount(database: Database) -> str:
    counted = recount_close(database)
    return f"{many(counted, 'account')} counted" if counted else ""


JOBS = (
    Job("deletion", timedelta(minutes=10), _delete, waits=_is_any_due),
    Job("quota", timedelta(hours=1), _recount),
)
"""Deletes accounts whose time to come back is over; counts anew what accounts hold that are nearly full."""
