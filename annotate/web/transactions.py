"""The request's database access: one reading session, and transactions that end before the page is rendered."""

from collections.abc import Callable

import structlog
from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from annotate.database import Database, Returned
from annotate.refusals import REFUSALS, VANISHED, outage, vanished
from annotate.time_limits import bound_pages, bound_reading

log = structlog.get_logger(__name__)

_EXTENSION = "annotate.database"


def attach(app: Flask, database: Database) -> None:
    """Attach the database to the app."""
    app.extensions[_EXTENSION] = database
    bound_pages(database.engine)
    app.teardown_appcontext(lambda _exception: release())


def database() -> Database:
    """Return the app's database."""
    attached: Database = current_app.extensions[_EXTENSION]
    return attached


def reader() -> Session:
    """Return the request's session for reading: one snapshot, closed with the request; each statement has a time limit."""
    if "reader" not in g:
        g.reader = database().reader()
        bound_reading(g.reader)
    session: Session = g.reader
    return session


def write(work: Callable[[Session], Returned]) -> Returned:
    """Do ``work`` in a transaction of its own, once more after a transient failure; what is read afterwards sees it.

    ``work`` may run twice, so it has no effects but those on its session. Raises Unavailable when the database is busy or
    unreachable, or a row that this refers to was just deleted; NoRoom when it cannot grow; and what ``work`` raises.
    """
    release()
    try:
        return database().write(work)
    except (*REFUSALS, *VANISHED) as refusal:
        if isinstance(refusal, VANISHED) and not vanished(refusal):
            raise
        log.warning(
            "database refused", kind=type(refusal).__name__, reason=type(getattr(refusal, "orig", None)).__name__
        )
        raise outage(refusal) from refusal
    finally:
        release()


def release() -> None:
    """End the request's reading session, as before slow work; the next reader sees what was written since."""
    session: Session | None = g.pop("reader", None)
    if session is None:
        return
    try:
        session.close()
    except REFUSALS:
        # The connection broke after the last row was read: the rows are valid, and the answer may be under way.
        session.invalidate()
