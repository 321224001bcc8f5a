"""Files of notes, recognised by what they hold."""

from annotate.core.numbers import written
from annotate.core.strict_json import MOST_DEPTH, read_json
from annotate.errors import Invalid
from annotate.interchange.foreign import ForeignFile, ForeignNote, NotesFileKind
from annotate.interchange.readers.hypothesis import read_annotation
from annotate.interchange.readers.own_notes import read_own_note
from annotate.interchange.readers.refi_project import is_project, is_project_text, project_as_text, read_project
from annotate.interchange.readers.values import named, text_of
from annotate.interchange.writers.json_file import SCHEMA

MOST_BYTES = 32 * 1024 * 1024
"""Largest file that is read at all, by the command; in bytes."""

MOST_ENTRIES = 20_000
"""Entries of one file."""

_MOST_VALUES = 100 * MOST_ENTRIES
_OF_ANY_EDITION = "urn:annotate:notes:"
_NOTHING = "Nothing was imported."


def decode_notes(sent: bytes, most_bytes: int = MOST_BYTES) -> str:
    """Return the text of a file; an archive is written in base64, so that a form can carry it.

    Raises Invalid when it is too large, empty, or not in UTF-8; a mark of order is no matter.
    """
    if len(sent) > most_bytes:
        raise Invalid.field("file", f"This file is larger than {written(most_bytes // 1024)} KB. {_NOTHING}")
    if is_project(sent):
        return project_as_text(sent)
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid.field(
            "file", f"This is no text in UTF-8. Save the file as UTF-8 and try again. {_NOTHING}"
        ) from None
    if not text.strip():
        raise Invalid.field("file", f"This file is empty. {_NOTHING}")
    return text


def read_notes_file(text: str) -> ForeignFile:
    """Read the notes of a file. Raises Invalid when it is none, holds too much, or what no database can store."""
    if is_project_text(text):
        return read_project(text)
    try:
        value = read_json(text, _MOST_VALUES)
    except ValueError as reason:
        raise Invalid.field("file", f"{_why(str(reason))} {_NOTHING}") from None
    if isinstance(value, list):
        return _read(NotesFileKind.HYPOTHESIS, value)
    schema, whole = text_of(named(value).get("$schema")), named(value)
    if schema == SCHEMA and isinstance(whole.get("notes"), list):
        return _read(NotesFileKind.ANNOTATE, whole["notes"])
    if schema.startswith(_OF_ANY_EDITION) and schema != SCHEMA:
        raise Invalid.field(
            "file", f"A later release of annotate made this file; this one does not read it. {_NOTHING}"
        )
    for name in ("annotations", "rows"):
        if isinstance(whole.get(name), list):
            return _read(NotesFileKind.HYPOTHESIS, whole[name])
    raise Invalid.field(
        "file", f"This JSON is neither an export of annotate (format JSON) nor one of Hypothesis. {_NOTHING}"
    )


def _read(kind: NotesFileKind, entries: list[object]) -> ForeignFile:
    if len(entries) > MOST_ENTRIES:
        raise Invalid.field(
            "file",
            f"This file has {written(len(entries))} entries; up to {written(MOST_ENTRIES)} are read. Make smaller ones, such as "
            f"one for each trial. {_NOTHING}",
        )
    read = read_own_note if kind is NotesFileKind.ANNOTATE else read_annotation
    found: list[ForeignNote | None] = [read(entry) for entry in entries]
    notes = tuple(note for note in found if note is not None)
    if kind is NotesFileKind.HYPOTHESIS and entries and not notes:
        raise Invalid.field("file", f"This JSON is a list, but not of annotations. {_NOTHING}")
    return ForeignFile(kind, notes, len(found) - len(notes))


_WHY = {
    "too deep": f"This file nests values more than {MOST_DEPTH} levels deep, as no file of notes does.",
    "too many values": "This file holds more values than a file of notes can have.",
    "too many digits": "This file holds a number with too many digits.",
    "too large a number": "This file holds a number that is too large.",
    "a name comes twice": "In this file an object has the same name twice, so it is not clear which one counts.",
    "a character that cannot be stored": "This file holds a character that cannot be stored (NUL, or half of a pair).",
}


def _why(reason: str) -> str:
    return _WHY.get(reason, "This is no JSON. Choose the file as it was exported.")
