"""Jobs of the data as a whole."""

from datetime import timedelta

from annotate import clock, erasures, throttle
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.actions import forget_old_runs
from annotate.jobs.job import Job
from annotate.wal import empty_wal


def _delete_counters(database: Database) -> str:
    with database.transaction() as session:
        return _deleted(throttle.sweep(session, clock.now()), "counter")


def _delete_erasures(database: Database) -> str:
    return _deleted(erasures.sweep(database, clock.now()), "id")


def _delete_runs(database: Database) -> str:
    with database.transaction() as session:
        return _deleted(forget_old_runs(session), "run")


def _empty_wal(database: Database) -> str:
    empty_wal(database)
    return ""


def _deleted(number: int, what: str) -> str:
    return f"{many(number, what)} deleted" if number else ""


JOBS = (
    Job("counters", timedelta(hours=1), _delete_counters),
    Job("erasures", timedelta(days=1), _delete_erasures),
    Job("runs", timedelta(days=1), _delete_runs),
    Job("wal", timedelta(hours=6), _empty_wal),
)
"""Deletes old counters of tries, ids of what was deleted for good, and runs of jobs; cuts SQLite's write-ahead log."""
