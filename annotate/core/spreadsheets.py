"""Cells of CSV files: a spreadsheet must show them, and never compute them.

A cell that begins with ``=``, ``+``, ``-``, ``@``, one of these in full width (which East Asian settings take for the same), a tab
or a line break is a formula to spreadsheets (OWASP, CSV injection). An apostrophe before it makes it text; it is taken away again
when the file is read.
"""

import re

_SIGNS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(f"'*{_SIGNS}")
_ESCAPED = re.compile(f"'+{_SIGNS}")


def escape_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; ``unescape_cell`` gives the text again."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_cell(cell: str) -> str:
    """Return the text of an escaped cell; other cells stay as they are."""
    return cell[1:] if _ESCAPED.match(cell) else cell
