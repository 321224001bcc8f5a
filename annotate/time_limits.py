"""Time limits of database statements, on SQLite and on PostgreSQL.

SQLite has none of its own. One thread of each process knows the deadline of each connection's statement and interrupts it;
SQLite checks for interrupts at each row. A progress handler would be called every so many steps, of which a single one may
compare twenty thousand characters, and would wait for Python's lock each time.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from annotate.errors import Unavailable

SEARCH_SECONDS = 2.0
"""Time limit of a page's word search, in seconds."""

PAGE_SECONDS = 5.0
"""Time limit of one reading statement of a page on SQLite, in seconds; PostgreSQL's ``statement_timeout`` is the same."""

_CANCELLED = "57014"  # PostgreSQL's query_canceled
_SECONDS = "annotate_seconds"
_UNTIL = "annotate.until"

TOO_SLOW = "This search takes too long. Please try fewer or rarer words."
PAGE_TOO_SLOW = "This page takes too long just now. Nothing was changed; please try again in a moment."


def bound_pages(engine: Engine) -> None:
    """Enforce the limits of ``bound_reading`` on this engine."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "before_cursor_execute", _begin):
        event.listen(engine, "before_cursor_execute", _begin)
        event.listen(engine, "checkin", _end)


def bound_reading(session: Session) -> None:
    """Limit each statement of a session that has run none yet."""
    session.connection(execution_options={_SECONDS: PAGE_SECONDS})


@contextmanager
def time_limit(session: Session, seconds: float) -> Iterator[None]:
    """Limit the session's statements within the block; raises Unavailable, and ends its transaction, when they take longer.

    On SQLite the limit is for all statements together, on PostgreSQL for each.
    """
    lite = session.get_bind().dialect.name == "sqlite"
    bounded = _on_sqlite(session, seconds) if lite else _on_postgresql(session, seconds)
    try:
        with bounded:
            yield
    except Exception as error:
        if not was_stopped(error):
            raise
        session.rollback()
        raise Unavailable(TOO_SLOW) from error


def was_stopped(error: BaseException) -> bool:
    """True if the database cancelled a statement because it took too long."""
    refusal = getattr(error, "orig", None)
    return (
        getattr(refusal, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
        or getattr(refusal, "sqlstate", None) == _CANCELLED
    )


class _Watch:
    """The thread that interrupts statements at their deadline."""

    def __init__(self) -> None:
        self._due: dict[sqlite3.Connection, float] = {}
        self._changed = threading.Condition()
        self._thread = threading.Thread()

    def begin(self, driver: sqlite3.Connection, until: float) -> None:
        """Set the connection's deadline, by the monotonic clock; replaces an earlier one."""
        with self._changed:
            self._due[driver] = until
            if not self._thread.is_alive():  # nor in a forked process
                self._thread = threading.Thread(target=self._go_on, name="time limits", daemon=True)
                self._thread.start()
            elif until < self._wakes:
                self._changed.notify()

    def end(self, driver: sqlite3.Connection) -> None:
        """Remove the deadline."""
        with self._changed:
            self._due.pop(driver, None)

    def _go_on(self) -> None:
        with self._changed:
            while self._due:
                now = time.monotonic()
                for driver in [each for each, until in self._due.items() if until <= now]:
                    del self._due[driver]
                    with suppress(sqlite3.ProgrammingError):  # the connection was closed
                        driver.interrupt()
                self._wakes = min(self._due.values(), default=now + PAGE_SECONDS)
                self._changed.wait(self._wakes - now)

    _wakes = 0.0


_watch = _Watch()


def _begin(connection: Connection, *_: Any) -> None:  # noqa: ANN401 - whatever the statement is
    until = connection.info.get(_UNTIL)
    seconds = connection.get_execution_options().get(_SECONDS)
    if until is None and seconds is not None:
        until = time.monotonic() + seconds
    if until is not None:
        _watch.begin(_driver(connection), until)


def _end(driver: DBAPIConnection | None, _record: ConnectionPoolEntry) -> None:
    if driver is not None:
        _watch.end(cast("sqlite3.Connection", driver))


@contextmanager
def _on_sqlite(session: Session, seconds: float) -> Iterator[None]:
    connection = session.connection()
    connection.info[_UNTIL] = until = time.monotonic() + seconds
    _watch.begin(_driver(connection), until)
    try:
        yield
    finally:
        del connection.info[_UNTIL]
        _watch.end(_driver(connection))


@contextmanager
def _on_postgresql(session: Session, seconds: float) -> Iterator[None]:
    connection = session.connection()
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
    yield
    connection.exec_driver_sql("SET LOCAL statement_timeout TO DEFAULT")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)
