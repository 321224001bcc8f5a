"""What "To check" shows: notes whose place in the present version is for their author to decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.document import Document
from annotate.core.excerpts import Excerpt, excerpt
from annotate.core.merging import Piece
from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.anchors.presenters import anchor_view, wording
from annotate.notes.anchors.queries import NotedAnchor
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.web.public_url import site_path

PAGE_SIZE = 10
"""Notes on one page, each with two excerpts at least."""

MOST_IN_TRAY = 10
"""Notes that the tray on a trial's page holds; the others are on a page of their own."""

_LEADS = {
    AnchorState.CHANGED: ("The wording here changed", "The wording here changed"),
    AnchorState.MOVED: ("It is here now", "The wording here changed"),
    AnchorState.AMBIGUOUS: ("It could be here", "It could be here, with other wording"),
    AnchorState.ORPHANED: ("The same words are here, in another place", "Other words are in its place now"),
}
"""What is said of a place with the very same words, and of one with others."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that can be chosen."""

    lead: str
    """What is said of it."""
    start: int
    end: int
    excerpt: Excerpt
    wording: tuple[Piece, ...]
    """The note's words and these as one; empty when they are the same."""
    href: str


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """A note that waits for its author's eye."""

    card: Card
    anchor_id: str
    was: Excerpt
    was_on: int
    """The number of the version that it was made on."""
    was_href: str
    places: tuple[PlaceChoice, ...]
    has_place: bool
    """Whether it stands at the one place already."""


@dataclass(frozen=True, slots=True)
class EyePage:
    """One page of the notes that wait, on all trials."""

    entries: tuple[WaitingNote, ...]
    total: int
    after: str
    """The cursor of the next page; empty on the last one."""


def eye_page(asking: Sequence[NotedAnchor], total: int, documents: Mapping[str, Document], viewer: Viewer) -> EyePage:
    """Show what ``asking_notes`` found; one note more than a page tells that there is another page."""
    page = page_of(asking, PAGE_SIZE)
    waiting = entries(((each.note, each.anchor) for each in page.rows), documents, viewer)
    return EyePage(waiting, total, page.next_after(_cursor_after))


def _cursor_after(waiting: NotedAnchor) -> str:
    """Write where a note stands in the list, as an address carries it; those that wait have been asked about."""
    asked_at = waiting.anchor.asked_at
    return write_cursor(Cursor(asked_at, waiting.anchor.id)) if asked_at is not None else ""


def decisions(chosen: Iterable[NotedAnchor], viewer: Viewer) -> tuple[Card, ...]:
    """Show what was decided last; the words that a note was put on are on its trial's page."""
    return tuple(
        notes.card(each.note, viewer, in_text=False, anchor=anchor_view(each.note, each.anchor)) for each in chosen
    )


def entries(
    asking: Iterable[tuple[Note, Anchor]], documents: Mapping[str, Document], viewer: Viewer | None
) -> tuple[WaitingNote, ...]:
    """Show notes with their anchors; ``documents`` holds the versions of both, by id."""
    return tuple(
        _entry(note, anchor, documents[note.version_id], documents[anchor.version_id], viewer)
        for note, anchor in asking
    )


def _entry(note: Note, anchor: Anchor, old: Document, new: Document, viewer: Viewer | None) -> WaitingNote:
    spans = anchor.candidates
    has_place = anchor.start_offset is not None and anchor.end_offset is not None
    if anchor.start_offset is not None and anchor.end_offset is not None:
        spans = [[anchor.start_offset, anchor.end_offset]]
    start, end = note.start_offset or 0, note.end_offset or 0
    return WaitingNote(
        card=notes.card(note, viewer, in_text=False, anchor=anchor_view(note, anchor, new.text)),
        anchor_id=anchor.id,
        was=excerpt(old, start, end),
        was_on=note.version.number,
        was_href=notes.made_href(note),
        places=tuple(_place(note, new, start, end, AnchorState(anchor.state)) for start, end in spans),
        has_place=has_place,
    )


def _place(note: Note, document: Document, start: int, end: int, state: AnchorState) -> PlaceChoice:
    found = excerpt(document, start, end)
    differs = wording(note.exact, document.text[start:end])
    return PlaceChoice(
        lead=_LEADS.get(state, ("", ""))[bool(differs)],
        start=start,
        end=end,
        excerpt=found,
        wording=differs,
        href=site_path(f"/trials/{note.trial.registry_id}#{found.section}"),
    )
