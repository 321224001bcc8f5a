"""Importing files and archives: records are read in other processes where cores allow, and stored by this one, batch by batch."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from annotate.batches import TURN_SECONDS
from annotate.database import Database
from annotate.errors import Conflict
from annotate.following.actions import note_changed, note_new
from annotate.notes.anchors.placing import AT_ONCE, place_notes
from annotate.notes.changes import tell_authors
from annotate.registry.archives.actions import find_import, remember
from annotate.registry.archives.zipped import ZipArchive
from annotate.registry.batching import Batch, of_archive, of_files
from annotate.registry.errors import UnreadableRecord
from annotate.registry.processes import Reads, read_here, read_in_processes
from annotate.registry.reading import CurrentDigests, ReadRecord, Refused, SameRecord, read_again
from annotate.trials.actions import Stored, store_new, store_prepared
from annotate.trials.digests import Digests, digests_of
from annotate.trials.locks import newest_version
from annotate.trials.preparing import PreparedVersion

ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True)
class Imported:
    """Outcome of one readable record."""

    registry_id: str
    title: str
    stored: Stored
    placed: int = 0
    """Notes placed in the new version at once."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Outcome of one record of a file; ``last`` marks the file's last record."""

    path: Path
    result: Imported | Refused
    last: bool = True


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """Entries of an archive that an earlier import has done."""

    path: Path
    done: int
    entries: int


@dataclass(frozen=True, slots=True)
class _Source:
    """Batches to import; those of an archive leave how far they came."""

    batches: Iterable[Batch]
    digest: str = ""
    entries: int = 0


def import_files(
    database: Database,
    files: Iterable[Path],
    *,
    processes: int = 0,
    again: bool = False,
    told: Callable[[DoneBefore], None] = lambda _: None,
) -> Generator[ImportOutcome]:
    """Import every record of files and archives, a batch in each transaction; none is open while records are read.

    With ``processes``, so many others read. An archive that was imported before, or in part, is not read so far again, unless
    ``again``; ``told`` learns of it. Raises Unavailable when a reading process is killed.
    """
    listed = list(files)
    archives = [path for path in listed if path.suffix.lower() == ARCHIVE]
    yield from _import(database, _Source(of_files(path for path in listed if path not in archives)), processes)
    for path in archives:
        try:
            archive = ZipArchive(path)
            source = _of_archive(database, archive, told, again=again)
        except UnreadableRecord as error:
            yield ImportOutcome(path, Refused(error.reason))
        else:
            yield from _import(database, source, processes)


def count_items(files: Iterable[Path]) -> int:
    """Count what there is to read: files, and the entries of archives."""
    count = 0
    for path in files:
        try:
            count += ZipArchive(path).entries if path.suffix.lower() == ARCHIVE else 1
        except UnreadableRecord:
            count += 1
    return count


def store(session: Session, prepared: PreparedVersion, room: int) -> Imported:
    """Store a record, and place up to ``room`` notes in it if it is a new version. Raises Conflict."""
    stored = store_prepared(session, prepared)
    placed = 0
    if stored is Stored.NEW_VERSION:
        version = newest_version(session, prepared.registry_id)
        tell_authors(session, version)
        note_changed(session, version)
        placed = place_notes(session, version, room)
    elif stored is Stored.NEW:
        note_new(session, [prepared.registry_id])
    return Imported(prepared.registry_id, prepared.title, stored, placed)


def store_read(session: Session, prepared: PreparedVersion, room: int) -> Imported | Refused:
    """Store a record in a savepoint of its own, as ``store`` does; what cannot be stored is refused."""
    try:
        return store(session, prepared, room)
    except Conflict as conflict:
        return Refused(conflict.message, passing=True)
    except DataError:  # the savepoint has rolled back
        return Refused("The record holds something that the database cannot keep.")


