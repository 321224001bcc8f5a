"""SQLite's write-ahead log: its length, and emptying it."""

from pathlib import Path

import structlog
from sqlalchemy import URL, make_url

from annotate.database import Database

log = structlog.get_logger(__name__)

_PATIENCE_MS = 100
"""How long emptying waits for readers, in milliseconds; it blocks writers."""


_LARGE = 64 * 1024 * 1024
"""Size from which a log is worth a warning, in bytes; SQLite handles smaller ones itself."""


def wal_bytes(url: str | URL) -> int | None:
    """Return the length of the log in bytes; None without a log, as on PostgreSQL."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = Path(f"{address.database}-wal")
    return file.stat().st_size if file.exists() else 0


def empty_wal(database: Database) -> bool:
    """Checkpoint the log into the database file and truncate it; returns False while a reader still uses it.

    SQLite checkpoints and reuses the file by itself, but never truncates it: after one long reader it stays large.
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
