"""Selects and the gate of acts."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.acts.models import NoteAct, NoteOfAct
from annotate.notes.models import Note
from annotate.notes.queries import own_notes, visible_notes
from annotate.trials.models import Trial


def find_act(session: Session, viewer: Viewer, act_id: str, *, for_change: bool = False) -> NoteAct:
    """Give an act of the viewer's; raises NotFound. ``for_change`` holds the viewer's account until the transaction ends."""
    if for_change:
        hold_account(session, viewer.id)
    found = session.scalar(select(NoteAct).where(NoteAct.id == act_id, NoteAct.account_id == viewer.id))
    if found is None:
        raise NotFound
    return found


def notes_to_change(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> Sequence[Row[str, str | None]]:
    """Give the ids and labels of those of some notes that are the viewer's now, locked until the transaction ends."""
    mine = select(Note.id, Note.label_id).where(visible_notes(viewer), Note.id.in_(note_ids)).order_by(Note.id)
    return session.execute(mine.with_for_update()).all()


def notes_to_put_back(
    session: Session, viewer: Viewer, act: NoteAct, limit: int
) -> Sequence[Row[*tuple[str, str | None, str | None, bool]]]:
    """Give some notes of an act that are still the viewer's: id, label before, present label, and if the act deleted it."""
    statement = (
        select(Note.id, NoteOfAct.label_before, Note.label_id, Note.deleted_at == act.at)
        .join(NoteOfAct, NoteOfAct.note_id == Note.id)
        .where(NoteOfAct.act_id == act.id, own_notes(viewer))
        .order_by(Note.id)
        .limit(limit)
    )
    return session.execute(statement.with_for_update(of=Note)).all()


def trials_of(session: Session, viewer: Viewer, note_ids: Sequence[str]) -> Sequence[str]:
    """Give the registry ids of the trials that some of the viewer's notes are on."""
    on = select(Trial.registry_id).join(Note, Note.trial_id == Trial.id)
    return session.scalars(on.where(visible_notes(viewer), Note.id.in_(note_ids)).distinct()).all()
