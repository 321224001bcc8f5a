"""Selects and gates of threads and replies.

One rule for each, in SQL: who sees a thread (its note's author and its one respondent), and which of its replies (the author
all; the respondent their own for ever, and the author's while the note is given to them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, false, func, not_, or_, select, true, union
from sqlalchemy.orm import Session, joinedload

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Share, ShareNote, Unlock
from annotate.shares.queries import live
from annotate.shares.visits import Respondent, Visit

PAGE_SIZE = 30
"""Threads on one page of the inbox."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at threads: an account on its own pages, or a visitor of a share through an open unlock."""

    account_id: str | None = None
    guest_id: str | None = None
    unlock_id: str | None = None
    """The open unlock that a visitor came through; None on an account's own pages, where any open one counts."""


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
class Cursor:
    """A place in the inbox: after this thread, in the order unread first, then the latest reply first."""

    unread: bool
    last_at: datetime
    id: str


def reader_of(viewer: Viewer) -> Reader:
    """Look as an account does on its own pages."""
    return Reader(account_id=viewer.id)


def reader_on(visit: Visit) -> Reader | None:
    """Look as a visitor does on a shared page; None before a guest has a name."""
    who = visit.respondent
    return Reader(who.account_id, who.guest_id, visit.unlock_id) if who else None


def as_author(reader: Reader) -> ColumnElement[bool]:
    """Hold for threads under the reader's own notes; on a shared page nobody is an author."""
    if reader.account_id is None or reader.unlock_id is not None:
        return false()
    return _notes_of(reader.account_id).where(Note.id == Thread.note_id).correlate(Thread).exists()


def as_respondent(reader: Reader) -> ColumnElement[bool]:
    """Hold for threads in which the reader is the one respondent."""
    if reader.account_id is not None:
        return Thread.respondent_account_id == reader.account_id
    return Thread.respondent_guest_id == reader.guest_id if reader.guest_id is not None else false()


def visible_threads(reader: Reader) -> ColumnElement[bool]:
    """The one rule of who sees that a thread exists: its note's author, and its respondent."""
    # Each of the two is asked for by itself: together they would have every thread looked at.
    threads = select(Thread.id).correlate(None)
    sides = [threads.where(as_respondent(reader))]
    if reader.account_id is not None and reader.unlock_id is None:
        sides.append(threads.where(Thread.note_id.in_(_notes_of(reader.account_id).correlate(None))))
    return Thread.id.in_(union(*sides))


