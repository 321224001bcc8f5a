"""Which of the viewer's notes stand beside the text of one version, and where: places alone, no words.

A trial can have ten thousand notes. A page carries the places of all, and the words of those near the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from annotate.core.anchoring import AnchorState
from annotate.core.viewer import Viewer
from annotate.notes import bounded
from annotate.notes.anchors.queries import HOLDS
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import IN_TEXT, visible_notes, whole_notes
from annotate.prepared import prepared


@dataclass(frozen=True, slots=True)
class Beside:
    """A note with a place in the version, or on the whole trial."""

    id: str
    place: tuple[int, int] | None
    """Code points, half-open; None for a note on the whole trial."""
    label_id: str | None
    is_changed: bool
    """True if its words are others there than it was made on."""


@dataclass(frozen=True, slots=True)
class NotesBeside:
    """The viewer's notes on a trial, by how they stand in one version; those without a place by their ids alone."""

    placed: Sequence[Beside] = ()
    """In reading order: those on the whole trial first."""
    asking: Sequence[str] = ()
    """Those that wait for their author's eye, with a place or without one."""
    kept: Sequence[str] = ()
    """Those that have no place there, and do not wait."""
    unknown: Sequence[str] = ()
    """Those whose places there are not known."""


def notes_beside(
    session: Session, viewer: Viewer, trial_id: str, version_id: str, *, decidable: bool = True
) -> NotesBeside:
    """Find how the viewer's notes on a trial stand in one of its versions, in one statement.

    Where nothing can be decided, in a version that is not the current one, none waits for its author's eye.
    """
    placed: list[Beside] = []
    asking: list[str] = []
    kept: list[str] = []
    unknown: list[str] = []
    for row in session.execute(*_beside(viewer, trial_id, version_id)):
        is_own = row.version_id == version_id
        start, end = (row.start_offset, row.end_offset) if is_own else (row.start, row.end)
        asks = decidable and row.asked_at is not None
        if asks:
            asking.append(row.id)
        if row.start_offset is None:
            placed.append(Beside(row.id, None, row.label_id, is_changed=False))
        elif start is not None and end is not None:
            is_changed = not is_own and row.state == AnchorState.CHANGED
            placed.append(Beside(row.id, (start, end), row.label_id, is_changed))
        elif not asks:
            (unknown if row.state is None else kept).append(row.id)
    placed.sort(key=lambda note: note.place or (-1, 0))
    return NotesBeside(placed, asking, kept, unknown)


def notes_by_id(session: Session, viewer: Viewer, trial_id: str, note_ids: Sequence[str]) -> dict[str, Note]:
    """Give those of these notes that are the viewer's and on this trial, by their ids.

    Where they hold too much for a page, each has the beginning of its words alone.
    """
    if not note_ids:
        return {}
    ids = list(note_ids)
    notes = bounded.load(
        session,
        _sizes(viewer, trial_id, ids),
        _those(viewer, trial_id, ids),
        lambda longest: _beginnings(viewer, trial_id, ids, longest),
    )
    return {note.id: note for note in notes}


@prepared
def _beside(
    viewer: Viewer, trial_id: str, version_id: str
) -> Select[str, str, int | None, int | None, str | None, int | None, int | None, str, datetime | None]:
    there = and_(Anchor.note_id == Note.id, Anchor.version_id == version_id, HOLDS)
    return (
        select(
            Note.id,
            Note.version_id,
            Note.start_offset,
            Note.end_offset,
            Note.label_id,
            Anchor.start_offset.label("start"),
            Anchor.end_offset.label("end"),
            Anchor.state,
            Anchor.asked_at,
        )
        .outerjoin(Anchor, there)
        .where(Note.trial_id == trial_id, visible_notes(viewer))
        .order_by(*IN_TEXT)
    )


@prepared
def _those(viewer: Viewer, trial_id: str, note_ids: list[str]) -> Select[Note]:
    return whole_notes().where(Note.id.in_(note_ids), Note.trial_id == trial_id, visible_notes(viewer))


@prepared
def _sizes(viewer: Viewer, trial_id: str, note_ids: list[str]) -> Select[int, int, int]:
    return bounded.sizes().where(Note.id.in_(note_ids), Note.trial_id == trial_id, visible_notes(viewer))


@prepared
def _beginnings(viewer: Viewer, trial_id: str, note_ids: list[str], longest: int) -> Select[Note, str, int, str]:
    return bounded.cut(
        whole_notes().where(Note.id.in_(note_ids), Note.trial_id == trial_id, visible_notes(viewer)), longest
    )
