"""Notes and the replies under them as one collection of Web Annotations (JSON-LD).

A collection with a single page embedded (Web Annotation Data Model, section 5.1), so that the file is read note by note.
"""

import json
from collections.abc import Iterator
from uuid import NAMESPACE_OID, uuid5

from annotate.interchange.exported import Export, ExportedNote
from annotate.interchange.writers.texts import iso
from annotate.interchange.writers.web_annotation import CONTEXT, LdJson, annotation, reply_annotation

_ENCODER = json.JSONEncoder(ensure_ascii=False, indent=1)


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, note by note. Their number stands at the end: it is known when all were read."""
    # A file has no address, so the collection is named by what it is and when it was made.
    name, made_at = export.title, iso(export.made_at)
    iri = uuid5(NAMESPACE_OID, f"{made_at} {name}").urn
    head = {"@context": CONTEXT, "id": iri, "type": "AnnotationCollection", "label": name, "created": made_at}
    begun = _ENCODER.encode(head).removesuffix("\n}")
    page = f'{{"id": "{iri}#first", "type": "AnnotationPage", "partOf": "{iri}", "startIndex": 0'
    yield f'{begun},\n "first": {page}, "items": ['.encode()
    between, total = "\n", 0
    for note in export.notes:
        for each in _annotations(note):
            yield f"{between}{_ENCODER.encode(each)}".encode()
            between = ",\n"
            total += 1
    yield f'\n]}},\n "total": {total}\n}}\n'.encode()


def _annotations(note: ExportedNote) -> Iterator[LdJson]:
    yield annotation(note)
    for reply in note.replies:
        # A withdrawn reply has no words, and so nothing that an annotation could say.
        if reply.withdrawn_at is None:
            yield reply_annotation(note, reply)
