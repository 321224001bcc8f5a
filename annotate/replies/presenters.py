"""What pages show of threads and replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core import cursors
from annotate.core.text import isolated
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.notes.models import Note
from annotate.notes.presenters import name_of
from annotate.replies import bounded, queries
from annotate.replies.bounded import NOTHING, Asked, Shown
from annotate.replies.models import Reply, Thread
from annotate.replies.queries import InboxCursor, ThreadRow
from annotate.replies.rules import Reader, reader_of, reader_on
from annotate.replies.withdrawing import UNDO
from annotate.shares.unlocks.queries import Visit


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One reply."""

    id: str
    who: str
    mine: bool
    body: str
    at: datetime
    new: bool
    """Written by the other side and not read yet."""
    edited_at: datetime | None
    """When its words were last changed; None when they never were."""
    withdrawn_at: datetime | None
    """When its respondent withdrew it; None when it stands."""
    can_edit: bool
    can_withdraw: bool
    can_undo: bool
    """Whether its writer can bring it back."""
    left_out: int
    """Code points of its words that are not shown."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread under a note, or the place where one can begin."""

    id: str
    """Empty where no thread has begun."""
    note_id: str
    share_id: str
    """The share whose page shows it; empty on an account's own pages."""
    other: str
    """Who else reads it, by name."""
    as_author: bool
    replies: tuple[ReplyView, ...]
    earlier: int
    """How many replies before these are not shown."""
    audience: str
    """Who reads what is there."""
    who_sees: str
    """Who will read what is written now."""
    can_reply: bool
    notice: str
    """Why an answer may not be read, or cannot be written."""
    needs_name: bool
    client_key: str
    seen: str
    """The last reply that the page shows, for marking as read; empty when nothing is new."""

    @property
    def unread(self) -> bool:
        """Whether something is new."""
        return bool(self.seen)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread on its own page."""

    thread: ThreadView
    note_name: str
    quote: str
    body: str
    hue: int | None
    author: str
    registry_id: str
    trial_title: str
    given: bool


def threads_by_note(session: Session, viewer: Viewer, notes: Iterable[Note]) -> dict[str, tuple[ThreadView, ...]]:
    """Show the threads under the viewer's own notes, by note, for their cards."""
    reader = reader_of(viewer)
    rows = queries.threads_under(session, reader, [note.id for note in notes if note.account_id == viewer.id])
    return _by_note(session, reader, rows)


def visitors_threads(
    session: Session, visit: Visit, notes: Sequence[Note], asked: Asked = NOTHING
) -> dict[str, tuple[ThreadView, ...]]:
    """Show the visitor's own thread under each shared note, or the place where it can begin."""
    reader = reader_on(visit)
    rows = queries.threads_under(session, reader, [note.id for note in notes]) if reader else []
    begun = _by_note(session, reader, rows, visit.share_id, asked) if reader else {}
    return {note.id: begun.get(note.id) or _beginning(visit, note) for note in notes}


def thread_view(row: ThreadRow, said: Shown, *, share_id: str = "") -> ThreadView:
    """Show a thread to its author or respondent."""
    thread, other = row.thread, other_side(row)
    read_at = thread.author_read_at if row.as_author else thread.respondent_read_at
    shown = tuple(_reply(reply, row, read_at) for reply in said.replies)
    return ThreadView(
        id=thread.id,
        note_id=thread.note_id,
        share_id=share_id,
        other=other,
        as_author=row.as_author,
        replies=shown,
        earlier=said.earlier,
        audience=f"Private: only you and {isolated(other)}",
        who_sees=f"Only {isolated(other)} will read your reply." if row.as_author else only_author(other),
        can_reply=row.can_reply,
        notice=_notice(row, other),
        needs_name=False,
        client_key=new_id(),
        seen=shown[-1].id if shown and any(reply.new for reply in shown) else "",
    )


def thread_page(row: ThreadRow, said: Shown) -> ThreadPage:
    """Show a thread on its own page; without the note once it is not given any more."""
    note = row.thread.note
    return ThreadPage(
        thread=thread_view(row, said),
        note_name=name_of(note) if row.given else "",
        quote=note.exact if row.given else "",
        body=note.body if row.given else "",
        hue=note.label.hue if row.given and note.label else None,
        author=note.account.name,
        registry_id=note.trial.registry_id,
        trial_title=note.version.title,
        given=row.given,
    )


