"""The one place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present instant as aware UTC."""
    return datetime.now(UTC)
