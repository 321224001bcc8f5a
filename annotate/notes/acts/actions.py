"""Use cases of acts on many notes: label, tag, delete, import, and the undo of the whole act.

An act takes ``AT_ONCE`` notes in each transaction, so that other writers wait only briefly; what it changed is stored in the same
one. If it is stopped half-way, its undo puts back what it did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from annotate.notes.acts.queries import NoteNow, NoteThen
from annotate.notes.acts.tagging import change_tags, put_back_tags, tag_to_use
from annotate.notes.labelled import forget_former_labels
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.notes.update_times import touch_notes

AT_ONCE = 500
"""Notes that one transaction of an act changes."""

MOST_NOTES = 5_000
"""Notes that one act changes."""

KEPT = timedelta(days=1)
"""How long an act can be undone."""


@dataclass(frozen=True, slots=True)
class ActDraft:
    """What is to be done to many notes."""

    kind: ActKind
    label_id: str = ""
    """Of an act that labels; empty for no label."""
    tag: str = ""
    """Of an act on tags, as it was typed."""
    left: bool = False
    """True if more notes match than the act takes."""


def begin_act(session: Session, viewer: Viewer, draft: ActDraft, note_ids: Sequence[str] | None = None) -> str:
    """Begin an act and give its id; older ones cannot be undone any more.

    ``note_ids`` are the notes that it is for, where they are known: if all are gone, no tag is made for them.

    Raises Invalid for a label that is gone, and for a bad tag, an unknown one to be removed, or one tag too many.
    """
    if draft.kind is ActKind.TAG and note_ids is not None and not queries.any_of_mine(session, viewer, note_ids):
        raise Invalid("These notes are gone. Nothing was done.")
    at, is_tag = now(), draft.kind in {ActKind.TAG, ActKind.UNTAG}
    session.execute(delete(NoteAct).where(NoteAct.account_id == viewer.id, NoteAct.at < at - KEPT))
    tag = tag_to_use(session, viewer, draft.kind, draft.tag) if is_tag else None
    label = None
    if draft.kind is ActKind.LABEL and draft.label_id:
        try:
            label = own_label(session, viewer, draft.label_id, has_notes)
        except NotFound:
            raise Invalid.field("label", "This label no longer exists. Choose another one.") from None
    act = NoteAct(account_id=viewer.id, kind=draft.kind, at=at, left=draft.left)
    act.label_id, act.tag_id = label.id if label else None, tag.id if tag else None
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
    if act.kind == ActKind.LABEL:
        changed = _label(session, viewer, act, found)
    elif act.kind == ActKind.DELETE:
        changed = _delete(session, viewer, act, found)
    else:
        before = change_tags(session, viewer, act, [row.id for row in found])
        changed = [{"note_id": note_id, "tags_before": tags} for note_id, tags in before.items()]
    if changed:
        session.execute(insert(NoteOfAct), [{"act_id": act.id, **row} for row in changed])
    act.done += len(changed)
    act.passed_over += len(note_ids) - len(changed)
    session.flush()


def record_imported(session: Session, viewer: Viewer, act_id: str, notes: Sequence[Note], passed_over: int) -> None:
    """Store which notes an import has just made, as they are, and how many of its file were here already."""
    act = queries.find_act(session, viewer, act_id, for_change=True)
    tags = queries.tags_on(session, [note.id for note in notes])
    rows = [
        {"act_id": act.id, "note_id": note.id, "label_before": note.label_id, "tags_before": sorted(tags[note.id])}
        for note in notes
    ]
    if rows:
        session.execute(insert(NoteOfAct), rows)
    act.done += len(rows)
    act.passed_over += passed_over
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
        act.undone += _restore(session, viewer, found)
    elif act.kind == ActKind.IMPORT:
        act.undone += _take_out(session, viewer, found)
    elif act.kind == ActKind.LABEL:
        act.undone += _put_back_labels(session, viewer, act, found)
    else:
        act.undone += put_back_tags(session, viewer, act, {row.id: row.tags_before or [] for row in found})
    those = [row.id for row in found]
    session.execute(delete(NoteOfAct).where(NoteOfAct.act_id == act.id, NoteOfAct.note_id.in_(those)))
    session.flush()
    return len(found)


def _label(session: Session, viewer: Viewer, act: NoteAct, found: Sequence[NoteNow]) -> list[dict[str, object]]:
    if act.label_id is not None and act.label_id not in _label_ids(session, viewer):
        return []  # it was deleted since the act began
    changed = [row for row in found if row.label_id != act.label_id]
    if changed:
        ids = [row.id for row in changed]
        touch_notes(session, viewer.id, ids, label_id=act.label_id)
        forget_former_labels(session, ids)
    return [{"note_id": row.id, "label_before": row.label_id} for row in changed]


def _delete(session: Session, viewer: Viewer, act: NoteAct, found: Sequence[NoteNow]) -> list[dict[str, object]]:
    session.execute(update(Note).where(Note.id.in_([row.id for row in found])).values(deleted_at=act.at))
    for row in found:
        activity.record(session, viewer.id, ActivityKind.NOTE_DELETED, row.id)
    return [{"note_id": row.id, "label_before": row.label_id} for row in found]


def _restore(session: Session, viewer: Viewer, found: Sequence[NoteThen]) -> int:
    back = [row.id for row in found if row.is_deleted]
    touch_notes(session, viewer.id, back, deleted_at=None)
    for note_id in back:
        activity.record(session, viewer.id, ActivityKind.NOTE_RESTORED, note_id)
    return len(back)


def _take_out(session: Session, viewer: Viewer, found: Sequence[NoteThen]) -> int:
    """Move imported notes to the trash that are as they came in: what somebody has worked on since stays."""
    tags = queries.tags_on(session, [row.id for row in found])
    same = [
        row.id
        for row in found
        if row.is_as_written and row.label_id == row.label_before and tags[row.id] == set(row.tags_before or ())
    ]
    session.execute(update(Note).where(Note.id.in_(same)).values(deleted_at=now()))
    for note_id in same:
        activity.record(session, viewer.id, ActivityKind.NOTE_DELETED, note_id)
    return len(same)


def _put_back_labels(session: Session, viewer: Viewer, act: NoteAct, found: Sequence[NoteThen]) -> int:
    labels = _label_ids(session, viewer)
    same = [row for row in found if row.label_id == act.label_id]
    for before in {row.label_before for row in same}:
        back = [row.id for row in same if row.label_before == before]
        touch_notes(session, viewer.id, back, label_id=before if before in labels else None)
    return len(same)


def _label_ids(session: Session, viewer: Viewer) -> set[str]:
    return {label.id for label in labels_of(session, viewer)}