def write_cursor(row: ThreadRow) -> str:
    """Write the place of a thread in the inbox as an address carries it."""
    return write_place(unread=row.unread, last_at=row.last_at, row_id=row.thread.id)


def write_place(*, unread: bool, last_at: datetime | None, row_id: str) -> str:
    """Write a place in the inbox: of a thread, or of the note that threads are under."""
    return f"{int(unread)}~{last_at.isoformat() if last_at else ''}~{row_id}"


def read_cursor(text: str) -> InboxCursor:
    """Read a place in the inbox from an address; raises ValueError for one that no page made."""
    unread, _, place = text.partition("~")
    if unread not in {"0", "1"}:
        raise ValueError("a place in the inbox begins with 0 or 1")
    last = cursors.read_cursor(place)
    return InboxCursor(unread == "1", last.at, last.id)


def respondent_name(thread: Thread) -> str:
    """Name a thread's respondent for the author; a guest's name is theirs to choose, so it is marked."""
    if thread.respondent_account is not None:
        return thread.respondent_account.name
    return f"{thread.respondent_guest.name} (guest)" if thread.respondent_guest is not None else "A guest"


def other_side(row: ThreadRow) -> str:
    """Name who else reads a thread."""
    return respondent_name(row.thread) if row.as_author else row.thread.note.account.name


def writer(reply: Reply, row: ThreadRow) -> str:
    """Name who wrote a reply."""
    return row.thread.note.account.name if reply.from_author else respondent_name(row.thread)


def only_author(name: str) -> str:
    """Say who reads a respondent's words."""
    return f"Only {name}, who wrote this note, will read your reply."


def _by_note(
    session: Session, reader: Reader, rows: Sequence[ThreadRow], share_id: str = "", asked: Asked = NOTHING
) -> dict[str, tuple[ThreadView, ...]]:
    shown = bounded.shown_replies(session, reader, [row.thread.id for row in rows], asked)
    found: dict[str, tuple[ThreadView, ...]] = {}
    for row in rows:
        view = thread_view(row, shown.get(row.thread.id, Shown()), share_id=share_id)
        found[row.thread.note_id] = (*found.get(row.thread.note_id, ()), view)
    return found


def _beginning(visit: Visit, note: Note) -> tuple[ThreadView, ...]:
    if not visit.can_reply or visit.is_owner:
        return ()
    author = visit.owner_name
    return (
        ThreadView(
            id="",
            note_id=note.id,
            share_id=visit.share_id,
            other=author,
            as_author=False,
            replies=(),
            earlier=0,
            audience="",
            who_sees=only_author(author),
            can_reply=True,
            notice="",
            needs_name=visit.respondent is None,
            client_key=new_id(),
            seen="",
        ),
    )


def _reply(reply: Reply, row: ThreadRow, read_at: datetime | None) -> ReplyView:
    mine = reply.from_author is row.as_author
    withdrawn_at = reply.withdrawn_at
    new = not mine and withdrawn_at is None and (read_at is None or reply.created_at > read_at)
    return ReplyView(
        id=reply.id,
        who="You" if mine else writer(reply, row),
        mine=mine,
        body=reply.body,
        at=reply.created_at,
        new=new,
        edited_at=reply.edited_at if withdrawn_at is None else None,
        withdrawn_at=withdrawn_at,
        can_edit=mine and row.can_reply and withdrawn_at is None,
        can_withdraw=mine and not row.as_author and withdrawn_at is None,
        can_undo=mine and withdrawn_at is not None and withdrawn_at > clock.now() - UNDO,
        left_out=reply.left_out,
    )


def _notice(row: ThreadRow, other: str) -> str:
    if row.as_author:
        return "" if row.reaches else f"{other} has no active link to this note. Your reply waits until they have one."
    if not row.given:
        return "The link, or your access to it, has ended. What you wrote stays here. To read on, you need a link that still works."
    return "" if row.can_reply else "Replies are closed."
