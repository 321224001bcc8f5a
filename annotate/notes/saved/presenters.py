"""View models of saved searches of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.notes.desk import AskedPage, asked_of
from annotate.notes.saved.models import SavedNoteSearch


@dataclass(frozen=True, slots=True)
class NoteSearchView:
    """A saved search of notes."""

    id: str
    name: str
    words: str
    """What it asks for."""
    href: str
    """The list of notes as it was saved."""
    since: datetime


@dataclass(frozen=True, slots=True)
class NoteSearchesPage:
    """All searches of notes that one saved."""

    searches: tuple[NoteSearchView, ...]
    deleted: tuple[NoteSearchView, ...]
    """Those that one deleted within the last day."""


def note_searches_page(searches: Sequence[SavedNoteSearch]) -> NoteSearchesPage:
    """Present saved searches in their order."""
    views = [(each.deleted_at is not None, _view(each)) for each in searches]
    return NoteSearchesPage(
        tuple(view for deleted, view in views if not deleted), tuple(view for deleted, view in views if deleted)
    )


def said(asked: AskedPage) -> str:
    """Say in a line what a search of notes asks for; empty for one of every note."""
    written = asked.query.written
    return f"{written} · by trial" if written and asked.by_trial else written


def _view(search: SavedNoteSearch) -> NoteSearchView:
    asked = asked_of(search)
    return NoteSearchView(search.id, search.name, said(asked), asked.href(), search.created_at)
