"""Use cases of files of exports: ask for one, make the next, delete."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zlib import compress

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.accounts.queries import hold_account
from annotate.core.viewer import Viewer
from annotate.interchange.exported import ExportOrder
from annotate.interchange.files.models import ExportFile, ExportFilePart
from annotate.interchange.files.queries import find_export, next_waiting
from annotate.interchange.formats import FORMATS, ExportFormat
from annotate.interchange.selection import ChosenNotes, ExportSource, file_name
from annotate.notes.grammar import read_query

MOST_TRIES = 3
"""How often the making of a file begins: one that ends its process each time is given up."""

GIVEN_UP = "The file could not be made. Search for fewer notes, or choose another format."


@dataclass(frozen=True, slots=True)
class AskedExport:
    """A file that somebody asks for."""

    source: ExportSource
    chosen: ChosenNotes
    wanted: ExportFormat
    order: ExportOrder
    site: str
    """Address of the site."""


@dataclass(frozen=True, slots=True)
class BegunExport:
    """A file whose making has begun."""

    id: str
    at: datetime
    """When it began, which tells it from another beginning of the same file."""
    viewer: Viewer
    source: ExportSource
    wanted: ExportFormat
    order: ExportOrder
    site: str


class ExportDropped(Exception):
    """A file is not wanted any more: it was deleted, or its owner's account was locked."""


def ask_for_export(session: Session, viewer: Viewer, asked: AskedExport) -> str:
    """Have a file made, and return its id; it takes the place of the viewer's former one."""
    hold_account(session, viewer.id)
    session.execute(delete(ExportFile).where(ExportFile.account_id == viewer.id))
    now = clock.now()
    file = ExportFile(
        account_id=viewer.id,
        query=asked.source.query.written,
        note_ids=list(asked.source.note_ids),
        share_id=asked.source.share_id,
        format=asked.wanted.key,
        order=asked.order.value,
        site=asked.site,
        title=asked.chosen.title,
        name=file_name(asked.chosen, asked.wanted, now),
        notes=len(asked.chosen.ids),
        asked_at=now,
    )
    session.add(file)
    session.flush()
    return file.id


def delete_export(session: Session, viewer: Viewer, file_id: str) -> None:
    """Delete a file, made or not. Raises NotFound."""
    forget_exports(session, [find_export(session, viewer, file_id).id])


def forget_exports(session: Session, file_ids: Collection[str]) -> int:
    """Delete files with their bytes; return how many there were."""
    session.execute(delete(ExportFilePart).where(ExportFilePart.file_id.in_(file_ids)))
    return len(session.scalars(delete(ExportFile).where(ExportFile.id.in_(file_ids)).returning(ExportFile.id)).all())


def forget_all_exports(session: Session) -> None:
    """Delete every file: what it holds may have been taken back since a backup was made."""
    session.execute(delete(ExportFilePart))
    session.execute(delete(ExportFile))


def begin_next(session: Session) -> BegunExport | None:
    """Begin to make the file that was asked for first, from its start; None if none waits.

    A file that was begun too often is given up, and the next one is begun.
    """
    while (file := next_waiting(session)) is not None:
        if file.tries < MOST_TRIES:
            break
        file.ended_at, file.problem = clock.now(), GIVEN_UP
        session.flush()
    if file is None:
        return None
    session.execute(delete(ExportFilePart).where(ExportFilePart.file_id == file.id))
    at = clock.now()
    file.begun_at, file.done, file.size, file.tries = at, 0, 0, file.tries + 1
    session.flush()
    account = session.get_one(Account, file.account_id)
    source = ExportSource(read_query(file.query), tuple(file.note_ids), file.share_id)
    viewer = Viewer(account.id, account.name, account.email, "")
    return BegunExport(file.id, at, viewer, source, FORMATS[file.format], ExportOrder(file.order), file.site)


def note_total(session: Session, begun: BegunExport, notes: int) -> None:
    """Write down how many notes a file will hold. Raises ExportDropped."""
    _change(session, begun, {"notes": notes})


def note_progress(session: Session, begun: BegunExport, done: int) -> None:
    """Write down how many notes were read for a file. Raises ExportDropped."""
    _change(session, begun, {"done": done})


def add_part(session: Session, begun: BegunExport, number: int, content: bytes, done: int) -> None:
    """Store some of a file's bytes. Raises ExportDropped."""
    _change(session, begun, {"done": done, "size": ExportFile.size + len(content)})
    session.add(ExportFilePart(file_id=begun.id, number=number, content=compress(content)))
    session.flush()


def end_export(session: Session, begun: BegunExport, problem: str = "") -> None:
    """Write down that a file is made, or why it cannot be. Raises ExportDropped."""
    _change(session, begun, {"ended_at": clock.now(), "problem": problem})
    if problem:
        session.execute(delete(ExportFilePart).where(ExportFilePart.file_id == begun.id))


def _change(session: Session, begun: BegunExport, values: dict[str, object]) -> None:
    unlocked = select(Account.id).where(Account.id == ExportFile.account_id, Account.locked_at.is_(None))
    mine = (ExportFile.id == begun.id, ExportFile.begun_at == begun.at, unlocked.exists())
    if session.scalar(update(ExportFile).where(*mine).values(values).returning(ExportFile.id)) is None:
        raise ExportDropped
