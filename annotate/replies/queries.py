"""Selects and gates of threads and replies, by the rules of who sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.core.cursors import Cursor as Place
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.notes.models import Note
from annotate.prepared import prepared
from annotate.replies import rules
from annotate.replies.models import Reply, Thread
from annotate.replies.rules import Reader, as_author, own_replies, reader_of, visible_replies, visible_threads
from annotate.shares.unlocks.queries import Respondent

PAGE_SIZE = 30
"""Threads on one page of the inbox."""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as its reader may know it."""

    thread: Thread
    as_author: bool
    given: bool
    """Whether the reader may see the note and the author's answers now; always so for the author."""
    can_reply: bool
    """Whether the reader may write in it now."""
    reaches: bool
    """Whether the respondent can open the note by a link that is live now."""
    last_at: datetime | None
    """When the last reply that the reader sees was written."""
    unread: bool


@dataclass(frozen=True, slots=True)
class InboxCursor:
    """A place in the inbox: after this thread, in the order unread first, then the latest reply first."""

    unread: bool
    last_at: datetime
    id: str


def find_thread(session: Session, reader: Reader, thread_id: str) -> ThreadRow:
    """Give a thread; raises NotFound."""
    found = session.execute(*_one(reader, clock.now(), thread_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def find_own_reply(session: Session, reader: Reader, reply_id: str, *, for_change: bool = False) -> Reply:
    """Give a reply that the reader wrote, with its thread; raises NotFound.

    ``for_change`` holds the reader's account, and then the reply, until this transaction is over.
    """
    if for_change and reader.account_id is not None:
        hold_account(session, reader.account_id)
    own = select(Reply).join(Reply.thread).options(contains_eager(Reply.thread))
    statement = own.where(Reply.id == reply_id, own_replies(reader))
    if for_change:
        statement = statement.with_for_update(of=Reply).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def inbox(
    session: Session,
    reader: Reader,
    after: InboxCursor | None = None,
    *,
    note_id: str | None = None,
    limit: int = PAGE_SIZE + 1,
) -> list[ThreadRow]:
    """Give up to ``limit`` of the reader's threads (on one note), unread ones first, then by their last reply: a page, and one more."""
    at = clock.now()
    ids = list(session.scalars(*_page(reader, at, after, note_id, limit)))
    found = {row[0].id: _row(row) for row in session.execute(*_those(reader, at, ids))}
    return [found[thread_id] for thread_id in ids]


def threads_under(session: Session, reader: Reader, note_ids: Sequence[str]) -> list[ThreadRow]:
    """Give the reader's threads under some notes, in the order in which they began."""
    if not note_ids:
        return []
    return [_row(row) for row in session.execute(*_under(reader, clock.now(), list(note_ids)))]


def threads_by_id(session: Session, reader: Reader, thread_ids: Sequence[str]) -> list[ThreadRow]:
    """Give those of these threads that the reader sees now, in no order."""
    return [_row(each) for each in session.execute(*_those(reader, clock.now(), list(thread_ids)))]


def replies_in(session: Session, reader: Reader, thread_ids: Sequence[str]) -> dict[str, list[Reply]]:
    """Give the replies that the reader sees in each thread, in the order in which they were written."""
    if not thread_ids:
        return {}
    found: dict[str, list[Reply]] = {}
    for reply in session.scalars(*_replies(reader, clock.now(), list(thread_ids))):
        found.setdefault(reply.thread_id, []).append(reply)
    return found


def latest_replies(session: Session, reader: Reader, thread_ids: Sequence[str], limit: int) -> dict[str, list[Reply]]:
    """Give the last replies that the reader sees in each thread: up to ``limit`` and one more, in the order in which they were written."""
    found: dict[str, list[Reply]] = {}
    for reply in session.scalars(*_latest(reader, clock.now(), list(thread_ids), limit)) if thread_ids else ():
        found.setdefault(reply.thread_id, []).append(reply)
    return {thread_id: replies[-limit - 1 :] for thread_id, replies in found.items()}


def replies_before(session: Session, reader: Reader, thread_id: str, at: Place | None, limit: int) -> Sequence[Reply]:
    """Give up to ``limit`` of a thread's replies that the reader sees, the newest first, before (older than) a place."""
    return session.scalars(*_before(reader, clock.now(), thread_id, at, limit)).all()


def last_replies(session: Session, reader: Reader, thread_ids: Sequence[str]) -> dict[str, Reply]:
    """Give the last reply that the reader sees in each thread, by the thread's id."""
    if not thread_ids:
        return {}
    return {reply.thread_id: reply for reply in session.scalars(*_last(reader, clock.now(), list(thread_ids)))}


def written_at(session: Session, reader: Reader, thread_id: str, reply_id: str) -> datetime | None:
    """Tell when a reply that the reader sees was written; None when there is no such reply in the thread."""
    at: datetime | None = session.scalar(*_written_at(reader, clock.now(), thread_id, reply_id))
    return at


def thread_of(session: Session, note: Note, who: Respondent) -> Thread | None:
    """Give the one thread of a respondent under a note, if it has begun."""
    mine = (
        Thread.respondent_account_id == who.account_id
        if who.account_id is not None
        else Thread.respondent_guest_id == who.guest_id
    )
    return session.scalar(select(Thread).where(Thread.note_id == note.id, mine))


def find_reply_by_key(session: Session, thread: Thread, key: str, *, from_author: bool) -> Reply | None:
    """Give the reply of one side that this key made."""
    return session.scalar(
        select(Reply).where(Reply.thread_id == thread.id, Reply.from_author.is_(from_author), Reply.client_key == key)
    )


def last_reply_at(session: Session, thread: Thread) -> datetime | None:
    """Tell when the last reply in a thread was written, by whichever side."""
    return session.scalar(select(func.max(Reply.created_at)).where(Reply.thread_id == thread.id))


def count_unread(session: Session, viewer: Viewer | None) -> int:
    """Count the threads in which something waits to be read by the viewer."""
    return (session.scalar(*_count_unread(reader_of(viewer), clock.now())) or 0) if viewer else 0


def unread_by_share(session: Session, viewer: Viewer, share_ids: Sequence[str]) -> dict[str, int]:
    """Count the threads with unread replies to the viewer that began on each of these shares."""
    counted = session.execute(*_unread_by_share(reader_of(viewer), clock.now(), list(share_ids)))
    return {row[0]: row[1] for row in counted}


_Rows = Select[Thread, bool, bool, bool, bool, datetime | None, bool]


def _rows(reader: Reader, at: datetime) -> _Rows:
    """Threads that the reader sees, with all that a page shows of them, in one statement; which ones is for the caller to say."""
    author = as_author(reader)
    return (
        select(
            Thread,
            author.label("as_author"),
            or_(author, rules.given(reader, at)).label("given"),
            or_(author, rules.given(reader, at, for_reply=True)).label("can_reply"),
            rules.reachable(at).label("reaches"),
            rules.last_at(reader, at).label("last_at"),
            rules.unread(reader, at).label("unread"),
        )
        .options(
            joinedload(Thread.note, innerjoin=True).options(
                joinedload(Note.account, innerjoin=True),
                joinedload(Note.version, innerjoin=True),
                joinedload(Note.label),
                joinedload(Note.trial, innerjoin=True),
            ),
            joinedload(Thread.respondent_account),
            joinedload(Thread.respondent_guest),
        )
        .where(rules.visible_among(reader))
    )


@prepared
def _one(reader: Reader, at: datetime, thread_id: str) -> _Rows:
    return _rows(reader, at).where(Thread.id == thread_id)


@prepared
def _those(reader: Reader, at: datetime, thread_ids: list[str]) -> _Rows:
    return _rows(reader, at).where(Thread.id.in_(thread_ids))


@prepared
def _under(reader: Reader, at: datetime, note_ids: list[str]) -> _Rows:
    return _rows(reader, at).where(Thread.note_id.in_(note_ids)).order_by(Thread.created_at, Thread.id)


@prepared
def _page(reader: Reader, at: datetime, after: InboxCursor | None, note_id: str | None, limit: int) -> Select[str]:
    known = select(Thread.id, rules.unread(reader, at).label("unread"), rules.last_at(reader, at).label("last_at"))
    on_note = true() if note_id is None else Thread.note_id == note_id
    rows = known.where(visible_threads(reader), on_note).subquery()
    wanted = select(rows.c.id).where(rows.c.last_at.is_not(None))
    if after is not None:
        same = rows.c.unread.is_(after.unread)
        rest = and_(same, older(rows.c.last_at, rows.c.id, after.last_at, after.id))
        wanted = wanted.where(or_(rest, rows.c.unread.is_(False)) if after.unread else rest)
    return wanted.order_by(rows.c.unread.desc(), rows.c.last_at.desc(), rows.c.id.desc()).limit(limit)


@prepared
def _replies(reader: Reader, at: datetime, thread_ids: list[str]) -> Select[Reply]:
    read = (Thread.id.in_(thread_ids), visible_replies(reader, at))
    return select(Reply).join(Thread, Thread.id == Reply.thread_id).where(*read).order_by(Reply.created_at, Reply.id)


@prepared
def _latest(reader: Reader, at: datetime, thread_ids: list[str], limit: int) -> Select[Reply]:
    # One bound, so that the index ends at it: a thread's earlier replies are not even looked at.
    every = select(func.min(Reply.created_at)).where(Reply.thread_id == Thread.id).correlate(Thread).scalar_subquery()
    since = Reply.created_at >= func.coalesce(rules.last_at(reader, at, skip=limit), every)
    read = (Thread.id.in_(thread_ids), since, visible_replies(reader, at))
    return select(Reply).join(Thread, Thread.id == Reply.thread_id).where(*read).order_by(Reply.created_at, Reply.id)


@prepared
def _before(reader: Reader, at: datetime, thread_id: str, before: Place | None, limit: int) -> Select[Reply]:
    read = [Reply.thread_id == thread_id, visible_replies(reader, at)]
    if before is not None:
        read.append(older(Reply.created_at, Reply.id, before.at, before.id))
    wanted = select(Reply).join(Thread, Thread.id == Reply.thread_id).where(*read)
    return wanted.order_by(Reply.created_at.desc(), Reply.id.desc()).limit(limit)


@prepared
def _last(reader: Reader, at: datetime, thread_ids: list[str]) -> Select[Reply]:
    last = aliased(Reply)
    found = select(last).select_from(Thread).join(last, last.id == rules.last_id(reader, at))
    return found.where(Thread.id.in_(thread_ids))


@prepared
def _written_at(reader: Reader, at: datetime, thread_id: str, reply_id: str) -> Select[datetime]:
    seen = (Reply.id == reply_id, Reply.thread_id == thread_id, visible_replies(reader, at))
    return select(Reply.created_at).join(Thread, Thread.id == Reply.thread_id).where(*seen)


@prepared
def _count_unread(reader: Reader, at: datetime) -> Select[int]:
    return select(func.count()).select_from(Thread).where(visible_threads(reader), rules.unread(reader, at))


@prepared
def _unread_by_share(reader: Reader, at: datetime, share_ids: list[str]) -> Select[str, int]:
    wanted = (Thread.share_id.in_(share_ids), as_author(reader), rules.unread(reader, at))
    return select(Thread.share_id, func.count()).where(*wanted).group_by(Thread.share_id)


def _row(row: Row[Thread, bool, bool, bool, bool, datetime | None, bool]) -> ThreadRow:
    thread, author, given, can_reply, reaches, last_at, unread = row
    return ThreadRow(thread, author, given, can_reply, reaches, last_at, unread)
