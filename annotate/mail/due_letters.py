"""Writing the letters that are due: each apart, so that one which cannot be written keeps nobody else waiting."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.jobs.fencing import LeaseLost
from annotate.refusals import REFUSALS

POSTPONED = timedelta(hours=1)
"""How long a letter waits that could not be written."""

AT_ONCE = 100
"""Readers that are looked up at once."""

log = structlog.get_logger(__name__)


def write_due(
    database: Database,
    find_due: Callable[[Session, datetime, int], Sequence[str]],
    write: Callable[[str], bool],
    postpone: Callable[[Session, str, datetime], None],
) -> int:
    """Write letters until none is due; return how many were queued.

    ``find_due`` returns the ids of some readers whose letters are due at a moment, at most so many. ``write`` settles one
    reader's letter in a transaction of its own, and says whether it queued one. If it fails, ``postpone`` lets what is due
    of that reader wait until a moment, and does nothing if they have left. Raises LeaseLost, and what the database refuses.
    """
    queued = 0
    while due := _due(database, find_due):
        for reader_id in due:
            try:
                queued += write(reader_id)
            except (*REFUSALS, LeaseLost):
                raise
            except Exception as error:
                log.exception("letter not written", kind=type(error).__name__)
                with database.transaction() as session:
                    postpone(session, reader_id, clock.now() + POSTPONED)
    return queued


def _due(database: Database, find_due: Callable[[Session, datetime, int], Sequence[str]]) -> Sequence[str]:
    with database.reader() as session:
        return find_due(session, clock.now(), AT_ONCE)
