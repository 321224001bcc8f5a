"""Lists of notes that have no pages: bounded by what they hold, not by how many they are.

Five thousand notes of 20,000 characters made a page of 106 MB. A list whose words are too many has the beginning of each
alone; the rest is not even read from the database. Its card leads to the whole note.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from annotate.core.text import cut_off
from annotate.notes.models import Note

MOST_WORDS = 400_000
"""Code points of the words of all notes in one list."""

LEAST_SHOWN = 300
"""Code points of each note's words that are always shown."""

MOST_QUOTED = 2_000_000
"""Code points of the passages of all notes in one list."""

QUOTED = 1_300
"""Code points of a passage that are read of each note when those are too many: more than any card shows or compares."""

Prepared = tuple[Select[*tuple[Any, ...]], dict[str, Any]]


def load(session: Session, sizes: Prepared, whole: Prepared, cut: Callable[[int], Prepared]) -> list[Note]:
    """Give the notes of ``whole``; if they hold too much, those of ``cut`` with so many code points of each one's words."""
    noted, words, quoted = session.execute(*sizes).one()
    if words <= MOST_WORDS and quoted <= MOST_QUOTED:
        return list(session.scalars(*whole))
    longest = words if words <= MOST_WORDS else max(LEAST_SHOWN, MOST_WORDS // noted)
    return [_shortened(*row) for row in session.execute(*cut(longest))]


def sizes() -> Select[int, int, int]:
    """Select how many notes have words, and the code points of all words and of all passages."""
    return select(
        func.count(func.nullif(Note.body, "")),
        func.coalesce(func.sum(func.length(Note.body)), 0),
        func.coalesce(func.sum(func.length(Note.exact)), 0),
    ).select_from(Note)


def cut(notes: Select[Note], longest: int) -> Select[Note, str, int, str]:
    """Select notes with the beginnings of their words and passages, and how long the words are."""
    return notes.options(defer(Note.body), defer(Note.exact)).add_columns(
        func.substr(Note.body, 1, longest), func.length(Note.body), func.substr(Note.exact, 1, QUOTED)
    )


def show_whole(session: Session, note: Note) -> None:
    """Read the rest of a note's words."""
    session.refresh(note, ["body"])
    note.left_out = 0


def _shortened(note: Note, body: str, length: int, exact: str) -> Note:
    note.left_out = length - len(body)
    # As if it had been read so: nothing is written back.
    set_committed_value(note, "body", cut_off(body) if note.left_out else body)
    set_committed_value(note, "exact", exact)
    return note
