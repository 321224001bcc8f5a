"""The notes under a label: moved when it is deleted or merged, and moved back when that is undone."""

from sqlalchemy import ColumnElement, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.database import Id
from annotate.notes.models import FormerLabel, Note

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


def forget_former_labels(session: Session, note: Note) -> None:
    """Let no undoing change the label of a note: its author has just chosen one."""
    session.execute(delete(FormerLabel).where(FormerLabel.note_id == note.id), execution_options=_UNSEEN)


def _put(session: Session, those: ColumnElement[bool], label_id: str | None) -> None:
    session.execute(update(Note).where(those).values(label_id=label_id), execution_options=_UNSEEN)
    session.expire_all()
