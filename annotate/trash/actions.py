"""Use cases of the trash: deleting for good, by hand and when the time is over."""

from sqlalchemy import Column, delete, select
from sqlalchemy.orm import Session

from annotate import clock, erasures
from annotate.accounts.models import Account, AccountKind
from annotate.activity import actions as activity
from annotate.batches import in_batches
from annotate.database import Base, Database, new_id
from annotate.notes import indexing
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.trash import queries

AT_ONCE = 50
"""Notes that one transaction of the purge deletes."""


def erase(session: Session, note: Note) -> None:
    """Delete a note for good, with its earlier texts, its places in links, and the exchanges under it.

    Who answered by an account keeps their own words: then the row stays, without any of the author's.
    """
    erasures.record(session, note.id)
    activity.forget_subjects(session, [note.id])
    if not queries.has_others_words(session, note):
        session.execute(delete(Note).where(Note.id == note.id))
        session.expire_all()
        return
    nobodys = select(Account.id).where(Account.kind == AccountKind.TOMBSTONE)
    ours = Thread.respondent_account_id.is_(None) | Thread.respondent_account_id.in_(nobodys)
    session.execute(delete(Thread).where(Thread.note_id == note.id, ours))
    left = select(Thread.id).where(Thread.note_id == note.id)
    session.execute(delete(Reply).where(Reply.thread_id.in_(left), Reply.from_author))
    for column in _references():
        session.execute(delete(column.table).where(column == note.id))
    indexing.take_out(session, note)
    note.start_offset = note.end_offset = None
    note.exact = note.prefix = note.suffix = note.body = ""
    note.label, note.client_key, note.revision, note.edited_at = None, new_id(), 1, None
    note.erased_at = clock.now()
    session.flush()


def _references() -> list[Column[str]]:
    """Give the columns that refer to a note, in every table but the threads': also what later features store goes with it."""
    tables = [table for table in Base.metadata.sorted_tables if table is not Thread.__table__]
    return [
        column
        for table in tables
        for column in table.columns
        if any(key.column.table is Note.__table__ for key in column.foreign_keys)
    ]


def purge_due(database: Database) -> int:
    """Delete permanently what was long enough in the trash, some notes at a time, and tell how many there were.

    Another process that does the same at the same moment takes others.
    """
    return in_batches(database, _purge_some)


def _purge_some(session: Session) -> int:
    at = clock.now()
    due = [queries.find_due(session, note_id, at) for note_id in queries.due_notes(session, at, AT_ONCE)]
    for note in filter(None, due):
        erase(session, note)
    return sum(note is not None for note in due)
