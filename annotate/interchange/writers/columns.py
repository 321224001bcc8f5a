"""The columns that tables of notes have, in CSV and in sheets."""

from collections.abc import Callable, Iterator

from annotate.core.citation import CitedVersion, ama
from annotate.interchange.exported import ExportedNote
from annotate.interchange.writers.texts import iso, minute

COLUMNS = (
    "trial",
    "title",
    "quote",
    "note",
    "label",
    "colour",
    "tags",
    "state",
    "crossed",
    "version",
    "version date",
    "stored",
    "start",
    "end",
    "written",
    "edited",
    "replies",
    "citation",
    "link",
)
"""Names of the columns, in order."""


def cells(note: ExportedNote, cite: Callable[[str], CitedVersion]) -> tuple[str | int | None, ...]:
    """Return a note's cells, one for each column: numbers for what counts, and text for all else."""
    return (
        note.version.registry_id,
        note.version.title,
        note.quote,
        note.body,
        note.label,
        note.colour.lower(),
        ", ".join(note.tags),
        note.state,
        "yes" if note.crossed else "",
        note.version.number,
        note.version.record_updated,
        iso(note.version.stored_at),
        note.start,
        note.end,
        iso(note.created_at),
        iso(note.edited_at),
        "\n\n".join(_replies(note)),
        ama(cite(note.version.id)),
        note.address,
    )


def _replies(note: ExportedNote) -> Iterator[str]:
    for reply in note.replies:
        yield f"{reply.who}, {minute(reply.at)}: {reply.body or '(withdrawn)'}"
