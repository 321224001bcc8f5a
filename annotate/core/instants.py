"""Instants in addresses, and days in words."""

from datetime import UTC, date, datetime

from annotate.core.record import MONTHS


def read_instant(text: str) -> datetime:
    """Parse an ISO 8601 text with an offset; return the instant in UTC.

    Raises ValueError for any other text, and for an instant outside the years 1 to 9999 of UTC.
    """
    written = datetime.fromisoformat(text)
    if written.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    try:
        return written.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant before the first or after the last that can be told") from None


def write_second(at: datetime | None) -> str | None:
    """Write an instant to the second, as ``read_instant`` reads it; None for none."""
    return at.isoformat(timespec="seconds") if at else None


def write_day(day: date) -> str:
    """Write a day in words, without leading zero: ``5 March 2026``. An instant is written by its own day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
