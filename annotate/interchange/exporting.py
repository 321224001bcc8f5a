"""An export while it is made: few notes are held at a time, each batch read by a short look at the database of its own.

Each look asks anew which notes the viewer may read, so a note that is deleted on the way is not in the rest of the file.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from annotate import clock
from annotate.core.citation import CitedVersion
from annotate.core.document import document_from_json
from annotate.core.record import record_from_json
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.interchange import presenters, queries
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import Export, ExportedNote, ExportedRecord, ExportOrder
from annotate.interchange.selection import ChosenNotes
from annotate.notes.anchors.queries import current_anchors
from annotate.notes.search import notes_by_id
from annotate.replies.queries import ThreadRow, replies_in, threads_under
from annotate.replies.rules import reader_of
from annotate.trials.citing import cited_version
from annotate.trials.queries import version_content

_AT_ONCE = 100
"""Notes that are held at a time."""

_CITED = 256
"""Citations that are held at a time."""


def new_export(
    database: Database, viewer: Viewer, chosen: ChosenNotes, order: ExportOrder, addresses: Addresses
) -> Export:
    """Make an export of chosen notes. Nothing is read of them before somebody asks for the file's first bytes."""
    source = _ExportReader(database, viewer, addresses)
    return Export(
        title=chosen.title,
        made_at=clock.now(),
        order=order,
        notes=source.notes(chosen.ids, order),
        cite=lru_cache(_CITED)(source.cite),
        cited=source.cited(chosen.ids),
        record_of=source.record,
        text_of=source.text,
    )


class _ExportReader:
    """Reads what an export holds."""

    def __init__(self, database: Database, viewer: Viewer, addresses: Addresses) -> None:
        self._database, self._viewer, self._addresses = database, viewer, addresses

    def notes(self, note_ids: Sequence[str], order: ExportOrder) -> Iterator[ExportedNote]:
        """Yield notes in an order."""
        if order is ExportOrder.TEXT:
            with self._database.reader() as session:
                note_ids = queries.in_order_of_text(session, self._viewer, note_ids)
        for first in range(0, len(note_ids), _AT_ONCE):
            yield from self._some(note_ids[first : first + _AT_ONCE])

    def cited(self, note_ids: Sequence[str]) -> Iterator[CitedVersion]:
        """Yield every version that the notes were made on."""
        with self._database.reader() as session:
            version_ids = queries.version_ids(session, self._viewer, note_ids)
        yield from map(self.cite, version_ids)

    def cite(self, version_id: str) -> CitedVersion:
        """Give what a citation says of a version."""
        with self._database.reader() as session:
            version = queries.version_with_facts(session, version_id)
            record = record_from_json(version.facts)
            return cited_version(version, record, self._addresses.version(record.registry_id, version.number))

    def record(self, registry_id: str) -> ExportedRecord:
        """Give a trial's current version with its text."""
        with self._database.reader() as session:
            version = queries.current_version(session, registry_id)
            content = version_content(session, version.id)
            return ExportedRecord(
                presenters.exported_version(version, registry_id, self._addresses),
                document_from_json(content.document, content.text),
            )

    def text(self, version_id: str) -> str:
        """Give the text of a version."""
        with self._database.reader() as session:
            return version_content(session, version_id).text

    def _some(self, note_ids: Sequence[str]) -> Iterator[ExportedNote]:
        with self._database.reader() as session:
            found = {note.id: note for note in notes_by_id(session, self._viewer, note_ids)}
            anchors = current_anchors(session, list(found.values()))
            threads: dict[str, list[ThreadRow]] = {}
            answered = queries.ids_with_threads(session, list(found))
            for row in threads_under(session, reader_of(self._viewer), answered):
                threads.setdefault(row.thread.note_id, []).append(row)
            notes = [
                presenters.exported_note(found[note_id], anchors.get(note_id), self._addresses)
                for note_id in note_ids
                if note_id in found
            ]
        for note in notes:
            rows = threads.get(note.id)
            yield self._with_replies(note, rows) if rows else note

    def _with_replies(self, note: ExportedNote, rows: Sequence[ThreadRow]) -> ExportedNote:
        """Read the replies under one note: a link takes 2,000 of them, so those of many notes are never held at once."""
        with self._database.reader() as session:
            said = replies_in(session, reader_of(self._viewer), [row.thread.id for row in rows])
            return presenters.with_replies(note, [(row, said.get(row.thread.id, ())) for row in rows])
