"""Moving all data from one database into another, empty one, such as from SQLite into PostgreSQL."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select
from sqlalchemy.orm import Session

import annotate.accounts.models
import annotate.codebook.models
import annotate.evidence.models
import annotate.following.models
import annotate.mail.models
import annotate.notes.acts.models
import annotate.notes.models
import annotate.notes.saved.models
import annotate.participation.models
import annotate.participation.volunteers.models
import annotate.registry.archives.models
import annotate.registry.models
import annotate.replies.models
import annotate.reviews.models
import annotate.shares.models
import annotate.trials.models  # noqa: F401 - each import registers its tables
from annotate import schema
from annotate.database import Base, Database
from annotate.errors import Conflict, Invalid
from annotate.interchange.files.models import ExportFile, ExportFilePart
from annotate.jobs.models import JobLease, JobRun
from annotate.registry.models import RegistryTurn
from annotate.replies.indexing import restore_words as restore_notes
from annotate.trials.indexing import restore_words

_BATCH = 500

_OF_PROCESSES = {
    JobLease.__tablename__,
    JobRun.__tablename__,
    RegistryTurn.__tablename__,
    ExportFile.__tablename__,
    ExportFilePart.__tablename__,
}
"""Tables about processes that ran on the source: the target's have leases and turns of their own, and make files anew."""

_SEARCH = ("trial_search", "note_search")
"""Names of the search indexes, which are no tables that could be copied: the target makes its own."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was moved."""

    tables: int
    rows: int


def copy_all(source: Database, target: Database, told: Callable[[int, int], None]) -> Copied:
    """Copy every row, compare every row by its digest, and only then keep them: all of it or nothing.

    While it runs nobody writes to a source on SQLite. ``told`` learns how many steps of how many are done: each row is
    written and compared. Raises Conflict when the target holds anything, Invalid when the source is not at this release's
    schema or a row did not arrive as it was.
    """
    if schema.current(source) != schema.newest():
        raise Invalid("The source's schema is not this release's. Bring it up to date first: annotate db upgrade")
    schema.upgrade(target)
    tables = [table for table in Base.metadata.sorted_tables if table.name not in _OF_PROCESSES]
    with source.change() as origin, target.change() as copy:
        _require_whole(origin)
        for table in tables:
            if copy.scalar(select(func.count()).select_from(table)):
                raise Conflict(f"The target holds data already (in {table.name}), and was left alone.")
        counts = [origin.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
        total, done = 2 * sum(counts), 0
        for table in tables:
            for batch in _batches(origin, table):
                copy.execute(table.insert(), batch)
                done += len(batch)
                told(done, total)
        for table in tables:
            done += _compare(origin, copy, table)
            told(done, total)
        _index(copy)
    return Copied(len(tables), sum(counts))


def _index(copy: Connection) -> None:
    """Make the search indexes over the trials and notes that were copied."""
    with Session(copy) as session:
        for restore in (restore_words, restore_notes):
            last = 0
            while last := restore(session, last):
                pass


def _require_whole(origin: Connection) -> None:
    """Refuse a source with tables that this would leave behind; raises Invalid."""
    ours = {table.name for table in Base.metadata.sorted_tables} | {"alembic_version"}
    unknown = [name for name in inspect(origin).get_table_names() if name not in ours and not name.startswith(_SEARCH)]
    if unknown:
        raise Invalid(f"The source holds tables that annotate does not know: {', '.join(sorted(unknown))}.")


def _batches(origin: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = origin.execute(select(table), execution_options={"yield_per": _BATCH}).mappings()
    for part in rows.partitions():
        yield [dict(row) for row in part]


def _compare(origin: Connection, copy: Connection, table: Table) -> int:
    """Compare the digests of all rows, and give how many there are; raises Invalid at the first that differs."""
    rows = 0
    for ours, theirs in zip_longest(_digests(origin, table), _digests(copy, table)):
        if ours != theirs:
            raise Invalid(f"A row of {table.name} did not arrive as it was, so nothing was kept in the target.")
        rows += 1
    return rows


def _digests(connection: Connection, table: Table) -> list[bytes]:
    """Give every row's digest in an order that does not hang on how a database sorts text."""
    rows = connection.execute(select(table), execution_options={"yield_per": _BATCH})
    return sorted(hashlib.sha256(json.dumps([_plain(value) for value in row]).encode()).digest() for row in rows)


def _plain(value: object) -> object:
    """Write a value so that it reads the same from whichever database it comes."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
