"""The base of all tables, the engine and its transactions."""

import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Index,
    MetaData,
    String,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from annotate.refusals import REFUSALS, VANISHED, passing

Returned = TypeVar("Returned")

ID_LENGTH = 22
"""Characters of an id: 128 random bits in URL-safe base64."""

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for another writer on SQLite, in milliseconds."""

_ASKING_SECONDS = (0.001, 0.004)

CONNECT_SECONDS = 3
"""How long a connection to PostgreSQL may take, in seconds."""

_POOL = 8
"""Pooled connections of a process, one for each concurrent request; under load each may need a second one."""

_FILE: dict[str, Any] = {"pool_size": _POOL, "max_overflow": _POOL, "pool_timeout": 5}
_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

_PATIENCE = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "jit": "off",  # to compile a statement takes longer than to run any of ours
}
"""Options of every connection to PostgreSQL; ``options`` in the URL override them."""

_SLOW = "5min"  # how long the reader of a stream may pause

# A migration has no time limit, and only one process runs it; the number is annotate's own.
_ALONE = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL lock_timeout = 0;
SELECT pg_advisory_xact_lock(4719301665);
SET LOCAL lock_timeout = '30s'
"""

_WRITES = "annotate_writes"
_AT_ONCE = "annotate_at_once"
_LOOSE = "annotate_loose"

Id = String(ID_LENGTH)
"""Column type of an opaque id."""


def new_id() -> str:
    """Return a new opaque id of 128 random bits."""
    return secrets.token_urlsafe(16)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant, however the database stores it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the instant in UTC; a naive instant is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no instant")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class fixes the name
        """Return the instant as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base class of all tables. Constraints have predictable names, which SQLite's batch migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it from the class


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Give an index of the rows alone for which ``where`` holds.

    A column that few rows fill wants one: an index that counts the empty rows looks useless to SQLite once it has statistics.
    """
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


class Database:
    """One database: sessions that read a snapshot, and short transactions that write."""

    def __init__(self, url: str | URL) -> None:
        """Prepare the engine; no connection is made yet."""
        self.unfenced = self  # of what a job works with, the database behind its fence
        address = make_url(url)
        lite = address.get_backend_name() == "sqlite"
        # Parameters hold what people wrote, and errors go into the log: they show only the statement.
        self.engine = create_engine(address, hide_parameters=True, **(_FILE if lite else _server(address)))
        if lite:
            _serve_from_sqlite(self.engine)
        # One snapshot for all that a page reads; SQLite's deferred transaction already is one.
        reading = self.engine if lite else self.engine.execution_options(**_SNAPSHOT)
        self._readers = sessionmaker(reading, expire_on_commit=False)
        writing = self.engine.execution_options(**{_WRITES: True})
        self._writers = sessionmaker(writing, expire_on_commit=False)
        self._impatient = sessionmaker(writing.execution_options(**{_AT_ONCE: True}), expire_on_commit=False)

    def reader(self) -> Session:
        """Open a session for reading; the caller closes it."""
        return self._readers()

    @contextmanager
    def long_reader(self) -> Iterator[Session]:
        """Read a stream for as long as its receiver needs, by a connection outside the pool, so that no page waits for one."""
        with self._readers() as session:
            connection = session.connection()
            connection.detach()
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{_SLOW}'")
            yield session

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """Change the schema in one exclusive transaction; a concurrent migration waits and finds it changed.

        SQLite changes a table by copying it and dropping the old one, which would cascade to every row that refers to it. So
        foreign keys are off meanwhile and checked at the end. Raises IntegrityError for a broken one.
        """
        with self.engine.execution_options(**{_WRITES: True, _LOOSE: True}).connect() as connection:
            connection.detach()  # a connection with foreign keys off never returns to the pool
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(_ALONE)
                yield connection
                if connection.dialect.name == "sqlite":
                    _refuse_broken(connection)

    @contextmanager
    def transaction(self, *, patient: bool = True) -> Iterator[Session]:
        """Open a transaction for writing: commits at the end, rolls back on any exception.

        An impatient one raises OperationalError at once if another one is writing to SQLite, or to its rows.
        """
        with (self._writers if patient else self._impatient).begin() as session:
            if not patient and self.engine.dialect.name == "postgresql":
                session.connection().exec_driver_sql("SET LOCAL lock_timeout = 10")
            yield session

    def write(self, work: Callable[[Session], Returned]) -> Returned:
        """Do ``work`` in a transaction and return what it returns; after a transient failure, do it once more in another.

        What failed was rolled back, so nothing is done twice, as long as ``work`` has no effects but those on its session.
        Raises what ``work`` raises, and the database's refusals.
        """
        try:
            with self.transaction() as session:
                return work(session)
        except (*REFUSALS, *VANISHED) as refusal:
            if not passing(refusal):
                raise
        with self.transaction() as session:
            return work(session)


@contextmanager
def opened(url: str | URL) -> Iterator[Database]:
    """Open a database for one command; no connection outlives it, so none is shared with a process forked later."""
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()


def _server(address: URL) -> dict[str, Any]:
    """Configure PostgreSQL: statements and locks time out, and dead idle connections are replaced."""
    asked = address.query.get("options", "")
    patience = " ".join(f"-c {name}={value}" for name, value in _PATIENCE.items())
    options = " ".join([patience, asked if isinstance(asked, str) else " ".join(asked)]).strip()
    connect = {"connect_timeout": CONNECT_SECONDS, "options": options, "application_name": "annotate"}
    return {**_FILE, "pool_pre_ping": True, "connect_args": connect}


def _serve_from_sqlite(engine: Engine) -> None:
    """Configure SQLite: WAL, full sync, foreign keys, writers that queue from their first statement."""

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver must not open transactions: the listener below does, in the right mode.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(_LOOSE, False):
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # it has no effect inside a transaction
        if not options.get(_WRITES, False):
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        _wait_for_turn(connection, 0 if options.get(_AT_ONCE, False) else BUSY_TIMEOUT_MS / 1000)


def _wait_for_turn(connection: Connection, seconds: float) -> None:
    """Begin to write as soon as no other writer does; raises OperationalError when that takes too long.

    SQLite's own waits grow to a tenth of a second: the longest waiter asks least often, and of eight that wrote without a
    pause some found no gap within five seconds. Here every writer retries every few milliseconds.
    """
    driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    until = time.monotonic() + seconds
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as refusal:
                if refusal.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(*_ASKING_SECONDS))  # noqa: S311 - jitter, so that two do not retry in step
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _refuse_broken(connection: Connection) -> None:
    broken = sorted({str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")})
    if broken:
        tables = ", ".join(broken)
        raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"rows of {tables} refer to nothing"))
