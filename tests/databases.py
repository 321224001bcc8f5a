"""Where tests keep what they store: a file of SQLite, or a database on the server that ``ANNOTATE_TEST_POSTGRES`` names."""

import os
import secrets
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from annotate.database import Base, Database
from tests.postgres import ADDRESS

SERVER = os.environ.get(ADDRESS, "")
"""The PostgreSQL server of this run; empty when the tests run on SQLite."""

sqlite_only = pytest.mark.skipif(bool(SERVER), reason="about SQLite's files and locks")
"""Marks a test of what only SQLite has."""

postgres_only = pytest.mark.skipif(not SERVER, reason="about PostgreSQL: `make test-postgres` runs it")
"""Marks a test of what only PostgreSQL has."""


def new_url(folder: Path, *, lite: bool = False) -> str:
    """Make an empty database that nobody else has, and give its URL; on SQLite, which ``lite`` asks for, it lies in the folder."""
    if lite or not SERVER:
        return f"sqlite:///{folder / 'annotate.sqlite3'}"
    name = f"test_{secrets.token_hex(8)}"
    engine = create_engine(f"{SERVER}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    engine.dispose()
    return f"{SERVER}/{name}"


def empty(database: Database) -> None:
    """Take every row out of a migrated database."""
    lite = database.engine.dialect.name == "sqlite"
    unindex = "INSERT INTO trial_search (trial_search) VALUES ('delete-all')" if lite else "DELETE FROM trial_search"
    deletes = [str(table.delete()) for table in reversed(Base.metadata.sorted_tables)] + [unindex]
    # All in one call of the driver: it runs after every test.
    deleted = ";".join(deletes)
    with closing(database.engine.raw_connection()) as connection:
        if lite:
            connection.cursor().executescript(f"BEGIN; PRAGMA defer_foreign_keys=ON; {deleted}; COMMIT")
        else:
            connection.cursor().execute(deleted)
            connection.commit()


def forget_safety(database: Database) -> None:
    """Let a test's database on SQLite not wait for the disk: it outlives no power cut, and need not."""

    @event.listens_for(database.engine, "connect")
    def hasten(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        if database.engine.dialect.name == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")
