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
from annotate.notifications.kinds import FREQUENCY_WORDS, NEWS, Frequency, NewsPage, NotificationKind, kinds_on
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


MOST_COUNTED = 100
"""Counting for the header stops here: "99+" says enough."""

_SEEN = {NewsPage.ACTIVITY: NotificationState.seen_seq, NewsPage.WHATS_NEW: NotificationState.news_seq}


def new_activity(session: Session, viewer: Viewer, page: NewsPage = NewsPage.ACTIVITY) -> NewActivity:
    """Give what happened that is listed on a page, that the viewer wants to be told of and has not seen there yet."""
    frequencies = frequencies_of(session, viewer.id)
    kinds = frozenset(NEWS[kind].source for kind in kinds_on(page) if frequencies[kind] is not Frequency.NEVER)
    seen = session.scalar(select(_SEEN[page]).where(NotificationState.account_id == viewer.id)) or 0
    new = (visible_activity(viewer), Activity.kind.in_(kinds), Activity.seq > seen)
    return NewActivity(seen, kinds, session.scalar(select(func.count()).select_from(Activity).where(*new)) or 0)


def count_new(session: Session, viewer: Viewer) -> int:
    """Count what ``new_activity`` counts, in one statement."""
    return session.scalar(*_count_new(viewer)) or 0


def count_news(session: Session, viewer: Viewer | None) -> int:
    """Count what is new of what the viewer follows, up to ``MOST_COUNTED``, in one statement that reads an index."""
    return (session.scalar(*_count_news(viewer)) or 0) if viewer else 0


def chosen_words(session: Session, viewer: Viewer, page: NewsPage) -> tuple[tuple[str, str], ...]:
    """Say how the viewer is told of each kind that is listed on a page."""
    frequencies = frequencies_of(session, viewer.id)
    return tuple((NEWS[kind].title, FREQUENCY_WORDS[frequencies[kind]].lower()) for kind in kinds_on(page))


@prepared
def _count_new(viewer: Viewer) -> Select[int]:
    return select(func.count()).select_from(_unseen(viewer, NewsPage.ACTIVITY).subquery())


@prepared
def _count_news(viewer: Viewer) -> Select[int]:
    return select(func.count()).select_from(_unseen(viewer, NewsPage.WHATS_NEW).limit(MOST_COUNTED).subquery())


def _unseen(viewer: Viewer, page: NewsPage) -> Select[int]:
    kinds = kinds_on(page)
    own = and_(NotificationPreference.account_id == viewer.id, NotificationPreference.kind.in_(kinds))
    source = case({kind: NEWS[kind].source for kind in kinds}, value=NotificationPreference.kind)
    silenced = select(source).where(own, NotificationPreference.frequency == Frequency.NEVER)
    state = select(_SEEN[page]).where(NotificationState.account_id == viewer.id)
    return select(Activity.seq).where(
        visible_activity(viewer),
        Activity.kind.in_([NEWS[kind].source for kind in kinds]),
        Activity.kind.not_in(silenced),
        Activity.seq > func.coalesce(state.scalar_subquery(), 0),
    )
