"""Telling volunteers of trials that began to recruit: one letter for each whose week is over, if there is anything to tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.errors import Gone
from annotate.mail.due_letters import write_due
from annotate.participation.volunteers import letters, queries
from annotate.participation.volunteers.actions import EVERY
from annotate.participation.volunteers.addresses import VolunteerAddresses
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.queries import NewTrials

SETTLED = timedelta(minutes=15)
"""How old a record's import is when it is told of: what a longer import writes meanwhile would be passed over."""


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
    return write_due(
        database, queries.due_volunteers, lambda volunteer_id: _tell(database, volunteer_id, addresses), _postpone
    )


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


def _postpone(session: Session, volunteer_id: str, until: datetime) -> None:
    session.execute(update(Volunteer).where(Volunteer.id == volunteer_id).values(due_at=until))
