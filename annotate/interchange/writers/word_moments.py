"""One trial then and now as a Word document: the sheet of its page, with the reader's own notes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from annotate.core.comparison import Side
from annotate.core.merging import Fate, Piece
from annotate.core.xml_text import xml_text
from annotate.interchange.spooled import spooled
from annotate.reading.comparison import Both, Fold, Part
from annotate.reading.sheets import OutcomeCell, OutcomeThread, SheetColumn, ThenAndNow


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as the document prints it."""

    quote: str
    body: str
    where: str


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The sheet, the reader's notes by the outcome's place and on eligibility, the sheet's address, and the day."""

    sheet: ThenAndNow
    on_outcomes: Mapping[int, Sequence[NoteLine]]
    on_eligibility: Sequence[NoteLine]
    address: str
    day: str


def write(printed: PrintedSheet) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk."""
    return spooled(lambda path: _made(printed).save(str(path)))


def _made(printed: PrintedSheet) -> WordDocument:
    document, sheet = docx.Document(), printed.sheet
    _landscape(document)
    document.core_properties.title = xml_text(f"Then and now: {sheet.registry_id}")
    document.core_properties.author, document.core_properties.comments = "annotate", ""
    document.add_heading(xml_text(f"{sheet.registry_id}, then and now"), 0)
    document.add_paragraph(xml_text(sheet.title))
    document.add_paragraph(
        f"From {sheet.held_words}, held at {printed.address} on {printed.day}. The registry may have others. "
        "The verdicts are ours, from the texts: they say what changed, not why. Struck out: gone. Underlined: new."
    )
    for each in sheet.unknown:
        document.add_paragraph(xml_text(f"{each.title}. {each.why}"))
    _facts(document, sheet)
    document.add_heading("Outcomes", 1)
    if sheet.counts and not sheet.is_lone:
        document.add_paragraph("; ".join(f"{count} {words.lower()}" for words, count in sheet.counts) + ".")
    for place, thread in enumerate(sheet.threads):
        _thread(document, thread, sheet.columns)
        _notes(document, printed.on_outcomes.get(place, ()))
    document.add_heading("Eligibility", 1)
    for step in sheet.eligibility:
        state = "too long to compare" if step.too_long else step.words or "unchanged"
        document.add_heading(f"From version {step.old} to version {step.new}: {state}", 2)
        for part in step.parts:
            _part(document, part)
    _notes(document, printed.on_eligibility)
    return document


def _landscape(document: WordDocument) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.styles["Normal"].font.size = Pt(9)


def _table(document: WordDocument, columns: Sequence[SheetColumn], lead: str) -> list[_Cell]:
    """Begin a table with a column for each version, and return the cells of its next row."""
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        dated = f" of {column.dated}" if column.dated else ""
        cell.paragraphs[0].add_run(
            xml_text(f"{lead}{', '.join(column.moments)}: version {column.number}{dated}")
        ).bold = True
    return list(table.add_row().cells)


def _facts(document: WordDocument, sheet: ThenAndNow) -> None:
    document.add_heading("Moments, size and dates", 1)
    cells = _table(document, sheet.columns, "")
    for at, (cell, column) in enumerate(zip(cells, sheet.columns, strict=True)):
        for why in column.why:
            cell.add_paragraph(xml_text(why))
        for row in sheet.facts:
            run = cell.add_paragraph(xml_text(f"{row.name}: ")).add_run(xml_text(row.cells[at].words or "not stated"))
            run.underline = row.cells[at].changed


def _thread(document: WordDocument, thread: OutcomeThread, columns: Sequence[SheetColumn]) -> None:
    document.add_heading(xml_text(f"{thread.words} · {thread.last.group} · {thread.last.measure}"), 2)
    if thread.kin:
        document.add_paragraph(xml_text(f"May have been split off or merged: {'; '.join(thread.kin)}"))
    for cell, own in zip(_table(document, columns, ""), thread.cells, strict=True):
        _outcome(cell, own)


def _outcome(cell: _Cell, own: OutcomeCell | None) -> None:
    first = cell.paragraphs[0]
    if own is None or own.is_same:
        first.add_run("Not in this version" if own is None else "As before").italic = True
        return
    _pieces(first, own.measure)
    for name, pieces in (("Description", own.description), ("Time frame", own.time_frame)):
        if pieces:
            _pieces(cell.add_paragraph(f"{name}: "), pieces)
    for each in own.evidence:
        sides = f": {each.then or 'nothing'} → {each.now or 'nothing'}" if each.then or each.now else ""
        cell.add_paragraph(xml_text(each.what + sides)).runs[0].italic = True


def _pieces(paragraph: Paragraph, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        run = paragraph.add_run(xml_text(piece.text))
        run.font.strike = piece.fate is Fate.REMOVED
        run.underline = piece.fate is Fate.ADDED


def _part(document: WordDocument, part: Part) -> None:
    if isinstance(part, Fold):
        document.add_paragraph(part.words)
        return
    if isinstance(part, Both):
        _sides(document, "Then", filter(None, (part.row.old,)), struck=True)
        _sides(document, "Now", filter(None, (part.row.new,)), struck=False)
        return
    for then, lots in ((True, part.old), (False, part.new)):
        for lot in lots:
            _sides(document, f"{'Then' if then else 'Now'}, {lot.words}", lot.sides, struck=then)


def _sides(document: WordDocument, head: str, sides: Iterable[Side], *, struck: bool) -> None:
    for side in sides:
        paragraph = document.add_paragraph(f"{head}: ")
        for words in side.runs:
            run = paragraph.add_run(xml_text(words.text))
            run.font.strike, run.underline = words.changed and struck, words.changed and not struck


def _notes(document: WordDocument, notes: Iterable[NoteLine]) -> None:
    for note in notes:
        document.add_paragraph(xml_text(note.quote), "Intense Quote")
        document.add_paragraph(xml_text(f"My note. {note.where}. {note.body}"))
