"""Threads in the order in which they began, in which nothing moves while others write: for programs that read every page."""

from datetime import datetime

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.cursors import Cursor
from annotate.keyset import older
from annotate.prepared import prepared
from annotate.replies import rules
from annotate.replies.models import Thread
from annotate.replies.queries import ThreadRow, threads_by_id
from annotate.replies.rules import Reader, visible_threads


def threads_by_beginning(
    session: Session, reader: Reader, after: Cursor | None, *, note_id: str | None, limit: int
) -> list[ThreadRow]:
    """Give up to ``limit`` of the reader's threads (on one note), the one that began last first."""
    ids = session.scalars(*_begun(reader, clock.now(), after, note_id, limit)).all()
    found = {row.thread.id: row for row in threads_by_id(session, reader, ids)}
    return [found[thread_id] for thread_id in ids if thread_id in found]  # a link may have ended in between


@prepared
def _begun(reader: Reader, at: datetime, after: Cursor | None, note_id: str | None, limit: int) -> Select[str]:
    seen = (visible_threads(reader), rules.last_at(reader, at).is_not(None))
    wanted = select(Thread.id).where(*seen, true() if note_id is None else Thread.note_id == note_id)
    if after is not None:
        wanted = wanted.where(older(Thread.created_at, Thread.id, after.at, after.id))
    return wanted.order_by(Thread.created_at.desc(), Thread.id.desc()).limit(limit)
