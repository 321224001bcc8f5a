"""What a database refuses, and what that means: worth another try, a row that is gone, no room, or busy."""

import sqlite3

from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from annotate.errors import NoRoom, Unavailable

REFUSALS = (OperationalError, InternalError, PoolTimeout)
"""Errors of a database that is busy, full, unreachable or shutting down; none is a bug of ours."""

VANISHED = (IntegrityError, StaleDataError)
"""Errors of a write to a row that another transaction has just deleted."""

_GONE = "23503"  # foreign key violation
_PASSING = {"40001", "40P01", "57P01", _GONE}  # serialization failure, deadlock, terminated by the administrator
_FULL = {"53100", "58030"}  # disk full, input or output error
_FULL_FILES = ("database or disk is full", "disk i/o error", "readonly database", "unable to open database file")


def outage(refusal: BaseException) -> Unavailable:
    """Return a database's refusal as our error: no room to write, or busy or unreachable for a moment."""
    reason = str(getattr(refusal, "orig", "")).lower()
    if _sqlstate(refusal) in _FULL or any(words in reason for words in _FULL_FILES):
        return NoRoom(
            "The server has no space left, so nothing was saved. What you typed is kept in the page: please copy it, and try "
            "again later. You can go on reading.",
            retry_after=60,
        )
    return Unavailable(
        "The database is busy or out of reach, so nothing was saved. What you typed is kept in the page: please try again in a moment.",
        retry_after=2,
    )


def passing(refusal: BaseException | None) -> bool:
    """True if a retry can succeed at once: another transaction conflicted, or the connection was ended."""
    return _sqlstate(refusal) in _PASSING or (refusal is not None and vanished(refusal))


def vanished(refusal: BaseException) -> bool:
    """True if a row that this transaction refers to was deleted after the request had found it."""
    driver = getattr(refusal, "orig", None)
    on_sqlite = getattr(driver, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    return on_sqlite or _sqlstate(refusal) == _GONE or isinstance(refusal, StaleDataError)


def _sqlstate(refusal: BaseException | None) -> str | None:
    state = getattr(getattr(refusal, "orig", None), "sqlstate", None)
    return state if isinstance(state, str) else None
