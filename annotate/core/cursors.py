"""Places in lists that are paged by key, as addresses carry them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from annotate.core.instants import read_instant

Row = TypeVar("Row")

_LONGEST_NUMBER = 18  # digits that fit into 64 bits


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list, and whether there are more."""

    rows: Sequence[Row]
    has_more: bool

    def next_after(self, place: Callable[[Row], str]) -> str:
        """Return the cursor of its last row, after which the next page continues; empty on the last page."""
        return place(self.rows[-1]) if self.has_more else ""


def page_of(found: Sequence[Row], size: int) -> Page[Row]:
    """Make a page of rows selected with a limit of ``size + 1``: an extra row means that there is another page."""
    return Page(found[:size], len(found) > size)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list that is ordered by time, newest first: after (older than) the row with this instant and id."""

    at: datetime
    id: str


def write_cursor(cursor: Cursor) -> str:
    """Return the cursor as text for an address."""
    return f"{cursor.at.isoformat()}~{cursor.id}"


def read_cursor(text: str) -> Cursor:
    """Read a cursor from an address; raises ValueError for one that no page made."""
    at, _, row_id = text.partition("~")
    if not row_id:
        raise ValueError("a cursor ends with an id")
    return Cursor(read_instant(at), row_id)


def read_number(text: str) -> int:
    """Read a row's number from an address; raises ValueError for one that no page made."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise ValueError("a number has up to 18 digits")
    return int(text)