def _of_archive(database: Database, archive: ZipArchive, told: Callable[[DoneBefore], None], *, again: bool) -> _Source:
    digest = archive.digest()
    with database.reader() as session:
        before = find_import(session, digest)
    done = before.position if before and not again else 0
    if done:
        told(DoneBefore(archive.path, done, archive.entries))
    batches = of_archive(archive, done) if done < archive.entries else ()
    return _Source(batches, digest, archive.entries)


def _import(database: Database, source: _Source, processes: int) -> Iterator[ImportOutcome]:
    batches = ((batch, _current(database, batch)) for batch in source.batches)
    for batch, reads in read_in_processes(batches, processes) if processes else read_here(batches):
        outcomes = database.write(partial(_store_batch, source=source, batch=batch, reads=reads))
        if any(map(_is_passing, outcomes)):
            source = replace(source, digest="")  # an archive is done up to here: its next import goes on at this batch
        yield from outcomes
        time.sleep(TURN_SECONDS)


def _current(database: Database, batch: Batch) -> CurrentDigests:
    """Return the digests of the current versions of a batch's trials, each with its edition, as far as their ids are known."""
    if not batch.registry_ids:
        return {}
    with database.reader() as session:
        return {name: found.current for name, found in digests_of(session, batch.registry_ids).items()}


def _store_batch(session: Session, *, source: _Source, batch: Batch, reads: Reads) -> list[ImportOutcome]:
    known = digests_of(session, sorted({read.registry_id for read in reads if read.registry_id}))
    times = Counter(read.registry_id for read in reads)
    nothing_new = _stored_history(known, reads, times)
    stored_at_once = _store_new(session, reads, known, times)
    outcomes, room = [], AT_ONCE
    for read in reads:
        content = read.content
        if isinstance(content, SameRecord) and not known[content.registry_id].has_current(content.digest):
            content = read_again(content)  # another import came in between
        result: Imported | Refused
        if isinstance(content, Refused):
            result = content
        elif read.registry_id in stored_at_once:
            result = Imported(content.registry_id, content.title, Stored.NEW)
        elif isinstance(content, SameRecord) or (read.registry_id, read.digest) in nothing_new:
            result = Imported(content.registry_id, content.title, Stored.UNCHANGED)
        else:
            result = store_read(session, content, room)
            room -= result.placed if isinstance(result, Imported) else 0
        outcomes.append(ImportOutcome(read.path, result, read.last))
    if source.digest and not any(map(_is_passing, outcomes)):
        refused = sum(isinstance(each.result, Refused) for each in outcomes)
        remember(session, source.digest, source.entries, batch.position, refused)
    return outcomes


def _is_passing(outcome: ImportOutcome) -> bool:
    return isinstance(outcome.result, Refused) and outcome.result.passing


def _store_new(
    session: Session, reads: Iterable[ReadRecord], known: dict[str, Digests], times: Counter[str]
) -> frozenset[str]:
    """Store the records of trials that are not here yet, all at once, and return their ids; none if one cannot be stored."""
    new = [
        read.content
        for read in reads
        if isinstance(read.content, PreparedVersion) and read.registry_id not in known and times[read.registry_id] == 1
    ]
    try:
        with session.begin_nested():
            store_new(session, new)
            note_new(session, [each.registry_id for each in new])
    except (IntegrityError, DataError):
        return frozenset()  # one by one, each says what is wrong with it
    return frozenset(each.registry_id for each in new)


def _stored_history(
    known: dict[str, Digests], reads: Iterable[ReadRecord], times: Counter[str]
) -> set[tuple[str, str]]:
    """Return the already stored records of trials whose files hold the current version and earlier ones.

    One by one, the first of them would look like a return to an earlier text at each import of the folder.
    """
    read_now = {(read.registry_id, read.digest) for read in reads if times[read.registry_id] > 1}
    read_now = {(registry_id, digest) for registry_id, digest in read_now if registry_id in known}
    current = {registry_id for registry_id, digest in read_now if known[registry_id].has_current(digest)}
    return {
        (registry_id, digest)
        for registry_id, digest in read_now
        if registry_id in current and known[registry_id].has(digest)
    }
