"""What the trash shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate import clock
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.lifetimes import in_words
from annotate.core.numbers import many
from annotate.core.viewer import Viewer
from annotate.notes.presenters import Card, card
from annotate.replies import withdrawing
from annotate.replies.presenters import other_side
from annotate.replies.withdrawing import UNDO, WithdrawnRow
from annotate.trash.queries import PAGE_SIZE, RETENTION, Deleted


@dataclass(frozen=True, slots=True)
class TrashItem:
    """A deleted note."""

    card: Card
    deleted_at: datetime
    left: str
    """How long it can still be brought back, in words."""
    comes_back: str
    """What else comes back with it; may be empty."""


@dataclass(frozen=True, slots=True)
class TrashPage:
    """One page of the trash."""

    items: tuple[TrashItem, ...]
    days: int
    after: str
    """The cursor of the next, older page; empty on the last one."""


@dataclass(frozen=True, slots=True)
class WithdrawnItem:
    """A reply that its writer withdrew."""

    id: str
    thread_id: str
    to: str
    registry_id: str
    body: str
    withdrawn_at: datetime
    left: str
    """How long it can still be brought back, in words."""


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """One page of the withdrawn replies."""

    items: tuple[WithdrawnItem, ...]
    days: int
    after: str
    """The cursor of the next, older page; empty on the last one."""


def withdrawn_page(found: Sequence[WithdrawnRow]) -> WithdrawnPage:
    """Show what ``withdrawing.withdrawn_by`` found; one more than a page tells that there is another page."""
    page = page_of(found, withdrawing.PAGE_SIZE)
    after = page.next_after(lambda last: write_cursor(Cursor(last.withdrawn_at, last.reply.id)))
    return WithdrawnPage(tuple(_withdrawn(row) for row in page.rows), UNDO.days, after)


def trash_page(found: Sequence[Deleted], viewer: Viewer) -> TrashPage:
    """Show what ``deleted_notes`` found; one more than a page tells that there is another page."""
    page = page_of(found, PAGE_SIZE)
    after = page.next_after(lambda last: write_cursor(Cursor(last.deleted_at, last.note.id)))
    return TrashPage(tuple(_item(row, viewer) for row in page.rows), RETENTION.days, after)


def _item(row: Deleted, viewer: Viewer) -> TrashItem:
    left = in_words(row.deleted_at + RETENTION - clock.now())
    held = [
        many(row.threads, "private conversation") if row.threads else "",
        many(row.links, "active link") if row.links else "",
    ]
    return TrashItem(card(row.note, viewer), row.deleted_at, left, " and ".join(filter(None, held)))


def _withdrawn(row: WithdrawnRow) -> WithdrawnItem:
    return WithdrawnItem(
        id=row.reply.id,
        thread_id=row.reply.thread_id,
        to=other_side(row.thread),
        registry_id=row.thread.thread.note.trial.registry_id,
        body=row.words,
        withdrawn_at=row.withdrawn_at,
        left=in_words(row.withdrawn_at + UNDO - clock.now()),
    )
