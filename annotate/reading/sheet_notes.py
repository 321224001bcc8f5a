"""The viewer's notes over *Then and now*: beside the outcome that they stand on, or beside eligibility."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.anchors.presenters import AnchorView, anchor_view, place_in
from annotate.notes.anchors.queries import anchors_in
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.notes.queries import notes_on_trial
from annotate.reading.sheets import OutcomeThread, SheetColumn, ThenAndNow
from annotate.trials.models import Trial
from annotate.web.public_url import site_path


@dataclass(frozen=True, slots=True)
class SheetNote:
    """A note, and in which of the versions shown it stands here."""

    card: Card
    where: str


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """The viewer's notes by the place of the outcome among the threads, on eligibility, and how many stand elsewhere."""

    on_threads: Mapping[int, tuple[SheetNote, ...]]
    on_eligibility: tuple[SheetNote, ...]
    elsewhere: int


_Anchors = Mapping[str, Mapping[str, Anchor]]
"""Anchors by version and note."""


def notes_over(session: Session, viewer: Viewer | None, trial: Trial, sheet: ThenAndNow) -> SheetNotes:
    """Place the viewer's notes; a statement for each version shown, and those of the notes."""
    if viewer is None:
        return SheetNotes({}, (), 0)
    own = notes_on_trial(session, viewer, trial.id)
    anchors = {each.version_id: anchors_in(session, viewer, each.version_id) for each in sheet.columns}
    on_threads: dict[int, list[SheetNote]] = {}
    on_eligibility: list[SheetNote] = []
    elsewhere = 0
    for note in own:
        spots = _spots(note, sheet.columns, anchors)
        found = False
        for place, thread in enumerate(sheet.threads):
            at = [spot for spot in spots if _within(spot[1], _span(thread, sheet.columns, spot[0]))]
            if at:
                on_threads.setdefault(place, []).append(_shown(note, at, anchors, viewer))
                found = True
        at = [spot for spot in spots if _within(spot[1], sheet.eligibility_spans[spot[0].version_id])]
        if at:
            on_eligibility.append(_shown(note, at, anchors, viewer))
        elsewhere += not (found or at)
    return SheetNotes({place: tuple(those) for place, those in on_threads.items()}, tuple(on_eligibility), elsewhere)


_Spot = tuple[SheetColumn, tuple[int, int]]


def _spots(note: Note, columns: Iterable[SheetColumn], anchors: _Anchors) -> list[_Spot]:
    """Where a note stands in each version shown."""
    found = ((each, place_in(note, each.version_id, anchors[each.version_id].get(note.id))) for each in columns)
    return [(column, place) for column, place in found if place is not None]


def _span(thread: OutcomeThread, columns: Sequence[SheetColumn], column: SheetColumn) -> tuple[int, int] | None:
    cell = thread.cells[columns.index(column)]
    return (cell.outcome.start, cell.outcome.end) if cell else None


def _within(place: tuple[int, int], span: tuple[int, int] | None) -> bool:
    """True if a passage begins in the span."""
    return span is not None and span[0] <= place[0] < span[1]


def _shown(note: Note, at: Sequence[_Spot], anchors: _Anchors, viewer: Viewer) -> SheetNote:
    """Show a note as it stands in the newest of the versions in which it stands here."""
    column = at[-1][0]
    anchor = anchors[column.version_id].get(note.id)
    stands: AnchorView | None = anchor_view(note, anchor) if anchor else None
    numbers = [str(each.number) for each, _ in at]
    where = f"Stands in version {numbers[0]}" if len(numbers) == 1 else f"Stands in versions {', '.join(numbers)}"
    href = site_path(f"/trials/{note.trial.registry_id}/versions/{column.number}#note-{note.id}")
    return SheetNote(notes.card(note, viewer, href=href, in_text=False, anchor=stands), where)
