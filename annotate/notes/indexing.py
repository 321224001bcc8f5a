"""The search index of notes: SQLite's FTS5 or PostgreSQL's text search, by the number of each note.

Whoever writes a note or a reply writes its words here in the same transaction; a note's row takes its words out of the index
when it goes. A note without a number is not indexed: after an upgrade none is, and the job ``note-index`` numbers them.
docs/decisions/search-of-notes.md
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import TextClause, func, select, update
from sqlalchemy.orm import Session

from annotate.notes import index_statements as statements
from annotate.notes.indexed_words import MOST_OF_NOTE, MOST_OF_REPLIES, indexed, tsvector
from annotate.notes.models import Note

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 20  # with the milliseconds of 278 years they fill 63 bits


def index_note(session: Session, note: Note, replies: Iterable[str] = ()) -> None:
    """Put a note that was not indexed into the index, with its replies."""
    note.number = _free_number(session, note.created_at)
    session.flush()
    restore_words(session, note, replies)


def restore_words(session: Session, note: Note, replies: Iterable[str] = ()) -> None:
    """Put the words of a note with a number into the index, in the place of those that are there."""
    session.execute(_for(session, statements.PUT_IN, statements.PUT_IN_POSTGRESQL), _row(session, note, replies))


def change_words(session: Session, note: Note) -> None:
    """Index the present words of a note in the place of its earlier ones."""
    if note.number is None:
        return
    statement = _for(session, statements.CHANGE_WORDS, statements.CHANGE_WORDS_POSTGRESQL)
    session.execute(statement, {"number": note.number, "words": _words(session, note)})


def hold_words(session: Session, note: Note) -> None:
    """Let nobody else index this note's replies until the transaction ends: each indexes all that it sees."""
    if note.number is not None and not _on_sqlite(session):
        session.execute(statements.HOLD_POSTGRESQL, {"number": note.number})


def change_replies(session: Session, note: Note, replies: Iterable[str]) -> None:
    """Index the present replies under a note, the newest first, in the place of those that were there; ``hold_words`` first."""
    if note.number is None:
        return
    statement = _for(session, statements.CHANGE_REPLIES, statements.CHANGE_REPLIES_POSTGRESQL)
    session.execute(statement, {"number": note.number, "replies": _replies(session, note, replies)})


def take_out(session: Session, note: Note) -> None:
    """Take a note whose row stays out of the index."""
    if note.number is not None:
        statement = _for(session, statements.TAKE_OUT, statements.TAKE_OUT_POSTGRESQL)
        session.execute(statement, {"number": note.number})
        note.number = None


def missing_notes(session: Session, limit: int) -> list[Note]:
    """Give some notes that are not indexed, the one written first first; nobody else has them until the transaction ends."""
    missing = select(Note).where(Note.number.is_(None), Note.erased_at.is_(None))
    return list(session.scalars(missing.order_by(Note.created_at, Note.id).limit(limit).with_for_update()))


def count_missing(session: Session) -> int:
    """Count the notes that are not indexed."""
    return session.scalar(select(func.count()).where(Note.number.is_(None), Note.erased_at.is_(None))) or 0


def empty_index(session: Session) -> None:
    """Forget the whole index; the job makes it again."""
    session.execute(statements.EMPTY)
    session.execute(update(Note).where(Note.number.is_not(None)).values(number=None))


def is_indexed(session: Session, note: Note, replies: Iterable[str]) -> bool:
    """True if the index holds just the words of a note with a number."""
    statement = _for(session, statements.SAME, statements.SAME_POSTGRESQL)
    return bool(session.scalar(statement, _row(session, note, replies)))


def count_left_behind(session: Session) -> int:
    """Count the rows of the index that are of no note."""
    statement = _for(session, statements.LEFT_BEHIND, statements.LEFT_BEHIND_POSTGRESQL)
    counted: int = session.execute(statement).scalar_one()
    return counted


def number_at(created_at: datetime) -> int:
    """Make a number for a note: those that were written later have higher ones, which FTS5 takes in fastest."""
    milliseconds = round((created_at - _FIRST).total_seconds() * 1_000)
    return max(0, milliseconds) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)


def _free_number(session: Session, created_at: datetime) -> int:
    """Make a number that no note has: of thousands that say the same instant, two may draw the same."""
    while True:
        number = number_at(created_at)
        if session.scalar(select(Note.id).where(Note.number == number)) is None:
            return number


def _row(session: Session, note: Note, replies: Iterable[str]) -> dict[str, object]:
    return {"number": note.number, "words": _words(session, note), "replies": _replies(session, note, replies)}


def _words(session: Session, note: Note) -> str:
    return _written(session, indexed(note.account_id, (note.body, note.exact), MOST_OF_NOTE))


def _replies(session: Session, note: Note, replies: Iterable[str]) -> str:
    return _written(session, indexed(note.account_id, replies, MOST_OF_REPLIES))


def _written(session: Session, words: list[str]) -> str:
    return " ".join(words) if _on_sqlite(session) else tsvector(words)


def _for(session: Session, sqlite: TextClause, postgresql: TextClause) -> TextClause:
    return sqlite if _on_sqlite(session) else postgresql


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
