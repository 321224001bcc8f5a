"""How much was written already: in a thread by one side, and by a link in all, by one respondent, from one network."""

from sqlalchemy import ColumnElement, func, not_, or_, select, true
from sqlalchemy.orm import Session

from annotate.replies.models import Reply, Thread
from annotate.shares.models import Unlock
from annotate.shares.unlocks.queries import from_network


def count_replies(session: Session, thread: Thread, *, from_author: bool) -> int:
    """Count what one side has written in a thread."""
    written = select(func.count()).where(Reply.thread_id == thread.id, Reply.from_author.is_(from_author))
    return session.scalar(written) or 0


def count_by_link(session: Session, thread: Thread, whose: ColumnElement[bool] | None = None) -> int:
    """Count what respondents, all or some of them, have written in the threads that began by this one's link."""
    written = select(func.count()).select_from(Thread).join(Reply, Reply.thread_id == Thread.id)
    among = (Thread.share_id == thread.share_id, not_(Reply.from_author), true() if whose is None else whose)
    return session.scalar(written.where(*among)) or 0


def by_respondent(thread: Thread) -> ColumnElement[bool]:
    """Hold for the threads of one thread's respondent."""
    if thread.respondent_account_id is not None:
        return Thread.respondent_account_id == thread.respondent_account_id
    return Thread.respondent_guest_id == thread.respondent_guest_id


def by_network(thread: Thread) -> ColumnElement[bool]:
    """Hold for the threads of respondents, guests and accounts, who came from where one thread's respondent did."""
    is_guest = thread.respondent_guest_id is not None
    own = (
        Unlock.guest_id == thread.respondent_guest_id if is_guest else Unlock.account_id == thread.respondent_account_id
    )
    guests, accounts = (from_network(who, thread.share_id, own) for who in (Unlock.guest_id, Unlock.account_id))
    return or_(Thread.respondent_guest_id.in_(guests), Thread.respondent_account_id.in_(accounts))
