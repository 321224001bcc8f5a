"""Notes and replies as Web Annotations (W3C Web Annotation Data Model, 23 February 2017), as values of JSON-LD.

Nothing is given away but what the note's author has already: of the author there is an id without name or address.
"""

from annotate.interchange.exported import ExportedNote, ExportedReply
from annotate.interchange.writers.texts import iso

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The JSON-LD context of Web Annotations, and their profile."""

MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
"""Media type of Web Annotations (Web Annotation Protocol, section 3)."""

MARKDOWN = "text/markdown"

LdJson = dict[str, object]


def annotation(note: ExportedNote) -> LdJson:
    """Write a note; a highlight has no body with the purpose ``commenting``."""
    written: LdJson = {
        "@context": CONTEXT,
        "id": note.iri,
        "type": "Annotation",
        "motivation": "commenting" if note.body else "highlighting",
        "creator": {"id": note.author_iri, "type": "Person"},
        "created": iso(note.created_at),
        "modified": iso(note.updated_at),
        "generator": {"id": note.site_iri, "type": "Software", "name": "annotate"},
    }
    if bodies := _bodies(note):
        written["body"] = bodies
    written["target"] = _target(note)
    return written


def reply_annotation(note: ExportedNote, reply: ExportedReply) -> LdJson:
    """Write a reply that was not withdrawn; its target is the note."""
    creator = {"id": note.author_iri, "type": "Person"} if reply.mine else {"type": "Person", "name": reply.who}
    return {
        "@context": CONTEXT,
        "id": f"{note.iri}#reply-{reply.id}",
        "type": "Annotation",
        "motivation": "replying",
        "creator": creator,
        "created": iso(reply.at),
        "modified": iso(reply.edited_at or reply.at),
        "body": [_textual(reply.body, "replying", MARKDOWN)],
        "target": note.iri,
    }


def quote_selector(note: ExportedNote) -> LdJson:
    """Write the words of a passage, and what stands around them (section 4.2.4)."""
    return {"type": "TextQuoteSelector", "exact": note.quote, "prefix": note.prefix, "suffix": note.suffix}


def _bodies(note: ExportedNote) -> list[LdJson]:
    words = [_textual(note.body, "commenting", MARKDOWN)] if note.body else []
    label = [_textual(note.label, "classifying")] if note.label else []
    return [*words, *label, *(_textual(tag, "tagging") for tag in note.tags)]


def _textual(value: str, purpose: str, media_type: str = "text/plain") -> LdJson:
    return {"type": "TextualBody", "value": value, "format": media_type, "purpose": purpose}


def _target(note: ExportedNote) -> str | LdJson:
    """Write what the note is about: offsets count code points (section 4.2.5) of the text of this version of the record."""
    if note.start is None:
        return note.version.address
    position = {"type": "TextPositionSelector", "start": note.start, "end": note.end}
    return {
        "type": "SpecificResource",
        "source": note.version.address,
        "selector": [quote_selector(note), position],
        "state": {"type": "TimeState", "sourceDate": iso(note.version.stored_at)},
    }
