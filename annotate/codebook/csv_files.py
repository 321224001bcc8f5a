"""The codebook as a CSV file (RFC 4180): written for spreadsheets, and read as they write it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.codebook.models import HUE_NAMES, Label
from annotate.codebook.starters import Starter
from annotate.core.spreadsheets import escape_cell, unescape_cell
from annotate.core.text import line_feeds, storable
from annotate.errors import Invalid

MOST_BYTES = 64 * 1024
"""Largest file that is read, in bytes."""

MOST_ROWS = 200
"""Rows of a file that are read, without the one with the names of the columns."""

COLUMNS = ("order", "name", "colour", "description", "when not to use")
"""Names of the columns; only the second one has to be there."""

_SPELLINGS = {"color": "colour", "label": "name", "when not": "when not to use", "not for": "when not to use"}
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class CsvLabel:
    """A row of a file, as it stands there."""

    number: int
    """Its place in the file, from 2: the first row names the columns."""
    name: str
    colour: str | None = None
    """None for what the file has no column of."""
    description: str | None = None
    when_not: str | None = None
    order: str | None = None


def write_codebook(labels: Iterable[Label | Starter]) -> str:
    """Write labels in their order, one a row."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for place, label in enumerate(labels, 1):
        words = (label.name, HUE_NAMES[label.hue], label.description, label.when_not)
        rows.writerow([str(place), *map(escape_cell, words)])
    return file.getvalue()


def decode_file(sent: bytes) -> str:
    """Return the text of a file that was sent. Raises Invalid when it is too large, empty, or in no known encoding."""
    if len(sent) > MOST_BYTES:
        raise Invalid.field("file", f"This file is larger than {MOST_BYTES // 1024} KB. Nothing was changed.")
    try:
        text = sent.decode("utf-16" if sent[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid.field(
            "file", "This is no text in UTF-8. Save it as “CSV UTF-8” and try again. Nothing was changed."
        ) from None
    if not text.strip():
        raise Invalid.field("file", "This file is empty. Nothing was changed.")
    return text


def read_codebook(text: str) -> tuple[CsvLabel, ...]:
    """Read the rows of a file; blank ones are passed over. Raises Invalid when it is no table of labels."""
    if not storable(text):
        raise Invalid.field("csv", "The file holds a character that cannot be stored. Nothing was changed.")
    lines = line_feeds(text)
    head = lines.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        table = list(csv.reader(io.StringIO(lines.lstrip("\n")), delimiter=separator, strict=True))
    except csv.Error:
        raise Invalid.field("csv", "The file is no CSV: a quotation mark is not closed. Nothing was changed.") from None
    names = [_column(cell) for cell in table[0]] if table else []
    if "name" not in names:
        raise Invalid.field("csv", "The first row has to name the columns, one of them “name”. Nothing was changed.")
    rows = [(number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        raise Invalid.field("csv", f"The file has {len(rows):,} rows; up to {MOST_ROWS} are read. Nothing was changed.")
    return tuple(_row(number, names, cells) for number, cells in rows)


def _column(cell: str) -> str:
    name = " ".join(cell.casefold().split())
    return _SPELLINGS.get(name, name)


def _row(number: int, names: Sequence[str], cells: Sequence[str]) -> CsvLabel:
    filled = [*cells, *[""] * (len(names) - len(cells))]
    found = {name: unescape_cell(cell) for name, cell in zip(names, filled, strict=False)}
    return CsvLabel(
        number=number,
        name=found["name"],
        colour=found.get("colour"),
        description=found.get("description"),
        when_not=found.get("when not to use"),
        order=found.get("order"),
    )
