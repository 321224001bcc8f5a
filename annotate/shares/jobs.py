"""Jobs of links."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.shares import expiring, retention


def _delete_traces(database: Database) -> str:
    with database.transaction() as session:
        swept = retention.sweep(session, clock.now())
    if not (swept.events or swept.visits):
        return ""
    return f"{many(swept.events, 'event')}, {many(swept.visits, 'unlock')} deleted"


def _tell_expiring(database: Database) -> str:
    told = expiring.tell_expiring(database, clock.now())
    return f"{many(told, 'owner')} told of a link that expires" if told else ""


def _is_expiring(session: Session) -> bool:
    return expiring.is_expiring(session, clock.now())


JOBS = (
    Job("links", timedelta(hours=1), _delete_traces),
    Job("expiring", timedelta(minutes=10), _tell_expiring, waits=_is_expiring),
)
"""Deletes what happened to links that ended long ago; tells owners of links that expire within a day."""
