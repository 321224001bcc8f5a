"""Use cases of labels: make, change, order, merge and delete them, undo that, and make the starters one's own."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TypeVar

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.clock import now
from annotate.codebook import queries
from annotate.codebook.models import HUE_NAMES, Label, LabelDraft
from annotate.codebook.queries import HasNotes
from annotate.codebook.starters import STARTERS
from annotate.core.label_paths import LabelGroup, in_groups, tidy_path
from annotate.core.text import line_feeds, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid, NotFound

LONGEST_NAME = 40
"""Longest name of a label, in code points."""

LONGEST_HELP = 500
"""Longest description of a label, and longest words on when not to use it, in code points."""

MOST_LABELS = 48
"""Labels that one person can have: the toolbar lists them all."""

Item = TypeVar("Item")

MoveNotes = Callable[[Session, Label, Label | None], None]
"""Gives the notes of a label another one, or none, and remembers which they were. Notes stand above labels."""

RestoreNotes = Callable[[Session, Label], None]
"""Gives a label back to the notes that it was taken from, unless they have got another one since."""


def own_label(
    session: Session, viewer: Viewer, label_id: str, has_notes: HasNotes, *, deleted_too: bool = False
) -> Label:
    """Give the viewer's label of this id; that of a starter makes the starters theirs first. Raises NotFound."""
    starter = next((starter for starter in STARTERS if starter.id == label_id), None)
    if starter is None:
        return queries.find_label(session, viewer, label_id, deleted_too=deleted_too)
    begin_labels(session, viewer, has_notes)
    found = next((label for label in queries.labels_of(session, viewer) if label.name == starter.name), None)
    if found is None:
        raise NotFound
    return found


def begin_labels(session: Session, viewer: Viewer, has_notes: HasNotes) -> None:
    """Make the starters a beginner's own; nothing for anybody else."""
    if queries.has_begun(session, viewer, has_notes):
        return
    made = now()
    try:
        with session.begin_nested():
            session.add_all(
                Label(
                    id=new_id(),
                    account_id=viewer.id,
                    name=starter.name,
                    hue=starter.hue,
                    position=position,
                    created_at=made,
                )
                for position, starter in enumerate(STARTERS)
            )
    except IntegrityError:
        return  # another request of the same person has just made them


def create_label(
    session: Session,
    viewer: Viewer,
    has_notes: HasNotes,
    *,
    name: str,
    hue: int,
    description: str = "",
    when_not: str = "",
) -> Label:
    """Make a label, the last in the order. Raises Invalid for a bad name or hue, a name in use, or one label too many."""
    hold_account(session, viewer.id)
    begin_labels(session, viewer, has_notes)
    existing = queries.labels_of(session, viewer)
    draft = _checked(LabelDraft(name, hue, description, when_not), existing)
    _require_room(existing)
    position = max((label.position for label in existing), default=-1) + 1
    label = Label(id=new_id(), account_id=viewer.id, position=position, created_at=now())
    label.take(draft)
    try:
        with session.begin_nested():
            session.add(label)
    except IntegrityError:
        raise _taken(label.name) from None
    return label


def change_label(
    session: Session, viewer: Viewer, label: Label, *, name: str, hue: int, description: str = "", when_not: str = ""
) -> Label:
    """Rename, recolour and describe a label; its notes follow, and for a day it can be undone.

    Raises Invalid as ``create_label`` does.
    """
    label = queries.hold_label(session, label)
    draft = _checked(LabelDraft(name, hue, description, when_not), _others(session, viewer, label))
    if draft != label.draft():
        label.former, label.changed_at = asdict(label.draft()), now()
        label.take(draft)
    session.flush()
    return label


def move_label(session: Session, viewer: Viewer, label: Label, *, up: bool, whole_group: bool = False) -> None:
    """Move a label one place up or down among those of its group, or the whole group among the others.

    At the end of the list nothing changes.
    """
    label = queries.hold_label(session, label)
    groups = list(in_groups(queries.labels_of(session, viewer), lambda each: each.name))
    group = next((group for group in groups if any(each.id == label.id for each in group.labels)), None)
    if group is None:
        raise NotFound
    place = groups.index(group)
    if whole_group or len(group.labels) == 1:
        _swap(groups, place, up=up)
    else:
        members = list(group.labels)
        _swap(members, next(at for at, each in enumerate(members) if each.id == label.id), up=up)
        groups[place] = LabelGroup(group.name, tuple(members))
    put_in_order(each for group in groups for each in group.labels)
    session.flush()


def put_in_order(labels: Iterable[Label]) -> None:
    """Number labels as they stand here."""
    for position, label in enumerate(labels):
        label.position = position


