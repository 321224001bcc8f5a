"""What the inbox shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.core.cursors import page_of
from annotate.core.text import one_line
from annotate.notes.presenters import name_of
from annotate.replies.inbox.queries import PAGE_SIZE, NoteThreads
from annotate.replies.models import Reply
from annotate.replies.presenters import other_side, write_cursor, write_place
from annotate.replies.queries import PAGE_SIZE as THREADS_PAGE_SIZE
from annotate.replies.queries import ThreadRow
from annotate.web.markdown import excerpt

_EXCERPT = 200  # code points


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A conversation in the inbox."""

    id: str
    with_whom: str
    given: bool
    last_words: str
    withdrawn: bool
    """Whether the last reply was withdrawn; it has no words then."""
    last_by_me: bool
    last_at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class InboxNote:
    """A note with conversations under it."""

    id: str
    as_author: bool
    author: str
    given: bool
    """Whether the reader may see the note now."""
    name: str
    quote: str
    hue: int | None
    registry_id: str
    trial_title: str
    items: tuple[InboxItem, ...]
    more: int
    """How many conversations are not shown."""

    @property
    def unread(self) -> bool:
        """Whether something under it is unread."""
        return any(item.unread for item in self.items)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox."""

    notes: tuple[InboxNote, ...]
    after: str
    """The cursor of the next page; empty on the last one."""


def inbox_page(groups: Sequence[NoteThreads], last: Mapping[str, Reply]) -> InboxPage:
    """Show what ``groups`` found, with the last reply of each conversation; one more than a page tells that there is another."""
    page = page_of(groups, PAGE_SIZE)
    after = page.next_after(lambda group: write_place(unread=group.unread, last_at=group.last_at, row_id=group.note_id))
    return InboxPage(tuple(_note(group.rows, last, group.threads) for group in page.rows if group.rows), after)


def note_page(rows: Sequence[ThreadRow], last: Mapping[str, Reply]) -> InboxPage:
    """Show one page of the conversations under one note; one more than a page tells that there is another."""
    page = page_of(rows, THREADS_PAGE_SIZE)
    notes = (_note(page.rows, last, len(page.rows)),) if page.rows else ()
    return InboxPage(notes, page.next_after(write_cursor))


def _note(rows: Sequence[ThreadRow], last: Mapping[str, Reply], threads: int) -> InboxNote:
    first, note = rows[0], rows[0].thread.note
    return InboxNote(
        id=note.id,
        as_author=first.as_author,
        author=note.account.name,
        given=first.given,
        name=name_of(note) if first.given else "",
        quote=one_line(note.exact, _EXCERPT) if first.given else "",
        hue=note.label.hue if note.label and first.given else None,
        registry_id=note.trial.registry_id,
        trial_title=note.version.title,
        items=tuple(_item(row, last[row.thread.id]) for row in rows),
        more=threads - len(rows),
    )


def _item(row: ThreadRow, last: Reply) -> InboxItem:
    return InboxItem(
        id=row.thread.id,
        with_whom=other_side(row),
        given=row.given,
        last_words=excerpt(last.body, _EXCERPT),
        withdrawn=last.withdrawn_at is not None,
        last_by_me=last.from_author is row.as_author,
        last_at=last.created_at,
        unread=row.unread,
    )
