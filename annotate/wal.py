"""SQLite's write-ahead log: how long it is, and emptying it."""

from pathlib import Path

import structlog
from sqlalchemy import URL, make_url

from annotate.database import Database

log = structlog.get_logger(__name__)

_PATIENCE_MS = 100
"""How long emptying waits for readers, in milliseconds: nobody can write meanwhile."""


_LARGE = 64 * 1024 * 1024
"""Bytes of a log that is worth a warning; SQLite keeps a smaller one in good order by itself."""


def wal_bytes(url: str | URL) -> int | None:
    """Return the length of the log in bytes; None where there is none, as on PostgreSQL."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = Path(f"{address.database}-wal")
    return file.stat().st_size if file.exists() else 0


def empty_wal(database: Database) -> bool:
    """Move the log into the database file and cut it to nothing; returns False while somebody still reads from it.

    SQLite moves the log by itself and uses its file again, but never makes it shorter: one long reader, and it stays large.
    """
    if database.engine.dialect.name != "sqlite":
        return True
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    finally:
        connection.detach()  # it has its own patience
        connection.close()
    size = wal_bytes(database.engine.url) or 0
    if busy and size > _LARGE:
        log.warning("write-ahead log in use", bytes=size)
    return not busy
