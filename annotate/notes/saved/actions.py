"""Use cases of saved searches of notes: save, rename, delete, restore."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.core.text import collapse, storable
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes.grammar import LONGEST_QUERY, read_query
from annotate.notes.saved.models import SavedNoteSearch
from annotate.notes.saved.queries import every_note_search, find_note_search
from annotate.search_names import search_name

MOST_SEARCHES = 50
"""Searches of notes that one account can save: the list of notes shows them all."""


def save_note_search(session: Session, viewer: Viewer, *, name: str, typed: str, by_trial: bool) -> SavedNoteSearch:
    """Save what the box of the list of notes holds, under a name; a search that is saved already gets the new name.

    Raises Invalid for a bad name or one in use, for a search of nothing or one that is not understood, and for one too many.
    """
    hold_account(session, viewer.id)
    words, query = _name(name), _query(typed)
    own = every_note_search(session, viewer)
    found = next((each for each in own if (each.query, each.by_trial) == (query, by_trial)), None)
    _require_free(words, own, found)
    if found is None or found.deleted_at is not None:
        _require_room(own)
    if found is None:
        found = SavedNoteSearch(account_id=viewer.id, query=query, by_trial=by_trial, created_at=clock.now())
        session.add(found)
    found.name, found.deleted_at = words, None
    session.flush()
    return found


def rename_note_search(session: Session, viewer: Viewer, saved_id: str, name: str) -> None:
    """Give a saved search another name. Raises Invalid for a bad one or one in use, NotFound."""
    hold_account(session, viewer.id)
    search, words = find_note_search(session, viewer, saved_id), _name(name)
    _require_free(words, every_note_search(session, viewer), search)
    search.name = words
    session.flush()


def delete_note_search(session: Session, viewer: Viewer, saved_id: str) -> None:
    """Delete a saved search; for a day it can be restored. Once more changes nothing. Raises NotFound."""
    hold_account(session, viewer.id)
    search = find_note_search(session, viewer, saved_id, deleted_too=True)
    if search.deleted_at is not None:
        return
    search.deleted_at = clock.now()
    session.flush()
    # Who saves and deletes in a loop loses the undoing of the earliest.
    deleted = [each for each in every_note_search(session, viewer) if each.deleted_at is not None]
    latest = sorted(deleted, key=lambda each: each.deleted_at or each.created_at, reverse=True)
    forget_deleted(session, [each.id for each in latest[MOST_SEARCHES:]])


def restore_note_search(session: Session, viewer: Viewer, saved_id: str) -> None:
    """Undo the deletion of a saved search. Raises Invalid for a name in use or for one too many, NotFound."""
    hold_account(session, viewer.id)
    search = find_note_search(session, viewer, saved_id, deleted_too=True)
    if search.deleted_at is None:
        return
    own = every_note_search(session, viewer)
    _require_free(search.name, own, search)
    _require_room(own)
    search.deleted_at = None
    session.flush()


def forget_deleted(session: Session, saved_ids: Iterable[str]) -> int:
    """Delete searches for good that were deleted long enough ago; return how many there were."""
    gone = delete(SavedNoteSearch).where(SavedNoteSearch.id.in_(saved_ids), SavedNoteSearch.deleted_at.is_not(None))
    return len(session.scalars(gone.returning(SavedNoteSearch.id)).all())


def _name(name: str) -> str:
    return search_name(name, "Doses to discuss")


def _query(typed: str) -> str:
    """Return a search as it is stored; raises Invalid."""
    if not storable(typed):
        raise Invalid("This search holds a character that cannot be stored. Please remove it.")
    query = read_query(collapse(typed))
    if query.strange:
        raise Invalid(f"This search is not clear, so it was not saved. {' '.join(query.told)}")
    if not query:
        raise Invalid("There is nothing to save: this search lists every note. Add a word or a label first.")
    if max(len(collapse(typed)), len(query.written)) > LONGEST_QUERY:
        raise Invalid("This search is too long to be saved. Please leave out some words.")
    return query.written


def _require_free(name: str, own: Iterable[SavedNoteSearch], wanted: SavedNoteSearch | None) -> None:
    others = (each for each in own if each is not wanted and each.deleted_at is None)
    taken = next((each for each in others if each.name.casefold() == name.casefold()), None)
    if taken is not None:
        raise Invalid.field("name", f"You have a saved search “{taken.name}” already. Choose another name.")


def _require_room(own: Iterable[SavedNoteSearch]) -> None:
    if sum(each.deleted_at is None for each in own) >= MOST_SEARCHES:
        raise Invalid(f"You have {MOST_SEARCHES} saved searches of notes, which is the most. Delete one first.")
