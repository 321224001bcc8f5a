"""Jobs of following."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.following import actions, queries
from annotate.following.telling import tell_followers
from annotate.jobs.job import Job

_AT_ONCE = 500


def _tell(database: Database) -> str:
    told = tell_followers(database)
    return f"{many(told, 'follower')} told" if told else ""


def _forget(database: Database) -> str:
    gone = in_batches(database, _forget_some)
    return f"{many(gone, 'row')} deleted" if gone else ""


def _forget_some(session: Session) -> int:
    return actions.forget_ended(session, *queries.ended_before(session, clock.now() - queries.UNDO, _AT_ONCE))


JOBS = (
    Job("following", timedelta(seconds=30), _tell, waits=queries.is_waiting),
    Job("unfollowed", timedelta(hours=1), _forget),
)
"""Tells followers what came in; deletes what people unfollowed, and searches that they deleted, a day ago."""
