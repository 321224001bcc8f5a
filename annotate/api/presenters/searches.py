"""My saved searches of notes, as programs are shown them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.notes.saved.models import SavedNoteSearch


class NoteSearch(Outgoing):
    """A search of my notes that I saved."""

    id: str
    """Its id."""
    name: str
    """What I call it."""
    q: str
    """What the list of notes takes as its query."""
    by_trial: bool
    """True if the page of it stands by trials."""
    created_at: datetime
    """When it was saved."""


class NoteSearches(Outgoing):
    """My saved searches of notes, by name."""

    searches: tuple[NoteSearch, ...]
    """All of them."""

    @classmethod
    def of(cls, searches: Iterable[SavedNoteSearch]) -> Self:
        """Show saved searches."""
        return cls(searches=tuple(map(_shown, searches)))


def _shown(search: SavedNoteSearch) -> NoteSearch:
    return NoteSearch(
        id=search.id, name=search.name, q=search.query, by_trial=search.by_trial, created_at=search.created_at
    )
