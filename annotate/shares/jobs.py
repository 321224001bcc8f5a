"""Jobs of links."""

from datetime import timedelta

from annotate import clock
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.shares import retention


def _delete_traces(database: Database) -> str:
    with database.transaction() as session:
        swept = retention.sweep(session, clock.now())
    if not (swept.events or swept.visits):
        return ""
    return f"{many(swept.events, 'event')}, {many(swept.visits, 'unlock')} deleted"


JOBS = (Job("links", timedelta(hours=1), _delete_traces),)
"""Deletes what happened to links that ended long ago."""
