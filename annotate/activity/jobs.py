"""Jobs of activity."""

from datetime import timedelta

from annotate import clock
from annotate.activity.actions import sweep
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job


def _delete_old(database: Database) -> str:
    gone = sweep(database, clock.now())
    return f"{many(gone, 'row')} deleted" if gone else ""


JOBS = (Job("activity", timedelta(days=1), _delete_old),)
"""Deletes what happened long ago."""
