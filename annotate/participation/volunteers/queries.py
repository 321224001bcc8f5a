"""Selects of volunteers, and the gates to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased, selectinload

from annotate.core.ages import is_within
from annotate.core.countries import country_name
from annotate.core.record import TrialRecord, record_from_json
from annotate.core.text import storable
from annotate.errors import Gone
from annotate.participation.volunteers.addresses import GONE, TOO_LATE
from annotate.participation.volunteers.models import Volunteer
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.conditions import ConditionCount
from annotate.trials.models import Condition, Trial, TrialTopic, TrialVersion
from annotate.trials.queries import IS_CURRENT
from annotate.trials.topics import ANCESTOR, CONDITIONS, topic_key

RECRUITING = "RECRUITING"
"""The status of trials that volunteers are told of."""

SHORTEST = 3
"""The least letters and digits by which conditions are looked for."""

MOST_FOUND = 20
"""Conditions that a search shows; more words narrow it."""

MOST_NEW = 500
"""Trials of one letter that are looked at for country and age."""


def find_conditions(session: Session, words: str) -> tuple[ConditionCount, ...]:
    """Find conditions by the beginning of their names or of a word in them; those of most trials first.

    Raises Unavailable when the search takes too long.
    """
    key = topic_key(words)
    if len(key) < SHORTEST:
        return ()
    begins = Condition.key.startswith(key, autoescape=True) | Condition.key.contains(f"-{key}", autoescape=True)
    with time_limit(session, SEARCH_SECONDS):
        return _conditions(session, begins)


def conditions_by_key(session: Session, keys: Sequence[str]) -> tuple[ConditionCount, ...]:
    """Return those of the conditions that trials here name, or stand under, those of most trials first."""
    wanted = sorted({key for key in keys if storable(key)})
    return _conditions(session, Condition.key.in_(wanted)) if wanted else ()


def find_confirmed(session: Session, email: str) -> Volunteer | None:
    """Return who gets mail at an address."""
    return session.scalars(
        select(Volunteer).where(Volunteer.email == email, Volunteer.confirmed_at.is_not(None))
    ).first()


def find_waiting(session: Session, volunteer_id: str, at: datetime) -> Volunteer:
    """Return a sign-up that waits to be confirmed; raises Gone."""
    found: Volunteer | None = session.scalar(_whole(volunteer_id).where(Volunteer.confirmed_at.is_(None)))
    if found is None or found.due_at <= at:
        raise Gone(TOO_LATE)
    return found


def find_volunteer(session: Session, volunteer_id: str, *, for_change: bool = False) -> Volunteer:
    """Return somebody who gets mail; raises Gone."""
    wanted = _whole(volunteer_id).where(Volunteer.confirmed_at.is_not(None))
    found: Volunteer | None = session.scalar(wanted.with_for_update(of=Volunteer) if for_change else wanted)
    if found is None:
        raise Gone(GONE)
    return found


def is_any_due(session: Session, at: datetime) -> bool:
    """True if a letter is due, or a sign-up was not confirmed in time."""
    return session.scalar(select(Volunteer.id).where(Volunteer.due_at <= at).limit(1)) is not None


def due_volunteers(session: Session, at: datetime, limit: int) -> Sequence[str]:
    """Return the ids of those whose letter is due, who have waited longest first."""
    due = select(Volunteer.id).where(Volunteer.due_at <= at, Volunteer.confirmed_at.is_not(None))
    return session.scalars(due.order_by(Volunteer.due_at, Volunteer.id).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class NewTrials:
    """The trials on one condition that began to recruit here, the newest ids first."""

    key: str
    name: str
    registry_ids: tuple[str, ...]


def new_trials(session: Session, volunteer: Volunteer, until: datetime) -> tuple[NewTrials, ...]:
    """Return what to tell somebody: trials that recruit, and have not recruited here before the last letter.

    A narrower subject heading counts for a wider one. What a record does not state excludes nobody.
    """
    names = {each.key: each.name for each in volunteer.conditions}
    by_key: dict[str, list[str]] = {key: [] for key in names}
    for registry_id, key, facts in session.execute(_began(list(names), volunteer.told_until, until)):
        if _fits(record_from_json(facts), volunteer) and registry_id not in by_key[key]:
            by_key[key].append(registry_id)
    return tuple(NewTrials(key, names[key], tuple(ids)) for key, ids in by_key.items() if ids)


def _began(keys: list[str], since: datetime, until: datetime) -> Select[str, str, Any]:
    earlier, first = aliased(TrialVersion), aliased(TrialVersion)
    recruited = (earlier.trial_id == Trial.id, earlier.status == RECRUITING, earlier.imported_at <= since)
    begins = (first.trial_id == Trial.id, first.status == RECRUITING, first.imported_at.between(since, until))
    return (
        select(Trial.registry_id, TrialTopic.key, TrialVersion.facts)
        .join(TrialTopic, TrialTopic.trial_id == Trial.id)
        .join(TrialVersion, IS_CURRENT)
        .where(TrialTopic.kind.in_((*CONDITIONS, ANCESTOR)), TrialTopic.key.in_(keys), Trial.updated_at > since)
        .where(TrialVersion.status == RECRUITING, TrialVersion.sample.is_(False))
        .where(select(first.id).where(*begins).exists(), ~select(earlier.id).where(*recruited).exists())
        .order_by(Trial.registry_id.desc(), TrialTopic.key)
        .limit(MOST_NEW)
    )


def _fits(record: TrialRecord, volunteer: Volunteer) -> bool:
    if volunteer.age is not None and not is_within(volunteer.age, record.minimum_age, record.maximum_age):
        return False
    there = {country_name(place.country) for place in record.places if place.country}
    return not volunteer.country or not there or volunteer.country in there


def _whole(volunteer_id: str) -> Select[Volunteer]:
    wanted = select(Volunteer).where(Volunteer.id == volunteer_id)
    return wanted.options(selectinload(Volunteer.conditions))


def _conditions(session: Session, wanted: ColumnElement[bool]) -> tuple[ConditionCount, ...]:
    rows = select(Condition.key, Condition.name, Condition.trials).where(wanted)
    most = rows.order_by(Condition.trials.desc(), Condition.key).limit(MOST_FOUND)
    return tuple(ConditionCount(*row) for row in session.execute(most))
