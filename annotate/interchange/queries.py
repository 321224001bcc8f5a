"""Selects of what exports hold and imports find; which notes somebody may read is asked by their account, each time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, SQLColumnExpression, false, func, select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.interchange.foreign import ForeignNote
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.replies.models import Reply, Thread
from annotate.shares.queries import shared_notes
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

_AT_ONCE = 500  # ids of one statement


@dataclass(frozen=True, slots=True)
class ExportSize:
    """How much there is to read in some notes: their quotes, their words, and the replies under them."""

    characters: int
    """Code points."""
    lines: int


class NotePresence(Enum):
    """How an account has a note that comes in."""

    THERE = "there"
    IN_TRASH = "in the trash"
    ERASED = "deleted for good"


def ids_in_link(session: Session, viewer: Viewer, share_id: str) -> list[str]:
    """Give the ids of the viewer's notes that a link holds, newest first; whose link it is, is for the caller to ask."""
    return _newest_first(session, viewer, shared_notes(share_id))


def ids_of_named(session: Session, viewer: Viewer, note_ids: Collection[str]) -> list[str]:
    """Give the ids of those of some notes that are the viewer's, newest first."""
    return _newest_first(session, viewer, Note.id.in_(note_ids) if note_ids else false())


def in_order_of_text(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> list[str]:
    """Give the same ids by trial, and within one as the passages stand: notes on the whole trial first."""
    keys = []
    for some in _some(note_ids):
        place = (Note.start_offset, Note.end_offset, Note.created_at, Note.id)
        rows = select(Trial.registry_id, *place).join(Trial, Trial.id == Note.trial_id)
        for registry_id, start, end, at, note_id in session.execute(
            rows.where(visible_notes(viewer), Note.id.in_(some))
        ):
            keys.append((registry_id, -1 if start is None else start, end or 0, at, note_id))
    return [key[-1] for key in sorted(keys)]


def count_trials(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> int:
    """Count the trials that some notes of the viewer's are on."""
    found: set[str] = set()
    for some in _some(note_ids):
        found.update(session.scalars(select(Note.trial_id).distinct().where(visible_notes(viewer), Note.id.in_(some))))
    return len(found)


def size_of(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> ExportSize:
    """Measure some notes of the viewer's, without reading their words."""
    characters = lines = 0
    for some in _some(note_ids):
        mine = (visible_notes(viewer), Note.id.in_(some))
        replies = select(*_size(Reply.body)).select_from(Note).join(Thread, Thread.note_id == Note.id)
        for statement in (
            select(*_size(Note.body)).where(*mine),
            select(*_size(Note.exact)).where(*mine),
            replies.join(Reply, Reply.thread_id == Thread.id).where(*mine),
        ):
            counted = session.execute(statement).one()
            characters, lines = characters + counted[0], lines + counted[1]
    return ExportSize(characters, lines)


def version_ids(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> list[str]:
    """Give the ids of the versions that some notes of the viewer's were made on, by trial and number."""
    found: set[tuple[str, int, str]] = set()
    for some in _some(note_ids):
        rows = (
            select(Trial.registry_id, TrialVersion.number, TrialVersion.id)
            .join(TrialVersion, TrialVersion.trial_id == Trial.id)
            .where(
                TrialVersion.id.in_(
                    select(Note.version_id).where(visible_notes(viewer), Note.id.in_(some)).correlate(None)
                )
            )
        )
        found.update((registry_id, number, version_id) for registry_id, number, version_id in session.execute(rows))
    return [version_id for _registry_id, _number, version_id in sorted(found)]


def ids_with_threads(session: Session, note_ids: Sequence[str]) -> list[str]:
    """Give the ids of those of some notes that anybody has answered.

    Who sees a thread is asked of few notes then: that question reads all notes of its account.
    """
    return list(session.scalars(select(Thread.note_id).distinct().where(Thread.note_id.in_(note_ids))))


def current_version(session: Session, registry_id: str) -> TrialVersion:
    """Give the current version of a trial, by its own id."""
    return session.scalars(select(TrialVersion).join(Trial, IS_CURRENT).where(Trial.registry_id == registry_id)).one()


def version_with_facts(session: Session, version_id: str) -> TrialVersion:
    """Give a version by its id."""
    return session.scalars(select(TrialVersion).where(TrialVersion.id == version_id)).one()


def _size(text: SQLColumnExpression[str]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Count the code points and the lines of texts."""
    breaks = func.length(text) - func.length(func.replace(text, "\n", ""))
    return func.coalesce(func.sum(func.length(text)), 0), func.coalesce(func.sum(breaks + 1), 0)


def notes_here(session: Session, viewer: Viewer, notes: Sequence[ForeignNote]) -> dict[str, NotePresence]:
    """Tell which foreign notes the viewer has, by their keys: those imported before, and those that were written here."""
    found = presence_of_keys(session, viewer, [note.key for note in notes])
    keys = {note.id: note.key for note in notes if note.id}
    for some in _some(list(keys)):
        rows = select(Note.id, Note.deleted_at, Note.erased_at).where(Note.account_id == viewer.id, Note.id.in_(some))
        for note_id, deleted_at, erased_at in session.execute(rows):
            found.setdefault(keys[note_id], _presence(deleted_at, erased_at))
    return found


def presence_of_keys(session: Session, viewer: Viewer, keys: Sequence[str]) -> dict[str, NotePresence]:
    """Tell which notes of these client keys the viewer has."""
    found: dict[str, NotePresence] = {}
    for some in _some(keys):
        rows = select(Note.client_key, Note.deleted_at, Note.erased_at)
        for key, deleted_at, erased_at in session.execute(
            rows.where(Note.account_id == viewer.id, Note.client_key.in_(some))
        ):
            found[key] = _presence(deleted_at, erased_at)
    return found


def stored_characters(session: Session, viewer: Viewer) -> int:
    """Return how many characters the viewer's account holds."""
    return session.scalar(select(Account.stored).where(Account.id == viewer.id)) or 0


def _presence(deleted_at: datetime | None, erased_at: datetime | None) -> NotePresence:
    if erased_at is not None:
        return NotePresence.ERASED
    return NotePresence.IN_TRASH if deleted_at is not None else NotePresence.THERE


def _newest_first(session: Session, viewer: Viewer, which: ColumnElement[bool]) -> list[str]:
    order = (Note.created_at.desc(), Note.id.desc())
    return list(session.scalars(select(Note.id).where(visible_notes(viewer), which).order_by(*order)))


def _some(note_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (note_ids[first : first + _AT_ONCE] for first in range(0, len(note_ids), _AT_ONCE))
