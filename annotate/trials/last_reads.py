"""When a person last read a trial, and which version: known to them alone."""

from collections.abc import Sequence

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.insert_once import added, insert_once
from annotate.prepared import prepared
from annotate.trials.models import LastRead

MOST_LAST_READS = 1_000
"""Trials of one account whose last reading is known; the oldest are forgotten."""


def note_last_read(session: Session, viewer: Viewer, trial_id: str, number: int) -> None:
    """Remember that the viewer reads a version of a trial now; the oldest of too many is forgotten."""

    def insert() -> LastRead:
        now = clock.now()
        return added(session, LastRead(account_id=viewer.id, trial_id=trial_id, version_number=number, read_at=now))

    known = find_last_read(session, viewer, trial_id)
    if known is None:
        row, _ = insert_once(session, insert, lambda: find_last_read(session, viewer, trial_id))
        session.execute(_surplus(viewer.id))
    else:
        row = known
    row.version_number, row.read_at = number, clock.now()


def find_last_read(session: Session, viewer: Viewer, trial_id: str) -> LastRead | None:
    """Return when the viewer last read a trial, None if they have not, or it is forgotten."""
    return session.get(LastRead, (viewer.id, trial_id))


def last_reads_of(session: Session, viewer: Viewer, limit: int) -> Sequence[LastRead]:
    """List what the viewer read, the last first."""
    return session.scalars(*_last_reads(viewer.id, limit)).all()


@prepared
def _last_reads(account_id: str, limit: int) -> Select[LastRead]:
    mine = select(LastRead).where(LastRead.account_id == account_id)
    return mine.order_by(LastRead.read_at.desc(), LastRead.trial_id).limit(limit)


def _surplus(account_id: str) -> Delete:
    mine = LastRead.account_id == account_id
    oldest = select(LastRead.read_at).where(mine).order_by(LastRead.read_at.desc()).offset(MOST_LAST_READS).limit(1)
    return delete(LastRead).where(mine, LastRead.read_at <= oldest.scalar_subquery())
