"""Files of labels, recognised by what they hold: CSV, or a codebook of REFI-QDA."""

from annotate.codebook.csv_files import read_codebook
from annotate.codebook.file_labels import FileLabel
from annotate.codebook.qdc_files import is_xml, read_qdc
from annotate.core.xml_text import XmlRefusal, decode_xml
from annotate.errors import Invalid

MOST_BYTES = 64 * 1024
"""Largest CSV file that is read, in bytes."""

MOST_XML_BYTES = 128 * 1024
"""Largest codebook of REFI-QDA that is read, in bytes."""


def decode_file(sent: bytes) -> str:
    """Return the text of a file that was sent. Raises Invalid when it is too large, empty, or in no known encoding."""
    most = MOST_XML_BYTES if is_xml(sent[:200].decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe\0")) else MOST_BYTES
    if len(sent) > most:
        raise Invalid.field("file", f"This file is larger than {most // 1024} KB. Nothing was changed.")
    try:
        text = decode_xml(sent)
    except XmlRefusal:
        raise Invalid.field(
            "file", "This is no text in UTF-8. Save it as “CSV UTF-8” and try again. Nothing was changed."
        ) from None
    if not text.strip():
        raise Invalid.field("file", "This file is empty. Nothing was changed.")
    return text


def read_labels(text: str) -> tuple[FileLabel, ...]:
    """Read the labels of a file. Raises Invalid when it holds none."""
    if is_xml(text):
        return read_qdc(text)
    if len(text) > MOST_BYTES:
        raise Invalid.field("labels", f"This file is larger than {MOST_BYTES // 1024} KB. Nothing was changed.")
    return read_codebook(text)
