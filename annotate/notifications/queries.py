"""What people chose, what is due, and what is new to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.activity.queries import visible_activity
from annotate.core.viewer import Viewer
from annotate.notifications.kinds import NEWS, Frequency, NotificationKind
from annotate.notifications.models import Notice, NotificationPreference, NotificationState
from annotate.prepared import prepared


def frequencies_of(session: Session, account_id: str) -> Mapping[NotificationKind, Frequency]:
    """Give how an account is told of each kind."""
    chosen = select(NotificationPreference.kind, NotificationPreference.frequency)
    rows = session.execute(chosen.where(NotificationPreference.account_id == account_id))
    # What a later release stored is not known to this one, and must not keep anybody from writing.
    own = {row.kind: Frequency(row.frequency) for row in rows if row.frequency in set(Frequency)}
    return {kind: own.get(kind, news.default) for kind, news in NEWS.items()}


def is_due(session: Session, at: datetime) -> bool:
    """True if some news are to be mailed by now."""
    return session.scalar(select(Notice.seq).where(Notice.due_at <= at).limit(1)) is not None


def due_accounts(session: Session, at: datetime, limit: int) -> Sequence[str]:
    """Give the ids of accounts with news that are to be mailed by now, those that have waited longest first."""
    due = select(Notice.account_id).where(Notice.due_at <= at).group_by(Notice.account_id)
    return session.scalars(due.order_by(func.min(Notice.due_at), Notice.account_id).limit(limit)).all()


def activity_behind(session: Session, notices: Sequence[Notice]) -> Sequence[Activity]:
    """Give what the notices of one account tell of, as far as it is kept still, the earliest first."""
    if not notices:
        return ()
    told = select(Activity).where(
        Activity.account_id == notices[0].account_id, Activity.seq.in_([notice.seq for notice in notices])
    )
    return session.scalars(told.order_by(Activity.seq)).all()


@dataclass(frozen=True, slots=True)
class NewActivity:
    """What is new to somebody."""

    seen_seq: int
    """The number of the last activity that they have seen."""
    kinds: frozenset[ActivityKind]
    """Those that they want to be told of, by mail or in the app."""
    count: int
    """How much of these kinds they have not seen."""


def new_activity(session: Session, viewer: Viewer) -> NewActivity:
    """Give what happened that the viewer wants to be told of and has not seen yet."""
    frequencies = frequencies_of(session, viewer.id)
    kinds = frozenset(NEWS[kind].source for kind, frequency in frequencies.items() if frequency is not Frequency.NEVER)
    state = select(NotificationState.seen_seq).where(NotificationState.account_id == viewer.id)
    seen = session.scalar(state) or 0
    new = (visible_activity(viewer), Activity.kind.in_(kinds), Activity.seq > seen)
    return NewActivity(seen, kinds, session.scalar(select(func.count()).select_from(Activity).where(*new)) or 0)


def count_new(session: Session, viewer: Viewer) -> int:
    """Count what ``new_activity`` counts, in one statement."""
    return session.scalar(*_count_new(viewer)) or 0


@prepared
def _count_new(viewer: Viewer) -> Select[int]:
    own = and_(NotificationPreference.account_id == viewer.id, NotificationPreference.kind.in_(list(NEWS)))
    source = case({kind: news.source for kind, news in NEWS.items()}, value=NotificationPreference.kind)
    silenced = select(source).where(own, NotificationPreference.frequency == Frequency.NEVER)
    state = select(NotificationState.seen_seq).where(NotificationState.account_id == viewer.id)
    return (
        select(func.count())
        .select_from(Activity)
        .where(
            visible_activity(viewer),
            Activity.kind.in_([news.source for news in NEWS.values()]),
            Activity.kind.not_in(silenced),
            Activity.seq > func.coalesce(state.scalar_subquery(), 0),
        )
    )
