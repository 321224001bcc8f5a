"""Lifetimes of shares, and their words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from annotate.core.numbers import many

LONGEST = timedelta(days=90)
"""Longest lifetime of a share, from now."""

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
_FURTHEST_OFFSET = timedelta(hours=14)  # UTC-12:00 to UTC+14:00 are in use; the map is not symmetric, the limit may be


class Preset(StrEnum):
    """Offered lifetimes; ``UNTIL`` asks for a date and time."""

    HOUR = "1h"
    DAY = "1d"
    WEEK = "7d"
    FORTNIGHT = "14d"
    MONTH = "30d"
    UNTIL = "until"


SPANS = {
    Preset.HOUR: timedelta(hours=1),
    Preset.DAY: timedelta(days=1),
    Preset.WEEK: timedelta(days=7),
    Preset.FORTNIGHT: timedelta(days=14),
    Preset.MONTH: timedelta(days=30),
}
"""Length of each lifetime."""


class ShareState(StrEnum):
    """State of a share at an instant; only ``LIVE`` opens."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Timestamps that decide whether a share is live."""

    expires_at: datetime
    revoked_at: datetime | None = None
    suspended_at: datetime | None = None
    owner_left_at: datetime | None = None

    def state(self, at: datetime) -> ShareState:
        """Return the state of the share; its owner's decisions take precedence over events."""
        if self.owner_left_at is not None:
            return ShareState.ORPHANED
        if self.revoked_at is not None:
            return ShareState.REVOKED
        if self.expires_at <= at:
            return ShareState.EXPIRED
        return ShareState.SUSPENDED if self.suspended_at is not None else ShareState.LIVE


def expiry(preset: Preset, now: datetime, *, until: str = "", offset_minutes: int = 0) -> datetime:
    """Return the instant at which a share made now expires.

    ``until`` is a local date and time such as ``2026-12-24T18:00`` (the HTML Standard's "local date and time string"),
    ``offset_minutes`` how far that local time is ahead of UTC. Raises ValueError with a sentence for the owner.
    """
    if preset is not Preset.UNTIL:
        return now + SPANS[preset]
    offset = timedelta(minutes=offset_minutes)
    if abs(offset) > _FURTHEST_OFFSET:
        raise ValueError("No time zone on Earth is that far from UTC. Please give the date and time in UTC.")
    try:
        local = datetime.fromisoformat(until)
        chosen = (local - offset).replace(tzinfo=UTC) if local.tzinfo is None else local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Give the date and the time, such as 24 December 2026, 18:00.") from None
    if chosen <= now:
        raise ValueError("This moment has already passed. Choose a later one.")
    if chosen > now + LONGEST:
        raise ValueError(
            f"A link can stay open for {LONGEST.days} days at most. Choose an earlier moment; you can extend it later."
        )
    return chosen


def a_week_later(ends_at: datetime, now: datetime) -> datetime | None:
    """Return the end a week after this one, or a week from now if it has passed; None if a share cannot live so long."""
    later = max(ends_at, now) + SPANS[Preset.WEEK]
    return later if later <= now + LONGEST else None


def in_words(span: timedelta) -> str:
    """Return a duration in its two largest units, rounded down: ``6 days 23 hours``; the page's script does the same."""
    seconds = int(span.total_seconds())
    if seconds < _UNITS[-1][1]:
        return "less than a minute"
    large = next(place for place, (_, length) in enumerate(_UNITS) if seconds >= length)
    parts = []
    for name, length in _UNITS[large : large + 2]:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(many(count, name))
    return " ".join(parts)
