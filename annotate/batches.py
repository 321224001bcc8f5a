"""Long work in many small transactions, so that nobody who writes beside it waits long, and a stop loses little."""

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from annotate.database import Database

TURN_SECONDS = 0.01
"""Pause after each batch, in seconds: writers who wait for SQLite ask every few milliseconds, and get their turn."""

_STATEMENT_SECONDS = 60
"""How long one statement of a batch may take on PostgreSQL; pages are given less."""


def in_batches(database: Database, work: Callable[[Session], int]) -> int:
    """Call ``work`` in a transaction of its own until it finds nothing more to do, and return the sum of what it did."""
    done = 0
    while worked := _one(database, work):
        done += worked
        time.sleep(TURN_SECONDS)
    return done


def _one(database: Database, work: Callable[[Session], int]) -> int:
    with database.transaction() as session:
        if database.engine.dialect.name == "postgresql":
            session.connection().exec_driver_sql(f"SET LOCAL statement_timeout = '{_STATEMENT_SECONDS}s'")
        return work(session)
