"""Making a file: notes are read a few at a time and its bytes stored part by part, with how far it is."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from annotate.core.numbers import written
from annotate.database import Database
from annotate.errors import AnnotateError, Invalid, Unavailable
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportedNote
from annotate.interchange.exporting import new_export
from annotate.interchange.files import actions
from annotate.interchange.files.actions import BegunExport, ExportDropped
from annotate.interchange.selection import check_fits, choose_notes
from annotate.refusals import REFUSALS

PART = 512 * 1024
"""Bytes of one stored part, before it is compressed."""

LARGEST = 512 * 1024 * 1024
"""Bytes of a file."""

SEARCH_SECONDS = 60.0
"""Time limit of the search for the notes: nobody's page waits for it."""

TOLD_SECONDS = 1.0
"""Pause between two notices of how far a file is, unless a part of it is stored."""


def make_next(database: Database) -> bool:
    """Make the file that was asked for first; False if none waits. Raises whatever stands in the way of any file."""
    with database.transaction() as session:
        begun = actions.begin_next(session)
    if begun is None:
        return False
    try:
        _Making(database, begun).run()
    except ExportDropped:
        with database.transaction() as session:
            actions.forget_exports(session, [begun.id])
    except (Unavailable, *REFUSALS):
        raise  # the database is busy or away: the next run begins anew
    except AnnotateError as refused:
        _give_up(database, begun, " ".join([refused.message, *getattr(refused, "fields", {}).values()]))
    except Exception:
        _give_up(database, begun, actions.GIVEN_UP)
        raise
    return True


def _give_up(database: Database, begun: BegunExport, problem: str) -> None:
    with suppress(ExportDropped), database.transaction() as session:
        actions.end_export(session, begun, problem)


class _Making:
    """One file while it is made."""

    def __init__(self, database: Database, begun: BegunExport) -> None:
        self._database, self._begun = database, begun
        self._done = self._parts = self._size = 0
        self._told = time.monotonic()

    def run(self) -> None:
        """Make it. Raises ExportDropped, and Invalid or NotFound for what cannot be made any more."""
        begun = self._begun
        with self._database.reader() as session:
            chosen = choose_notes(session, begun.viewer, begun.source, seconds=SEARCH_SECONDS)
            check_fits(session, begun.viewer, chosen, begun.wanted)
        with self._database.transaction() as session:
            actions.note_total(session, begun, len(chosen.ids))
        export = new_export(self._database, begun.viewer, chosen, begun.order, Addresses(begun.site))
        held: list[bytes] = []
        size = 0
        for part in begun.wanted.stream(replace(export, notes=self._counted(export.notes))):
            held.append(part)
            size += len(part)
            if size >= PART:
                self._store(b"".join(held))
                held, size = [], 0
        self._store(b"".join(held))
        with self._database.transaction() as session:
            actions.end_export(session, begun)

    def _counted(self, notes: Iterable[ExportedNote]) -> Iterator[ExportedNote]:
        """Pass notes on, and write down now and again how many they were."""
        for note in notes:
            yield note
            self._done += 1
            if time.monotonic() - self._told >= TOLD_SECONDS:
                with self._database.transaction() as session:
                    actions.note_progress(session, self._begun, self._done)
                self._told = time.monotonic()

    def _store(self, content: bytes) -> None:
        self._size += len(content)
        if self._size > LARGEST:
            raise Invalid(
                f"The file would be larger than {written(LARGEST // 1024**2)} MB. Search for fewer notes, or ask for it by a program."
            )
        with self._database.transaction() as session:
            actions.add_part(session, self._begun, self._parts, content, self._done)
        self._parts += 1
        self._told = time.monotonic()
