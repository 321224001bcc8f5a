"""Selects and the gate of files of exports."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zlib import decompress

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, AccountKind
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Gone, NotFound
from annotate.interchange.files.models import ExportFile, ExportFilePart, ExportState
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread

LIFETIME = timedelta(days=1)
"""How long a file can be fetched after it was made, and how long a failure is told."""


def find_export(session: Session, viewer: Viewer, file_id: str) -> ExportFile:
    """Give a file that the viewer asked for. Raises NotFound, also once it has expired."""
    found = session.scalar(select(ExportFile).where(ExportFile.id == file_id, _own(viewer)))
    if found is None:
        raise NotFound
    return found


def own_export(session: Session, viewer: Viewer) -> ExportFile | None:
    """Give the file that the viewer asked for last, unless it has expired or was deleted."""
    return session.scalar(select(ExportFile).where(_own(viewer)))


def require_current(session: Session, file: ExportFile) -> None:
    """Raise Gone if a page would not show any more what a file holds of the words of others."""
    if file.state is not ExportState.READY:
        raise NotFound
    if is_outdated(session, file):
        raise Gone(
            "Since this file was made, somebody has changed or withdrawn a reply that it holds. Make the file anew: "
            "then it says what the pages say."
        )


def is_outdated(session: Session, file: ExportFile) -> bool:
    """True if a reply of another was edited or withdrawn, or its writer has left, since the making of a file began."""
    begun_at = file.begun_at
    if begun_at is None:
        return False
    respondent = select(Account.id).where(
        Account.id == Thread.respondent_account_id,
        Account.kind == AccountKind.TOMBSTONE,
        Account.created_at >= begun_at,
    )
    changed = (
        select(Reply.id)
        .join(Thread, Thread.id == Reply.thread_id)
        .join(Note, Note.id == Thread.note_id)
        .where(
            Note.account_id == file.account_id,
            Reply.from_author.is_(False),
            or_(Reply.edited_at >= begun_at, Reply.withdrawn_at >= begun_at, respondent.exists()),
        )
    )
    return bool(session.scalar(select(changed.exists())))


def parts_of(database: Database, file_id: str) -> Iterator[bytes]:
    """Yield the bytes of a file, each part read by a look of its own. Raises NotFound when it is deleted meanwhile."""
    number = 0
    with database.reader() as session:
        total = session.scalar(select(func.count()).where(ExportFilePart.file_id == file_id)) or 0
    while number < total:
        with database.reader() as session:
            content = session.scalar(
                select(ExportFilePart.content).where(ExportFilePart.file_id == file_id, ExportFilePart.number == number)
            )
        if content is None:
            raise NotFound
        yield decompress(content)
        number += 1


def is_any_waiting(session: Session) -> bool:
    """True if a file is still to be made."""
    return bool(session.scalar(select(exists().where(ExportFile.ended_at.is_(None)))))


def next_waiting(session: Session) -> ExportFile | None:
    """Give the file that was asked for first, of those that are not made; its row is locked."""
    waiting = select(ExportFile).where(ExportFile.ended_at.is_(None)).order_by(ExportFile.asked_at, ExportFile.id)
    return session.scalar(waiting.limit(1).with_for_update())


def expired_before(session: Session, at: datetime, limit: int) -> list[str]:
    """Give the ids of files that ended before an instant."""
    return list(session.scalars(select(ExportFile.id).where(ExportFile.ended_at <= at).limit(limit)))


def _own(viewer: Viewer) -> ColumnElement[bool]:
    """The one rule of who sees a file: who asked for it, until it expires."""
    alive = or_(ExportFile.ended_at.is_(None), ExportFile.ended_at > clock.now() - LIFETIME)
    return (ExportFile.account_id == viewer.id) & alive
