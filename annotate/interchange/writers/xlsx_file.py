"""Notes as a workbook (Office Open XML), a row for each, made on disk row by row.

A cell takes 32,767 UTF-16 units. Of a longer text it holds the beginning, and the sheet "Long texts" the rest.
"""

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from annotate.core.xml_text import xml_text
from annotate.interchange.exported import Export, ExportedNote
from annotate.interchange.spooled import spooled
from annotate.interchange.writers.columns import COLUMNS, cells

LONGEST_CELL = 32_767
"""UTF-16 units that a cell holds."""

CONTINUED = "continued"
"""Column that names those of a row whose texts go on in the other sheet."""

LONG_TEXTS = "Long texts"
"""Sheet of the rest of long texts."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_INSTANT = 22
_WIDTHS = {
    "title": 30,
    "quote": 50,
    "note": 50,
    "tags": 20,
    "stored": _INSTANT,
    "written": _INSTANT + 6,
    "edited": _INSTANT + 6,
    "replies": 40,
    "citation": 50,
    "link": 40,
}
"""Widths of columns in digits; 12 of all others."""

_READ = frozenset({"quote", "note", "tags", "replies"})
"""Columns that make a row higher; a citation says the same in every row."""

_MOST_LINES = 8
"""Lines that a row shows: one of 20,000 code points would fill screens."""

_LINE_POINTS = 15.0


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A sheet whose cells are text as it stands.

    XlsxWriter takes a string that begins with ``<r>`` and ends with ``</r>`` for XML of its own (rich text) and writes it
    unescaped: somebody's words could be any XML, and most would make a workbook that nothing opens.
    """

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, object]]) -> None:
        self._xml_inline_string(string, preserve=False, attributes=attributes)


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk."""
    return spooled(lambda path: _make(export, path))


def _make(export: Export, path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    workbook.set_properties({"title": xml_text(export.title), "created": export.made_at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True})
    # Without it a line break in a cell is drawn over the row above, and a long text over the next column.
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    notes, rest = (workbook.add_worksheet(name, PlainWorksheet) for name in ("Notes", LONG_TEXTS))
    names = (*COLUMNS, CONTINUED)
    for column, name in enumerate(names):
        notes.set_column(column, column, _width(name), wrapped)
        notes.write_string(0, column, name, bold)
    for column, name in enumerate(("link", "column", "part", "text")):
        rest.write_string(0, column, name, bold)
    rest.set_column(3, 3, _WIDTHS["quote"], wrapped)
    for sheet in (notes, rest):
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
    below = 1
    for row, note in enumerate(export.notes, 1):
        long = _row(notes, row, export, note)
        for name, number, text in long:
            for column, cell in enumerate((note.address, name, number, text)):
                if isinstance(cell, int):
                    rest.write_number(below, column, cell)
                else:
                    rest.write_string(below, column, cell)
            below += 1
    workbook.close()


def _row(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, export: Export, note: ExportedNote
) -> list[tuple[str, int, str]]:
    """Write a note's row; return what of it goes on elsewhere: column, part and text."""
    long = []
    row_cells = cells(note, export.cite)
    # Not every program makes a row as high as its texts are.
    if (lines := max(map(_lines, COLUMNS, row_cells))) > 1:
        sheet.set_row(row, lines * _LINE_POINTS)
    for column, cell in enumerate(row_cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell:
            first, *others = _parts(xml_text(cell))
            sheet.write_string(row, column, first)
            long += [(COLUMNS[column], number, text) for number, text in enumerate(others, 2)]
    if long:
        sheet.write_string(row, len(COLUMNS), ", ".join(dict.fromkeys(name for name, _number, _text in long)))
    return long


def _width(column: str) -> int:
    return _WIDTHS.get(column, 12)


def _lines(column: str, cell: str | int | None) -> int:
    """Estimate the lines that a cell takes, up to those that a row shows."""
    if column not in _READ or not isinstance(cell, str):
        return 1
    lines = cell[: _MOST_LINES * _width(column)].split("\n")
    return min(_MOST_LINES, sum(1 + len(line) // _width(column) for line in lines))


def _parts(text: str) -> Iterator[str]:
    """Cut a text into what cells hold, between characters."""
    if len(text) * 2 <= LONGEST_CELL:
        yield text
        return
    begin = units = 0
    for place, sign in enumerate(text):
        size = 2 if sign > "\uffff" else 1
        if units + size > LONGEST_CELL:
            yield text[begin:place]
            begin, units = place, 0
        units += size
    yield text[begin:]
