"""What acts do to tags, and how that is put back."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from annotate.codebook.models import Tag
from annotate.codebook.tags.actions import take_tags
from annotate.codebook.tags.queries import tags_by_key
from annotate.core.tags import MOST_ON_NOTE, key_of, read_tags
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes.acts import queries
from annotate.notes.acts.models import ActKind, NoteAct
from annotate.notes.models import NoteTag
from annotate.notes.update_times import touch_notes

_UNSEEN = {"synchronize_session": False}


def one_tag(typed: str) -> str:
    """Return the one tag that was typed; raises Invalid for none, or for several."""
    names = read_tags(typed)
    if not names:
        raise Invalid.field("tag", "Type the tag first. Nothing was done.")
    if len(names) > 1:
        raise Invalid.field("tag", "Type one tag, without a comma. Nothing was done.")
    return names[0]


def tag_to_use(session: Session, viewer: Viewer, kind: ActKind, typed: str) -> Tag:
    """Give the tag of an act; one to be added is made if it is new. Raises Invalid, also when one to be removed is unknown."""
    name = one_tag(typed)
    if kind is ActKind.TAG:
        return take_tags(session, viewer, [name])[0]
    found = tags_by_key(session, viewer, [name]).get(key_of(name))
    if found is None:
        raise Invalid.field("tag", f"You have no tag “{name}”. Nothing was done.")
    return found


def change_tags(session: Session, viewer: Viewer, act: NoteAct, note_ids: Sequence[str]) -> dict[str, list[str]]:
    """Do to the tags of some locked notes what an act does; give the ids of the tags that the changed ones had before.

    Notes that are so already are left alone, and those that have no room for one more. The viewer's account is held.
    """
    tag_id = act.tag_id or ""
    if not note_ids or not queries.tags_there(session, viewer, [tag_id]):
        return {}  # it was deleted since the act began
    had = queries.tags_on(session, note_ids)
    if act.kind == ActKind.TAG:
        changed = [note_id for note_id, tags in had.items() if tag_id not in tags and len(tags) < MOST_ON_NOTE]
        _add(session, viewer.id, tag_id, changed)
    else:
        changed = [note_id for note_id, tags in had.items() if tag_id in tags]
        _remove(session, viewer.id, tag_id, changed)
    return {note_id: sorted(had[note_id]) for note_id in changed}


def put_back_tags(session: Session, viewer: Viewer, act: NoteAct, before: Mapping[str, Iterable[str]]) -> int:
    """Give some locked notes the tags that they had before an act, if their tags are as it left them; return how many these are.

    ``before`` are the ids of their tags then, by the notes' ids. A former tag that is gone may have been merged into the act's:
    such a note keeps that.
    """
    tag_id, adding = act.tag_id or "", act.kind == ActKind.TAG
    there = queries.tags_there(session, viewer, {tag_id, *(each for tags in before.values() for each in tags)})
    if not adding and tag_id not in there:
        return 0  # nobody can have it again
    present = queries.tags_on(session, list(before))
    same = []
    for note_id, tags in before.items():
        left = {*tags, tag_id} if adding else {*tags} - {tag_id}
        if present[note_id] == left & there and not (adding and {*tags} - there):
            same.append(note_id)
    (_remove if adding else _add)(session, viewer.id, tag_id, same)
    return len(same)


def _add(session: Session, account_id: str, tag_id: str, note_ids: Sequence[str]) -> None:
    if note_ids:
        session.execute(insert(NoteTag), [{"note_id": note_id, "tag_id": tag_id} for note_id in note_ids])
        touch_notes(session, account_id, note_ids)


def _remove(session: Session, account_id: str, tag_id: str, note_ids: Sequence[str]) -> None:
    if note_ids:
        those = (NoteTag.tag_id == tag_id, NoteTag.note_id.in_(note_ids))
        session.execute(delete(NoteTag).where(*those), execution_options=_UNSEEN)
        touch_notes(session, account_id, note_ids)
