"""Notes of Hypothesis: what its browser client exports, and the rows of its API. They have the same shape."""

import re
from typing import Any
from urllib.parse import urlsplit

from annotate.interchange.foreign import ForeignNote, ForeignQuote
from annotate.interchange.readers.values import instant_of, key_of, named, text_of, texts_of

_ID = re.compile(r"NCT[0-9]{8}", re.IGNORECASE)
_OURS = re.compile(r"/trials/(NCT[0-9]{8})(?:/|$)", re.IGNORECASE)
_REGISTRY = "clinicaltrials.gov"


def read_annotation(entry: object) -> ForeignNote | None:
    """Return a note of an entry; None for what is none."""
    note = named(entry)
    target = first_target(note.get("target"))
    address = text_of(note.get("uri")) or text_of(target.get("source"))
    body = note.get("text", "")
    if not address or not isinstance(body, str):
        return None
    quote, has_selectors = read_quote(target.get("selector"))
    if has_selectors and quote is None:
        return None
    note_id, created = text_of(note.get("id")), note.get("created")
    parts = (note_id,) if note_id else (address, body, quote.exact if quote else "", text_of(created))
    return ForeignNote(
        key=key_of("hypothesis", *parts),
        id=note_id,
        registry_id=_registry_id(address),
        address=address,
        body=body,
        quote=quote,
        tags=read_tags(note.get("tags")),
        written_at=instant_of(created),
        author=text_of(note.get("user")),
        is_reply=bool(note.get("references")),
    )


def first_target(targets: object) -> dict[str, Any]:
    """Return the one target that an annotation has; an empty one if there is none."""
    return named(targets[0]) if isinstance(targets, list) and targets else {}


def read_quote(selectors: object) -> tuple[ForeignQuote | None, bool]:
    """Return the quote, and whether there is any selector: without one the note is about the whole page."""
    several = [named(each) for each in selectors] if isinstance(selectors, list) else []
    for each in several:
        exact = text_of(each.get("exact"))
        if each.get("type") == "TextQuoteSelector" and exact.strip():
            return ForeignQuote(exact, text_of(each.get("prefix")), text_of(each.get("suffix"))), True
    return None, bool(several)


def read_tags(tags: object) -> tuple[str, ...]:
    """Return the tags as they are here, where none holds a comma: it parts two."""
    return tuple(part for tag in texts_of(tags) for part in tag.split(","))


def _registry_id(address: str) -> str:
    """Return the id of the trial whose record is at an address: the registry's own pages, or those of an instance like this."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if host == _REGISTRY or host.endswith(f".{_REGISTRY}"):
        found = _ID.search(parts.path)
        return found[0].upper() if found else ""
    ours = _OURS.search(parts.path)
    return ours[1].upper() if ours else ""
