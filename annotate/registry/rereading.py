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
from annotate.database import Database
from annotate.notes.anchors.placing import AT_ONCE, place_notes
from annotate.registry.errors import UnreadableRecord
from annotate.registry.reading import prepared
from annotate.trials import readings
from annotate.trials.actions import leave_unread, store_reading
from annotate.trials.compression import unpack_record
from annotate.trials.locks import newest_version
from annotate.trials.models import TrialVersion
from annotate.trials.preparing import PreparedVersion

log = structlog.get_logger(__name__)

BATCH_RECORDS = 20
"""Records stored in one transaction; none is open while they are read."""
_BATCH_BYTES = 1024 * 1024  # of compressed records and texts in one batch; they unpack to about eight times as much


@dataclass(frozen=True, slots=True)
class Reread:
    """Outcome of one batch: records that were looked at, and how many of them show more now or cannot be read."""

    records: int
    readings: int
    unread: int


@dataclass(frozen=True, slots=True)
class _PackedRecord:
    """A record as it is stored, and the text of its version, without which it cannot be unpacked."""

    version_id: str
    stored: bytes
    text: str


@dataclass(frozen=True, slots=True)
class _NewReading:
    version_id: str
    prepared: PreparedVersion | None
    """None if this release cannot read the record."""


def reread_outdated(database: Database) -> Iterator[Reread]:
    """Read every outdated record anew, a batch in each transaction; yield each outcome.

    It can be stopped after any batch, and goes on from there when it is called again.
    """
    while True:
        with database.reader() as session:
            packed = list(_packed(session))
        if not packed:
            return
        batch = [_read(each) for each in packed]
        yield database.write(partial(_store, batch=batch))
        time.sleep(TURN_SECONDS)


def _packed(session: Session) -> Iterator[_PackedRecord]:
    """Yield the records of one batch."""
    held = 0
    for version_id in readings.outdated_versions(session, BATCH_RECORDS):
        try:
            stored, text = readings.packed_record(session, version_id)
        except zlib.error:  # its text is damaged
            stored, text = b"", ""
        yield _PackedRecord(version_id, stored, text)
        held += len(stored) + len(text)
        if held >= _BATCH_BYTES:
            return


def _read(packed: _PackedRecord) -> _NewReading:
    try:
        return _NewReading(packed.version_id, prepared(unpack_record(packed.stored, packed.text)))
    except (zlib.error, UnreadableRecord) as error:
        log.warning("record_unread", version=packed.version_id, error=type(error).__name__)
        return _NewReading(packed.version_id, None)


def _store(session: Session, batch: list[_NewReading]) -> Reread:
    stored = unread = 0
    room = AT_ONCE
    for read in batch:
        trial = readings.hold_outdated(session, read.version_id)
        if trial is None:
            continue  # another record came in meanwhile, or another process has read it anew
        version = _whole(session, read) if read.prepared else None
        if read.prepared is None or version is None:
            leave_unread(trial)
            unread += 1
        elif store_reading(session, trial, version, read.prepared):
            stored += 1
            room -= place_notes(session, newest_version(session, trial.registry_id), room)
    session.flush()
    return Reread(len(batch), stored, unread)


def _whole(session: Session, read: _NewReading) -> TrialVersion | None:
    """Return the version that was read; None if what is stored of it is damaged."""
    try:
        return readings.whole_version(session, read.version_id)
    except (zlib.error, ValueError) as error:
        log.warning("version_damaged", version=read.version_id, error=type(error).__name__)
        return None
