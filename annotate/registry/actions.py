"""Importing records: from files, from the registry, and the samples that ship with the project."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from annotate.core.record import TrialRecord
from annotate.database import Database
from annotate.errors import Conflict, Unavailable
from annotate.notes.anchors.placing import AT_ONCE, place_notes
from annotate.notes.changes import tell_authors
from annotate.registry.client import RegistryClient
from annotate.registry.digest import record_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.files import by_trial, find_files, read_file
from annotate.registry.shapes import read_record
from annotate.trials.actions import Stored, store_version
from annotate.trials.digests import digests_of
from annotate.trials.locks import newest_version

SAMPLES = Path(__file__).with_name("samples")

BATCH_RECORDS = 50
"""Records stored in one transaction, each in its own savepoint."""
_BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """Outcome of one readable record."""

    registry_id: str
    title: str
    stored: Stored
    placed: int = 0
    """Notes placed in the new version at once."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused record, and the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Outcome of one record of a file; ``last`` marks the file's last record."""

    path: Path
    result: Imported | Refused
    last: bool = True


@dataclass(frozen=True, slots=True)
class _Readable:
    record: TrialRecord
    raw: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    content: _Readable | Refused
    last: bool

    @property
    def registry_id(self) -> str:
        return self.content.record.registry_id if isinstance(self.content, _Readable) else ""

    @property
    def dated(self) -> str:
        return self.content.record.last_updated if isinstance(self.content, _Readable) else ""

    @property
    def digest(self) -> str:
        return self.content.digest if isinstance(self.content, _Readable) else ""


def import_paths(database: Database, paths: Iterable[Path]) -> Iterator[ImportOutcome]:
    """Import every record of files and folders, and yield each outcome; a refused record stops no other."""
    return import_files(database, find_files(paths))


def import_files(database: Database, files: Iterable[Path]) -> Iterator[ImportOutcome]:
    """Import every record of the files, a batch in each transaction; no transaction is open while files are read."""
    batch: list[_Read] = []
    size = 0
    for group in by_trial(files):
        for read in sorted((read for path in group for read in _records_of(path)), key=lambda read: read.dated):
            batch.append(read)
            size += len(read.content.raw) if isinstance(read.content, _Readable) else 0
        if len(batch) >= BATCH_RECORDS or size >= _BATCH_BYTES:
            yield from _store_batch(database, batch)
            batch, size = [], 0
    yield from _store_batch(database, batch)


def import_samples(database: Database) -> tuple[ImportOutcome, ...]:
    """Import the sample records; a trial that has the registry's own record is unchanged."""
    return tuple(import_paths(database, [SAMPLES]))


def fetch_trial(database: Database, client: RegistryClient, registry_id: str) -> Imported:
    """Fetch a record from the registry and store it; no transaction is open while waiting for the registry.

    Raises NotFound, Unavailable, Conflict.
    """
    raw = client.fetch(registry_id)
    try:
        readable = _readable(raw)
    except UnreadableRecord as error:
        raise Unavailable(f"The record {registry_id} was not added. {error.reason}") from error
    with database.transaction() as session:
        return _store(session, readable, AT_ONCE)


def _readable(raw: bytes) -> _Readable:
    return _Readable(read_record(raw), raw, record_digest(raw))


def _store(session: Session, readable: _Readable, room: int) -> Imported:
    """Store the record, and place up to ``room`` notes in it if it is a new version."""
    record = readable.record
    stored = store_version(session, record, readable.raw, readable.digest)
    placed = 0
    if stored is Stored.NEW_VERSION:
        version = newest_version(session, record.registry_id)
        tell_authors(session, version)
        placed = place_notes(session, version, room)
    return Imported(record.registry_id, record.title, stored, placed)


def _records_of(path: Path) -> Iterator[_Read]:
    try:
        raws = read_file(path)
    except UnreadableRecord as error:
        yield _Read(path, Refused(error.reason), last=True)
        return
    for place, raw in enumerate(raws, start=1):
        content: _Readable | Refused
        try:
            content = _readable(raw)
        except UnreadableRecord as error:
            content = Refused(error.reason if len(raws) == 1 else f"Record {place}: {error.reason}")
        yield _Read(path, content, last=place == len(raws))


def _store_batch(database: Database, batch: list[_Read]) -> list[ImportOutcome]:
    outcomes = []
    room = AT_ONCE
    with database.transaction() as session:
        nothing_new = _stored_history(session, batch)
        for read in batch:
            result: Imported | Refused
            if isinstance(read.content, Refused):
                result = read.content
            elif (read.registry_id, read.digest) in nothing_new:
                result = Imported(read.registry_id, read.content.record.title, Stored.UNCHANGED)
            else:
                result = _attempt(session, read.content, room)
                room -= result.placed if isinstance(result, Imported) else 0
            outcomes.append(ImportOutcome(read.path, result, read.last))
    return outcomes


def _stored_history(session: Session, batch: list[_Read]) -> set[tuple[str, str]]:
    """Return the already stored records of trials whose files hold the current version and earlier ones.

    One by one, the first of them would look like a return to an earlier text at each import of the folder.
    """
    times = Counter(read.registry_id for read in batch if read.registry_id)
    several = [registry_id for registry_id, count in times.items() if count > 1]
    known = digests_of(session, several) if several else {}
    read_now = {(read.registry_id, read.digest) for read in batch if read.registry_id in known}
    current = {registry_id for registry_id, digest in read_now if known[registry_id].has_current(digest)}
    return {
        (registry_id, digest)
        for registry_id, digest in read_now
        if registry_id in current and known[registry_id].has(digest)
    }


def _attempt(session: Session, readable: _Readable, room: int) -> Imported | Refused:
    try:
        return _store(session, readable, room)
    except Conflict as conflict:
        return Refused(conflict.message)
    except DataError:  # the savepoint has rolled back
        return Refused("The record holds something that the database cannot keep.")
