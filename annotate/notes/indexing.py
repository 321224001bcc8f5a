"""The search index of notes: SQLite's FTS5 or PostgreSQL's text search, by the number of each note.

Whoever writes a note or a reply writes its words here in the same transaction; a note's row takes its words out of the index
when it goes. A note without a number is not indexed: after an upgrade none is, and the job ``note-index`` numbers them.
docs/decisions/search-of-notes.md
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import TextClause, func, select, update
from sqlalchemy.orm import Session

from annotate.notes import index_statements as statements
from annotate.notes.indexed_words import MOST_OF_NOTE, MOST_OF_REPLIES, indexed, tsvector
from annotate.notes.models import Note

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 20  # with the milliseconds of 278 years they fill 63 bits

RepliesUnder = Callable[[Note], Iterable[str]]
"""Gives the words of the replies under a note, the newest first. Replies stand above notes."""


def index_notes(session: Session, notes: Sequence[Note], replies_under: RepliesUnder) -> None:
    """Put notes that were not indexed into the index, with their replies."""
    for note, number in zip(notes, draw_numbers(session, [note.created_at for note in notes]), strict=True):
        note.number = number
    session.flush()
    restore_words(session, notes, replies_under)


def restore_words(session: Session, notes: Iterable[Note], replies_under: RepliesUnder) -> None:
    """Put the words of notes with numbers into the index, in the place of those that are there."""
    if rows := [_row(session, note, replies_under(note)) for note in notes]:
        session.execute(_for(session, statements.PUT_IN, statements.PUT_IN_POSTGRESQL), rows)


def no_replies(_note: Note) -> Iterable[str]:
    """Give the replies under a note that has just been written."""
    return ()


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


def draw_numbers(session: Session, instants: Iterable[datetime]) -> list[int]:
    """Make a number that no note has for each instant: of thousands that say the same, two may draw the same."""
    written = list(instants)
    numbers = [number_at(instant) for instant in written]
    while taken := _taken(session, numbers):
        numbers = [number_at(at) if number in taken else number for at, number in zip(written, numbers, strict=True)]
    return numbers


def _taken(session: Session, numbers: Sequence[int]) -> set[int]:
    twice = {number for number, times in Counter(numbers).items() if times > 1}
    others = session.scalars(select(Note.number).where(Note.number.in_(numbers)))
    return twice | {number for number in others if number is not None}


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
