"""Text in XML files: what XML can hold when it is written, and careful reading of what people send."""

import re
from collections.abc import Mapping
from html import escape
from typing import Protocol
from xml.parsers import expat

from annotate.core.text import line_feeds

MOST_DEPTH = 100
"""Elements within each other that are read; files of codes and notes have a tenth of it."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class XmlRefusal(ValueError):
    """An XML file that is not read; its words are a sentence for whoever sent it."""


class XmlVisitor(Protocol):
    """Takes the parts of an XML file in their order. Names have no prefix; what it raises ends the reading."""

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """Take the beginning of an element, with its attributes."""

    def words(self, text: str) -> None:
        """Take text, or a part of it."""

    def end(self, name: str) -> None:
        """Take the end of an element."""


def xml_text(text: str) -> str:
    """Return the text with U+FFFD for each character that XML 1.0 (section 2.2) cannot hold, and LF for each line end.

    A reader of XML takes a lone CR for the end of a line as well (section 2.11).
    """
    return _NOT_XML.sub("\ufffd", line_feeds(text))


def xml_words(text: str) -> str:
    """Write a text between two tags."""
    return escape(xml_text(text), quote=False)


def xml_attribute(text: str) -> str:
    """Write an attribute's value with its quotes; a reader would make blanks of bare line ends and tabs (section 3.3.3)."""
    written = escape(xml_text(text)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{written}"'


def decode_xml(sent: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16. Raises XmlRefusal for any other."""
    try:
        return sent.decode(_UTF_16.get(sent[:2], "utf-8-sig")).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise XmlRefusal("This is no text in UTF-8. Save the file as UTF-8 and try again.") from None


def visit_xml(text: str, visitor: XmlVisitor) -> None:
    """Read an XML file, part by part. Raises XmlRefusal when it is none, declares a document type, or nests too deep.

    Without a declaration there are no entities but the five of XML itself, and nothing outside of the file to fetch.
    """
    depth = 0

    def start(name: str, values: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise XmlRefusal(f"This file nests elements more than {MOST_DEPTH} levels deep.")
        visitor.start(_local(name), {_local(key): value for key, value in values.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        visitor.end(_local(name))

    # The text is decoded already, whatever encoding its first line names.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = visitor.words
    parser.StartDoctypeDeclHandler = _refuse_declaration
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 - it takes no names
    except expat.ExpatError as error:
        raise XmlRefusal(f"This is no XML: line {error.lineno} cannot be read.") from None


def _refuse_declaration(*_declared: object) -> None:
    raise XmlRefusal("This file declares a document type or entities, as no file of codes or notes does.")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
