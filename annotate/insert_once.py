"""Inserting under a unique key when another request may do the same at the same moment."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

Row = TypeVar("Row")


def insert_once(session: Session, insert: Callable[[], Row], find: Callable[[], Row | None]) -> tuple[Row, bool]:
    """Insert a row, or find the one that another request has just inserted; say whether it is new.

    All that ``insert`` wrote is undone when the key is taken. Raises IntegrityError when it failed for another reason: then
    ``find`` gives None.
    """
    try:
        with session.begin_nested():
            return insert(), True
    except IntegrityError:
        found = find()
        if found is None:
            raise
        return found, False


def added(session: Session, row: Row) -> Row:
    """Add a row to the session; the savepoint around it writes it."""
    session.add(row)
    return row
