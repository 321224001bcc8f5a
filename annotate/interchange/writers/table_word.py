"""A table as a Word document: for each trial its facts, then each label with its quotes and numbered citations."""

from collections.abc import Iterator
from datetime import UTC

import docx
from docx.document import Document as WordDocument

from annotate.core.citation import ama
from annotate.core.table_values import CellValue, ColumnValue, RowValue
from annotate.core.xml_text import xml_text
from annotate.interchange.exported_table import ExportedTable, TableReferences, state_of, version_of
from annotate.interchange.spooled import spooled
from annotate.interchange.writers.texts import minute
from annotate.interchange.writers.word_texts import add_lines


def write(table: ExportedTable) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk."""
    return spooled(lambda path: _made(table).save(str(path)))


def _made(table: ExportedTable) -> WordDocument:
    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.comments = xml_text(table.title)[:250], "annotate", ""
    about.created = about.modified = table.made_at.astimezone(UTC)
    document.add_heading(xml_text(table.title), 0)
    document.add_paragraph(xml_text(f"{table.about} Exported {minute(table.made_at)}."))
    references = TableReferences()
    for row in table.values.rows:
        _add_row(table, document, row, references)
    document.add_heading("References", 1)
    for number, registry_id, version in references:
        document.add_paragraph(xml_text(f"[{number}] {ama(table.cite(registry_id, version))}"))
    return document


def _add_row(table: ExportedTable, document: WordDocument, row: RowValue, references: TableReferences) -> None:
    document.add_heading(xml_text(f"{row.registry_id}: {row.title}"), 1)
    cells = list(zip(table.values.columns, row.cells, strict=True))
    facts = [f"{column.heading}: {cell.fact}" for column, cell in cells if not column.is_label]
    if facts:
        document.add_paragraph(xml_text(" · ".join(facts)))
    for column, cell in cells:
        if cell.quotes:
            _add_cell(table, document, row, column, cell, references)
    for words in ("looked for, not reported", "not looked for"):
        names = [
            column.heading
            for column, cell in cells
            if column.is_label and not cell.quotes and cell.empty_words == words
        ]
        if names:
            document.add_paragraph(xml_text(f"{words.capitalize()}: {', '.join(names)}."))


def _add_cell(
    table: ExportedTable,
    document: WordDocument,
    row: RowValue,
    column: ColumnValue,
    cell: CellValue,
    references: TableReferences,
) -> None:
    document.add_heading(xml_text(column.heading), 2)
    for quote in cell.quotes:
        said = add_lines(document, quote.in_force or "On the whole trial.", "Intense Quote")
        said.add_run(f" [{references.number(row.registry_id, quote.version)}]")
        if quote.in_force != quote.quote:
            add_lines(document, f"Quoted at first: {quote.quote}")
        elif quote.now:
            add_lines(document, f"The record says now: {quote.now}")
        if quote.words:
            add_lines(document, quote.words)
        facts = f"{version_of(quote)} · {state_of(quote)} · {table.link(quote.note)}"
        document.add_paragraph().add_run(xml_text(facts)).italic = True
