"""View models of large tables. A table has thousands of cells, so what its page shows of each is little."""

from collections.abc import Callable
from dataclasses import dataclass

from annotate.core.anchoring import AnchorState
from annotate.core.table_values import CellValue, TableValues
from annotate.core.text import cut_off
from annotate.evidence.cells import ACCEPTED, KEPT, WAITING, CellNote
from annotate.evidence.contents import HeadedColumn, TableContent
from annotate.evidence.queries import TableTrial

SHOWN_CHARACTERS = 160
"""Code points of a quote, and of a note's words, that a cell of the page shows."""

SHOWN_NOTES = 3
"""Notes that a cell of the page shows, besides those whose words changed."""

NOT_LOOKED_FOR, NOT_REPORTED = "not looked for", "looked for, not reported"
"""What empty cells say."""

_STATES = {
    AnchorState.CHANGED.value: "the words changed",
    AnchorState.AMBIGUOUS.value: "several possible places",
    AnchorState.ORPHANED.value: "the text was removed",
    WAITING: "being placed in the present version",
}


@dataclass(frozen=True, slots=True)
class CellLine:
    """A note in a cell of a large table."""

    id: str
    quote: str
    words: str
    state: str
    """In words, if it has to be said; empty while the record says what is quoted."""
    is_stale: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a large table."""

    text: str
    """Of a fact, or of an empty cell."""
    lines: tuple[CellLine, ...] = ()
    more: int = 0
    """Notes that are not shown."""
    is_fact: bool = False


@dataclass(frozen=True, slots=True)
class TableGridRow:
    """A row of a large table."""

    registry_id: str
    title: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A large table."""

    columns: tuple[HeadedColumn, ...]
    rows: tuple[TableGridRow, ...]
    filled: int
    """Cells with a note."""
    stale: int
    """Cells that no longer say what they quote, and wait for a decision."""


Marked = Callable[[TableTrial, HeadedColumn], bool]
"""Tells whether a cell was looked for and is not reported."""


def grid(content: TableContent, marked: Marked | None = None, *, decidable: bool = True) -> TableGrid:
    """Present a large table; without ``decidable``, nothing in it waits for a decision of its reader's."""
    say = marked or (lambda trial, column: content.mark(trial, column) is not None)
    rows = tuple(
        TableGridRow(
            trial.registry_id,
            trial.title,
            tuple(_grid_cell(content, trial, column, say, decidable=decidable) for column in content.columns),
        )
        for trial in content.trials
    )
    return TableGrid(content.columns, rows, len(content.cells), content.stale if decidable else 0)


def frozen_grid(values: TableValues) -> TableGrid:
    """Present a frozen table."""
    columns = tuple(
        HeadedColumn(str(place), each.heading, each.hue, each.key if each.is_label else None, None)
        for place, each in enumerate(values.columns)
    )
    rows = tuple(
        TableGridRow(row.registry_id, row.title, tuple(frozen_cell(cell) for cell in row.cells)) for row in values.rows
    )
    return TableGrid(columns, rows, values.filled, 0)


def frozen_cell(cell: CellValue) -> GridCell:
    """Present a cell of a frozen table, with all its notes."""
    if cell.fact:
        return GridCell(cell.fact, is_fact=True)
    lines = tuple(
        CellLine(
            each.note,
            each.in_force or "On the whole trial",
            each.words,
            _frozen_state(each.decided, each.state),
            is_stale=False,
        )
        for each in cell.quotes
    )
    return GridCell("" if lines else cell.empty_words, lines)


def state_words(note: CellNote) -> str:
    """Say how a note in a cell stands, if it has to be said; empty while the record says what is quoted."""
    if note.decided == ACCEPTED:
        return "new words accepted"
    if note.decided == KEPT:
        return "kept as quoted"
    if note.crossed:
        return "same words, in another place of the record"
    return _STATES.get(note.state, "")


def _grid_cell(
    content: TableContent, trial: TableTrial, column: HeadedColumn, marked: Marked, *, decidable: bool
) -> GridCell:
    if column.fact:
        return GridCell(content.fact(trial, column.fact), is_fact=True)
    cell = content.cell(trial, column)
    if cell is None:
        return _REPORTED_NOWHERE if marked(trial, column) else _UNREAD
    lines = tuple(_line(note, decidable=decidable) for note in cell.notes)
    return GridCell("", lines, cell.total - len(lines))


_REPORTED_NOWHERE, _UNREAD = GridCell(NOT_REPORTED), GridCell(NOT_LOOKED_FOR)


def _line(note: CellNote, *, decidable: bool) -> CellLine:
    quote = note.now if note.decided == ACCEPTED and note.now else note.quote
    whole = note.quote_length <= SHOWN_CHARACTERS or quote is note.now
    words = note.words if note.words_length <= SHOWN_CHARACTERS else cut_off(note.words)
    shown = quote if whole else cut_off(quote)
    return CellLine(note.id, shown or "On the whole trial", words, state_words(note), note.is_stale and decidable)


def _frozen_state(decided: str, state: str) -> str:
    if decided:
        return "new words accepted" if decided == ACCEPTED else "kept as quoted"
    return _STATES.get(state, "")
