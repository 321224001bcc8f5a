"""What both Word documents share: an empty document, text in it, and the way out."""

from collections.abc import Callable, Iterator
from datetime import UTC

import docx
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from annotate.core.xml_text import xml_text
from annotate.interchange.exported import Export
from annotate.interchange.spooled import spooled


def made_document(export: Export, fill: Callable[[WordDocument], None]) -> Iterator[bytes]:
    """Yield the bytes of a document that ``fill`` fills; it is made as a whole, in memory, and sent from disk."""

    def make() -> WordDocument:
        document = docx.Document()
        about = document.core_properties
        about.title, about.author, about.comments = xml_text(export.title)[:250], "annotate", ""
        about.created = about.modified = export.made_at.astimezone(UTC)
        fill(document)
        return document

    return spooled(lambda path: make().save(str(path)))


def add_lines(document: WordDocument, text: str, style: str | None = None) -> Paragraph:
    """Add a paragraph for each line of a text; return the last one."""
    paragraphs = [document.add_paragraph(xml_text(line), style) for line in xml_text(text).split("\n")]
    return paragraphs[-1]
