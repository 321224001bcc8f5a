"""Replies in the search index of notes: a note's author finds it by what was answered under it, on either side.

Its author reads every reply under a note of their own, so no rule is asked here; no search of a respondent reads the index.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.batches import in_batches
from annotate.database import Database
from annotate.notes import indexing
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread

_AT_ONCE = 100  # notes of a batch
_READ = 20  # replies that are fetched together


def index_replies(session: Session, note: Note) -> None:
    """Index the replies under a note as they are now."""
    session.flush()
    if note.number is None:
        # The job may be indexing it, with the replies that it sees: wait for its end.
        session.refresh(note, ["number"], with_for_update={"read": True, "key_share": True})
    indexing.hold_words(session, note)
    indexing.change_replies(session, note, replies_under(session, note))


def replies_under(session: Session, note: Note) -> Iterator[str]:
    """Give the words of the replies under a note, the newest first: who needs few reads few."""
    statement = select(Reply.body).join(Thread, Thread.id == Reply.thread_id).where(Thread.note_id == note.id)
    newest = statement.order_by(Reply.created_at.desc(), Reply.id)
    yield from session.scalars(newest.execution_options(yield_per=_READ))


def index_missing(database: Database) -> int:
    """Index every note that is not, as after an upgrade, with its replies; return how many there were."""
    return in_batches(database, _index_some)


def _index_some(session: Session) -> int:
    notes = indexing.missing_notes(session, _AT_ONCE)
    indexing.index_notes(session, notes, _replies_under(session, notes))
    return len(notes)


def restore_words(session: Session, after: int) -> int:
    """Put the words of some notes with numbers into an empty index; return the last number, 0 at the end.

    For a database into which all tables were copied: the index is no table that could be.
    """
    statement = select(Note).where(Note.number > after).order_by(Note.number).limit(_AT_ONCE)
    notes = session.scalars(statement).all()
    indexing.restore_words(session, notes, _replies_under(session, notes))
    last = notes[-1].number if notes else None
    session.expunge_all()
    return last or 0


def _replies_under(session: Session, notes: Sequence[Note]) -> indexing.RepliesUnder:
    """Read the replies under some of these notes; most have none, and are not asked for theirs one by one."""
    answered = set(session.scalars(select(Thread.note_id).where(Thread.note_id.in_([note.id for note in notes]))))
    return lambda note: replies_under(session, note) if note.id in answered else ()
