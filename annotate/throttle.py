"""Throttling: attempts are counted before they are judged, so that no more are judged than a limit allows.

A counter that is read first and written later let 64 of 64 parallel guesses through at a limit of 5. Each count here is
one atomic statement: it counts, or finds the key blocked and changes nothing. Counters are in the application's own
database: when it cannot count, nothing is judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Text, and_, bindparam, delete, or_, select, text, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from annotate.core.lifetimes import in_words
from annotate.database import Base, UtcDateTime
from annotate.errors import TooMany

_KEPT = timedelta(days=2)  # longer than any window, and any block


class Counter(Base):
    """Counter of one key's attempts in one window."""

    __tablename__ = "counters"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    """Name of the Limit."""
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """Who or what is counted, never by a person's name."""
    tries: Mapped[int]
    window_started_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Limit:
    """Attempts that a key has in a window, and how long it is then blocked."""

    scope: str
    most: int
    window: timedelta
    block: timedelta
    message: str
    """Message when blocked; ``{wait}`` becomes the time to wait."""


Counted = tuple[Limit, str]
"""A limit and the key to count."""

_COUNT = text("""
INSERT INTO counters AS counter (scope, key, tries, window_started_at, blocked_until)
VALUES (:scope, :key, 1, :now, CASE WHEN :most <= 1 THEN :until END)
ON CONFLICT (scope, key) DO UPDATE SET
    tries = CASE WHEN counter.window_started_at <= :stale OR counter.blocked_until IS NOT NULL
                 THEN 1 ELSE counter.tries + 1 END,
    window_started_at = CASE WHEN counter.window_started_at <= :stale OR counter.blocked_until IS NOT NULL
                             THEN :now ELSE counter.window_started_at END,
    blocked_until = CASE WHEN :most <= 1 THEN :until
                         WHEN counter.window_started_at > :stale AND counter.blocked_until IS NULL
                              AND counter.tries + 1 >= :most
                         THEN :until END
WHERE counter.blocked_until IS NULL OR counter.blocked_until <= :now
RETURNING tries
""").bindparams(*(bindparam(name, type_=UtcDateTime()) for name in ("now", "stale", "until")))

_TAKE_BACK = text("""
UPDATE counters SET tries = tries - 1, blocked_until = NULL
WHERE scope = :scope AND key = :key AND tries > 0
""")


def count(session: Session, limit: Limit, key: str, at: datetime) -> int | None:
    """Count one attempt of a key and return the count; None if the key is blocked, and nothing is counted."""
    counted: int | None = session.execute(
        _COUNT,
        {
            "scope": limit.scope,
            "key": key,
            "most": limit.most,
            "now": at,
            "stale": at - limit.window,
            "until": at + limit.block,
        },
    ).scalar()
    return counted


def count_all(session: Session, counted: Sequence[Counted], at: datetime) -> dict[str, int]:
    """Count one attempt by several keys, and return the counts by scope.

    Pass them always in the same order, which avoids deadlocks. Raises TooMany if one is blocked; the caller's transaction is
    then rolled back, so that nothing is counted.
    """
    tries = {}
    for limit, key in counted:
        made = count(session, limit, key, at)
        if made is None:
            refuse_blocked(session, counted, at)
            raise TooMany(limit.message.format(wait="a moment"), 1)
        tries[limit.scope] = made
    return tries


def refuse_blocked(session: Session, counted: Sequence[Counted], at: datetime) -> None:
    """Raise TooMany, with the time to wait, if any of the keys is blocked."""
    limits = {limit.scope: limit for limit, _ in counted}
    blocked = session.execute(
        select(Counter.scope, Counter.blocked_until)
        .where(or_(*(_is(limit, key) for limit, key in counted)), Counter.blocked_until > at)
        .order_by(Counter.blocked_until.desc())
    ).first()
    if blocked is not None:
        # The longest wait is enough for all of them.
        wait = blocked.blocked_until - at
        raise TooMany(limits[blocked.scope].message.format(wait=in_words(wait)), max(1, ceil(wait.total_seconds())))


def tries_of(session: Session, limit: Limit, key: str) -> int:
    """Return the number of counted attempts of a key."""
    return session.scalar(select(Counter.tries).where(_is(limit, key))) or 0


def take_back(session: Session, counted: Sequence[Counted]) -> None:
    """Uncount an attempt that was never judged, or was right."""
    for limit, key in counted:
        session.execute(_TAKE_BACK, {"scope": limit.scope, "key": key})


def extend(session: Session, limit: Limit, key: str, at: datetime) -> None:
    """Block a key for the limit's whole block from now; does nothing without a counter."""
    session.execute(update(Counter).where(_is(limit, key)).values(blocked_until=at + limit.block))


def clear(session: Session, limit: Limit, key: str) -> None:
    """Delete a key's counter."""
    session.execute(delete(Counter).where(_is(limit, key)))


def clear_beginning(session: Session, limit: Limit, beginning: str) -> None:
    """Delete the counters of all keys with this prefix."""
    begins = Counter.key.startswith(beginning, autoescape=True)
    session.execute(delete(Counter).where(Counter.scope == limit.scope, begins))


def sweep(session: Session, at: datetime) -> int:
    """Delete expired counters and return how many; skip rows that another transaction holds."""
    stale = (
        select(Counter.scope, Counter.key)
        .where(
            Counter.window_started_at < at - _KEPT,
            or_(Counter.blocked_until.is_(None), Counter.blocked_until < at),
        )
        .with_for_update(skip_locked=True)
    )
    gone = session.execute(delete(Counter).where(tuple_(Counter.scope, Counter.key).in_(stale)).returning(Counter.key))
    return len(gone.all())


def _is(limit: Limit, key: str) -> ColumnElement[bool]:
    return and_(Counter.scope == limit.scope, Counter.key == key)
