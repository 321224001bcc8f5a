"""Formats of registry records, parsed into a TrialRecord.

- the current API's JSON (version 2), whole or in parts
- its retired first JSON (version 1)
- the older public XML, ``<clinical_study>``, and the XML of an archive of old versions
"""

from annotate.core.editions import PLAN
from annotate.core.record import TrialRecord
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes.api import read_api
from annotate.registry.shapes.legacy_json import read_legacy_json
from annotate.registry.shapes.source import Shape, Source, open_source
from annotate.registry.shapes.xml import read_xml

__all__ = ["Shape", "Source", "open_source", "read_record", "read_source"]


LONGEST_TEXT = 500_000
"""Most code points of a record's text; the longest of a thousand real ones has 41,000."""

MOST_BLOCKS = 5_000
"""Most blocks of a record's text; real ones have up to 440."""


def read_record(raw: bytes) -> TrialRecord:
    """Return the record in a file's or an answer's bytes, whatever its shape. Raises UnreadableRecord, nothing else."""
    return read_source(open_source(raw))


def read_source(source: Source) -> TrialRecord:
    """Return the record of parsed bytes. Raises UnreadableRecord, nothing else."""
    record = _read(source)
    plan = [block for section in record.document.sections if section.key in PLAN for block in section.blocks]
    length, blocks = sum(len(block.text) + 1 for block in plan), len(plan)
    if length > LONGEST_TEXT:
        raise UnreadableRecord(f"Its text has {length:,} characters, more than the {LONGEST_TEXT:,} that are taken in.")
    if blocks > MOST_BLOCKS:
        raise UnreadableRecord(f"Its text has {blocks:,} paragraphs, more than the {MOST_BLOCKS:,} that are taken in.")
    return record


def _read(source: Source) -> TrialRecord:
    if source.shape is Shape.XML:
        return read_xml(source.root)
    if source.shape is Shape.LEGACY_JSON:
        return read_legacy_json(source.data)
    return read_api(source.data)
