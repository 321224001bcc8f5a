"""The rows of a table for programs: one for each note, fact and empty cell."""

from collections.abc import Iterator

from annotate.core.citation import ama
from annotate.interchange.exported_table import ExportedTable, state_of

COLUMNS = (
    "trial",
    "title",
    "column",
    "answer",
    "quote",
    "says now",
    "note",
    "state",
    "decision",
    "decided",
    "version",
    "version date",
    "written",
    "citation",
    "link",
)
"""Names of the columns, in order. ``answer`` is what stands for the cell: a fact, the quote in force, or why it is empty."""


def rows(table: ExportedTable) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows: numbers for versions, text for all else."""
    for row, column, cell in table.cells():
        begin = (row.registry_id, row.title, column.heading)
        if not column.is_label or not cell.quotes:
            answer = cell.fact if not column.is_label else cell.empty_words
            yield (
                *begin,
                answer,
                "",
                "",
                "",
                "",
                "",
                cell.not_reported,
                row.version,
                row.updated,
                "",
                _cited(table, row.registry_id, row.version),
                "",
            )
        for quote in cell.quotes:
            yield (
                *begin,
                quote.in_force,
                quote.quote,
                quote.now,
                quote.words,
                state_of(quote).partition(";")[0],
                quote.decided,
                quote.decided_at,
                quote.version,
                quote.updated,
                quote.written_at,
                _cited(table, row.registry_id, quote.version),
                table.link(quote.note),
            )


def _cited(table: ExportedTable, registry_id: str, version: int) -> str:
    return ama(table.cite(registry_id, version))
