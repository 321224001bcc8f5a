"""Storing records: a changed record, or a new reading of a stored one, is a new version; no version is overwritten."""

import re
import zlib
from enum import StrEnum

from sqlalchemy import delete, insert, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.document import document_to_json
from annotate.core.record import READING_EDITION, TrialRecord, record_to_json
from annotate.errors import Conflict
from annotate.trials import queries, search
from annotate.trials.models import Trial, TrialAlias, TrialTopic, TrialVersion
from annotate.trials.topics import topics_of

_WHOLE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Stored(StrEnum):
    """Outcome for a record."""

    NEW = "new"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"


def store_version(session: Session, record: TrialRecord, raw: bytes, digest: str) -> Stored:
    """Store a record as its trial's next version, unless it equals the current one.

    A sample never replaces the registry's record, which always replaces a sample. A record dated before the current version
    becomes an earlier version; the current one stays. Raises Conflict when another import of the same trial came first twice.
    """
    for _ in range(2):
        try:
            with session.begin_nested():
                return _store(session, record, raw, digest)
        except IntegrityError:  # another transaction has stored this number: read the current version again
            session.expire_all()
    raise Conflict(f"{record.registry_id} is being imported by somebody else just now. Please try again.")


def store_reading(session: Session, trial: Trial, read: TrialVersion, record: TrialRecord, digest: str) -> bool:
    """Store a new reading of the current version's record as the next version; return False if it shows nothing new.

    The record has not changed: the reading has its date, and the trial keeps the time when it came in. The caller holds the
    trial's row.
    """
    trial.edition = READING_EDITION
    shown = (record.document.text, document_to_json(record.document), record_to_json(record))
    if (read.text, read.document, read.facts) == shown:
        read.edition, read.digest = READING_EDITION, digest
        return False
    number = 1 + max(version.number for version in queries.versions_of(session, trial))
    reading = _version(trial, number, record, b"", digest)
    reading.raw, reading.sample, reading.rereads = read.raw, read.sample, read.record_number
    session.add(reading)
    trial.current_number = number
    _make_current(session, trial, record, anew=False)
    return True


def leave_unread(trial: Trial) -> None:
    """Mark a trial whose stored record this release cannot read: the reading that it has stays."""
    trial.edition = READING_EDITION


def _store(session: Session, record: TrialRecord, raw: bytes, digest: str) -> Stored:
    trial = queries.known_trial(session, record.registry_id)
    now = clock.now()
    if trial is None:
        trial = Trial(registry_id=record.registry_id, current_number=1, created_at=now, updated_at=now)
        session.add(trial)
        session.flush()
        session.add(_version(trial, 1, record, raw, digest))
        _make_current(session, trial, record, anew=True)
        return Stored.NEW
    versions = queries.versions_of(session, trial)
    current = next(version for version in versions if version.number == trial.current_number)
    if record.sample and not current.sample:
        return Stored.UNCHANGED
    if record.sample == current.sample:
        past = _is_before(record.last_updated, current.record_updated)
        if current.is_of(digest) or (past and any(version.is_of(digest) for version in versions)):
            return Stored.UNCHANGED
    else:
        past = False
    number = max(version.number for version in versions) + 1
    session.add(_version(trial, number, record, raw, digest))
    session.flush()
    if not past:
        trial.current_number = number
        trial.updated_at = now
        trial.edition = READING_EDITION
        _make_current(session, trial, record, anew=False)
    return Stored.NEW_VERSION


def _version(trial: Trial, number: int, record: TrialRecord, raw: bytes, digest: str) -> TrialVersion:
    return TrialVersion(
        trial_id=trial.id,
        number=number,
        digest=digest,
        imported_at=clock.now(),
        record_updated=record.last_updated,
        sample=record.sample,
        title=record.title,
        status=record.status,
        sponsor=record.sponsor,
        text=record.document.text,
        document=document_to_json(record.document),
        facts=record_to_json(record),
        raw=zlib.compress(raw),
        edition=READING_EDITION,
    )


def _make_current(session: Session, trial: Trial, record: TrialRecord, *, anew: bool) -> None:
    """Index the trial by its current version, and nothing else."""
    session.flush()
    if not anew:
        session.execute(delete(TrialTopic).where(TrialTopic.trial_id == trial.id))
    topics = [
        {"trial_id": trial.id, "kind": topic.kind, "key": topic.key, "name": topic.name} for topic in topics_of(record)
    ]
    if topics:
        session.execute(insert(TrialTopic), topics)
    _keep_aliases(session, trial, record)
    search.index(session, record, anew=anew)


def _keep_aliases(session: Session, trial: Trial, record: TrialRecord) -> None:
    """Point former ids to the trial that names them now."""
    named = TrialAlias.registry_id.in_(record.former_ids)
    session.execute(delete(TrialAlias).where(or_(TrialAlias.trial_id == trial.id, named)))
    if record.former_ids:
        session.execute(
            insert(TrialAlias), [{"registry_id": former, "trial_id": trial.id} for former in record.former_ids]
        )


def _is_before(date: str, other: str) -> bool:
    """True if both are whole dates and the first is earlier."""
    return bool(_WHOLE_DATE.fullmatch(date) and _WHOLE_DATE.fullmatch(other)) and date < other
