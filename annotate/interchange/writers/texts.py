"""What several formats need of words: state and time in words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from annotate.core.anchoring import AnchorState
from annotate.core.instants import write_day
from annotate.interchange.exported import WAITING, ExportedNote

_STATE_WORDS = {
    AnchorState.EXACT: "unchanged",
    AnchorState.MOVED: "same words, moved",
    AnchorState.CHANGED: "the words changed",
    AnchorState.AMBIGUOUS: "several possible places",
    AnchorState.ORPHANED: "the text was removed",
    WAITING: "place not known yet",
}
_CROSSED = "same words, in another place of the record"


def minute(at: datetime) -> str:
    """Write an instant for people: ``5 March 2026, 14:03 UTC``."""
    utc = at.astimezone(UTC)
    return f"{write_day(utc)}, {utc:%H:%M} UTC"


def iso(at: datetime | None) -> str:
    """Write an instant for programs (RFC 3339, UTC); empty for None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


def label_words(note: ExportedNote) -> str:
    """Name a note's label with its colour: ``Dose (green)``."""
    return f"{note.label} ({note.colour.lower()})" if note.label else ""


def facts(note: ExportedNote) -> Iterator[str]:
    """Say in short what is known of a note: label, tags, time, version, state."""
    if note.label:
        yield label_words(note)
    yield from (f"#{tag}" for tag in note.tags)
    yield minute(note.created_at)
    if note.edited_at:
        yield f"edited {minute(note.edited_at)}"
    yield version_words(note)
    if note.state:
        yield state_words(note)


def state_words(note: ExportedNote) -> str:
    """Say how a note on a passage stands in the current version, as its card does."""
    return _CROSSED if note.crossed else _STATE_WORDS[note.state]


def version_words(note: ExportedNote) -> str:
    """Name the version that a note was made on: ``version 2 of 2024-10-30``."""
    dated = f" of {note.version.record_updated}" if note.version.record_updated and not note.version.sample else ""
    return f"version {note.version.number}{dated}{', a sample text' if note.version.sample else ''}"
