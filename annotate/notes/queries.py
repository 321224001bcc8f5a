"""Selects and gates of notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, false, func, select, type_coerce
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, with_expression

from annotate.accounts.queries import hold_account
from annotate.codebook.models import Tag
from annotate.core.document import Block, document_from_json
from annotate.core.tags import SEPARATOR
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes import bounded
from annotate.notes.models import Note, NoteTag
from annotate.prepared import prepared
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT, version_content

PAGE_SIZE = 30
"""Notes on one page of a list."""

IN_TEXT = (Note.start_offset.is_not(None), Note.start_offset, Note.end_offset, Note.created_at, Note.id)
"""Orders notes as a margin does: page notes first, then as their passages stand in the text."""

_others = aliased(Note)  # in a statement about notes


@dataclass(frozen=True, slots=True)
class NotedTrial:
    """A trial on which the viewer keeps notes."""

    registry_id: str
    title: str
    notes: int


@dataclass(frozen=True, slots=True)
class NotesBefore:
    """What the viewer has when a new note comes in; deleted notes count."""

    notes: int
    on_trial: int
    has_notes: bool
    """False too if all were deleted for good."""
    has_key: bool
    """True if the client's key has made a note already."""
    has_number: bool
    """True if a note, whoever's it is, has the number that was drawn."""


def count_by_trial(session: Session, viewer: Viewer, trial_ids: Sequence[str]) -> Mapping[str, int]:
    """Count the viewer's notes on some trials, by the trials' ids; trials without any are left out."""
    return dict(session.execute(*_counted(viewer, list(trial_ids))).all())


@prepared
def _counted(viewer: Viewer, trial_ids: list[str]) -> Select[str, int]:
    wanted = select(Note.trial_id, func.count()).where(visible_notes(viewer), Note.trial_id.in_(trial_ids))
    return wanted.group_by(Note.trial_id)


def whole_notes(*, with_tags: bool = True) -> Select[Note]:
    """Select notes with all that a card shows, in one statement; who reads them is for the caller to say.

    Tags are their author's alone: where others read the notes, ``with_tags`` is False.
    """
    notes = (
        select(Note)
        .join(Note.trial)
        .options(
            contains_eager(Note.trial),
            joinedload(Note.version, innerjoin=True),
            joinedload(Note.account, innerjoin=True),
            joinedload(Note.label),
        )
    )
    return notes.options(with_expression(Note.tag_names, _tag_names())) if with_tags else notes


