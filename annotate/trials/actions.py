"""Storing records: a changed record, or a new reading of a stored one, is a new version; no version is overwritten."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.record import READING_EDITION, is_whole_date
from annotate.database import Base, new_id
from annotate.errors import Conflict
from annotate.trials import indexing, queries
from annotate.trials.indexing import IndexedVersion
from annotate.trials.models import Trial, TrialAlias, TrialTopic, TrialVersion
from annotate.trials.preparing import PreparedVersion

_TRIALS, _VERSIONS, _TOPICS = (Base.metadata.tables[model.__tablename__] for model in (Trial, TrialVersion, TrialTopic))


class Stored(StrEnum):
    """Outcome for a record."""

    NEW = "new"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"


def store_prepared(session: Session, prepared: PreparedVersion) -> Stored:
    """Store a record as its trial's next version, unless it equals the current one.

    A sample never replaces the registry's record, which always replaces a sample. A record dated before the current version
    becomes an earlier version; the current one stays. Raises Conflict when another import of the same trial came first twice.
    """
    for _ in range(2):
        try:
            with session.begin_nested():
                return _store(session, prepared)
        except IntegrityError:  # another transaction has stored this number: read the current version again
            session.expire_all()
    raise Conflict(f"{prepared.registry_id} is being imported by somebody else just now. Please try again.")


def store_new(session: Session, prepared: Sequence[PreparedVersion]) -> None:
    """Store records of trials that are not here yet, each trial once, in a few statements for all of them.

    Raises IntegrityError when another import stored one of them first, DataError for what the database cannot hold.
    """
    if not prepared:
        return
    now = clock.now()
    trial_ids = [new_id() for _ in prepared]
    trials = [
        {"id": trial_id, "registry_id": each.registry_id, "current_number": 1, "created_at": now, "updated_at": now}
        | {"edition": READING_EDITION}
        for trial_id, each in zip(trial_ids, prepared, strict=True)
    ]
    versions = [
        {"id": new_id()} | _columns(trial_id, 1, each, now) for trial_id, each in zip(trial_ids, prepared, strict=True)
    ]
    session.execute(insert(_TRIALS), trials)
    session.execute(insert(_VERSIONS), versions)
    _add_topics(session, list(zip(trial_ids, prepared, strict=True)))
    for trial_id, each in zip(trial_ids, prepared, strict=True):
        if each.former_ids:
            _keep_aliases(session, trial_id, each.former_ids)
    indexing.index(
        session,
        [IndexedVersion(trial_id, 1, each.entry) for trial_id, each in zip(trial_ids, prepared, strict=True)],
        anew=True,
    )


def store_reading(session: Session, trial: Trial, read: TrialVersion, prepared: PreparedVersion) -> bool:
    """Store a new reading of the current version's record as the next version; return False if it shows nothing new.

    The record has not changed: the reading has its date, and the trial keeps the time when it came in. The caller holds the
    trial's row.
    """
    trial.edition = READING_EDITION
    if prepared.shows(read.text, read.document, read.facts):
        read.edition, read.digest = READING_EDITION, prepared.digest
        return False
    number = 1 + max(version.number for version in queries.versions_of(session, trial))
    columns = _columns(trial.id, number, prepared, clock.now())
    session.add(TrialVersion(**columns | {"sample": read.sample, "rereads": read.record_number}))
    session.flush()
    trial.current_number = number
    _make_current(session, trial, prepared)
    return True


def leave_unread(trial: Trial) -> None:
    """Mark a trial whose stored record this release cannot read: the reading that it has stays."""
    trial.edition = READING_EDITION


def _store(session: Session, prepared: PreparedVersion) -> Stored:
    trial = queries.known_trial(session, prepared.registry_id)
    if trial is None:
        store_new(session, [prepared])
        return Stored.NEW
    versions = queries.versions_of(session, trial)
    current = next(version for version in versions if version.number == trial.current_number)
    if prepared.sample and not current.sample:
        return Stored.UNCHANGED
    if prepared.sample == current.sample:
        past = _is_before(prepared.record_updated, current.record_updated)
        if current.is_of(prepared.digest) or (past and any(version.is_of(prepared.digest) for version in versions)):
            return Stored.UNCHANGED
    else:
        past = False
    number, now = max(version.number for version in versions) + 1, clock.now()
    session.add(TrialVersion(**_columns(trial.id, number, prepared, now)))
    session.flush()
    if not past:
        trial.current_number = number
        trial.updated_at = now
        trial.edition = READING_EDITION
        _make_current(session, trial, prepared)
    return Stored.NEW_VERSION


def _columns(trial_id: str, number: int, prepared: PreparedVersion, now: datetime) -> dict[str, Any]:
    return {
        "trial_id": trial_id,
        "number": number,
        "digest": prepared.digest,
        "imported_at": now,
        "record_updated": prepared.record_updated,
        "sample": prepared.sample,
        "title": prepared.title,
        "status": prepared.status,
        "sponsor": prepared.sponsor,
        "text": prepared.text,
        "document": prepared.document,
        "facts": prepared.facts,
        "raw": prepared.raw,
        "edition": READING_EDITION,
        "rereads": None,
    }


def _make_current(session: Session, trial: Trial, prepared: PreparedVersion) -> None:
    """Index the trial by its current version, and nothing else."""
    session.flush()
    session.execute(delete(TrialTopic).where(TrialTopic.trial_id == trial.id))
    _add_topics(session, [(trial.id, prepared)])
    _keep_aliases(session, trial.id, prepared.former_ids)
    indexing.index(session, [IndexedVersion(trial.id, trial.current_number, prepared.entry)], anew=False)


def _add_topics(session: Session, of: Sequence[tuple[str, PreparedVersion]]) -> None:
    """Insert topics through the driver: preparing each row for it costs more than storing it, and all values are texts."""
    rows = [
        {"trial_id": trial_id, "kind": topic.kind, "key": topic.key, "name": topic.name}
        for trial_id, each in of
        for topic in each.topics
    ]
    if not rows:
        return
    statement = insert(_TOPICS).compile(dialect=session.get_bind().dialect)
    names = statement.positiontup
    values: list[Any] = [tuple(row[name] for name in names) for row in rows] if names else rows
    session.connection().exec_driver_sql(str(statement), values)


def _keep_aliases(session: Session, trial_id: str, former_ids: Sequence[str]) -> None:
    """Point former ids to the trial that names them now."""
    named = TrialAlias.registry_id.in_(former_ids)
    session.execute(delete(TrialAlias).where(or_(TrialAlias.trial_id == trial_id, named)))
    if former_ids:
        session.execute(insert(TrialAlias), [{"registry_id": former, "trial_id": trial_id} for former in former_ids])


def _is_before(date: str, other: str) -> bool:
    """True if both are whole dates and the first is earlier."""
    return is_whole_date(date) and is_whole_date(other) and date < other
