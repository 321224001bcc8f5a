"""Safe parsing of JSON and XML bytes: the outcome is always a source or a reason."""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

from pydantic_core import from_json

from annotate.registry.errors import UnreadableRecord

LARGEST = 32 * 1024 * 1024
"""Most bytes of one record; the largest real ones have 2.5 MB, results included."""

_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "utf-16"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Shape(StrEnum):
    """Formats of records."""

    API = "api"
    LEGACY_JSON = "legacy-json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Source:
    """Parsed bytes: JSON data, or the root of an XML tree."""

    shape: Shape
    data: dict[str, Any]
    root: ET.Element


_NO_ROOT = ET.Element("none")


def open_source(raw: bytes) -> Source:
    """Return the parsed bytes with their shape. Raises UnreadableRecord."""
    if len(raw) > LARGEST:
        raise UnreadableRecord(f"The file is larger than {LARGEST // (1024 * 1024)} MB, which no record is.")
    text = _decode(raw).lstrip()
    if not text:
        raise UnreadableRecord("The file is empty.")
    if text.startswith("<"):
        return Source(Shape.XML, {}, _xml(text))
    data = _json(text)
    if not isinstance(data, dict):
        raise UnreadableRecord("The JSON is not one record but something else.")
    if "protocolSection" in data:
        return Source(Shape.API, data, _NO_ROOT)
    legacy = _legacy_study(data)
    if legacy is not None:
        return Source(Shape.LEGACY_JSON, legacy, _NO_ROOT)
    if isinstance(data.get("studies"), list):
        raise UnreadableRecord("The file is a page of search results; each record has to be a file of its own.")
    raise UnreadableRecord("The JSON has no protocolSection, so it is no registry record.")


def _decode(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if encoding is None:
        declared = _ENCODING.match(raw.lstrip()[:300])
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
        if encoding not in _ENCODINGS:
            raise UnreadableRecord(f"The file says that its encoding is {encoding}, which no registry file has.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableRecord(f"The file is no {encoding} text: byte {error.start} does not fit.") from error


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise UnreadableRecord(f"The file is neither JSON nor XML: {error}.") from error


def _xml(text: str) -> ET.Element:
    # Entities can only be declared inside a DOCTYPE, and neither word can be unescaped in a record's text.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableRecord("The XML declares a DOCTYPE or entities, which no registry file does.")
    parser = ET.XMLParser()  # noqa: S314 - entities and DOCTYPE are refused above
    try:
        parser.feed(text)  # as text: a declared encoding is ignored, so the parser reads what was checked
        root = parser.close()
    except (ET.ParseError, ValueError) as error:
        raise UnreadableRecord(f"The XML cannot be read: {error}.") from error
    if root.tag != "clinical_study":
        raise UnreadableRecord(f"The XML is a <{str(root.tag)[:40]}>, not a <clinical_study>.")
    return root


def _legacy_study(data: dict[str, Any]) -> dict[str, Any] | None:
    """Return the study of a version 1 file, with or without its wrapping."""
    full = data.get("FullStudy")
    inner = full.get("Study") if isinstance(full, dict) else data.get("Study")
    study = inner if isinstance(inner, dict) else data
    return study if isinstance(study.get("ProtocolSection"), dict) else None
