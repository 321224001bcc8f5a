"""Rows of the sync: how far it came, what it has still to read, and which trials it is about."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, union
from sqlalchemy.orm import Session

from annotate.following.models import Follow
from annotate.notes.models import Note
from annotate.registry.models import RegistryPending, RegistrySync
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

_AT_ONCE = 500  # ids in one statement
_MANY = 1000  # records; the registry changes about as many on a day


_WATCHED: tuple[Select[Any], ...] = (
    select(Note.trial_id).where(Note.deleted_at.is_(None), Note.erased_at.is_(None)),
    select(Follow.trial_id).where(Follow.trial_id.is_not(None), Follow.ended_at.is_(None)),
)
"""Selects of the ids of trials that are read again every week."""


def find_sync(session: Session, host: str) -> RegistrySync | None:
    """Return how far the records here follow a registry; None if they never did."""
    return session.get(RegistrySync, host)


def hold_sync(session: Session, host: str) -> RegistrySync | None:
    """Lock the same row for this transaction."""
    return session.get(RegistrySync, host, with_for_update=True, populate_existing=True)


def count_pending(session: Session) -> int:
    """Count the trials that have still to be read."""
    return session.scalar(select(func.count()).select_from(RegistryPending)) or 0


def next_pending(session: Session, begun_at: datetime, limit: int) -> list[str]:
    """Return up to ``limit`` ids that the run that began then has not asked for, in a fixed order."""
    untried = or_(RegistryPending.tried_at.is_(None), RegistryPending.tried_at < begun_at)
    ids = select(RegistryPending.registry_id).where(untried).order_by(RegistryPending.registry_id).limit(limit)
    return list(session.scalars(ids))


def queue(session: Session, registry_ids: Iterable[str]) -> int:
    """Put ids on the list of what is to be read, each once; return how many are new on it."""
    queued = 0
    for some in _parts(dict.fromkeys(registry_ids)):
        wanted = set(some) - {row.registry_id for row in _pending_of(session, some)}
        if wanted:
            session.execute(insert(RegistryPending), [{"registry_id": each, "tries": 0} for each in sorted(wanted)])
        queued += len(wanted)
    return queued


def take_off(session: Session, asked: Collection[str], came: Collection[str], now: datetime, most_tries: int) -> int:
    """Take what came off the list, and what did not come in so many runs; return how many of those there are."""
    missing = 0
    for row in _pending_of(session, asked):
        row.tries += 1
        row.tried_at = now
        gone = row.registry_id not in came and row.tries >= most_tries
        missing += gone
        if gone or row.registry_id in came:
            session.delete(row)
    session.flush()
    return missing


def count_registered(session: Session, after: datetime | None = None) -> int:
    """Count the trials that a sync updates, for samples are not the registry's; with ``after``, those that came in later."""
    return session.scalar(select(func.count()).select_from(_registered(after).subquery())) or 0


def registered_ids(session: Session, after: datetime | None = None) -> list[str]:
    """Return the registry ids of the same trials."""
    return list(session.scalars(_registered(after)))


def day_of_many(session: Session, after: datetime | None = None) -> str:
    """Return the day since when a thousand of the same trials were updated: the age of a file of very many; may be empty.

    Not that of the newest record, which may have been fetched long after the file.
    """
    dates = _registered(after, TrialVersion.record_updated).where(TrialVersion.record_updated.like("____-__-__"))
    row = session.execute(dates.order_by(TrialVersion.record_updated.desc()).offset(_MANY).limit(1)).first()
    return row[1] if row else ""


def dates_of(session: Session, registry_ids: Iterable[str]) -> dict[str, str]:
    """Return the dates of the current versions of those trials that are here and no samples, by registry id."""
    found: dict[str, str] = {}
    for some in _parts(registry_ids):
        rows = session.execute(_registered(None, TrialVersion.record_updated).where(Trial.registry_id.in_(some)))
        found.update((row[0], row[1]) for row in rows)
    return found


def watched_ids(session: Session) -> list[str]:
    """Return the registry ids of the trials that somebody annotates; whose they are is not told."""
    watched = union(*_WATCHED)
    return list(session.scalars(_registered(None).where(Trial.id.in_(watched))))


def _registered(after: datetime | None, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    statement = select(Trial.registry_id, *columns).join(TrialVersion, IS_CURRENT).where(TrialVersion.sample.is_(False))
    return statement if after is None else statement.where(Trial.updated_at > after)


def _pending_of(session: Session, registry_ids: Collection[str]) -> list[RegistryPending]:
    return list(session.scalars(select(RegistryPending).where(RegistryPending.registry_id.in_(registry_ids))))


def _parts(registry_ids: Iterable[str]) -> Iterable[list[str]]:
    ids = list(registry_ids)
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
