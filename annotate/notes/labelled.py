"""What marks notes: the label that they lose and get back with the codebook, and the tags that they have."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from annotate.codebook.models import Label, Tag
from annotate.database import Id
from annotate.notes.models import FormerLabel, Note, NoteTag

_UNSEEN = {"synchronize_session": False}


def move_notes(session: Session, label: Label, into: Label | None) -> None:
    """Give the notes of a label another one, or none; those in the trash too. The caller holds their author's account."""
    session.execute(delete(FormerLabel).where(FormerLabel.label_id == label.id), execution_options=_UNSEEN)
    those = select(literal(label.id, Id), Note.id).where(Note.label_id == label.id)
    session.execute(insert(FormerLabel).from_select(["label_id", "note_id"], those))
    _put(session, Note.label_id == label.id, into.id if into else None)


def restore_notes(session: Session, label: Label) -> None:
    """Give a label back to the notes that it was taken from, but for those that have got another one since."""
    former = select(FormerLabel.note_id).where(FormerLabel.label_id == label.id)
    since = or_(Note.label_id.is_(None), Note.label_id == label.merged_into_id)
    _put(session, Note.id.in_(former) & since, label.id)
    session.execute(delete(FormerLabel).where(FormerLabel.label_id == label.id), execution_options=_UNSEEN)


def forget_former_labels(session: Session, note_ids: Collection[str]) -> None:
    """Let no undoing change the labels of these notes: their author has just chosen one."""
    session.execute(delete(FormerLabel).where(FormerLabel.note_id.in_(note_ids)), execution_options=_UNSEEN)


def put_tags(session: Session, note: Note, tags: Sequence[Tag]) -> bool:
    """Let a note have these tags and no others; return True if it had others. The caller holds its author's account."""
    wanted = {tag.id for tag in tags}
    had = set(session.scalars(select(NoteTag.tag_id).where(NoteTag.note_id == note.id)))
    if had - wanted:
        gone = (NoteTag.note_id == note.id, NoteTag.tag_id.in_(had - wanted))
        session.execute(delete(NoteTag).where(*gone), execution_options=_UNSEEN)
    session.add_all(NoteTag(note_id=note.id, tag_id=tag_id) for tag_id in wanted - had)
    session.flush()
    return wanted != had


def merge_tags(session: Session, tag: Tag, into: Tag) -> None:
    """Give the notes that have a tag another one too, those in the trash as well; the first is for the caller to delete."""
    both = select(NoteTag.note_id).where(NoteTag.tag_id == into.id)
    those = select(NoteTag.note_id, literal(into.id, Id)).where(NoteTag.tag_id == tag.id, NoteTag.note_id.not_in(both))
    session.execute(insert(NoteTag).from_select(["note_id", "tag_id"], those))


def _put(session: Session, those: ColumnElement[bool], label_id: str | None) -> None:
    session.execute(update(Note).where(those).values(label_id=label_id), execution_options=_UNSEEN)
    session.expire_all()
