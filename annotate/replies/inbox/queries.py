"""Selects of the inbox: notes with conversations, the conversations under them, and how many wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.keyset import older
from annotate.prepared import prepared
from annotate.replies import queries, rules
from annotate.replies.models import Thread
from annotate.replies.queries import InboxCursor, ThreadRow
from annotate.replies.rules import Reader, reader_of, visible_threads

PAGE_SIZE = 20
"""Notes on one page of the inbox."""

MOST_UNDER_NOTE = 5
"""Conversations that the inbox shows under one note; the note's own list has them all."""


class Waiting(StrEnum):
    """What the inbox is narrowed to."""

    ALL = "all"
    UNREAD = "unread"
    ANSWER = "answer"
    """The last word is the other side's, and the reader may write."""


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many conversations each filter leaves."""

    all: int
    unread: int
    answer: int


@dataclass(frozen=True, slots=True)
class NoteThreads:
    """A note with those of the reader's conversations that were asked for."""

    note_id: str
    unread: bool
    last_at: datetime
    threads: int
    """How many there are, also those that are not shown."""
    rows: tuple[ThreadRow, ...]
    """The first of them: unread ones first, then by their last reply."""


def groups(session: Session, viewer: Viewer, waiting: Waiting, after: InboxCursor | None = None) -> list[NoteThreads]:
    """Give up to a page and one more of the notes with conversations of the viewer's, unread first, then by their last reply.

    A place in this list names a note.
    """
    reader, at = reader_of(viewer), clock.now()
    found = session.execute(*_groups(reader, at, waiting, after, PAGE_SIZE + 1)).all()
    note_ids = [row[0] for row in found]
    under = session.execute(*_under(reader, at, waiting, note_ids, MOST_UNDER_NOTE)).all() if note_ids else ()
    rows = {row.thread.id: row for row in queries.threads_by_id(session, reader, [row[1] for row in under])}
    return [
        NoteThreads(
            note_id=note_id,
            unread=bool(unread),
            last_at=last_at,
            threads=threads,
            rows=tuple(rows[row[1]] for row in under if row[0] == note_id),
        )
        for note_id, unread, last_at, threads in found
    ]


def count_waiting(session: Session, viewer: Viewer) -> WaitingCounts:
    """Count the viewer's conversations, and those that wait."""
    found = session.execute(*_counts(reader_of(viewer), clock.now())).one()
    return WaitingCounts(found[0], found[1] or 0, found[2] or 0)


def _known(reader: Reader, at: datetime, waiting: Waiting, note_ids: Sequence[str] | None = None) -> Subquery:
    """Select what is known of each conversation of the reader's that holds anything, narrowed by a filter."""
    unread, answer = rules.unread(reader, at), rules.to_answer(reader, at)
    narrowed = {Waiting.ALL: true(), Waiting.UNREAD: unread, Waiting.ANSWER: answer}[waiting]
    known = select(
        Thread.id,
        Thread.note_id,
        case((unread, 1), else_=0).label("unread"),
        rules.last_at(reader, at).label("last_at"),
    ).where(visible_threads(reader), narrowed)
    if note_ids is not None:
        known = known.where(Thread.note_id.in_(note_ids))
    return known.subquery()


@prepared
def _groups(
    reader: Reader, at: datetime, waiting: Waiting, after: InboxCursor | None, limit: int
) -> Select[str, int, datetime, int]:
    known = _known(reader, at, waiting)
    notes = (
        select(
            known.c.note_id,
            func.max(known.c.unread).label("unread"),
            func.max(known.c.last_at).label("last_at"),
            func.count().label("threads"),
        )
        .where(known.c.last_at.is_not(None))
        .group_by(known.c.note_id)
        .subquery()
    )
    wanted = select(notes.c.note_id, notes.c.unread, notes.c.last_at, notes.c.threads)
    if after is not None:
        same = notes.c.unread == (1 if after.unread else 0)
        rest = and_(same, older(notes.c.last_at, notes.c.note_id, after.last_at, after.id))
        wanted = wanted.where(or_(rest, notes.c.unread == 0) if after.unread else rest)
    return wanted.order_by(notes.c.unread.desc(), notes.c.last_at.desc(), notes.c.note_id.desc()).limit(limit)


@prepared
def _under(reader: Reader, at: datetime, waiting: Waiting, note_ids: list[str], most: int) -> Select[str, str]:
    known = _known(reader, at, waiting, note_ids)
    order = (known.c.unread.desc(), known.c.last_at.desc(), known.c.id.desc())
    place = func.row_number().over(partition_by=known.c.note_id, order_by=order).label("place")
    ranked = select(known.c.note_id, known.c.id, place).where(known.c.last_at.is_not(None)).subquery()
    return select(ranked.c.note_id, ranked.c.id).where(ranked.c.place <= most).order_by(ranked.c.place)


@prepared
def _counts(reader: Reader, at: datetime) -> Select[int, int, int]:
    known = (
        select(
            rules.last_at(reader, at).label("last_at"),
            case((rules.unread(reader, at), 1), else_=0).label("unread"),
            case((rules.to_answer(reader, at), 1), else_=0).label("answer"),
        )
        .where(visible_threads(reader))
        .subquery()
    )
    counted = select(func.count(), func.sum(known.c.unread), func.sum(known.c.answer))
    return counted.select_from(known).where(known.c.last_at.is_not(None))
