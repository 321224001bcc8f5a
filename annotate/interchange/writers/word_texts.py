"""What both Word documents share: an empty document, text in it, and the way out."""

from collections.abc import Callable, Iterator
from datetime import UTC

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from annotate.core.text import runs_from_right
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
    """Add a paragraph for each line of a text, from the right where its letters run so; return the last one."""
    paragraphs = [document.add_paragraph(line, style) for line in xml_text(text).split("\n")]
    for paragraph in paragraphs:
        turn(paragraph)
    return paragraphs[-1]


def turn(paragraph: Paragraph) -> None:
    """Let a paragraph run from the right if its first letter does (ECMA-376, part 1, 17.3.1.6): Word does not look by itself."""
    if runs_from_right(paragraph.text):
        paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - the library has no other way
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def add_link(paragraph: Paragraph, address: str) -> None:
    """Add an address that leads there."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(xml_text(address))
    run.font.underline = True
    link.append(run._r)  # noqa: SLF001 - as above
    paragraph._p.append(link)  # noqa: SLF001 - as above
