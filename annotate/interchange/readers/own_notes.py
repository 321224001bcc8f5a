"""Notes of our own JSON: what ``writers.json_file`` wrote, here or on another instance."""

from typing import Any

from annotate.core.record import read_registry_id
from annotate.interchange.foreign import ForeignNote, ForeignQuote, ForeignVersion
from annotate.interchange.readers.values import instant_of, key_of, named, number_of, text_of, texts_of


def read_own_note(entry: object) -> ForeignNote | None:
    """Return a note of an entry; None for what is none."""
    note = named(entry)
    note_id = text_of(note.get("id"))
    version, label = named(note.get("version")), named(note.get("label"))
    if not note_id or not version or not isinstance(note.get("markdown"), str):
        return None
    quote, start, end = _passage(named(note.get("passage")))
    if note.get("passage") is not None and quote is None:
        return None
    replies = note.get("replies")
    return ForeignNote(
        key=key_of("annotate", note_id),
        id=note_id,
        registry_id=_registry_id(text_of(version.get("trial"))),
        address=text_of(note.get("address")),
        body=text_of(note.get("markdown")),
        quote=quote,
        start=start,
        end=end,
        version=ForeignVersion(
            number_of(version.get("number")), text_of(version.get("registry_date")), text_of(version.get("digest"))
        ),
        label=text_of(label.get("name")),
        colour=text_of(label.get("colour")),
        tags=texts_of(note.get("tags")),
        written_at=instant_of(note.get("created_at")),
        author=text_of(note.get("author")),
        replies=len(replies) if isinstance(replies, list) else 0,
    )


def _passage(passage: dict[str, Any]) -> tuple[ForeignQuote | None, int, int]:
    exact = text_of(passage.get("exact"))
    if not exact.strip():
        return None, 0, 0
    quote = ForeignQuote(exact, text_of(passage.get("prefix")), text_of(passage.get("suffix")))
    return quote, number_of(passage.get("start")), number_of(passage.get("end"))


def _registry_id(typed: str) -> str:
    try:
        return read_registry_id(typed)
    except ValueError:
        return ""
