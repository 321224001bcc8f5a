"""The codebook as a CSV file (RFC 4180): written for spreadsheets, and read as they write it."""

import csv
import io
from collections.abc import Iterable, Sequence

from annotate.codebook.file_labels import MOST_ROWS, FileLabel
from annotate.codebook.models import HUE_NAMES, Label
from annotate.codebook.starters import Starter
from annotate.core.spreadsheets import escape_cell, unescape_cell
from annotate.core.text import line_feeds, storable
from annotate.errors import Invalid

COLUMNS = ("order", "name", "colour", "description", "when not to use")
"""Names of the columns; only the second one has to be there."""

_SPELLINGS = {"color": "colour", "label": "name", "when not": "when not to use", "not for": "when not to use"}
_SEPARATORS = ",;\t"


def write_codebook(labels: Iterable[Label | Starter]) -> str:
    """Write labels in their order, one a row."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for place, label in enumerate(labels, 1):
        words = (label.name, HUE_NAMES[label.hue], label.description, label.when_not)
        rows.writerow([str(place), *map(escape_cell, words)])
    return file.getvalue()


def read_codebook(text: str) -> tuple[FileLabel, ...]:
    """Read the rows of a file; blank ones are passed over. Raises Invalid when it is no table of labels."""
    if not storable(text):
        raise Invalid.field("labels", "The file holds a character that cannot be stored. Nothing was changed.")
    lines = line_feeds(text)
    head = lines.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        table = list(csv.reader(io.StringIO(lines.lstrip("\n")), delimiter=separator, strict=True))
    except csv.Error:
        raise Invalid.field(
            "labels", "The file is no CSV: a quotation mark is not closed. Nothing was changed."
        ) from None
    names = [_column(cell) for cell in table[0]] if table else []
    if "name" not in names:
        raise Invalid.field("labels", "The first row has to name the columns, one of them “name”. Nothing was changed.")
    rows = [(number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        raise Invalid.field(
            "labels", f"The file has {len(rows):,} rows; up to {MOST_ROWS} are read. Nothing was changed."
        )
    return tuple(_row(number, names, cells) for number, cells in rows)


def _column(cell: str) -> str:
    name = " ".join(cell.casefold().split())
    return _SPELLINGS.get(name, name)


def _row(number: int, names: Sequence[str], cells: Sequence[str]) -> FileLabel:
    filled = [*cells, *[""] * (len(names) - len(cells))]
    found = {name: unescape_cell(cell) for name, cell in zip(names, filled, strict=False)}
    return FileLabel(
        number=number,
        name=found["name"],
        colour=found.get("colour"),
        description=found.get("description"),
        when_not=found.get("when not to use"),
        order=found.get("order"),
    )
