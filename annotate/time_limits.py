"""A bound on the time that a question to the database may take, on SQLite and on PostgreSQL."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from annotate.errors import Unavailable

SEARCH_SECONDS = 2.0
"""How long the database may look for words on one page, in seconds."""

_STEPS = 20_000  # of SQLite's virtual machine, a few milliseconds: how often the clock is looked at
_CANCELLED = "57014"  # PostgreSQL's query_canceled

TOO_SLOW = "This search takes too long. Please search for rarer words, or for fewer at once."


@contextmanager
def time_limit(session: Session, seconds: float) -> Iterator[None]:
    """Bound what the session asks within the block; raises Unavailable, and ends its transaction, when that takes longer.

    On SQLite the bound is of all statements together, on PostgreSQL of each.
    """
    lite = session.get_bind().dialect.name == "sqlite"
    bounded = _on_sqlite(session, seconds) if lite else _on_postgresql(session, seconds)
    try:
        with bounded:
            yield
    except OperationalError as error:
        if not _was_stopped(error):
            raise
        session.rollback()
        raise Unavailable(TOO_SLOW) from error


@contextmanager
def _on_sqlite(session: Session, seconds: float) -> Iterator[None]:
    driver = cast("sqlite3.Connection", session.connection().connection.dbapi_connection)
    until = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _on_postgresql(session: Session, seconds: float) -> Iterator[None]:
    connection = session.connection()
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
    yield
    connection.exec_driver_sql("SET LOCAL statement_timeout TO DEFAULT")


def _was_stopped(error: OperationalError) -> bool:
    return (
        getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
        or getattr(error.orig, "sqlstate", None) == _CANCELLED
    )
