"""Restoring an SQLite database from a backup: checked first, put in place at once, with the database before kept beside it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.pool import StaticPool

from annotate import clock, schema
from annotate.database import opened
from annotate.errors import Conflict
from annotate.jobs.actions import forget_all
from annotate.personal_data.actions import delete_due
from annotate.upkeep import backups
from annotate.upkeep.backups import Progress
from annotate.upkeep.replaced_database import Revocations, read_revocations
from annotate.upkeep.revocations import RevocationReport, keep_ended

IN_USE = "The database is in use, and was left alone. Stop every annotate server that uses it, then restore."


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of restoring."""

    kept: RevocationReport
    before: str
    """Where the database before is kept; empty when there was none."""


def restore(backup: Path, place: Path, told: Progress, *, distrust: bool = False) -> Restored:
    """Put a backup in the place of a database that nobody uses.

    Whoever ends this at any moment finds either the database before or the restored one, whole. With ``distrust`` nothing is
    taken from the database before, as when it cannot be read. Raises Invalid for a damaged backup, Conflict when the
    database is in use, SchemaTooNew when a later release made the backup.
    """
    contents = backups.check(backup)
    schema.require_known(contents.revision)
    at = clock.now()
    with backups.drafted(place) as draft:
        backups.copy(backup, draft, told)
        with opened(URL.create("sqlite", database=str(draft))) as database:
            schema.upgrade(database)
            with _alone(place) as revocations:
                with database.transaction() as session:
                    kept = keep_ended(session, None if distrust else revocations, at)
                    forget_all(session)
                delete_due(database)
                database.engine.dispose()
                _settle(draft)
                return Restored(kept, _swap(draft, place, at))


@contextmanager
def _alone(place: Path) -> Iterator[Revocations | None]:
    """Keep everybody else out of a database, and give what it says of who may open what, if it can be read."""
    if not place.exists() or place.stat().st_size == 0:
        yield None
        return
    connection = sqlite3.connect(place, timeout=1, isolation_level=None, check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    try:
        revocations = None
        try:
            # Changing the mode needs every other connection gone, even an idle one.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            with engine.connect() as present:
                revocations = read_revocations(present)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Conflict(IN_USE) from error
        except sqlite3.DatabaseError:  # damaged: that is why somebody restores
            revocations = None
        yield revocations
    finally:
        engine.dispose()
        connection.close()


def _settle(draft: Path) -> None:
    """Bring the draft into one file; the first server makes it a database with a log again."""
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    backups.check(draft)


def _swap(draft: Path, place: Path, at: datetime) -> str:
    """Let the draft be the database from one moment to the next."""
    before = ""
    if place.exists() and place.stat().st_size:
        kept = place.with_name(f"{place.name}.before-{at:%Y%m%d-%H%M%S-%f}")
        os.link(place, kept)
        before = str(kept)
    for side in backups.sides(place):
        # A log of the database before would be played into the restored one.
        if before and side.exists():
            side.replace(before + side.name.removeprefix(place.name))
        side.unlink(missing_ok=True)
    backups.put(draft, place, replace=True)
    return before
