"""What the start page shows a signed-in person of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from annotate.core.viewer import Viewer
from annotate.notes.models import Note
from annotate.notes.presenters import name_of, note_href
from annotate.shares.presenters import LinkView, link_view
from annotate.shares.queries import LinkRow
from annotate.web.markdown import excerpt

SOON = timedelta(days=2)
"""Links that end within this are "about to expire"."""

_WORDS_SHOWN = 160  # code points


@dataclass(frozen=True, slots=True)
class RecentNote:
    """A note of mine in one line."""

    name: str
    href: str
    words: str
    registry_id: str
    trial_title: str
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """The viewer's own corner of the start page."""

    name: str
    notes: tuple[RecentNote, ...]
    unread: int
    asking: int
    """How many notes wait for the viewer's eye."""
    new: int
    """How much happened that the viewer wants to be told of and has not seen."""
    links: tuple[LinkView, ...]


def present_mine(
    viewer: Viewer, notes: Sequence[Note], unread: int, asking: int, new: int, links: Sequence[LinkRow]
) -> Mine:
    """Put the viewer's notes, unread replies, notes that wait for their eye and links about to expire into words."""
    recent = tuple(
        RecentNote(
            name=name_of(note),
            href=note_href(note),
            words=excerpt(note.body, _WORDS_SHOWN),
            registry_id=note.trial.registry_id,
            trial_title=note.version.title,
            touched_at=note.updated_at,
        )
        for note in notes
    )
    return Mine(viewer.name, recent, unread, asking, new, tuple(link_view(row) for row in links))
