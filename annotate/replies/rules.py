"""Who sees which thread and which of its replies, in SQL.

One rule for each: who sees a thread (its note's author and its one respondent), and which of its replies (the author all; the
respondent their own for ever, and the author's while the note is given to them).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, not_, or_, select, true, union

from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Share, ShareNote, Unlock
from annotate.shares.queries import live
from annotate.shares.unlocks.queries import Visit

Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at threads: an account on its own pages, or a visitor of a share through an open unlock."""

    account_id: str | None = None
    guest_id: str | None = None
    unlock_id: str | None = None
    """The open unlock that a visitor came through; None on an account's own pages, where any open one counts."""


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
    return notes_of(reader.account_id).where(Note.id == Thread.note_id).correlate(Thread).exists()


def as_respondent(reader: Reader) -> ColumnElement[bool]:
    """Hold for threads in which the reader is the one respondent."""
    if reader.account_id is not None:
        return Thread.respondent_account_id == reader.account_id
    return Thread.respondent_guest_id == reader.guest_id if reader.guest_id is not None else false()


def own_replies(reader: Reader) -> ColumnElement[bool]:
    """Hold for what the reader wrote, on either side; needs Thread joined."""
    return or_(and_(as_author(reader), Reply.from_author), and_(as_respondent(reader), not_(Reply.from_author)))


def visible_threads(reader: Reader) -> ColumnElement[bool]:
    """The one rule of who sees that a thread exists: its note's author, and its respondent."""
    # Each of the two is asked for by itself: together they would have every thread looked at.
    threads = select(Thread.id).correlate(None)
    sides = [threads.where(as_respondent(reader))]
    if reader.account_id is not None and reader.unlock_id is None:
        sides.append(threads.where(Thread.note_id.in_(notes_of(reader.account_id).correlate(None))))
    return Thread.id.in_(union(*sides))


def visible_among(reader: Reader) -> ColumnElement[bool]:
    """The same rule for threads that a statement has chosen by itself: of all that the reader sees, no other is looked at."""
    return or_(as_author(reader), as_respondent(reader))


def visible_replies(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """The one rule of who reads a reply; needs Thread joined."""
    to_respondent = or_(not_(Reply.from_author), given(reader, at))
    return or_(as_author(reader), and_(as_respondent(reader), to_respondent))


def given(reader: Reader, at: datetime, *, for_reply: bool = False) -> ColumnElement[bool]:
    """Hold for threads whose note a live share gives to the reader, who unlocked it under its present passcode.

    On a shared page that unlock must be open (``find_visit``). On its own pages an account keeps its own threads after the unlock
    ran out: quote, note, answers, and answering. It ends with the link, with another passcode, when they leave, and when
    the owner ends their access.
    """
    opened = Unlock.id == reader.unlock_id if reader.unlock_id is not None else Unlock.account_id == reader.account_id
    return (
        _live_shares_of_note(at)
        .join(Unlock, and_(Unlock.share_id == Share.id, Unlock.unlock_epoch == Share.unlock_epoch))
        .where(Unlock.ended_at.is_(None), opened, Share.can_reply if for_reply else true())
        .correlate(Thread)
        .exists()
    )


def notes_of(account_id: str) -> Select[str]:
    """What was deleted for good is nobody's."""
    return select(Note.id).where(Note.account_id == account_id, Note.erased_at.is_(None))


def reachable(at: datetime) -> ColumnElement[bool]:
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


def unread(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """Hold for threads in which the other side wrote something that the reader may see and has not read."""
    by_respondent = and_(as_author(reader), _newer(from_author=False))
    by_author = and_(as_respondent(reader), _newer(from_author=True), given(reader, at))
    return or_(by_respondent, by_author)


def to_answer(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """Hold for threads in which the last word that the reader sees is the other side's, and the reader may write."""
    by_author = _last(select(Reply.from_author).where(Reply.withdrawn_at.is_(None)), reader, at)
    as_authors = and_(as_author(reader), by_author.is_(False))
    return or_(as_authors, and_(as_respondent(reader), by_author.is_(True), given(reader, at, for_reply=True)))


def _newer(*, from_author: bool) -> ColumnElement[bool]:
    """Hold for threads with a reply of this side since the other one read; each half is one look into an index."""
    read_at = Thread.respondent_read_at if from_author else Thread.author_read_at
    there = (Reply.thread_id == Thread.id, Reply.from_author.is_(from_author), Reply.withdrawn_at.is_(None))
    written = select(Reply.id).where(*there).correlate(Thread)
    return or_(and_(read_at.is_(None), written.exists()), written.where(Reply.created_at > read_at).exists())


def last_at(reader: Reader, at: datetime, *, skip: int | None = None) -> ScalarSelect[datetime]:
    """Give when the last reply was written that the reader sees, or the one that has ``skip`` others after it."""
    return _last(select(Reply.created_at), reader, at, skip)


def last_id(reader: Reader, at: datetime) -> ScalarSelect[str]:
    """Give the id of the last reply that the reader sees."""
    return _last(select(Reply.id), reader, at)


def _last(what: Select[Wanted], reader: Reader, at: datetime, skip: int | None = None) -> ScalarSelect[Wanted]:
    """Read a thread's replies from the last one back, to the first that the reader sees."""
    seen = what.where(Reply.thread_id == Thread.id, visible_replies(reader, at))
    ordered = seen.order_by(Reply.created_at.desc(), Reply.id.desc()).limit(1)
    return (ordered if skip is None else ordered.offset(skip)).correlate(Thread).scalar_subquery()
