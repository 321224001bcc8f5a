"""A table as CSV (RFC 4180), a row for each note; no spreadsheet takes a cell for a formula."""

import csv
import io
from collections.abc import Iterator, Sequence

from annotate.core.spreadsheets import escape_cell
from annotate.interchange.exported_table import ExportedTable
from annotate.interchange.writers.table_rows import COLUMNS, rows

_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


def write(table: ExportedTable) -> Iterator[bytes]:
    """Yield the file, row by row."""
    yield _MARK.encode()
    yield _row(COLUMNS)
    for row in rows(table):
        yield _row([escape_cell(cell) if isinstance(cell, str) else cell for cell in row])


def _row(cells: Sequence[str | int]) -> bytes:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(cells)
    return row.getvalue().encode()
