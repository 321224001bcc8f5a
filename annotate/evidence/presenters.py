"""View models of tables: one trial, changed cells, choices of columns, and tables beside a trial that is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.codebook.presenters import LabelChoice
from annotate.core.merging import Piece
from annotate.core.record import PartialDate
from annotate.evidence.cells import ACCEPTED, KEPT, CellNote, TableCell
from annotate.evidence.contents import HeadedColumn, TableContent
from annotate.evidence.decisions import SeenNote
from annotate.evidence.facts import HEADINGS
from annotate.evidence.grids import state_words
from annotate.evidence.models import EvidenceTable
from annotate.evidence.queries import TableTrial
from annotate.notes.anchors.presenters import wording


@dataclass(frozen=True, slots=True)
class NoteInCell:
    """A note in a cell, whole."""

    id: str
    quote: str
    words: str
    """Markdown."""
    made: str
    """Which version it quotes, in words."""
    written_at: datetime
    state: str
    state_words: str
    pieces: tuple[Piece, ...]
    """Its words and those that stand there now, as one; empty when they are the same."""
    is_stale: bool
    can_accept: bool
    seen: str
    """The value of a decision's field."""
    decided: str
    """In words; empty before a decision."""
    decided_at: datetime | None
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell on the page of its row."""

    column: HeadedColumn
    number: int
    fact: str
    notes: tuple[NoteInCell, ...]
    said_at: datetime | None
    """When its reader said that it is not reported."""


@dataclass(frozen=True, slots=True)
class RowPage:
    """One trial of a table."""

    registry_id: str
    title: str
    number: int
    """The version that is current."""
    cells: tuple[RowCell, ...]
    before: str
    """Registry id of the row above; empty on the first one."""
    after: str
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class StaleNote:
    """A note that waits for a decision."""

    registry_id: str
    title: str
    column: HeadedColumn
    note: NoteInCell


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Something that can be a column."""

    key: str
    heading: str
    hue: int
    help: str
    place: int | None
    """From 1; None if it is none."""


@dataclass(frozen=True, slots=True)
class TableAtHand:
    """A table beside the trial that is read: what it still lacks of it."""

    id: str
    name: str
    filled: int
    cells: int
    lacking: tuple[HeadedColumn, ...]
    """Labels without a note, of which nothing was said."""
    not_reported: tuple[HeadedColumn, ...]
    has: tuple[tuple[HeadedColumn, str], ...]
    """Labels with a note, each with its first note's id."""
    is_asked: bool
    """True if the address names this table."""


def row_page(content: TableContent, rows: Sequence[TableTrial]) -> RowPage:
    """Present one trial of a table; ``rows`` are all of them."""
    (trial,) = content.trials
    place = next(at for at, row in enumerate(rows) if row.trial_id == trial.trial_id)
    return RowPage(
        registry_id=trial.registry_id,
        title=trial.title,
        number=trial.number,
        cells=tuple(_row_cell(content, trial, column, at) for at, column in enumerate(content.columns, 1)),
        before=rows[place - 1].registry_id if place else "",
        after=rows[place + 1].registry_id if place + 1 < len(rows) else "",
        place=place + 1,
        total=len(rows),
    )


def stale_notes(content: TableContent, limit: int) -> tuple[StaleNote, ...]:
    """Present up to so many notes that wait for a decision, in the order of the table."""
    found = (
        StaleNote(trial.registry_id, trial.title, column, _in_cell(note))
        for trial in content.trials
        for column in content.columns
        for note in _notes(content.cell(trial, column))
        if note.is_stale
    )
    return tuple(note for note, _ in zip(found, range(limit), strict=False))


def column_choices(columns: Sequence[HeadedColumn], labels: Sequence[LabelChoice]) -> tuple[ColumnChoice, ...]:
    """List what can be a column: those that are, in order, then other labels and facts."""
    present = {column.label_id or column.fact or column.id: place for place, column in enumerate(columns, 1)}
    chosen = [
        ColumnChoice(column.label_id or column.fact or column.id, column.heading, column.hue, column.help, place)
        for place, column in enumerate(columns, 1)
    ]
    facts = [ColumnChoice(fact.value, words, 0, "", None) for fact, words in HEADINGS.items() if fact not in present]
    others = [
        ColumnChoice(label.id, label.name, label.hue, label.help_words, None)
        for label in labels
        if label.id not in present
    ]
    return (*chosen, *others, *facts)


def at_hand(table: EvidenceTable, content: TableContent, *, is_asked: bool) -> TableAtHand:
    """Present what a table lacks of the one trial in its content."""
    (trial,) = content.trials
    labels = [column for column in content.columns if column.label_id]
    has = [(column, cell.notes[0].id) for column in labels if (cell := content.cell(trial, column))]
    empty = [column for column in labels if not content.cell(trial, column)]
    return TableAtHand(
        id=table.id,
        name=table.name,
        filled=len(has),
        cells=len(labels),
        lacking=tuple(column for column in empty if not content.mark(trial, column)),
        not_reported=tuple(column for column in empty if content.mark(trial, column)),
        has=tuple(has),
        is_asked=is_asked,
    )


def _row_cell(content: TableContent, trial: TableTrial, column: HeadedColumn, number: int) -> RowCell:
    mark = content.mark(trial, column)
    return RowCell(
        column=column,
        number=number,
        fact=content.fact(trial, column.fact) if column.fact else "",
        notes=tuple(_in_cell(note) for note in _notes(content.cell(trial, column))),
        said_at=mark.at if mark else None,
    )


def _notes(cell: TableCell | None) -> tuple[CellNote, ...]:
    return cell.notes if cell else ()


def _in_cell(note: CellNote) -> NoteInCell:
    dated = PartialDate(note.updated).words()
    return NoteInCell(
        id=note.id,
        quote=note.quote,
        words=note.words,
        made=f"version {note.number}{f' of {dated}' if dated else ''}",
        written_at=note.at,
        state=note.state,
        state_words=state_words(note),
        pieces=wording(note.quote, note.now) if note.now else (),
        is_stale=note.is_stale,
        can_accept=note.is_stale and bool(note.now),
        seen=SeenNote(note.id, note.anchor_id).written,
        decided=_DECIDED.get(note.decided, ""),
        decided_at=note.decided_at,
        can_withdraw=bool(note.choice_id) or (note.decided == KEPT and note.decided_at is not None),
    )


_DECIDED = {ACCEPTED: "You accepted the new words", KEPT: "You keep what you quoted"}
