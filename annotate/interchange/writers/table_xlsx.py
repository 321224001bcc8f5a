"""A table as a workbook (Office Open XML): as people read it, and a row for each note as programs do.

A cell takes 32,767 UTF-16 units. What does not fit into one goes on in the next row of the second sheet.
"""

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from annotate.core.citation import ama
from annotate.core.table_values import CellValue
from annotate.core.xml_text import xml_text
from annotate.interchange.exported_table import ExportedTable, TableReferences
from annotate.interchange.spooled import spooled
from annotate.interchange.writers.table_rows import COLUMNS, rows
from annotate.interchange.writers.xlsx_file import PlainWorksheet

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
_LONGEST = 16_000  # characters, each of which can take two units
_WIDTHS = {"title": 30, "answer": 40, "quote": 50, "says now": 50, "note": 50, "citation": 40, "link": 30}


def write(table: ExportedTable) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk."""
    return spooled(lambda path: _make(table, path))


def _make(table: ExportedTable, path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    workbook.set_properties({"title": xml_text(table.title), "created": table.made_at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    wide, long, cited = (workbook.add_worksheet(name, PlainWorksheet) for name in ("Table", "Cells", "References"))
    references = TableReferences()
    wide.freeze_panes(1, 1)
    wide.set_column(0, 0, 24)
    wide.set_column(1, max(1, len(table.values.columns)), 32)
    for column, name in enumerate(("Trial", *(each.heading for each in table.values.columns))):
        wide.write_string(0, column, xml_text(name), bold)
    for number, row in enumerate(table.values.rows, 1):
        wide.write_string(number, 0, _cut(f"{row.registry_id}: {row.title}"), bold)
        for column, cell in enumerate(row.cells, 1):
            wide.write_string(number, column, _cut(_said(row.registry_id, cell, references)), wrapped)
    _write_cells(table, long, bold)
    cited.set_column(1, 1, 100)
    for number, registry_id, version in references:
        cited.write_string(number - 1, 0, f"[{number}]")
        cited.write_string(number - 1, 1, _cut(ama(table.cite(registry_id, version))), wrapped)
    cited.write_string(len(list(references)) + 1, 1, _cut(table.about))
    workbook.close()


def _write_cells(table: ExportedTable, long: Worksheet, bold: Format) -> None:
    long.freeze_panes(1, 0)
    for column, name in enumerate((*COLUMNS, "part")):
        long.set_column(column, column, _WIDTHS.get(name, 12))
        long.write_string(0, column, name, bold)
    below = 1
    for parts in (_parts(each) for each in rows(table)):
        for part, cells in enumerate(parts, 1):
            for column, text in enumerate(cells):
                if isinstance(text, int):
                    long.write_number(below, column, text)
                elif text:
                    long.write_string(below, column, text)
            long.write_number(below, len(COLUMNS), part)
            below += 1


def _said(registry_id: str, cell: CellValue, references: TableReferences) -> str:
    if cell.fact or not cell.quotes:
        return cell.fact or cell.empty_words
    return "\n\n".join(
        f"{quote.in_force or 'On the whole trial.'} [{references.number(registry_id, quote.version)}]"
        + (f"\n{quote.words}" if quote.words else "")
        for quote in cell.quotes
    )


def _cut(text: str) -> str:
    """Return what a cell holds of a text; the sheet of cells has the whole."""
    whole = xml_text(text)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}… (goes on in the sheet Cells)"


def _parts(row: tuple[str | int, ...]) -> Iterator[list[str | int]]:
    """Yield a row in as many parts as its longest text needs; each names its trial, column and link."""
    texts = [xml_text(cell) if isinstance(cell, str) else cell for cell in row]
    longest = max(len(text) for text in texts if isinstance(text, str))
    for first in range(0, max(1, longest), _LONGEST):
        yield [
            text
            if isinstance(text, int) or (len(text) <= _LONGEST and (not first or place in _NAMES))
            else text[first : first + _LONGEST]
            for place, text in enumerate(texts)
        ]


_NAMES = frozenset(COLUMNS.index(name) for name in ("trial", "column", "link"))
