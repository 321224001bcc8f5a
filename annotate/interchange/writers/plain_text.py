"""Notes as plain text, to be read and pasted."""

from collections.abc import Iterator

from annotate.core.instants import write_day
from annotate.interchange.exported import Export, ExportedNote
from annotate.interchange.writers.texts import minute


def write(export: Export) -> Iterator[bytes]:
    """Yield trial, quote, words, label, day and replies of each note, with its address."""
    for note in export.notes:
        yield ("\n".join(_lines(note)) + "\n\n").encode()


def _lines(note: ExportedNote) -> Iterator[str]:
    yield f"{note.version.registry_id}: {note.version.title}"
    if note.quote:
        yield f"“{note.quote}”"
    if note.body:
        yield note.body
    label = f"{note.label}, " if note.label else ""
    tags = f"{' '.join(f'#{tag}' for tag in note.tags)}, " if note.tags else ""
    yield f"{label}{tags}{write_day(note.created_at)}, version {note.version.number}"
    for reply in note.replies:
        yield f"{reply.who}, {minute(reply.at)}: {reply.body or '(withdrawn)'}"
    yield note.address
