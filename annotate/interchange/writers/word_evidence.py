"""Notes as a Word document of evidence: quotes with numbered citations, and what was written about them."""

from collections.abc import Iterator
from functools import partial

from docx.document import Document as WordDocument
from docx.shared import Pt

from annotate.core.citation import ama
from annotate.core.xml_text import xml_text
from annotate.interchange.exported import Export, ExportedNote
from annotate.interchange.writers.texts import facts, minute
from annotate.interchange.writers.word_texts import add_lines, add_link, made_document

_BETWEEN_NOTES = Pt(22)


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, once all of it is on disk."""
    return made_document(export, partial(_fill, export))


def _fill(export: Export, document: WordDocument) -> None:
    document.add_heading(xml_text(export.title), 0)
    document.add_paragraph(f"Exported {minute(export.made_at)}.")
    references: dict[str, int] = {}
    trial = ""
    for note in export.notes:
        if note.version.registry_id != trial:
            trial = note.version.registry_id
            document.add_heading(xml_text(f"{trial}: {note.version.title}"), 1)
        _add_note(document, note, references.setdefault(note.version.id, len(references) + 1))
    if references:
        document.add_heading("References", 1)
    for version_id, number in references.items():
        document.add_paragraph(xml_text(f"[{number}] {ama(export.cite(version_id))}"))


def _add_note(document: WordDocument, note: ExportedNote, reference: int) -> None:
    quote = (
        add_lines(document, note.quote, "Intense Quote")
        if note.quote
        else document.add_paragraph("On the whole trial.")
    )
    quote.add_run(f" [{reference}]")
    quote.paragraph_format.keep_with_next = True
    if note.body:
        add_lines(document, note.body)
    for reply in note.replies:
        document.add_paragraph().add_run(xml_text(f"{reply.who}, {minute(reply.at)}:")).bold = True
        add_lines(document, reply.body or "(withdrawn)")
    about = document.add_paragraph()
    about.paragraph_format.space_after = _BETWEEN_NOTES
    about.add_run(xml_text(f"{' · '.join(facts(note))} · ")).italic = True
    add_link(about, note.address)
