"""Selects and the gate of acts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.codebook.models import Tag
from annotate.codebook.tags.queries import own_tags
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.acts.models import NoteAct, NoteOfAct
from annotate.notes.models import Note, NoteTag
from annotate.notes.queries import own_notes, visible_notes
from annotate.trials.models import Trial


@dataclass(frozen=True, slots=True)
class NoteNow:
    """A note that an act is for."""

    id: str
    label_id: str | None


@dataclass(frozen=True, slots=True)
class NoteThen:
    """A note of an act as it is now, and as it was before."""

    id: str
    label_id: str | None
    is_deleted: bool | None
    """True if it is in the trash by this act."""
    is_as_written: bool
    """True if its words were never changed, and it is not in the trash."""
    label_before: str | None
    tags_before: list[str] | None


def find_act(session: Session, viewer: Viewer, act_id: str, *, for_change: bool = False) -> NoteAct:
    """Give an act of the viewer's; raises NotFound. ``for_change`` holds the viewer's account until the transaction ends."""
    if for_change:
        hold_account(session, viewer.id)
    found = session.scalar(select(NoteAct).where(NoteAct.id == act_id, NoteAct.account_id == viewer.id))
    if found is None:
        raise NotFound
    return found


def any_of_mine(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> bool:
    """True if at least one of some notes is the viewer's now."""
    mine = select(Note.id).where(visible_notes(viewer), Note.id.in_(note_ids))
    return bool(session.scalar(select(mine.exists())))


def notes_to_change(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> list[NoteNow]:
    """Give those of some notes that are the viewer's now, locked until the transaction ends."""
    mine = select(Note.id, Note.label_id).where(visible_notes(viewer), Note.id.in_(note_ids)).order_by(Note.id)
    return [NoteNow(*row) for row in session.execute(mine.with_for_update())]


def notes_to_put_back(session: Session, viewer: Viewer, act: NoteAct, limit: int) -> list[NoteThen]:
    """Give some notes of an act that are still the viewer's, locked until the transaction ends."""
    then = (NoteOfAct.label_before, NoteOfAct.tags_before)
    as_written = and_(Note.revision == 1, Note.deleted_at.is_(None))
    statement = (
        select(Note.id, Note.label_id, Note.deleted_at == act.at, as_written, *then)
        .join(NoteOfAct, NoteOfAct.note_id == Note.id)
        .where(NoteOfAct.act_id == act.id, own_notes(viewer))
        .order_by(Note.id)
        .limit(limit)
    )
    return [NoteThen(*row) for row in session.execute(statement.with_for_update(of=Note))]


def tags_on(session: Session, note_ids: Collection[str]) -> dict[str, set[str]]:
    """Give the ids of the tags that some notes have, by the notes' ids."""
    found: dict[str, set[str]] = {note_id: set() for note_id in note_ids}
    rows = select(NoteTag.note_id, NoteTag.tag_id).where(NoteTag.note_id.in_(note_ids))
    for note_id, tag_id in session.execute(rows):
        found[note_id].add(tag_id)
    return found


def tags_there(session: Session, viewer: Viewer, tag_ids: Iterable[str]) -> set[str]:
    """Give those of some ids that are tags of the viewer's now."""
    return set(session.scalars(select(Tag.id).where(own_tags(viewer), Tag.id.in_(set(tag_ids)))))


def tag_of(session: Session, viewer: Viewer, act: NoteAct) -> str:
    """Give the name of an act's tag; empty when it has none, or the tag is gone."""
    if act.tag_id is None:
        return ""
    return session.scalar(select(Tag.name).where(own_tags(viewer), Tag.id == act.tag_id)) or ""


def trials_of(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> Sequence[str]:
    """Give the registry ids of the trials that some of the viewer's notes are on."""
    on = select(Trial.registry_id).join(Note, Note.trial_id == Trial.id)
    return session.scalars(on.where(visible_notes(viewer), Note.id.in_(note_ids)).distinct()).all()
