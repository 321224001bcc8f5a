"""Every shape that a registry record comes in, read into one TrialRecord.

- the current API's JSON (version 2), whole or in parts
- its retired first JSON (version 1)
- the older public XML, ``<clinical_study>``, and the XML of an archive of old versions
"""

from annotate.core.record import TrialRecord
from annotate.registry.shapes.api import read_api
from annotate.registry.shapes.legacy_json import read_legacy_json
from annotate.registry.shapes.source import Shape, open_source
from annotate.registry.shapes.xml import read_xml

__all__ = ["Shape", "read_record", "shape_of"]


def read_record(raw: bytes) -> TrialRecord:
    """Return the record in a file's or an answer's bytes, whatever its shape. Raises UnreadableRecord, nothing else."""
    source = open_source(raw)
    if source.shape is Shape.XML:
        return read_xml(source.root)
    if source.shape is Shape.LEGACY_JSON:
        return read_legacy_json(source.data)
    return read_api(source.data)


def shape_of(raw: bytes) -> str:
    """Return which shape the bytes have: ``api``, ``legacy-json`` or ``xml``. Raises UnreadableRecord."""
    return open_source(raw).shape.value
