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
    """A part of a list, and whether there is more of it."""

    rows: Sequence[Row]
    has_more: bool

    def next_after(self, place: Callable[[Row], str]) -> str:
        """Give the place of its last row, which the next page goes on after; empty on the last page."""
        return place(self.rows[-1]) if self.has_more else ""


def page_of(found: Sequence[Row], size: int) -> Page[Row]:
    """Take a page of what was looked for with a limit of ``size + 1``: one row more tells that there is another page."""
    return Page(found[:size], len(found) > size)


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


def read_number(text: str) -> int:
    """Read a row's number from an address; raises ValueError for one that no page made."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise ValueError("a number has up to 18 digits")
    return int(text)
