"""Withdrawing a reply: it leaves its time behind, and its words are kept from everybody but their writer.

The words leave the reply's row for one that nothing else reads, so whatever lists, counts, exports or searches replies
finds none there. Why, and what becomes of a reply that was read: docs/decisions/withdrawn-replies.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.actions import Actor
from annotate.activity.kinds import ActivityKind
from annotate.batches import in_batches
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.replies import queries
from annotate.replies.indexing import index_replies
from annotate.replies.models import Reply, ReplyRevision, Thread, WithdrawnReply
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import Reader, reader_of

UNDO = timedelta(days=30)
"""How long a withdrawn reply can be brought back, as a note can from the trash; then its words are deleted."""

PAGE_SIZE = 30
"""Withdrawn replies on one page of their writer's list."""

AT_ONCE = 50
"""Replies that one transaction of the purge empties."""


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """A reply that the reader withdrew, with its words, and its thread as they may know it."""

    reply: Reply
    words: str
    withdrawn_at: datetime
    thread: ThreadRow


def find_to_withdraw(session: Session, reader: Reader, reply_id: str, *, for_change: bool = False) -> Reply:
    """Give a reply that the reader wrote as a respondent; raises NotFound. ``for_change`` as ``queries.find_own_reply``."""
    reply = queries.find_own_reply(session, reader, reply_id, for_change=for_change)
    if reply.from_author:
        raise NotFound
    return reply


def withdraw(session: Session, reply: Reply) -> None:
    """Take a respondent's reply back; once is enough. Its writer can bring it back for ``UNDO``."""
    if reply.withdrawn_at is None:
        put_away(session, reply, clock.now())
        _tell_author(session, reply.thread, ActivityKind.REPLY_WITHDRAWN)


def bring_back(session: Session, reply: Reply) -> None:
    """Undo a withdrawal: the reply stands where it stood, as it was. Raises NotFound when its words are gone.

    Also when the link has ended: nothing is said that was not said before.
    """
    if reply.withdrawn_at is None:
        return
    words = session.get(WithdrawnReply, reply.id)
    if words is None:
        raise NotFound("This reply was withdrawn more than 30 days ago, and its words are deleted.")
    reply.body, reply.withdrawn_at = words.body, None
    session.delete(words)
    _tell_author(session, reply.thread, ActivityKind.REPLY_RESTORED)
    index_replies(session, reply.thread.note)


def put_away(session: Session, reply: Reply, at: datetime) -> None:
    """Move the words of a reply to where their writer alone finds them."""
    session.add(WithdrawnReply(reply_id=reply.id, body=reply.body))
    reply.body, reply.withdrawn_at = "", at
    index_replies(session, reply.thread.note)


def withdrawn_by(session: Session, viewer: Viewer, after: Cursor | None = None) -> list[WithdrawnRow]:
    """Give up to a page and one more of the replies that the viewer withdrew and can bring back, the last one first."""
    wanted = (
        select(Reply, WithdrawnReply.body, Reply.withdrawn_at)
        .join(WithdrawnReply, WithdrawnReply.reply_id == Reply.id)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(Thread.respondent_account_id == viewer.id, Reply.from_author.is_(False))
    )
    if after is not None:
        wanted = wanted.where(older(Reply.withdrawn_at, Reply.id, after.at, after.id))
    found = session.execute(wanted.order_by(Reply.withdrawn_at.desc(), Reply.id.desc()).limit(PAGE_SIZE + 1)).all()
    threads = queries.threads_by_id(session, reader_of(viewer), [row[0].thread_id for row in found])
    by_id = {row.thread.id: row for row in threads}
    return [WithdrawnRow(reply, words, at, by_id[reply.thread_id]) for reply, words, at in found if at is not None]


def words_by_reply(session: Session, replies: Sequence[Reply]) -> dict[str, str]:
    """Give the words of those replies that are withdrawn and not yet deleted; for their writer alone."""
    ids = [reply.id for reply in replies if reply.withdrawn_at is not None]
    if not ids:
        return {}
    rows = session.execute(select(WithdrawnReply.reply_id, WithdrawnReply.body).where(WithdrawnReply.reply_id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def purge_due(database: Database) -> int:
    """Delete the words of replies that were withdrawn long enough ago, with their earlier texts, and tell how many there were."""
    return in_batches(database, _purge_some)


def _purge_some(session: Session) -> int:
    due = select(Reply.id).join(WithdrawnReply).where(Reply.withdrawn_at <= clock.now() - UNDO).limit(AT_ONCE)
    ids = session.scalars(due.with_for_update(of=Reply, skip_locked=True)).all()
    session.execute(delete(WithdrawnReply).where(WithdrawnReply.reply_id.in_(ids)))
    session.execute(delete(ReplyRevision).where(ReplyRevision.written_id.in_(ids)))
    return len(ids)


def _tell_author(session: Session, thread: Thread, kind: ActivityKind) -> None:
    """Record for the note's author what became of a reply, as of their link; nobody is mailed about it."""
    account, guest = thread.respondent_account, thread.respondent_guest
    name = account.name if account else f"{guest.name} (guest)" if guest else ""
    actor = Actor(name, thread.respondent_account_id)
    detail = {"thread": thread.id}
    activity.record(session, thread.note.account_id, kind, thread.share_id, actor=actor, detail=detail)