def visible_replies(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """The one rule of who reads a reply; needs Thread joined."""
    given = or_(not_(Reply.from_author), _given(reader, at))
    return or_(as_author(reader), and_(as_respondent(reader), given))


def find_thread(session: Session, reader: Reader, thread_id: str) -> ThreadRow:
    """Give a thread; raises NotFound."""
    found = session.execute(_rows(reader).where(Thread.id == thread_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def inbox(session: Session, reader: Reader, after: Cursor | None = None) -> list[ThreadRow]:
    """Give up to a page and one more of the reader's threads: unread ones first, then by their last reply."""
    at = clock.now()
    known = select(Thread.id, _unread(reader, at).label("unread"), _last_at(reader, at).label("last_at"))
    rows = known.where(visible_threads(reader)).subquery()
    wanted = select(rows.c.id).where(rows.c.last_at.is_not(None))
    if after is not None:
        same = rows.c.unread.is_(after.unread)
        tie = and_(rows.c.last_at == after.last_at, rows.c.id < after.id)
        older = and_(same, or_(rows.c.last_at < after.last_at, tie))
        wanted = wanted.where(or_(older, rows.c.unread.is_(False)) if after.unread else older)
    order = (rows.c.unread.desc(), rows.c.last_at.desc(), rows.c.id.desc())
    ids = list(session.scalars(wanted.order_by(*order).limit(PAGE_SIZE + 1)))
    found = {row[0].id: _row(row) for row in session.execute(_rows(reader).where(Thread.id.in_(ids)))}
    return [found[thread_id] for thread_id in ids]


def threads_under(session: Session, reader: Reader, note_ids: Sequence[str]) -> list[ThreadRow]:
    """Give the reader's threads under some notes, in the order in which they began."""
    if not note_ids:
        return []
    statement = _rows(reader).where(Thread.note_id.in_(note_ids)).order_by(Thread.created_at, Thread.id)
    return [_row(row) for row in session.execute(statement)]


def threads_on_trial(session: Session, viewer: Viewer, trial_id: str) -> list[ThreadRow]:
    """Give the threads under the viewer's own notes on one trial, in the order in which they began."""
    reader = reader_of(viewer)
    on_trial = Thread.note_id.in_(_notes_of(viewer.id).where(Note.trial_id == trial_id))
    statement = _rows(reader).where(on_trial).order_by(Thread.created_at, Thread.id)
    return [_row(row) for row in session.execute(statement)]


def replies_in(session: Session, reader: Reader, thread_ids: Sequence[str]) -> dict[str, list[Reply]]:
    """Give the replies that the reader sees in each thread, in the order in which they were written."""
    if not thread_ids:
        return {}
    statement = (
        select(Reply)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(Thread.id.in_(thread_ids), visible_replies(reader, clock.now()))
        .order_by(Reply.created_at, Reply.id)
    )
    found: dict[str, list[Reply]] = {}
    for reply in session.scalars(statement):
        found.setdefault(reply.thread_id, []).append(reply)
    return found


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


def count_replies(session: Session, thread: Thread, *, from_author: bool, by_link: bool = False) -> int:
    """Count what one side has written in a thread, or in all threads that began by its link."""
    among = Thread.share_id == thread.share_id if by_link else Thread.id == thread.id
    written = select(func.count()).select_from(Thread).join(Reply, Reply.thread_id == Thread.id)
    return session.scalar(written.where(among, Reply.from_author.is_(from_author))) or 0


def last_reply_at(session: Session, thread: Thread) -> datetime | None:
    """Tell when the last reply in a thread was written, by whichever side."""
    return session.scalar(select(func.max(Reply.created_at)).where(Reply.thread_id == thread.id))


def count_unread(session: Session, viewer: Viewer | None) -> int:
    """Count the threads in which something waits to be read by the viewer."""
    if viewer is None:
        return 0
    reader, at = reader_of(viewer), clock.now()
    statement = select(func.count()).select_from(Thread).where(visible_threads(reader), _unread(reader, at))
    return session.scalar(statement) or 0


def unread_by_share(session: Session, viewer: Viewer, share_ids: Sequence[str]) -> dict[str, int]:
    """Count the threads with unread replies to the viewer that began on each of these shares."""
    reader, at = reader_of(viewer), clock.now()
    statement = (
        select(Thread.share_id, func.count())
        .where(Thread.share_id.in_(share_ids), as_author(reader), _unread(reader, at))
        .group_by(Thread.share_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _given(reader: Reader, at: datetime, *, for_reply: bool = False) -> ColumnElement[bool]:
    """Hold for threads whose note a live share gives to the reader, who has it unlocked under its present passcode."""
    opened = Unlock.id == reader.unlock_id if reader.unlock_id else Unlock.account_id == reader.account_id
    return (
        _live_shares_of_note(at)
        .join(Unlock, and_(Unlock.share_id == Share.id, Unlock.unlock_epoch == Share.unlock_epoch))
        .where(Unlock.ended_at.is_(None), opened, Share.can_reply if for_reply else true())
        .correlate(Thread)
        .exists()
    )


def _notes_of(account_id: str) -> Select[str]:
    """What was deleted for good is nobody's."""
    return select(Note.id).where(Note.account_id == account_id, Note.erased_at.is_(None))


def _reachable(at: datetime) -> ColumnElement[bool]:
    """Hold for threads whose respondent has a live link to the note: a guest the one that they came by, an account any."""
    mine = or_(Thread.respondent_guest_id.is_(None), Share.id == Thread.share_id)
    return _live_shares_of_note(at).where(mine).correlate(Thread).exists()


def _live_shares_of_note(at: datetime) -> Select[str]:
    # No alias of Note: each subquery has its own, for it correlates Thread alone; making one takes longer than the query.
    return (
        select(Share.id)
        .join(Account, Account.id == Share.account_id)
        .join(ShareNote, ShareNote.share_id == Share.id)
        .join(Note, and_(Note.id == ShareNote.note_id, Note.account_id == Share.account_id))
        .where(Note.id == Thread.note_id, Note.deleted_at.is_(None), live(at))
    )


def _unread(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """Hold for threads in which the other side wrote something that the reader may see and has not read."""
    by_respondent = and_(as_author(reader), _newer(from_author=False))
    by_author = and_(as_respondent(reader), _newer(from_author=True), _given(reader, at))
    return or_(by_respondent, by_author)


def _newer(*, from_author: bool) -> ColumnElement[bool]:
    read_at = Thread.respondent_read_at if from_author else Thread.author_read_at
    return (
        select(Reply.id)
        .where(
            Reply.thread_id == Thread.id,
            Reply.from_author.is_(from_author),
            or_(read_at.is_(None), Reply.created_at > read_at),
        )
        .correlate(Thread)
        .exists()
    )


def _last_at(reader: Reader, at: datetime) -> ScalarSelect[datetime]:
    last = select(func.max(Reply.created_at)).where(Reply.thread_id == Thread.id, visible_replies(reader, at))
    return last.correlate(Thread).scalar_subquery()


def _rows(reader: Reader) -> Select[Thread, bool, bool, bool, bool, datetime | None, bool]:
    """Every thread that the reader sees, with all that a page shows of it, in one statement."""
    at, author = clock.now(), as_author(reader)
    return (
        select(
            Thread,
            author.label("as_author"),
            or_(author, _given(reader, at)).label("given"),
            or_(author, _given(reader, at, for_reply=True)).label("can_reply"),
            _reachable(at).label("reaches"),
            _last_at(reader, at).label("last_at"),
            _unread(reader, at).label("unread"),
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
        .where(visible_threads(reader))
    )


def _row(row: Row[Thread, bool, bool, bool, bool, datetime | None, bool]) -> ThreadRow:
    thread, author, given, can_reply, reaches, last_at, unread = row
    return ThreadRow(thread, author, given, can_reply, reaches, last_at, unread)
