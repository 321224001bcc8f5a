"""Use cases of acts on many notes: label, delete, and the undo of the whole act.

An act takes ``AT_ONCE`` notes in each transaction, so that other writers wait only briefly; what it changed is stored in the same
one. If it is stopped half-way, its undo puts back what it did.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.clock import now
from annotate.codebook.actions import own_label
from annotate.codebook.queries import labels_of
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, NotFound
from annotate.notes.acts import queries
from annotate.notes.acts.models import ActKind, NoteAct, NoteOfAct
from annotate.notes.labelled import forget_former_labels
from annotate.notes.models import Note
from annotate.notes.queries import has_notes

AT_ONCE = 500
"""Notes that one transaction of an act changes."""

MOST_NOTES = 5_000
"""Notes that one act changes."""

KEPT = timedelta(days=1)
"""How long an act can be undone."""


def begin_act(session: Session, viewer: Viewer, kind: ActKind, label_id: str, *, left: bool) -> str:
    """Begin an act and give its id; older ones cannot be undone any more. Raises Invalid for a label that is gone."""
    at = now()
    session.execute(delete(NoteAct).where(NoteAct.account_id == viewer.id, NoteAct.at < at - KEPT))
    label = None
    if kind is ActKind.LABEL and label_id:
        try:
            label = own_label(session, viewer, label_id, has_notes)
        except NotFound:
            raise Invalid.field("label", "This label no longer exists. Choose another one.") from None
    act = NoteAct(account_id=viewer.id, kind=kind, label_id=label.id if label else None, at=at, left=left)
    session.add(act)
    session.flush()
    return act.id


def batches(note_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut an act's notes into what one transaction takes."""
    return (note_ids[first : first + AT_ONCE] for first in range(0, len(note_ids), AT_ONCE))


def change_some(session: Session, viewer: Viewer, act_id: str, note_ids: Sequence[str]) -> None:
    """Do to some notes what the act does; those that are not the viewer's, or are so already, are passed over and counted."""
    act = queries.find_act(session, viewer, act_id, for_change=True)
    found = queries.notes_to_change(session, viewer, note_ids)
    is_label = act.kind == ActKind.LABEL
    if is_label and act.label_id is not None and not _has_label(session, viewer, act.label_id):
        found = ()  # it was deleted since the act began
    changed = [row for row in found if not is_label or row.label_id != act.label_id]
    if changed:
        rows = [{"act_id": act.id, "note_id": row.id, "label_before": row.label_id} for row in changed]
        session.execute(insert(NoteOfAct), rows)
        values = {"label_id": act.label_id, "updated_at": now()} if is_label else {"deleted_at": act.at}
        session.execute(update(Note).where(Note.id.in_([row.id for row in changed])).values(values))
        if is_label:
            forget_former_labels(session, [row.id for row in changed])
    if not is_label:
        for row in changed:
            activity.record(session, viewer.id, ActivityKind.NOTE_DELETED, row.id)
    act.done += len(changed)
    act.passed_over += len(note_ids) - len(changed)
    session.flush()


def undo_some(session: Session, viewer: Viewer, act_id: str) -> int:
    """Put back some notes of an act, as long as they are as it left them; return how many were looked at, 0 at the end."""
    act = queries.find_act(session, viewer, act_id, for_change=True)
    found = queries.notes_to_put_back(session, viewer, act, AT_ONCE)
    if not found:
        act.undone_at = act.undone_at or now()
        session.flush()
        return 0
    if act.kind == ActKind.DELETE:
        back = [note_id for note_id, _before, _label, is_deleted in found if is_deleted]
        session.execute(update(Note).where(Note.id.in_(back)).values(deleted_at=None))
        for note_id in back:
            activity.record(session, viewer.id, ActivityKind.NOTE_RESTORED, note_id)
        act.undone += len(back)
    else:
        labels = {label.id for label in labels_of(session, viewer)}
        same = [(note_id, before) for note_id, before, label, _ in found if label == act.label_id]
        for before in {before for _, before in same}:
            back = [note_id for note_id, each in same if each == before]
            label_id = before if before in labels else None
            session.execute(update(Note).where(Note.id.in_(back)).values(label_id=label_id, updated_at=now()))
        act.undone += len(same)
    those = [row[0] for row in found]
    session.execute(delete(NoteOfAct).where(NoteOfAct.act_id == act.id, NoteOfAct.note_id.in_(those)))
    session.flush()
    return len(found)


def _has_label(session: Session, viewer: Viewer, label_id: str) -> bool:
    return any(label.id == label_id for label in labels_of(session, viewer))
