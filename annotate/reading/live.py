"""What a page that stays open is told: whether anything happened since it was loaded, and what of it belongs on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity, ActivitySequence
from annotate.activity.queries import visible_activity
from annotate.core.viewer import Viewer
from annotate.notes.models import Note
from annotate.notes.queries import own_notes
from annotate.prepared import prepared
from annotate.reading.queries import ids_of
from annotate.replies.models import Thread
from annotate.trials.models import Trial

MOST_TOLD = 100
"""Latest events that are looked through; after more than that, the page says what these say."""

_NOTES = (
    ActivityKind.NOTE_WRITTEN,
    ActivityKind.NOTE_EDITED,
    ActivityKind.NOTE_DELETED,
    ActivityKind.NOTE_RESTORED,
)


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page is of: another value when anything happened that it could show."""

    seq: int
    """The last number of the viewer's activity."""
    current: int
    """The number of the trial's current version; 0 without a trial."""

    @property
    def etag(self) -> str:
        """The state as a validator (RFC 9110, section 8.8.3)."""
        return f"{self.seq}.{self.current}"


@dataclass(frozen=True, slots=True)
class PageNews:
    """What happened on a trial's page since it was loaded."""

    replies: int
    """Private replies that came to the viewer's notes on the trial."""
    notes: int
    """Notes of the viewer's on the trial that were written, changed, deleted or restored."""


def page_state(session: Session, viewer: Viewer, registry_id: str) -> PageState:
    """Tell what the viewer's page of a trial is of now, or a page of no trial, in one statement."""
    seq, current = session.execute(*_state(viewer.id, registry_id)).one()
    return PageState(seq or 0, current or 0)


def page_news(session: Session, viewer: Viewer, registry_id: str, since: int) -> PageNews:
    """Tell what happened on a trial's page after a number of the viewer's activity."""
    rows = session.scalars(*_since(viewer, since, MOST_TOLD)).all()
    return PageNews(
        replies=_count_replies(session, viewer, registry_id, rows),
        notes=_count_notes(session, viewer, registry_id, rows),
    )


def _count_replies(session: Session, viewer: Viewer, registry_id: str, rows: Sequence[Activity]) -> int:
    came = [ids_of(row).get("thread", "") for row in rows if row.kind == ActivityKind.REPLY_CAME and row.detail]
    if not came:
        return 0
    mine = (
        select(Thread.id)
        .join(Note, Note.id == Thread.note_id)
        .join(Trial, Trial.id == Note.trial_id)
        .where(Thread.id.in_(came), Trial.registry_id == registry_id, own_notes(viewer))
    )
    here = set(session.scalars(mine))
    return sum(thread in here for thread in came)


def _count_notes(session: Session, viewer: Viewer, registry_id: str, rows: Sequence[Activity]) -> int:
    changed = {row.subject_id for row in rows if row.kind in _NOTES}
    if not changed:
        return 0
    here = select(func.count(distinct(Note.id))).join(Trial, Trial.id == Note.trial_id)
    return session.scalar(here.where(Note.id.in_(changed), Trial.registry_id == registry_id, own_notes(viewer))) or 0


@prepared
def _state(account_id: str, registry_id: str) -> Select[int | None, int | None]:
    seq = select(ActivitySequence.last).where(ActivitySequence.account_id == account_id).scalar_subquery()
    current = select(Trial.current_number).where(Trial.registry_id == registry_id).scalar_subquery()
    return select(seq, current)


@prepared
def _since(viewer: Viewer, since: int, limit: int) -> Select[Activity]:
    after = select(Activity).where(visible_activity(viewer), Activity.seq > since)
    return after.order_by(Activity.seq.desc()).limit(limit)
