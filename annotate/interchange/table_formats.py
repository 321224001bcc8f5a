"""The formats of tables. Another one is a module in ``writers`` and a line here."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from annotate.core.numbers import written
from annotate.core.table_values import TableValues
from annotate.errors import Invalid
from annotate.interchange.exported_table import ExportedTable
from annotate.interchange.formats import FORMATS, MOST_LINES_IN_WORD
from annotate.interchange.spooled import PART
from annotate.interchange.writers import table_csv, table_html, table_markdown, table_word, table_xlsx


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format of tables."""

    key: str
    """Its name in addresses."""
    name: str
    words: str
    """What it is good for, for people who choose."""
    like: str
    """The format of notes whose kind of file it is."""
    write: Callable[[ExportedTable], Iterator[bytes]]

    @property
    def suffix(self) -> str:
        """The end of the file's name."""
        return FORMATS[self.like].suffix

    @property
    def media_type(self) -> str:
        """The kind of file."""
        return FORMATS[self.like].media_type

    def stream(self, table: ExportedTable) -> Generator[bytes, None, None]:
        """Yield the file in parts of about 64 KB."""
        # A writer is a generator; closed with this one, it lets go of its files.
        with closing(cast("Any", self.write(table))) as parts:
            held, size = [], 0
            for part in parts:
                held.append(part)
                size += len(part)
                if size >= PART:
                    yield b"".join(held)
                    held, size = [], 0
            yield b"".join(held)


TABLE_FORMATS: dict[str, TableFormat] = {
    each.key: each
    for each in (
        TableFormat("word", "Word", "quotes with numbered citations, trial by trial", "word", table_word.write),
        TableFormat("xlsx", "Excel", "the table, and a row for each note", "xlsx", table_xlsx.write),
        TableFormat("csv", "CSV", "a row for each note, for R and Python", "csv", table_csv.write),
        TableFormat("html", "Web page", "one file, the table with its heads in view", "html", table_html.write),
        TableFormat("markdown", "Markdown", "for Obsidian, Zettlr, Pandoc", "markdown", table_markdown.write),
    )
}
"""All formats by their keys, in the order of the form."""


def read_table_format(key: str) -> TableFormat:
    """Return a format by its key. Raises Invalid."""
    if found := TABLE_FORMATS.get(key):
        return found
    raise Invalid.field("format", f"There is no format of this name. There are: {', '.join(TABLE_FORMATS)}.")


def check_table_fits(values: TableValues, wanted: TableFormat) -> None:
    """Raise Invalid for a table that is too long for a Word document, a paragraph for each line."""
    if wanted.like != "word":
        return
    quotes = [quote for row in values.rows for cell in row.cells for quote in cell.quotes]
    lines = sum(4 + quote.quote.count("\n") + quote.now.count("\n") + quote.words.count("\n") for quote in quotes)
    if lines > MOST_LINES_IN_WORD:
        raise Invalid.field(
            "format",
            f"A Word document takes up to {written(MOST_LINES_IN_WORD)} lines; this table has {written(lines)}. Choose Excel or "
            "another format, or make a smaller table.",
        )
