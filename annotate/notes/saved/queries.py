"""Selects and the gate of saved searches of notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.saved.models import SavedNoteSearch
from annotate.prepared import prepared

UNDO = timedelta(days=1)
"""How long a deleted search can be restored."""


def own_note_searches(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a saved search of notes: who saved it."""
    return SavedNoteSearch.account_id == viewer.id if viewer else false()


def find_note_search(
    session: Session, viewer: Viewer | None, saved_id: str, *, deleted_too: bool = False
) -> SavedNoteSearch:
    """Give a search that the viewer saved; raises NotFound."""
    wanted = select(SavedNoteSearch).where(SavedNoteSearch.id == saved_id, own_note_searches(viewer))
    found = session.scalar(wanted if deleted_too else wanted.where(SavedNoteSearch.deleted_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def note_searches(session: Session, viewer: Viewer | None) -> Sequence[SavedNoteSearch]:
    """Give the searches of notes that the viewer saved, by name, whatever its capitals."""
    return sorted(session.scalars(*_living(viewer)), key=_by_name)


def every_note_search(session: Session, viewer: Viewer | None) -> Sequence[SavedNoteSearch]:
    """Give them with those that were deleted lately."""
    return sorted(session.scalars(select(SavedNoteSearch).where(own_note_searches(viewer))), key=_by_name)


def deleted_before(session: Session, at: datetime, limit: int) -> Sequence[str]:
    """Give the ids of searches that were deleted before an instant."""
    return session.scalars(select(SavedNoteSearch.id).where(SavedNoteSearch.deleted_at <= at).limit(limit)).all()


def _by_name(search: SavedNoteSearch) -> tuple[str, str]:
    return search.name.casefold(), search.id


@prepared
def _living(viewer: Viewer | None) -> Select[SavedNoteSearch]:
    return select(SavedNoteSearch).where(own_note_searches(viewer), SavedNoteSearch.deleted_at.is_(None))
