"""Notes as plain text, to be read and pasted."""

from collections.abc import Callable, Iterable, Iterator

from annotate.core.instants import write_day
from annotate.notes.models import Note

MOST_CHARACTERS = 5_000_000
"""Code points of one file."""


def as_text(notes: Iterable[Note | None], address_of: Callable[[Note], str]) -> Iterator[str]:
    """Yield notes as plain text: trial, quote, words, label, day, each with its address.

    Ends with a sentence at None, which stands for more notes, or where there would be more than MOST_CHARACTERS.
    """
    written = 0
    for note in notes:
        text = "\n".join(_lines(note, address_of)) if note else ""
        written += len(text)
        if not note or written > MOST_CHARACTERS:
            yield "The rest of the notes is not in this file, which would grow too large. Search for fewer.\n"
            return
        yield f"{text}\n\n"


def _lines(note: Note, address_of: Callable[[Note], str]) -> Iterator[str]:
    yield f"{note.trial.registry_id}: {note.version.title}"
    if note.exact:
        yield f"“{note.exact}”"
    if note.body:
        yield note.body
    label = f"{note.label.name}, " if note.label else ""
    yield f"{label}{write_day(note.created_at)}, version {note.version.number}"
    yield address_of(note)
