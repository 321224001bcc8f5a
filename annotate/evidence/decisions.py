"""Cells that no longer say what they quote: their owner accepts the new words, or keeps what was quoted, with its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.anchoring import AnchorState
from annotate.core.passage import Passage
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, NotFound
from annotate.evidence import queries
from annotate.evidence.cells import CellLimits, CellNote, read_cells
from annotate.evidence.contents import headed, labels_in
from annotate.evidence.limits import MOST_AT_ONCE
from annotate.evidence.models import EvidenceTable, KeptQuote
from annotate.notes.anchors import actions as choosing
from annotate.notes.anchors.actions import Decision
from annotate.notes.anchors.queries import find_choice
from annotate.notes.models import Note
from annotate.notes.queries import find_note, visible_notes

_BETWEEN = "~"


class CellDecision(StrEnum):
    """What an owner decides about cells."""

    ACCEPT = "accept"
    """The new words stand for the note: a choice of its place, as on its trial's page."""
    KEEP = "keep"
    """What was quoted stands in this table, with its date."""


@dataclass(frozen=True, slots=True)
class SeenNote:
    """A note as the page showed it that decides."""

    note_id: str
    anchor_id: str

    @property
    def written(self) -> str:
        """The value of a form's field."""
        return f"{self.note_id}{_BETWEEN}{self.anchor_id}"


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision about several notes."""

    done: int
    passed_over: int
    """Those that stand otherwise by now, or have no new words to accept."""


def read_seen(value: str) -> SeenNote:
    """Read the value of a form's field; one that no page made finds no note."""
    note_id, _, anchor_id = value.partition(_BETWEEN)
    return SeenNote(note_id, anchor_id)


def decide(
    session: Session, viewer: Viewer, table: EvidenceTable, seen: Sequence[SeenNote], decision: CellDecision
) -> Decided:
    """Decide about notes that a page showed. One that stands otherwise by now is passed over: nobody has seen that.

    Raises Invalid for none and for too many at once, TooMany when a note's place was decided too often.
    """
    if not seen:
        raise Invalid("Choose at least one cell.")
    if len(seen) > MOST_AT_ONCE:
        raise Invalid(f"Up to {MOST_AT_ONCE} cells are decided at once. Nothing was changed.")
    here = _stale(session, viewer, table, [each.note_id for each in seen])
    done = 0
    for each in dict.fromkeys(seen):
        note = here.get(each.note_id)
        if note is None or note.anchor_id != each.anchor_id:
            continue
        if decision is CellDecision.KEEP:
            _keep(session, viewer, table, note)
            done += 1
        elif note.state == AnchorState.CHANGED and note.place:
            # The place that the anchor offers: it needs no words with it.
            shown = Decision(note.anchor_id, Passage(*note.place, note.now))
            choosing.decide(session, find_note(session, viewer, note.id), shown)
            done += 1
    session.flush()
    return Decided(done, len(dict.fromkeys(seen)) - done)


def withdraw(session: Session, viewer: Viewer, table: EvidenceTable, note_id: str) -> None:
    """Take a decision about a note back: the table's own, else the choice in the current version. Raises NotFound."""
    note = find_note(session, viewer, note_id)
    kept = session.get(KeptQuote, (table.id, note_id))
    if kept is not None:
        session.delete(kept)
        session.flush()
        return
    found = _notes(session, viewer, table, [note_id]).get(note_id)
    if found is None or not found.choice_id:
        raise NotFound
    choosing.take_back(session, note, find_choice(session, viewer, note_id, found.choice_id))


def _keep(session: Session, viewer: Viewer, table: EvidenceTable, note: CellNote) -> None:
    number = find_note(session, viewer, note.id).trial.current_number
    kept = session.get(KeptQuote, (table.id, note.id)) or KeptQuote(table_id=table.id, note_id=note.id)
    kept.state, kept.wording, kept.version_number, kept.at = note.state, note.now, number, clock.now()
    session.add(kept)


def _stale(session: Session, viewer: Viewer, table: EvidenceTable, note_ids: Sequence[str]) -> dict[str, CellNote]:
    return {key: note for key, note in _notes(session, viewer, table, note_ids).items() if note.is_stale}


def _notes(session: Session, viewer: Viewer, table: EvidenceTable, note_ids: Sequence[str]) -> dict[str, CellNote]:
    """Return those of the notes that stand in the table now, by id."""
    wanted = set(note_ids)
    on = set(session.scalars(select(Note.trial_id).distinct().where(Note.id.in_(wanted), visible_notes(viewer))))
    trial_ids = [row.trial_id for row in queries.rows_of(session, table.id) if row.trial_id in on]
    label_ids = labels_in(headed(queries.columns_of(session, table.id)))
    kept = queries.kept_quotes(session, table.id)
    cells = read_cells(session, viewer, trial_ids, label_ids, kept, CellLimits(characters=1))
    return {note.id: note for cell in cells.values() for note in cell.notes if note.id in wanted}
