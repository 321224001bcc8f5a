"""Selects and the gate of deleted notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, AccountKind
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.notes.models import Note
from annotate.notes.queries import find_own_note, own_notes, whole_notes
from annotate.replies.models import Thread
from annotate.shares.models import Share, ShareNote
from annotate.shares.queries import live

RETENTION = timedelta(days=30)
"""How long a deleted note can be brought back."""

PAGE_SIZE = 30
"""Notes on one page of the trash."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A note in the trash, and what comes back with it."""

    note: Note
    deleted_at: datetime
    links: int
    """Live links that it is in, and in which it shows again."""
    threads: int


def deleted_notes(session: Session, viewer: Viewer, after: Cursor | None = None) -> list[Deleted]:
    """Give up to a page and one more of the viewer's deleted notes, the one deleted last first."""
    links = (
        select(func.count())
        .select_from(ShareNote)
        .join(Share, Share.id == ShareNote.share_id)
        .join(Account, Account.id == Share.account_id)
        .where(ShareNote.note_id == Note.id, live(clock.now()))
        .correlate(Note)
    )
    threads = select(func.count()).where(Thread.note_id == Note.id).correlate(Note)
    statement = (
        whole_notes()
        .add_columns(Note.deleted_at, links.scalar_subquery(), threads.scalar_subquery())
        .where(own_notes(viewer), Note.deleted_at.is_not(None))
    )
    if after is not None:
        statement = statement.where(older(Note.deleted_at, Note.id, after.at, after.id))
    rows = session.execute(statement.order_by(Note.deleted_at.desc(), Note.id.desc()).limit(PAGE_SIZE + 1))
    return [Deleted(*row) for row in rows]


def find_deleted(session: Session, viewer: Viewer, note_id: str, *, for_change: bool = False) -> Note:
    """Give a note in the viewer's trash; raises NotFound."""
    note = find_own_note(session, viewer, note_id, for_change=for_change)
    if note.deleted_at is None:
        raise NotFound
    return note


def due_notes(session: Session, at: datetime, limit: int) -> Sequence[str]:
    """Give the ids of notes whose time in the trash is over, the one deleted first first."""
    statement = select(Note.id).where(Note.deleted_at <= at - RETENTION, Note.erased_at.is_(None))
    return session.scalars(statement.order_by(Note.deleted_at, Note.id).limit(limit)).all()


def find_due(session: Session, note_id: str, at: datetime) -> Note | None:
    """Find a note whose time in the trash is over, for this transaction alone; None when somebody else has it."""
    due = and_(Note.id == note_id, Note.deleted_at <= at - RETENTION, Note.erased_at.is_(None))
    return session.scalar(select(Note).where(due).with_for_update(skip_locked=True))


def has_others_words(session: Session, note: Note) -> bool:
    """Tell whether somebody with an account of their own has answered under a note."""
    answered = exists().where(Thread.note_id == note.id, Thread.respondent_account_id == Account.id)
    # What those who left had written was left to the note's author.
    return bool(session.scalar(select(answered.where(Account.kind == AccountKind.PERSON))))
