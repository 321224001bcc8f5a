"""A table as Markdown: a heading for each trial, an item for each label; signs that Markdown would act on are escaped."""

from collections.abc import Iterator

from annotate.core.citation import ama
from annotate.core.table_values import QuoteValue, RowValue
from annotate.interchange.exported_table import ExportedTable, TableReferences, state_of, version_of
from annotate.interchange.writers.markdown_file import escape_markdown
from annotate.interchange.writers.texts import minute


def write(table: ExportedTable) -> Iterator[bytes]:
    """Yield the file, trial by trial."""
    references = TableReferences()
    yield f"# {_line(table.title)}\n\n{_line(table.about)} Exported {minute(table.made_at)}.\n".encode()
    for row in table.values.rows:
        yield f"\n## {_line(f'{row.registry_id}: {row.title}')}\n\n".encode()
        for column, cell in zip(table.values.columns, row.cells, strict=True):
            head = f"* **{_line(column.heading)}:**"
            if not cell.quotes:
                yield f"{head} {_line(cell.fact or cell.empty_words)}\n".encode()
                continue
            yield f"{head}\n\n".encode()
            for quote in cell.quotes:
                yield _quote(table, row, quote, references).encode()
    yield b"\n## References\n\n"
    for number, registry_id, version in references:
        yield f"{number}. {_line(ama(table.cite(registry_id, version)))}\n".encode()


def _quote(table: ExportedTable, row: RowValue, quote: QuoteValue, references: TableReferences) -> str:
    number = references.number(row.registry_id, quote.version)
    said = [f"> {escape_markdown(line)}" for line in (quote.in_force or "On the whole trial.").split("\n")]
    if quote.in_force != quote.quote:
        said.append(f">\n> Quoted at first: {_line(quote.quote)}")
    elif quote.now:
        said.append(f">\n> The record says now: {_line(quote.now)}")
    words = [escape_markdown(line) for line in quote.words.split("\n")] if quote.words else []
    about = f"\\[{number}\\] {_line(version_of(quote))} · {_line(state_of(quote))} · [note]({table.link(quote.note)})"
    lines = [*said, "", *([*words, ""] if words else []), about, ""]
    return "".join(f"  {line}\n".replace("\n>", "\n  >") if line else "\n" for line in lines)


def _line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
