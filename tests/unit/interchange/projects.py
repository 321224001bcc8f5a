"""Projects of REFI-QDA for tests, in the shapes in which other programs write them."""

import io
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

NAMESPACE = "urn:QDA-XML:project:1.0"
USER = "aaaaaaaa-0000-4000-8000-000000000001"
SOURCE = "bbbbbbbb-0000-4000-8000-000000000001"
DOSE, RISK = "cccccccc-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002"

CODES = f"""<CodeBook><Codes>
 <Code guid="{DOSE}" name="Dose" isCodable="true" color="#3D85D1"/>
 <Code guid="dddddddd-0000-4000-8000-000000000001" name="Safety" isCodable="false">
  <Code guid="{{{RISK.upper()}}}" name="Risk" isCodable="true" color="#FF0000"/>
 </Code>
</Codes></CodeBook>"""


def guid(number: int) -> str:
    """Give a GUID of a test's own."""
    return f"eeeeeeee-0000-4000-8000-{number:012d}"


def passage(number: int, start: int, end: int, *codes: str, name: str = "", inside: str = "") -> str:
    """Write a passage with codes; ``inside`` comes first, and references to notes last."""
    codings = "".join(
        f'<Coding guid="{guid(number * 1000 + place)}"><CodeRef targetGUID="{code}"/></Coding>'
        for place, code in enumerate(codes, 1)
    )
    before, _, after = inside.partition("|")
    return (
        f'<PlainTextSelection guid="{guid(number)}" name={quoteattr(name)} startPosition="{start}" endPosition="{end}" '
        f'creatingUser="{USER}" creationDateTime="2024-03-05T14:03:21Z">{before}{codings}{after}</PlainTextSelection>'
    )


def qde(passages: str, *, origin: str = "NVivo 14", name: str = "NCT04561557", more: str = "", text: str = "") -> str:
    """Write a project with one source; ``text`` stands in it, or else in a file of the archive."""
    inside = f"<PlainTextContent>{escape(text)}</PlainTextContent>" if text else ""
    path = "" if text else f' plainTextPath="internal://{SOURCE}.txt"'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{NAMESPACE}" name="P" origin={quoteattr(origin)}>'
        f'<Users><User guid="{USER}" name="Dora"/></Users>{CODES}<Sources>'
        f'<TextSource guid="{SOURCE}" name={quoteattr(name)}{path}>{inside}{passages}</TextSource></Sources>{more}</Project>'
    )


def qdpx(project: str | bytes, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Pack a project with the files beside it."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", project)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()
