"""Long work in many small transactions: other writers wait only briefly, and a stop loses little."""

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from annotate.database import Database

TURN_SECONDS = 0.01
"""Pause after each batch, in seconds: writers that wait for SQLite retry every few milliseconds, and get their turn."""

_STATEMENT_SECONDS = 60
"""Time limit of one batch statement on PostgreSQL; pages have less."""


def in_batches(database: Database, work: Callable[[Session], int]) -> int:
    """Call ``work`` in one transaction after another until it finds nothing to do; return the sum of its results."""
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
