"""Selects of records that an earlier edition read, and that wait to be read anew."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from annotate.core.record import READING_EDITION
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

_OUTDATED = Trial.edition < READING_EDITION


def outdated_versions(session: Session, limit: int) -> Sequence[str]:
    """Return the ids of up to ``limit`` current versions that wait to be read anew."""
    waiting = select(TrialVersion.id).join(Trial, IS_CURRENT).where(_OUTDATED)
    return session.scalars(waiting.order_by(Trial.edition, Trial.id).limit(limit)).all()


def count_outdated(session: Session) -> int:
    """Count the trials whose record waits to be read anew."""
    return session.scalar(select(func.count()).select_from(Trial).where(_OUTDATED)) or 0


def is_any_outdated(session: Session) -> bool:
    """True if a record waits to be read anew."""
    return session.scalar(select(Trial.id).where(_OUTDATED).limit(1)) is not None


def packed_record(session: Session, version_id: str) -> tuple[bytes, str]:
    """Return a version's record as it came in, compressed by ``pack_record``, and the text that this takes to unpack."""
    row = session.execute(select(TrialVersion.raw, TrialVersion.text).where(TrialVersion.id == version_id)).one()
    return row.raw, row.text


def hold_outdated(session: Session, version_id: str) -> Trial | None:
    """Lock the version's trial and return it if the version is current and still waits, else None."""
    waiting = select(Trial).join(TrialVersion, IS_CURRENT).where(TrialVersion.id == version_id, _OUTDATED)
    found: Trial | None = session.scalar(waiting.with_for_update(key_share=True, of=Trial))
    return found


def whole_version(session: Session, version_id: str) -> TrialVersion:
    """Return a version with its text, structure and facts; raises zlib.error or ValueError for damaged ones."""
    shown = (TrialVersion.text, TrialVersion.document, TrialVersion.facts)
    whole = select(TrialVersion).where(TrialVersion.id == version_id).options(*map(undefer, shown))
    return session.scalars(whole).one()
