"""My evidence tables, as programs are shown them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.core import table_values as values
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.evidence.models import FrozenTable
from annotate.evidence.queries import TableLine


class TableOfMine(Outgoing):
    """A table of mine, without its cells."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    trials: int
    """How many trials it has."""
    columns: int
    """How many columns it has."""
    created_at: datetime
    """When it was made."""

    @classmethod
    def of(cls, line: TableLine) -> Self:
        """Show a table."""
        table = line.table
        return cls(id=table.id, name=table.name, trials=line.trials, columns=line.columns, created_at=table.created_at)


class TablesOfMine(Outgoing):
    """A page of my tables, the newest first."""

    tables: tuple[TableOfMine, ...]
    """Those of the page."""
    next: str | None
    """To be sent as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(cls, lines: Sequence[TableLine], limit: int) -> Self:
        """Show a page; of one row more than the limit it is known that there are others."""
        page = page_of(lines, limit)
        after = page.next_after(lambda last: write_cursor(Cursor(last.table.created_at, last.table.id)))
        return cls(tables=tuple(map(TableOfMine.of, page.rows)), next=after or None)


class ColumnOfTable(Outgoing):
    """A column of a table."""

    heading: str
    """The name of its label or fact."""
    key: str
    """``label:`` and the label's id, or ``fact:`` and the fact's name."""

    @classmethod
    def of(cls, column: values.ColumnValue) -> Self:
        """Show a column."""
        return cls(heading=column.heading, key=column.key)


class QuoteInCell(Outgoing):
    """A note in a cell."""

    note: str
    """Its id; in a frozen table the note may be gone."""
    quote: str
    """What it quotes; empty for a note on the whole trial."""
    in_force: str
    """The words that stand for the cell: others than it quotes where new ones were accepted."""
    now: str
    """The words in its place, where they are others; empty without a place."""
    body: str
    """Markdown; empty for a highlight."""
    version: int
    """The version that it was made on."""
    record_updated: str
    """The registry's date of that version; may be empty."""
    state: str
    """How it stands: exact, moved, changed, ambiguous, orphaned or waiting; empty on the whole trial."""
    decided: str
    """accepted or kept; empty before a decision."""

    @classmethod
    def of(cls, quote: values.QuoteValue) -> Self:
        """Show a note."""
        return cls(
            note=quote.note,
            quote=quote.quote,
            in_force=quote.in_force,
            now=quote.now,
            body=quote.words,
            version=quote.version,
            record_updated=quote.updated,
            state=quote.state,
            decided=quote.decided,
        )


class CellOfTable(Outgoing):
    """A cell of a table."""

    fact: str | None
    """A fact in words; null under a label."""
    notes: tuple[QuoteInCell, ...]
    """Its notes, in the order of the text."""
    not_reported: bool
    """True if it is empty, was looked for, and is not reported."""

    @classmethod
    def of(cls, cell: values.CellValue) -> Self:
        """Show a cell."""
        return cls(
            fact=cell.fact or None,
            notes=tuple(map(QuoteInCell.of, cell.quotes)),
            not_reported=bool(cell.not_reported),
        )


class RowOfTable(Outgoing):
    """A trial of a table."""

    trial: str
    """Its registry id."""
    title: str
    """Its title."""
    version: int
    """The version that is, or was, current."""
    cells: tuple[CellOfTable, ...]
    """One for each column."""

    @classmethod
    def of(cls, row: values.RowValue) -> Self:
        """Show a trial."""
        return cls(
            trial=row.registry_id, title=row.title, version=row.version, cells=tuple(map(CellOfTable.of, row.cells))
        )


class TableWithCells(Outgoing):
    """A table of mine with all its words."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    columns: tuple[ColumnOfTable, ...]
    """Its columns."""
    rows: tuple[RowOfTable, ...]
    """Its trials."""

    @classmethod
    def of(cls, table_id: str, table: values.TableValues) -> Self:
        """Show a table."""
        return cls(
            id=table_id,
            name=table.name,
            columns=tuple(map(ColumnOfTable.of, table.columns)),
            rows=tuple(map(RowOfTable.of, table.rows)),
        )


class FrozenOfMine(Outgoing):
    """A frozen table of mine, without its cells."""

    id: str
    """Its id."""
    table: str | None
    """Id of the table that it was; null once that was deleted for good."""
    name: str
    """The name under which it was frozen."""
    frozen_at: datetime
    """When."""
    sha256: str
    """Digest of its values as canonical JSON."""

    @classmethod
    def of(cls, frozen: FrozenTable) -> Self:
        """Show a frozen table."""
        return cls(
            id=frozen.id,
            table=frozen.table_id,
            name=frozen.name,
            frozen_at=frozen.frozen_at,
            sha256=frozen.digest,
        )


class FrozenTablesOfMine(Outgoing):
    """My frozen tables, the newest first."""

    frozen: tuple[FrozenOfMine, ...]
    """All of them."""
