"""Reading stored records anew, when a release reads more of a record than the one that stored it.

Nothing that was noted moves: the stored version keeps its text, and what is read now is the next version. Nobody is told
that the record changed, for it did not.
"""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from annotate.batches import TURN_SECONDS
from annotate.core.record import TrialRecord
from annotate.database import Database
from annotate.notes.anchors.placing import AT_ONCE, place_notes
from annotate.registry.digest import record_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from annotate.trials import readings
from annotate.trials.actions import leave_unread, store_reading
from annotate.trials.locks import newest_version

log = structlog.get_logger(__name__)

BATCH_RECORDS = 20
"""Records stored in one transaction; none is open while they are read."""
_BATCH_BYTES = 1024 * 1024  # of compressed records in one batch; they unpack to about eight times as much


@dataclass(frozen=True, slots=True)
class Reread:
    """Outcome of one batch: records that were looked at, and how many of them show more now or cannot be read."""

    records: int
    readings: int
    unread: int


@dataclass(frozen=True, slots=True)
class _NewReading:
    version_id: str
    record: TrialRecord | None
    """None if this release cannot read the record."""
    digest: str = ""


def reread_outdated(database: Database) -> Iterator[Reread]:
    """Read every outdated record anew, a batch in each transaction; yield each outcome.

    It can be stopped after any batch, and goes on from there when it is called again.
    """
    while True:
        with database.reader() as session:
            raws = list(_raws(session))
        if not raws:
            return
        batch = [_read(version_id, raw) for version_id, raw in raws]
        yield database.write(partial(_store, batch=batch))
        time.sleep(TURN_SECONDS)


def _raws(session: Session) -> Iterator[tuple[str, bytes]]:
    """Yield the records of one batch, compressed."""
    held = 0
    for version_id in readings.outdated_versions(session, BATCH_RECORDS):
        raw = readings.raw_record(session, version_id)
        yield version_id, raw
        held += len(raw)
        if held >= _BATCH_BYTES:
            return


def _read(version_id: str, stored: bytes) -> _NewReading:
    try:
        raw = zlib.decompress(stored)
        return _NewReading(version_id, read_record(raw), record_digest(raw))
    except (zlib.error, UnreadableRecord) as error:
        log.warning("record_unread", version=version_id, error=type(error).__name__)
        return _NewReading(version_id, None)


def _store(session: Session, batch: list[_NewReading]) -> Reread:
    stored = unread = 0
    room = AT_ONCE
    for read in batch:
        held = readings.hold_outdated(session, read.version_id)
        if held is None:
            continue  # another record came in meanwhile, or another process has read it anew
        trial, version = held
        if read.record is None:
            leave_unread(trial)
            unread += 1
        elif store_reading(session, trial, version, read.record, read.digest):
            stored += 1
            room -= place_notes(session, newest_version(session, trial.registry_id), room)
    session.flush()
    return Reread(len(batch), stored, unread)
