"""The replies of a page, bounded by what they hold as the notes are, and by how many they are.

A link takes 2,000 replies of 10,000 characters, and a trial's page shows those of every link. Where they hold too much, a page
has the beginning of each; where they are too many, the last ones of each thread. What is left out is not sent by the
database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, or_, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from annotate import clock
from annotate.core.text import cut_off
from annotate.notes.bounded import LEAST_SHOWN, MOST_WORDS
from annotate.prepared import prepared
from annotate.replies.models import Reply, Thread
from annotate.replies.rules import Reader, visible_replies

MOST_REPLIES = 1_200
"""Replies on one page; a thread by itself holds fewer. Of more, each thread has its share, and one at least."""


@dataclass(slots=True)
class Shown:
    """What a page shows of a thread."""

    replies: list[Reply] = field(default_factory=list)
    """In the order in which they were written."""
    earlier: int = 0
    """How many before them are left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page's address asks to have in full."""

    whole: str = ""
    """The id of a reply that is not cut."""
    unfolded: str = ""
    """The id of a note; the thread under it has all its replies."""


NOTHING = Asked()


def shown_replies(
    session: Session, reader: Reader, thread_ids: Sequence[str], asked: Asked = NOTHING
) -> dict[str, Shown]:
    """Give what a page shows of each thread that holds anything for the reader."""
    if not thread_ids:
        return {}
    bounds = _Bounds(MOST_WORDS, MOST_REPLIES, max(1, MOST_REPLIES // len(thread_ids)))
    found: dict[str, Shown] = {}
    rows = session.execute(*_shown(reader, clock.now(), list(thread_ids), bounds, asked))
    for reply, body, length, place in rows:
        reply.left_out = length - len(body)
        # As if it had been read so: nothing is written back.
        set_committed_value(reply, "body", cut_off(body) if reply.left_out else body)
        found.setdefault(reply.thread_id, Shown(earlier=place - 1)).replies.append(reply)
    return found


@dataclass(frozen=True, slots=True)
class _Bounds:
    words: int
    replies: int
    last: int
    """Replies of each thread, where all are too many."""


@prepared
def _shown(
    reader: Reader, at: datetime, thread_ids: list[str], bounds: _Bounds, asked: Asked
) -> Select[Reply, str, int, int]:
    # Measured first, by itself: the databases would else carry the words through every count below.
    sized = (
        select(Reply.id, Reply.thread_id, Reply.created_at, func.length(Reply.body).label("length"))
        .join(Thread, Thread.id == Reply.thread_id)
        .where(Thread.id.in_(thread_ids), visible_replies(reader, at))
        .cte("sized")
        .prefix_with("MATERIALIZED")
    )
    seen = select(
        sized.c.id,
        sized.c.length,
        func.row_number()
        .over(partition_by=sized.c.thread_id, order_by=(sized.c.created_at, sized.c.id))
        .label("place"),
        func.count().over(partition_by=sized.c.thread_id).label("written"),
        func.count().over().label("replies"),
        func.sum(sized.c.length).over().label("words"),
    ).subquery()
    few = seen.c.replies <= bounds.replies
    lately = seen.c.written - seen.c.place < bounds.last
    share: ColumnElement[int] = case(
        (seen.c.replies * LEAST_SHOWN > bounds.words, LEAST_SHOWN), else_=bounds.words // seen.c.replies
    )
    longest = case((or_(seen.c.words <= bounds.words, Reply.id == asked.whole), seen.c.length), else_=share)
    wanted = func.substr(Reply.body, 1, cast(longest, Integer))  # PostgreSQL counts in a wider kind than it cuts by
    return (
        select(Reply, wanted, seen.c.length, seen.c.place)
        .options(defer(Reply.body))
        .join(seen, seen.c.id == Reply.id)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(or_(few, lately, Thread.note_id == asked.unfolded))
        .order_by(Reply.created_at, Reply.id)
    )
