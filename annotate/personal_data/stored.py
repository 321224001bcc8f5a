"""Counts what accounts hold anew, so that what was deleted for good makes room."""

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.accounts.quota import MOST_STORED
from annotate.database import Database
from annotate.notes.models import Note, NoteRevision
from annotate.replies.models import Reply, ReplyRevision, Thread, WithdrawnReply
from annotate.reviews.models import RoundMember, RoundPassage, RoundReading

CLOSE = MOST_STORED // 2
"""From here on an account is counted anew: below it nobody is refused."""


def recount_close(database: Database) -> int:
    """Count every account anew that may soon be refused, each by itself, and tell how many."""
    with database.reader() as session:
        close = session.scalars(select(Account.id).where(Account.stored > CLOSE)).all()
    for account_id in close:
        with database.reader() as session:
            seen = session.scalars(select(Account.stored).where(Account.id == account_id)).one_or_none()
            held = stored_by(session, account_id)
        if seen is not None and seen != held:
            with database.transaction() as session:
                # By the difference: what is written meanwhile counts.
                right = update(Account).where(Account.id == account_id).values(stored=Account.stored + held - seen)
                session.execute(right)
    return len(close)


def stored_by(session: Session, account_id: str) -> int:
    """Give the code points of all that an account wrote and quoted."""
    mine = Note.account_id == account_id
    authored = Reply.from_author & mine
    answered = ~Reply.from_author & (Thread.respondent_account_id == account_id)
    parts: tuple[ScalarSelect[int], ...] = (
        select(func.sum(func.length(Note.body) + func.length(Note.exact))).where(mine).scalar_subquery(),
        select(func.sum(func.length(NoteRevision.body)))
        .join(Note, Note.id == NoteRevision.written_id)
        .where(mine)
        .scalar_subquery(),
        *(_replies(whose) for whose in (authored, answered)),
        *(_earlier_replies(whose) for whose in (authored, answered)),
        _withdrawn_replies(answered),
        _in_rounds(account_id),
    )
    return sum(held or 0 for held in session.execute(select(*parts)).one())


def _replies(whose: ColumnElement[bool]) -> ScalarSelect[int]:
    said = select(func.sum(func.length(Reply.body))).join(Thread, Thread.id == Reply.thread_id)
    return said.join(Note, Note.id == Thread.note_id).where(whose).scalar_subquery()


def _earlier_replies(whose: ColumnElement[bool]) -> ScalarSelect[int]:
    said = select(func.sum(func.length(ReplyRevision.body))).join(Reply, Reply.id == ReplyRevision.written_id)
    threads = said.join(Thread, Thread.id == Reply.thread_id).join(Note, Note.id == Thread.note_id)
    return threads.where(whose).scalar_subquery()


def _in_rounds(account_id: str) -> ScalarSelect[int]:
    closed = select(func.sum(func.length(RoundPassage.body) + func.length(RoundPassage.exact)))
    closed = closed.join(RoundReading, RoundReading.id == RoundPassage.reading_id)
    of_reader = closed.join(RoundMember, RoundMember.id == RoundReading.member_id)
    return of_reader.where(RoundMember.account_id == account_id).scalar_subquery()


def _withdrawn_replies(whose: ColumnElement[bool]) -> ScalarSelect[int]:
    said = select(func.sum(func.length(WithdrawnReply.body))).join(Reply, Reply.id == WithdrawnReply.reply_id)
    return said.join(Thread, Thread.id == Reply.thread_id).where(whose).scalar_subquery()
