"""My threads and the replies in them, as programs are shown them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Self

from annotate.api.presenters.shapes import Outgoing, words_tag
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.replies import models, presenters
from annotate.replies.queries import ThreadRow

LISTED_REPLIES = 10
"""Replies that come with each thread of a list: the last ones."""

SHOWN_REPLIES = 100
"""Replies that come with a thread by itself."""


class Reply(Outgoing):
    """One reply in a thread."""

    id: str
    """Its id."""
    mine: bool
    """Whether I wrote it."""
    who: str
    """Who wrote it, by name."""
    body: str
    """What it says, in Markdown."""
    created_at: datetime
    """When it was written."""
    edited_at: datetime | None
    """When it was last reworded; null when it never was."""
    withdrawn_at: datetime | None
    """When its respondent withdrew it: then it has no words."""
    revision: int | None
    """Of my own replies alone: how often others reworded theirs is not told."""
    etag: str | None
    """What a change states that is made on these words; of my own replies alone."""

    @classmethod
    def of(cls, reply: models.Reply, row: ThreadRow) -> Self:
        """Show a reply to somebody who may read it."""
        mine = reply.from_author is row.as_author
        return cls(
            id=reply.id,
            mine=mine,
            who=presenters.writer(reply, row),
            body=reply.body,
            created_at=reply.created_at,
            edited_at=reply.edited_at if reply.withdrawn_at is None else None,
            withdrawn_at=reply.withdrawn_at,
            revision=reply.revision if mine else None,
            etag=words_tag("r" if reply.withdrawn_at is None else "w", reply.id, reply.revision) if mine else None,
        )


class SharedNote(Outgoing):
    """A note as whoever answers it may know it."""

    id: str
    """Its id."""
    exact: str
    """The words that it is about; empty for a note on the whole trial."""
    body: str
    """What it says, in Markdown."""


class Thread(Outgoing):
    """A private exchange between a note's author and one respondent."""

    id: str
    """Its id."""
    trial: str
    """The registry's number of the trial."""
    note: SharedNote | None
    """Null when the note is not given any more."""
    other: str
    """Who else reads it, by name."""
    as_author: bool
    """Whether the note is mine."""
    can_reply: bool
    """Whether I can write in it now."""
    unread: bool
    """Whether it has replies that I have not read."""
    replies: tuple[Reply, ...]
    """The last ones, in the order in which they were written."""
    earlier: str | None
    """What to send as ``after`` to the thread's replies for those before; null when all are here."""

    @classmethod
    def of(cls, row: ThreadRow, said: Sequence[models.Reply], limit: int) -> Self:
        """Show a thread to its author or respondent, with the last ``limit`` replies; one more tells that there are others."""
        note, shown = row.thread.note, said[-limit:]
        return cls(
            id=row.thread.id,
            trial=note.trial.registry_id,
            note=SharedNote(id=note.id, exact=note.exact, body=note.body) if row.given else None,
            other=presenters.other_side(row),
            as_author=row.as_author,
            can_reply=row.can_reply,
            unread=row.unread,
            replies=tuple(Reply.of(reply, row) for reply in shown),
            earlier=_after(shown[0]) if len(said) > limit else None,
        )


class Threads(Outgoing):
    """A part of my threads, in the order that was asked for."""

    threads: tuple[Thread, ...]
    """Those of this page."""
    next: str | None
    """What to send as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(
        cls,
        rows: Sequence[ThreadRow],
        said: Mapping[str, Sequence[models.Reply]],
        limit: int,
        place: Callable[[ThreadRow], str],
    ) -> Self:
        """Show up to ``limit`` threads; one more tells that there are others. ``place`` writes where a thread stands."""
        page = page_of(rows, limit)
        threads = tuple(Thread.of(row, said.get(row.thread.id, ()), LISTED_REPLIES) for row in page.rows)
        return cls(threads=threads, next=page.next_after(place) or None)


class Replies(Outgoing):
    """A part of the replies in a thread, the newest first."""

    replies: tuple[Reply, ...]
    """Those of this page."""
    next: str | None
    """What to send as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(cls, row: ThreadRow, said: Sequence[models.Reply], limit: int) -> Self:
        """Show up to ``limit`` replies; one more tells that there are others."""
        page = page_of(said, limit)
        return cls(replies=tuple(Reply.of(reply, row) for reply in page.rows), next=page.next_after(_after) or None)


def write_begun(row: ThreadRow) -> str:
    """Write where a thread stands in the order in which they began."""
    return write_cursor(Cursor(row.thread.created_at, row.thread.id))


def _after(reply: models.Reply) -> str:
    return write_cursor(Cursor(reply.created_at, reply.id))
