"""Notes as one HTML file that needs nothing else: by trial with the record's text and marks in it, or by date.

It holds no script and fetches nothing, so that it can be read as long as there are browsers.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from annotate.core.document import IN_TABLES, Block, BlockKind
from annotate.core.text import isolated
from annotate.core.xml_text import xml_text
from annotate.interchange.exported import Export, ExportedNote, ExportOrder
from annotate.interchange.passages import NotedBlock, NotedSpan, TextPiece, noted_blocks
from annotate.interchange.writers.texts import facts, minute
from annotate.web.markdown import render

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --quiet: #555; --paper: #fff; --line: #d0d0d0; --mark: #ffefaa; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --quiet: #aaa59c; --paper: #1a1815; --line: #4a463f; --mark: #5c4a00; --link: #8ab8f0; }
}
@media print { :root { --ink: #000; --quiet: #444; --paper: #fff; --mark: #ffefaa; --link: #000; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Georgia, serif; color: var(--ink); background: var(--paper); }
body { overflow-wrap: anywhere; }
a { color: var(--link); }
h1, h2, h3, h4, .about { font-family: Helvetica, Arial, sans-serif; line-height: 1.25; }
blockquote { margin: 0; padding: .25rem 0 .25rem .75rem; border-left: .25rem solid #c9a227; white-space: pre-line; }
article, .reply { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .25rem; }
.about { font-size: .85rem; color: var(--quiet); }
/* The marks of items stand in the words. */
article ul, article ol { list-style: none; padding-left: 1rem; }
.as-typed { white-space: pre-wrap; }
pre { white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
td, th { min-width: 4rem; border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
.indent-1 { margin-left: 1.5rem; } .indent-2 { margin-left: 3rem; } .indent-3 { margin-left: 4.5rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A second fence: the file has no script, and fetches nothing, also when a reader of it is careless."""

_DEEPEST = 3  # steps that the style knows


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, note by note."""
    return (part.encode() for part in _parts(export))


def _parts(export: Export) -> Iterator[str]:
    title = _text(export.title)
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p class="about">Exported {minute(export.made_at)}.</p>\n'
    )
    numbered = enumerate(export.notes, 1)
    by_trial = export.order is ExportOrder.TEXT
    for registry_id, notes in groupby(numbered, lambda each: each[1].version.registry_id):
        spans: list[NotedSpan] = []
        current = 0
        first = True
        for number, note in notes:
            if first:
                yield f'<h2 dir="auto">{_text(f"{registry_id}: {note.version.title}")}</h2>\n'
                first = False
            if note.place:
                spans.append(NotedSpan(number, *note.place))
                current = note.current_number
            yield _note(number, note)
        if by_trial:
            yield from _record(export, registry_id, spans, current)
    yield "</body>\n</html>\n"


def _note(number: int, note: ExportedNote) -> str:
    quote = (
        f'<blockquote dir="auto">{_text(note.quote)}</blockquote>\n' if note.quote else "<p>On the whole trial.</p>\n"
    )
    words = f'<div class="words" dir="auto">{render(xml_text(note.body))}</div>\n' if note.body else ""
    replies = "".join(
        f'<div class="reply"><p class="about">{_text(reply.who)}, {minute(reply.at)}</p>'
        f'<div dir="auto">{render(xml_text(reply.body)) if reply.body else "<p>(withdrawn)</p>"}</div></div>\n'
        for reply in note.replies
    )
    return (
        f'<article id="note-{number}">\n{quote}{words}'
        f'<p class="about">{number} · {_text(" · ".join(map(isolated, facts(note))))} · <a href="{escape(note.address)}">note</a></p>\n'
        f"{replies}</article>\n"
    )


def _record(export: Export, registry_id: str, spans: list[NotedSpan], current: int) -> Iterator[str]:
    """Yield the text of a trial's current version; without marks if that has changed on the way."""
    record = export.record_of(registry_id)
    version = record.version
    dated = f" of {version.record_updated}" if version.record_updated else ""
    yield f"<section>\n<h3>The record: version {version.number}{_text(dated)}</h3>\n"
    row: tuple[str, int] | None = None
    column = 0
    for noted in noted_blocks(record.document, spans if current == version.number else ()):
        block = noted.block
        here = (noted.section.key, block.row) if block.kind in IN_TABLES else None
        if here != row:
            yield _between(row, here)
            column = 0
        row = here
        if here is None:
            yield _block(noted)
        else:
            yield "<td></td>" * (block.column - column) + _cell(noted)
            column = block.column + 1
    yield f"{_between(row, None)}</section>\n"


def _between(row: tuple[str, int] | None, following: tuple[str, int] | None) -> str:
    """Return what ends one row of a table and begins the next."""
    stays = row is not None and following is not None and row[0] == following[0]
    end = "" if row is None else "</tr>\n" if stays else "</tr></table>\n"
    return end + ("" if following is None else "<tr>" if stays else "<table><tr>")


def _cell(noted: NotedBlock) -> str:
    name = "td" if noted.block.kind is BlockKind.CELL else "th"
    return f'<{name} dir="auto">{_pieces(noted)}</{name}>'


def _block(noted: NotedBlock) -> str:
    block = noted.block
    name = f"h{min(block.depth + 2, 6)}" if block.kind is BlockKind.HEADING else "p"
    return f'<{name} dir="auto"{_indent(block)}>{_text(block.marker)}{" " if block.marker else ""}{_pieces(noted)}</{name}>\n'


def _indent(block: Block) -> str:
    is_inside = block.depth and block.kind is not BlockKind.HEADING
    return f' class="indent-{min(block.depth, _DEEPEST)}"' if is_inside else ""


def _pieces(noted: NotedBlock) -> str:
    return "".join(map(_piece, noted.pieces))


def _piece(piece: TextPiece) -> str:
    words = f"<mark>{_text(piece.text)}</mark>" if piece.is_noted else _text(piece.text)
    marks = ", ".join(f'<a href="#note-{number}">{number}</a>' for number in piece.ends)
    return words + (f"<sup>{marks}</sup>" if marks else "")


def _text(text: str) -> str:
    return escape(xml_text(text))
