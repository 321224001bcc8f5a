"""Selects of what happened, all by the one rule of who reads it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity, ActivitySequence
from annotate.core.viewer import Viewer


def visible_activity(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who reads what happened: the account that a row is for."""
    return Activity.account_id == viewer.id if viewer else false()


def activity_of(
    session: Session, viewer: Viewer, kinds: Sequence[ActivityKind], *, before: int | None = None, limit: int
) -> Sequence[Activity]:
    """Give up to ``limit`` rows of these kinds (of all that there are), the latest first, older than the number ``before``."""
    wanted = select(Activity).where(visible_activity(viewer))
    if set(kinds) != set(ActivityKind):
        wanted = wanted.where(Activity.kind.in_(kinds))
    if before is not None:
        wanted = wanted.where(Activity.seq < before)
    return session.scalars(wanted.order_by(Activity.seq.desc()).limit(limit)).all()


def of_subject(owner_id: str, subject_id: str) -> Select[Activity]:
    """Select what happened to one thing of an account's, in no order."""
    return select(Activity).where(Activity.account_id == owner_id, Activity.subject_id == subject_id)


def last_seq(session: Session, account_id: str) -> int:
    """Give the last number of an account's sequence; 0 before anything happened."""
    return session.scalar(select(ActivitySequence.last).where(ActivitySequence.account_id == account_id)) or 0
