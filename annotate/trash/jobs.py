"""The job of the trash."""

from datetime import timedelta

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.trash.actions import purge_due


def _purge(database: Database) -> str:
    purged = purge_due(database)
    return f"{many(purged, 'note')} deleted" if purged else ""


JOBS = (Job("trash", timedelta(hours=1), _purge),)
"""Deletes notes whose time in the trash is over."""
