"""What has changed between a frozen table and the table of another day, cell by cell; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.table_values import CellValue, ColumnValue, RowValue, TableValues


class CellChange(StrEnum):
    """Kind of a change of a cell."""

    FILLED = "filled"
    """It had no note, and has one."""
    EMPTIED = "emptied"
    ADDED = "notes added"
    """It has more notes than it had; those that it had are the same."""
    TAKEN = "notes taken out"
    REWORDED = "other words"
    """A note quotes, says or stands for other words, or other notes are there."""
    FACT = "the record says something else"
    ANSWER = "another answer in an empty cell"


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell that is not what it was."""

    registry_id: str
    title: str
    heading: str
    kind: CellChange
    before: CellValue
    after: CellValue


@dataclass(frozen=True, slots=True)
class TableComparison:
    """What has changed; cells are compared in trials and columns that are in both."""

    cells: tuple[ChangedCell, ...]
    trials_added: tuple[str, ...]
    trials_gone: tuple[str, ...]
    columns_added: tuple[str, ...]
    columns_gone: tuple[str, ...]
    unchanged: int
    """Cells in both that say the same."""

    def __bool__(self) -> bool:
        return bool(self.cells or self.trials_added or self.trials_gone or self.columns_added or self.columns_gone)


def compare_tables(before: TableValues, after: TableValues) -> TableComparison:
    """Compare two tables: columns by what they were made of, rows by trial, wherever they stand."""
    was, now = _by_key(before), _by_key(after)
    rows = {row.registry_id: row for row in after.rows}
    both = [row for row in before.rows if row.registry_id in rows]
    changed, unchanged = [], 0
    for row in both:
        for column in before.columns:
            if column.key not in now:
                continue
            old, new = row.cells[was[column.key]], rows[row.registry_id].cells[now[column.key]]
            kind = change_of(old, new)
            if kind is None:
                unchanged += 1
            else:
                changed.append(ChangedCell(row.registry_id, row.title, column.heading, kind, old, new))
    known = {row.registry_id for row in before.rows}
    return TableComparison(
        tuple(changed),
        tuple(_ids(row for row in after.rows if row.registry_id not in known)),
        tuple(_ids(row for row in before.rows if row.registry_id not in rows)),
        tuple(_headings(column for column in after.columns if column.key not in was)),
        tuple(_headings(column for column in before.columns if column.key not in now)),
        unchanged,
    )


def change_of(before: CellValue, after: CellValue) -> CellChange | None:
    """Tell how a cell changed; None if it says the same. A note that moved with its words says the same."""
    if before.fact != after.fact:
        return CellChange.FACT
    was, now = _said(before), _said(after)
    if was == now:
        same_answer = bool(before.not_reported) == bool(after.not_reported) or bool(now)
        return None if same_answer else CellChange.ANSWER
    return _kind(was, now)


def _kind(was: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]) -> CellChange:
    if not was:
        return CellChange.FILLED
    if not now:
        return CellChange.EMPTIED
    if was.items() <= now.items():
        return CellChange.ADDED
    return CellChange.TAKEN if now.items() <= was.items() else CellChange.REWORDED


def _said(cell: CellValue) -> dict[str, tuple[str, ...]]:
    return {each.note: (each.quote, each.words, each.now, each.decided) for each in cell.quotes}


def _by_key(table: TableValues) -> Mapping[str, int]:
    return {column.key: place for place, column in enumerate(table.columns)}


def _ids(rows: Iterator[RowValue]) -> Iterator[str]:
    return (row.registry_id for row in rows)


def _headings(columns: Iterator[ColumnValue]) -> Iterator[str]:
    return (column.heading for column in columns)