def visible_notes(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who reads a note by their own right: its author, until it is deleted."""
    return and_(own_notes(viewer), Note.deleted_at.is_(None))


def own_notes(viewer: Viewer | None) -> ColumnElement[bool]:
    """Notes of the viewer, those in the trash too."""
    return and_(Note.account_id == viewer.id, Note.erased_at.is_(None)) if viewer else false()


def find_note(session: Session, viewer: Viewer | None, note_id: str, *, for_change: bool = False) -> Note:
    """Give a note that the viewer reads, with its label, trial, version and author; raises NotFound.

    ``for_change`` makes other writers of the viewer's wait until this transaction is over: the account's row is locked before
    the note's, as whoever closes or deletes the account does.
    """
    _hold(session, viewer, for_change=for_change)
    return _one(session, *_by_id(viewer, note_id, deleted_too=False, for_change=for_change))


def find_own_note(session: Session, viewer: Viewer | None, note_id: str, *, for_change: bool = False) -> Note:
    """Give a note of the viewer's, even when it is deleted; raises NotFound."""
    _hold(session, viewer, for_change=for_change)
    return _one(session, *_by_id(viewer, note_id, deleted_too=True, for_change=for_change))


def notes_on_trial(session: Session, viewer: Viewer | None, trial_id: str) -> list[Note]:
    """Give the viewer's notes on one trial, on whichever version: page notes first, then in the order of the text.

    Where they hold too much for a page, each has the beginning of its words alone.
    """
    return bounded.load(
        session,
        _sizes(viewer, trial_id),
        _on_trial(viewer, trial_id),
        lambda longest: _beginnings(viewer, trial_id, longest),
    )


def noted_trials(session: Session, viewer: Viewer) -> list[NotedTrial]:
    """Give the trials on which the viewer keeps notes, by registry id, with how many."""
    return [NotedTrial(registry_id, title, notes) for registry_id, title, notes in session.execute(*_noted(viewer))]


def version_text(session: Session, trial_id: str, version_id: str) -> str:
    """Give the canonical text of a version of that trial; raises NotFound."""
    text: str | None = session.scalar(*_text(trial_id, version_id))
    if text is None:
        raise NotFound
    return text


def text_to_note(session: Session, viewer: Viewer, trial_id: str, version_id: str, client_key: str) -> tuple[str, bool]:
    """Give the canonical text of a version of that trial, and whether the client's key has made a note; raises NotFound."""
    found = session.execute(*_text_to_note(viewer, trial_id, version_id, client_key)).one_or_none()
    if found is None:
        raise NotFound
    return found.text, found.has_key


def notes_before(session: Session, viewer: Viewer, trial_id: str, client_key: str, number: int) -> NotesBefore:
    """Tell what a new note on the trial would come to. Who holds the account gets what stays so until it is written."""
    return NotesBefore(*session.execute(*_before(viewer, trial_id, client_key, number)).one())


def find_block(session: Session, version: TrialVersion, start: int) -> Block:
    """Give the block of a version that starts at an offset in code points; raises NotFound."""
    content = version_content(session, version.id)
    for block in document_from_json(content.document, content.text).blocks:
        if block.start == start:
            return block
    raise NotFound("There is no such paragraph in this version of the trial.")


def find_note_by_client_key(session: Session, viewer: Viewer, client_key: str) -> Note | None:
    """Give the note that the viewer's client made under this key, deleted or not."""
    return session.scalars(*_by_client_key(viewer, client_key)).one_or_none()


def count_notes(session: Session, viewer: Viewer, trial_id: str | None = None) -> int:
    """Count all that the viewer ever wrote, deleted notes too, on any trial or on one."""
    return session.scalar(*_count(viewer, trial_id)) or 0


def notes_per_label(session: Session, viewer: Viewer | None) -> dict[str, int]:
    """Count the viewer's notes under each of their labels that has any."""
    rows = session.execute(
        select(Note.label_id, func.count())
        .where(visible_notes(viewer), Note.label_id.is_not(None))
        .group_by(Note.label_id)
    )
    return {label_id: count for label_id, count in rows if label_id is not None}


def notes_per_tag(session: Session, viewer: Viewer | None) -> dict[str, int]:
    """Count the viewer's notes with each of their tags that any has."""
    counted = select(NoteTag.tag_id, func.count()).join(Note, Note.id == NoteTag.note_id).where(visible_notes(viewer))
    return dict(session.execute(counted.group_by(NoteTag.tag_id)).all())


def has_notes(session: Session, viewer: Viewer) -> bool:
    """True if the viewer has a note; those in the trash count."""
    return bool(session.scalar(*_any(viewer)))


def _tag_names() -> ColumnElement[str]:
    names = select(func.aggregate_strings(Tag.name, SEPARATOR)).join(NoteTag, NoteTag.tag_id == Tag.id)
    return names.where(NoteTag.note_id == Note.id).correlate(Note).scalar_subquery()


def _hold(session: Session, viewer: Viewer | None, *, for_change: bool) -> None:
    if for_change and viewer is not None:
        hold_account(session, viewer.id)


def _one(session: Session, statement: Select[Note], values: Mapping[str, Any]) -> Note:
    found = session.scalar(statement, values)
    if found is None:
        raise NotFound
    return found


@prepared
def _by_id(viewer: Viewer | None, note_id: str, *, deleted_too: bool, for_change: bool) -> Select[Note]:
    statement = whole_notes().where(Note.id == note_id, own_notes(viewer) if deleted_too else visible_notes(viewer))
    if not for_change:
        return statement
    # What this session has read of the row before may be old by now.
    return statement.with_for_update(of=Note).execution_options(populate_existing=True)


@prepared
def _on_trial(viewer: Viewer | None, trial_id: str) -> Select[Note]:
    return whole_notes().where(Note.trial_id == trial_id, visible_notes(viewer)).order_by(*IN_TEXT)


@prepared
def _sizes(viewer: Viewer | None, trial_id: str) -> Select[int, int, int]:
    return bounded.sizes().where(Note.trial_id == trial_id, visible_notes(viewer))


@prepared
def _beginnings(viewer: Viewer | None, trial_id: str, longest: int) -> Select[Note, str, int, str]:
    notes = whole_notes().where(Note.trial_id == trial_id, visible_notes(viewer)).order_by(*IN_TEXT)
    return bounded.cut(notes, longest)


@prepared
def _noted(viewer: Viewer) -> Select[str, str, int]:
    # Counted first: there may be many more trials than this viewer has notes on.
    counted = (
        select(Note.trial_id, func.count().label("notes")).where(visible_notes(viewer)).group_by(Note.trial_id).cte()
    )
    return (
        select(Trial.registry_id, TrialVersion.title, counted.c.notes)
        .join(counted, counted.c.trial_id == Trial.id)
        .join(TrialVersion, IS_CURRENT)
        .order_by(Trial.registry_id)
    )


@prepared
def _text(trial_id: str, version_id: str) -> Select[str]:
    return select(TrialVersion.text).where(TrialVersion.id == version_id, TrialVersion.trial_id == trial_id)


@prepared
def _text_to_note(viewer: Viewer, trial_id: str, version_id: str, client_key: str) -> Select[str, bool]:
    return select(TrialVersion.text, _has_key(viewer, client_key).label("has_key")).where(
        TrialVersion.id == version_id, TrialVersion.trial_id == trial_id
    )


@prepared
def _before(viewer: Viewer, trial_id: str, client_key: str, number: int) -> Select[int, int, bool, bool, bool]:
    return select(
        func.count(),
        func.count().filter(Note.trial_id == trial_id),
        select(_others.id).where(_others.account_id == viewer.id, _others.erased_at.is_(None)).exists(),
        _has_key(viewer, client_key),
        select(_others.id).where(_others.number == type_coerce(number, BigInteger)).exists(),
    ).where(Note.account_id == viewer.id)


def _has_key(viewer: Viewer, client_key: str) -> ColumnElement[bool]:
    return select(_others.id).where(_others.account_id == viewer.id, _others.client_key == client_key).exists()


@prepared
def _by_client_key(viewer: Viewer, client_key: str) -> Select[Note]:
    return whole_notes().where(own_notes(viewer), Note.client_key == client_key)


@prepared
def _count(viewer: Viewer, trial_id: str | None) -> Select[int]:
    counted = select(func.count()).where(Note.account_id == viewer.id)
    return counted if trial_id is None else counted.where(Note.trial_id == trial_id)


@prepared
def _any(viewer: Viewer) -> Select[bool]:
    return select(select(Note.id).where(own_notes(viewer)).exists())
