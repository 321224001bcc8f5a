"""A table as one HTML file that needs nothing else; its heads stay in view. It holds no script and fetches nothing."""

from collections.abc import Iterator
from html import escape

from annotate.core.citation import ama
from annotate.core.table_values import CellValue, RowValue
from annotate.core.xml_text import xml_text
from annotate.interchange.exported_table import ExportedTable, TableReferences, state_of, version_of
from annotate.interchange.writers.texts import minute
from annotate.web.markdown import render

_STYLE = """
body { margin: 1rem; font: 1rem/1.45 Helvetica, Arial, sans-serif; color: #1b1b1b; background: #fff; }
.box { overflow: auto; max-height: 90vh; border: 1px solid #ccc; }
table { border-collapse: separate; border-spacing: 0; font-size: .875rem; }
th, td { min-width: 13rem; max-width: 22rem; padding: .4rem .6rem; border-right: 1px solid #ddd; border-bottom: 1px solid #ddd;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { position: sticky; background: #f6f4ef; } thead th { top: 0; z-index: 2; } tbody th { left: 0; z-index: 1; }
thead th:first-child { left: 0; z-index: 3; }
blockquote { margin: 0; padding-left: .5rem; border-left: .2rem solid #c9a227; white-space: pre-line; }
.about, .empty { font-size: .8rem; color: #555; }
del { color: #8a1c1c; } .cell + .cell { margin-top: .6rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(table: ExportedTable) -> Iterator[bytes]:
    """Yield the file, row by row."""
    return (part.encode() for part in _parts(table))


def _parts(table: ExportedTable) -> Iterator[str]:
    title, references = _text(table.title), TableReferences()
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p class="about">{_text(table.about)} Exported {minute(table.made_at)}.</p>\n'
        '<div class="box" tabindex="0"><table>\n<thead><tr><th scope="col">Trial</th>'
    )
    yield "".join(f'<th scope="col" dir="auto">{_text(column.heading)}</th>' for column in table.values.columns)
    yield "</tr></thead>\n<tbody>\n"
    for row in table.values.rows:
        cells = "".join(f"<td>{_cell(table, row, cell, references)}</td>" for cell in row.cells)
        yield f'<tr><th scope="row">{_text(row.registry_id)}<br><span class="about" dir="auto">{_text(row.title)}</span></th>{cells}</tr>\n'
    yield "</tbody>\n</table></div>\n<h2>References</h2>\n<ol>\n"
    for _number, registry_id, version in references:
        yield f"<li>{_text(ama(table.cite(registry_id, version)))}</li>\n"
    yield "</ol>\n</body>\n</html>\n"


def _cell(table: ExportedTable, row: RowValue, cell: CellValue, references: TableReferences) -> str:
    if cell.fact:
        return _text(cell.fact)
    if not cell.quotes:
        return f'<span class="empty">{cell.empty_words}</span>'
    parts = []
    for quote in cell.quotes:
        number = references.number(row.registry_id, quote.version)
        other = quote.quote if quote.in_force != quote.quote else quote.now
        said = "quoted at first" if quote.in_force != quote.quote else "the record says now"
        parts.append(
            f'<div class="cell"><blockquote dir="auto">{_text(quote.in_force) or "On the whole trial."}</blockquote>'
            + (f'<p class="about" dir="auto">{said}: {_text(other)}</p>' if other else "")
            + (f'<div dir="auto">{render(xml_text(quote.words))}</div>' if quote.words else "")
            + f'<p class="about">[{number}] {_text(version_of(quote))} · {_text(state_of(quote))} · '
            f'<a href="{escape(table.link(quote.note))}">note</a></p></div>'
        )
    return "".join(parts)


def _text(text: str) -> str:
    return escape(xml_text(text))
