"""The request's database access: one reading session, and transactions that end before the page is rendered."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from annotate.database import REFUSALS, VANISHED, Database, outage, passing, vanished
from annotate.errors import Unavailable
from annotate.time_limits import bound_pages, bound_reading
from annotate.web.api_paths import is_for_programs

log = structlog.get_logger(__name__)

_EXTENSION = "annotate.database"


def attach(app: Flask, database: Database) -> None:
    """Attach the database to the app."""
    app.extensions[_EXTENSION] = database
    bound_pages(database.engine)
    app.teardown_appcontext(lambda _exception: release())
    once = app.dispatch_request

    def twice() -> ResponseReturnValue:
        try:
            return once()
        except (Unavailable, *REFUSALS) as error:
            again = worth_another_try(error)
            release()  # the error page reads too, in a fresh snapshot
            if not again:
                raise
            g.tried_again = True
            return once()

    app.dispatch_request = twice  # type: ignore[method-assign]  # what a subclass of Flask would do


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


@contextmanager
def begin() -> Iterator[Session]:
    """Write in a transaction of its own; what is read afterwards sees it.

    Raises Unavailable when the database is busy or unreachable, or a row that this refers to was just deleted; NoRoom when it
    cannot grow.
    """
    release()
    try:
        with database().transaction() as session:
            yield session
    except (*REFUSALS, *VANISHED) as refusal:
        if isinstance(refusal, VANISHED) and not vanished(refusal):
            raise
        log.warning(
            "database refused", kind=type(refusal).__name__, reason=type(getattr(refusal, "orig", None)).__name__
        )
        raise outage(refusal) from refusal


def worth_another_try(error: BaseException) -> bool:
    """True if the failure was transient and the request is idempotent.

    Reading is idempotent, and so are forms with a client key: sent twice, they create one thing. Requests of programs have such
    a key, or state what they were made on.
    """
    repeatable = request.method in {"GET", "HEAD"} or is_for_programs(request) or "client_key" in request.form
    return repeatable and not g.get("tried_again") and (passing(error) or passing(error.__cause__))


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
