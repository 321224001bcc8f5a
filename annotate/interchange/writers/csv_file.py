"""Notes as CSV (RFC 4180), a row for each; no spreadsheet takes a cell for a formula."""

import csv
import io
from collections.abc import Iterator

from annotate.core.spreadsheets import escape_cell
from annotate.interchange.exported import Export
from annotate.interchange.writers.columns import COLUMNS, cells

_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, row by row."""
    yield _row(COLUMNS, _MARK)
    for note in export.notes:
        yield _row([escape_cell(cell) if isinstance(cell, str) else cell for cell in cells(note, export.cite)])


def _row(cells: tuple[str, ...] | list[str | int | None], before: str = "") -> bytes:
    row = io.StringIO(newline="")
    csv.writer(row).writerow(cells)
    return (before + row.getvalue()).encode()
