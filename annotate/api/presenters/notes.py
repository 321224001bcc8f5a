"""My notes, as programs are shown them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from annotate.api.presenters.labels import Label
from annotate.api.presenters.shapes import Outgoing, words_tag
from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.interchange.exported import WAITING
from annotate.notes import models


class Place(Outgoing):
    """Where a note stands in its trial's current version."""

    version: int
    """The number of the current version."""
    state: str
    """A value of ``annotate.core.anchoring.AnchorState``, or ``waiting``."""
    start: int | None = None
    """Where it begins in the text of that version, in code points; null without a place."""
    end: int | None = None
    """Where it ends."""
    candidates: tuple[tuple[int, int], ...] = ()
    """Places that could be it, the likeliest first."""
    evidence: tuple[str, ...] = ()
    """Sentences on how the place was found."""
    asks: bool = False
    """Whether it waits for its author's eye."""
    chosen: str | None = None
    """What its author chose, a value of ``annotate.core.anchoring.Choice``."""

    @classmethod
    def of(cls, note: models.Note, anchor: models.Anchor | None) -> Self | None:
        """Show where a note stands; None for one on the whole trial."""
        if note.start_offset is None:
            return None
        current = note.trial.current_number
        if note.version.number == current:
            return cls(version=current, state=AnchorState.EXACT, start=note.start_offset, end=note.end_offset)
        if anchor is None:
            return cls(version=current, state=WAITING)
        return cls(
            version=current,
            state=anchor.state,
            start=anchor.start_offset,
            end=anchor.end_offset,
            candidates=tuple((start, end) for start, end in anchor.candidates),
            evidence=tuple(anchor.evidence),
            asks=anchor.asked_at is not None,
            chosen=anchor.choice,
        )


class Quote(Outgoing):
    """The words that a note was made on."""

    start: int
    """Where they begin in the version's text, in code points."""
    end: int
    """Where they end: the place after the last one."""
    exact: str
    """The words."""


class Note(Outgoing):
    """A note of mine."""

    id: str
    """Its id."""
    etag: str
    """What a change states that is made on these words."""
    trial: str
    """The registry's number of the trial."""
    version: int
    """The number of the version that it was made on."""
    passage: Quote | None
    """In the version that it was made on; null for a note on the whole trial."""
    anchor: Place | None
    """In the current version; null for a note on the whole trial."""
    body: str
    """What it says, in Markdown; empty for a highlight."""
    label: Label | None
    """Its label; null without one."""
    tags: tuple[str, ...]
    """Its tags in the order of the alphabet."""
    revision: int
    """Counts the texts that it had, from 1."""
    created_at: datetime
    """When it was written."""
    updated_at: datetime
    """When anything about it was last changed."""
    edited_at: datetime | None
    """When its words were last changed; null when they never were."""

    @classmethod
    def of(cls, note: models.Note, anchor: models.Anchor | None) -> Self:
        """Show a note; ``anchor`` is its place in the current version, if it was made on another one."""
        start, end = note.start_offset, note.end_offset
        return cls(
            id=note.id,
            etag=words_tag("n", note.id, note.revision),
            trial=note.trial.registry_id,
            version=note.version.number,
            passage=None if start is None or end is None else Quote(start=start, end=end, exact=note.exact),
            anchor=Place.of(note, anchor),
            body=note.body,
            label=Label.of(note.label) if note.label else None,
            tags=note.tags,
            revision=note.revision,
            created_at=note.created_at,
            updated_at=note.updated_at,
            edited_at=note.edited_at,
        )


class Notes(Outgoing):
    """A part of my notes, the newest first."""

    notes: tuple[Note, ...]
    """Those of this page."""
    next: str | None
    """What to send as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(cls, found: Sequence[models.Note], anchors: Mapping[str, models.Anchor], limit: int) -> Self:
        """Show up to ``limit`` notes; one more tells that there are others."""
        page = page_of(found, limit)
        after = page.next_after(lambda last: write_cursor(Cursor(last.created_at, last.id)))
        return cls(notes=tuple(Note.of(note, anchors.get(note.id)) for note in page.rows), next=after or None)
