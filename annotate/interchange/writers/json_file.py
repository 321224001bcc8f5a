"""Notes as JSON of our own, with all that is known of them: what an import reads.

``annotate/interchange/schemas/notes-1.json`` describes it. A change that an earlier reader would not understand gets another number.
"""

import json
from collections.abc import Iterator

from annotate.interchange.exported import Export, ExportedNote, ExportedReply, ExportedVersion
from annotate.interchange.writers.texts import iso

SCHEMA = "urn:annotate:notes:1"
"""Names the schema and its version."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, indent=1)


def write(export: Export) -> Iterator[bytes]:
    """Yield the file, note by note."""
    head = {"$schema": SCHEMA, "title": export.title, "made_at": iso(export.made_at), "order": export.order.value}
    begun = _ENCODER.encode(head).removesuffix("\n}")
    yield f'{begun},\n "notes": ['.encode()
    between = "\n"
    for note in export.notes:
        yield f"{between}{_ENCODER.encode(_note(note))}".encode()
        between = ",\n"
    yield b"\n]}\n"


def _note(note: ExportedNote) -> dict[str, object]:
    passage = None
    if note.start is not None:
        passage = {
            "start": note.start,
            "end": note.end,
            "exact": note.quote,
            "prefix": note.prefix,
            "suffix": note.suffix,
        }
    current: dict[str, object] = {
        "version": note.current_number,
        "state": note.state or None,
        "start": None,
        "end": None,
        "crossed": note.crossed,
    }
    if note.place:
        current |= {"start": note.place[0], "end": note.place[1]}
    return {
        "id": note.id,
        "address": note.address,
        "author": note.author,
        "version": _version(note.version),
        "passage": passage,
        "current": current,
        "markdown": note.body,
        "label": {"name": note.label, "colour": note.colour} if note.label else None,
        "tags": list(note.tags),
        "revision": note.revision,
        "created_at": iso(note.created_at),
        "updated_at": iso(note.updated_at),
        "edited_at": iso(note.edited_at) or None,
        "replies": list(map(_reply, note.replies)),
    }


def _version(version: ExportedVersion) -> dict[str, object]:
    return {
        "trial": version.registry_id,
        "number": version.number,
        "title": version.title,
        "registry_date": version.record_updated or None,
        "stored_at": iso(version.stored_at),
        "sample": version.sample,
        "address": version.address,
        "digest": version.digest,
    }


def _reply(reply: ExportedReply) -> dict[str, object]:
    return {
        "thread": reply.thread,
        "who": reply.who,
        "mine": reply.mine,
        "at": iso(reply.at),
        "edited_at": iso(reply.edited_at) or None,
        "withdrawn_at": iso(reply.withdrawn_at) or None,
        "markdown": reply.body,
    }
