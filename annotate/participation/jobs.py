"""Jobs of taking part."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.participation import queries, retention


def _delete_old(database: Database) -> str:
    gone = in_batches(database, lambda session: retention.sweep(session, clock.now()))
    return f"{many(gone, 'enquiry', 'enquiries')} deleted" if gone else ""


def _is_any_old(session: Session) -> bool:
    return queries.is_any_over(session, clock.now() - retention.KEPT)


JOBS = (Job("enquiries", timedelta(hours=1), _delete_old, waits=_is_any_old),)
"""Deletes messages to studies, text and all, after a month."""
