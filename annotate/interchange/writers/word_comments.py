"""The text of one trial's record as a Word document, with each note as a comment on its passage.

The text is that of the current version, as the trial's page shows it, and a note stands where the page has it. Author and time of each
comment are those of the note; a reply is a comment of its own on the same passage.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from docx.document import Document as WordDocument
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from annotate.core.citation import ama
from annotate.core.document import IN_TABLES, BlockKind
from annotate.core.xml_text import xml_text
from annotate.interchange.exported import Export, ExportedNote
from annotate.interchange.passages import NotedBlock, NotedSpan, noted_blocks
from annotate.interchange.writers.texts import label_words, state_words
from annotate.interchange.writers.word_texts import add_lines, made_document, turn

_DEEPEST = 9  # heading levels that Word has
_STEP = 0.75  # centimetres
_COLUMN = 4.0  # centimetres of a table's column, in which a row is a line with tabs
_MOST_STOPS = 4


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk. All notes have to be on one trial."""
    return made_document(export, partial(_fill, export))


def _fill(export: Export, document: WordDocument) -> None:
    notes = list(export.notes)
    if not notes:
        document.add_heading(xml_text(export.title), 0)
        return
    record = export.record_of(notes[0].version.registry_id)
    version = record.version
    title = document.add_heading(xml_text(f"{version.registry_id}: {version.title}"), 0)
    document.add_paragraph(xml_text(ama(export.cite(version.id))))
    spans, others = [], []
    for number, note in enumerate(notes):
        if note.place and note.current_number == version.number:
            spans.append(NotedSpan(number, *note.place))
        elif note.quote:
            others.append(note)
        else:
            _comment(document, title.runs[0], title.runs[0], note)
    ends = _add_text(document, noted_blocks(record.document, spans))
    for number, (first, last) in ends.items():
        _comment(document, first, last, notes[number])
    others += [notes[span.note] for span in spans if span.note not in ends]
    if others:
        document.add_heading("Notes without a place in this version", 1)
    for note in others:
        place = add_lines(document, note.quote, "Intense Quote")
        # A last line without words has no run that a comment could stand on.
        runs = place.runs or [place.add_run()]
        _comment(document, runs[0], runs[-1], note)


def _add_text(document: WordDocument, blocks: Iterator[NotedBlock]) -> dict[int, tuple[Run, Run]]:
    """Add the record's text; return the first and last run of each note's passage."""
    begun: dict[int, Run] = {}
    found: dict[int, tuple[Run, Run]] = {}
    row: tuple[str, int] | None = None
    column = 0
    paragraph: Paragraph | None = None
    for noted in blocks:
        block = noted.block
        here = (noted.section.key, block.row) if block.kind in IN_TABLES else None
        if paragraph is None or here is None or here != row:
            paragraph = _paragraph(document, noted)
            column = 0
        # A cell that is empty in the record has a tab as well: what stands after it belongs to its own column.
        if here is not None and block.column > column:
            paragraph.add_run("\t" * (block.column - column))
            column = block.column
        row = here
        for piece in noted.pieces:
            run = paragraph.add_run(xml_text(piece.text))
            begun |= dict.fromkeys(piece.begins, run)
            found |= {number: (begun[number], run) for number in piece.ends}
        if here is None:
            turn(paragraph)
    return found


def _paragraph(document: WordDocument, noted: NotedBlock) -> Paragraph:
    block = noted.block
    if block.kind is BlockKind.HEADING:
        heading: Paragraph = document.add_heading("", min(max(block.depth - 1, 1), _DEEPEST))
        return heading
    paragraph = document.add_paragraph()
    if block.kind in IN_TABLES:
        for number in range(1, _MOST_STOPS):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(_COLUMN * number))
    elif block.depth:
        paragraph.paragraph_format.left_indent = Cm(_STEP * block.depth)
    if block.marker:
        paragraph.add_run(f"{xml_text(block.marker)} ")
    return paragraph


def _comment(document: WordDocument, first: Run, last: Run, note: ExportedNote) -> None:
    about = " · ".join(filter(None, (label_words(note), " ".join(f"#{tag}" for tag in note.tags))))
    state = state_words(note) if note.quote and (note.state != "exact" or note.crossed) else ""
    words = [note.body or "Highlight", *filter(None, (about, state))]
    _add_comment(document, (first, last), "\n".join(words), note.author, note.created_at)
    for reply in note.replies:
        _add_comment(document, (first, last), reply.body or "(withdrawn)", reply.who, reply.at)


def _add_comment(document: WordDocument, runs: tuple[Run, Run], text: str, author: str, at: datetime) -> None:
    name = xml_text(author)
    initials = "".join(part[0] for part in name.split())[:3]
    comment = document.add_comment(runs, text=xml_text(text), author=name, initials=initials)
    # The library has no other way to another time than now.
    comment._comment_elm.date = at.astimezone(UTC)  # noqa: SLF001 - as above