def merge_label(session: Session, label: Label, into: Label, move_notes: MoveNotes) -> None:
    """Delete a label whose notes take another one; for a day it can be undone. Raises Invalid for the label itself."""
    if label.id == into.id:
        raise Invalid.field("into", "Choose another label: one cannot be merged into itself.")
    _end_label(session, label, into, move_notes)


def delete_label(session: Session, label: Label, move_notes: MoveNotes) -> None:
    """Delete a label; its notes stay, without one. For a day it can be undone. Once more changes nothing."""
    _end_label(session, label, None, move_notes)


def undo(session: Session, viewer: Viewer, label: Label, restore_notes: RestoreNotes) -> Label:
    """Undo the deletion or merging of a label; else its last edit; else nothing.

    Notes that have got another label since keep that. Raises Invalid when its name is in use, or for one label too many.
    """
    label = queries.hold_label(session, label)
    others = _others(session, viewer, label)
    if label.deleted_at is not None:
        _require_room(others)
        _require_free(label.name, others)
        restore_notes(session, label)
        label.deleted_at = label.merged_into_id = None
    elif label.former is not None:
        former = LabelDraft(**label.former)
        _require_free(former.name, others)
        label.take(former)
        label.former = label.changed_at = None
    session.flush()
    return label


def forget_former(session: Session, deleted_ids: Iterable[str]) -> int:
    """Delete labels for good that were deleted long enough ago; return how many there were."""
    gone = delete(Label).where(Label.id.in_(deleted_ids), Label.deleted_at.is_not(None)).returning(Label.id)
    return len(session.scalars(gone).all())


def forget_changes(session: Session) -> None:
    """Forget what labels were before an edit that can no longer be undone."""
    old = update(Label).where(Label.changed_at <= now() - queries.UNDO)
    session.execute(old.values(former=None, changed_at=None), execution_options={"synchronize_session": False})


def _end_label(session: Session, label: Label, into: Label | None, move_notes: MoveNotes) -> None:
    label = queries.hold_label(session, label)  # before any note: an edit holds its account, and then its note
    if label.deleted_at is not None:
        return
    if into is not None and queries.hold_label(session, into).deleted_at is not None:
        raise NotFound
    move_notes(session, label, into)
    label.deleted_at, label.merged_into_id = now(), into.id if into else None
    session.flush()
    # Who makes and deletes labels in a loop loses the undoing of the earliest.
    forget_former(session, [each.id for each in queries.deleted_labels(session, label.account_id)[MOST_LABELS:]])


def _others(session: Session, viewer: Viewer, label: Label) -> list[Label]:
    return [other for other in queries.labels_of(session, viewer) if other.id != label.id]


def _swap(items: list[Item], place: int, *, up: bool) -> None:
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]


def _checked(draft: LabelDraft, others: list[Label]) -> LabelDraft:
    """Return what was decided as it is stored; raises Invalid."""
    tidy = tidy_label(draft)
    _require_free(tidy.name, others)
    return tidy


def tidy_label(draft: LabelDraft) -> LabelDraft:
    """Return what was decided as it is stored; raises Invalid, whatever other labels there are."""
    if draft.hue not in HUE_NAMES:
        raise Invalid.field("hue", "Choose one of the colours.")
    description, when_not = _help("description", draft.description), _help("when_not", draft.when_not)
    return LabelDraft(_name(draft.name), draft.hue, description, when_not)


def _name(name: str) -> str:
    if not storable(name):
        raise Invalid.field("name", "This holds a character that cannot be stored. Please remove it.")
    try:
        words = tidy_path(name)
    except ValueError:
        raise Invalid.field("name", "Put words before and after each slash, as in “Safety/Death”.") from None
    if not words:
        raise Invalid.field("name", "Give the label a name, such as “Dose”.")
    if len(words) > LONGEST_NAME:
        raise Invalid.field(
            "name", f"A label's name can be {LONGEST_NAME} characters long; this one has {len(words):,}."
        )
    return words


def _help(field: str, words: str) -> str:
    if not storable(words):
        raise Invalid.field(field, "This holds a character that cannot be stored. Please remove it.")
    tidy = line_feeds(words).strip()
    if len(tidy) > LONGEST_HELP:
        raise Invalid.field(field, f"This can be {LONGEST_HELP} characters long; it has {len(tidy):,}.")
    return tidy


def _require_room(labels: list[Label]) -> None:
    if len(labels) >= MOST_LABELS:
        raise Invalid.field("name", f"You have {MOST_LABELS} labels, which is the most. Delete one first.")


def _require_free(name: str, others: list[Label]) -> None:
    if any(other.name.casefold() == name.casefold() for other in others):
        raise _taken(name)


def _taken(name: str) -> Invalid:
    return Invalid.field("name", f"You have a label “{name}” already.")
