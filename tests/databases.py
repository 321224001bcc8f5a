"""Where tests keep what they store: a file of SQLite, or a database on the server that ``ANNOTATE_TEST_POSTGRES`` names."""

import os
import secrets
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

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
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text("DELETE FROM trial_search"))
