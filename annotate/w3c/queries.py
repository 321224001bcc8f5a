"""Pages of one's own notes, by key: newest first, as lists of notes are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.keyset import newer, older
from annotate.notes.models import Note
from annotate.notes.queries import own_notes, visible_notes

PAGE_SIZE = 100
"""Annotations of one page."""


@dataclass(frozen=True, slots=True)
class NotesPage:
    """A page of one's notes. A place is the last note before a page; None stands for the first page."""

    after: Cursor | None
    ids: Sequence[str]
    next: Cursor | None
    """The place of the next page; None on the last one."""
    before: Cursor | None
    """The place of the page before this one; None where that is the first."""
    start: int
    """How many notes stand before it."""


def count_notes(session: Session, viewer: Viewer) -> int:
    """Count the notes in the container."""
    return session.scalar(select(func.count()).where(visible_notes(viewer))) or 0


def find_page(session: Session, viewer: Viewer, after: Cursor | None) -> NotesPage:
    """Give the page after a place; a note that is written or deleted meanwhile moves no other one."""
    rows = select(Note.id, Note.created_at).where(visible_notes(viewer)).order_by(*_NEWEST_FIRST).limit(PAGE_SIZE + 1)
    found = session.execute(rows.where(older(Note.created_at, Note.id, after.at, after.id)) if after else rows).all()
    shown = found[:PAGE_SIZE]
    last = Cursor(shown[-1].created_at, shown[-1].id) if len(found) > PAGE_SIZE else None
    ids = [row.id for row in shown]
    if after is None:
        return NotesPage(None, ids, last, None, 0)
    start = session.scalar(select(func.count()).where(visible_notes(viewer), _until(after))) or 0
    return NotesPage(after, ids, last, _place_before(session, viewer, after), start)


def find_last_place(session: Session, viewer: Viewer, total: int) -> Cursor | None:
    """Give the place of the last page of so many notes; None if there is one page only."""
    before = (max(total, 1) - 1) // PAGE_SIZE * PAGE_SIZE
    if not before:
        return None
    rows = select(Note.id, Note.created_at).where(visible_notes(viewer)).order_by(*_NEWEST_FIRST)
    found = session.execute(rows.offset(before - 1).limit(1)).one_or_none()
    return Cursor(found.created_at, found.id) if found else None


def is_deleted(session: Session, viewer: Viewer, note_id: str) -> bool:
    """True if a note was the viewer's and is in the trash now."""
    found = select(Note.id).where(Note.id == note_id, own_notes(viewer), Note.deleted_at.is_not(None))
    return session.scalar(found) is not None


_NEWEST_FIRST = (Note.created_at.desc(), Note.id.desc())


def _until(place: Cursor) -> ColumnElement[bool]:
    return and_(Note.created_at >= place.at, or_(Note.created_at > place.at, Note.id >= place.id))


def _place_before(session: Session, viewer: Viewer, after: Cursor) -> Cursor | None:
    """Give the place of the page before the one after a place."""
    rows = select(Note.id, Note.created_at).where(
        visible_notes(viewer), newer(Note.created_at, Note.id, after.at, after.id)
    )
    # The place itself is the last note of the page before, which begins one short of a page above it.
    found = session.execute(rows.order_by(Note.created_at, Note.id).offset(PAGE_SIZE - 1).limit(1)).one_or_none()
    return Cursor(found.created_at, found.id) if found else None
