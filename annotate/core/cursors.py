"""Places in lists that are paged by key, as addresses carry them."""

from dataclasses import dataclass
from datetime import datetime

from annotate.core.instants import read_instant


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list that is ordered by time, newest first: after (older than) what has this instant and id."""

    at: datetime
    id: str


def write_cursor(cursor: Cursor) -> str:
    """Write a cursor as an address carries it."""
    return f"{cursor.at.isoformat()}~{cursor.id}"


def read_cursor(text: str) -> Cursor:
    """Read a cursor from an address; raises ValueError for one that no page made."""
    at, _, row_id = text.partition("~")
    if not row_id:
        raise ValueError("a cursor ends with an id")
    return Cursor(read_instant(at), row_id)
