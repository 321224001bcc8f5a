"""Telling volunteers of trials that began to recruit: one letter for each whose week is over, if there is anything to tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.errors import Gone
from annotate.jobs.fencing import LeaseLost
from annotate.participation.volunteers import letters, queries
from annotate.participation.volunteers.actions import EVERY
from annotate.participation.volunteers.addresses import VolunteerAddresses
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.queries import NewTrials
from annotate.refusals import REFUSALS

SETTLED = timedelta(minutes=15)
"""How old a record's import is when it is told of: what a longer import writes meanwhile would be passed over."""

POSTPONED = timedelta(hours=1)
"""How long a letter waits that could not be written."""

AT_ONCE = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _News:
    """What is to be told to somebody, and what it was found from."""

    volunteer_id: str
    since: datetime
    until: datetime
    trials: tuple[NewTrials, ...]


def tell_due(database: Database, addresses: VolunteerAddresses) -> int:
    """Queue the letters that are due, each in a transaction of its own; return how many there were.

    What is to be told is looked up by a reader, so that no writer waits for it.
    """
    queued = 0
    while due := _due(database):
        for volunteer_id in due:
            try:
                queued += _tell(database, volunteer_id, addresses)
            except (*REFUSALS, LeaseLost):
                raise
            except Exception as error:
                log.exception("letter not written", kind=type(error).__name__)
                _postpone(database, volunteer_id)
    return queued


def _due(database: Database) -> list[str]:
    with database.reader() as session:
        return list(queries.due_volunteers(session, clock.now(), AT_ONCE))


def _tell(database: Database, volunteer_id: str, addresses: VolunteerAddresses) -> bool:
    with database.reader() as session:
        news = _news(session, volunteer_id)
    with database.transaction() as session:
        return _write(session, news, addresses) if news else False


def _news(session: Session, volunteer_id: str) -> _News | None:
    try:
        volunteer = queries.find_volunteer(session, volunteer_id)
    except Gone:
        return None
    until = max(volunteer.told_until, clock.now() - SETTLED)
    return _News(volunteer_id, volunteer.told_until, until, queries.new_trials(session, volunteer, until))


def _write(session: Session, news: _News, addresses: VolunteerAddresses) -> bool:
    """Queue the letter, unless its reader has left or changed their mind since it was looked up."""
    try:
        volunteer = queries.find_volunteer(session, news.volunteer_id, for_change=True)
    except Gone:
        return False
    wanted = {each.key for each in volunteer.conditions}
    trials = [each for each in news.trials if each.key in wanted]
    volunteer.told_until, volunteer.due_at = news.until, clock.now() + EVERY
    if trials:
        letters.tell_new_trials(session, volunteer, trials, news.since, addresses)
    return bool(trials)


def _postpone(database: Database, volunteer_id: str) -> None:
    with database.transaction() as session:
        # Who has left meanwhile is not there any more.
        waiting = update(Volunteer).where(Volunteer.id == volunteer_id)
        session.execute(waiting.values(due_at=clock.now() + POSTPONED))
