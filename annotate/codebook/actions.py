"""Use cases of labels: make, change and delete them, and make the starters one's own."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.clock import now
from annotate.codebook import queries
from annotate.codebook.models import HUE_NAMES, Label
from annotate.codebook.queries import HasNotes
from annotate.codebook.starters import STARTERS
from annotate.core.text import collapse, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid, NotFound

LONGEST_NAME = 40
"""Longest name of a label, in code points."""

MOST_LABELS = 48
"""Labels that one person can have: the toolbar lists them all."""


def own_label(session: Session, viewer: Viewer, label_id: str, has_notes: HasNotes) -> Label:
    """Give the viewer's label of this id; that of a starter makes the starters theirs first. Raises NotFound."""
    starter = next((starter for starter in STARTERS if starter.id == label_id), None)
    if starter is None:
        return queries.find_label(session, viewer, label_id)
    begin_labels(session, viewer, has_notes)
    found = next((label for label in queries.labels_of(session, viewer) if label.name == starter.name), None)
    if found is None:
        raise NotFound
    return found


def begin_labels(session: Session, viewer: Viewer, has_notes: HasNotes) -> None:
    """Make the starters a beginner's own; nothing for anybody else."""
    if queries.has_begun(session, viewer, has_notes):
        return
    at = now()
    try:
        with session.begin_nested():
            for step, starter in enumerate(STARTERS):
                # Apart by a microsecond each: labels stand in the order in which they were made.
                made = at + timedelta(microseconds=step)
                session.add(
                    Label(id=new_id(), account_id=viewer.id, name=starter.name, hue=starter.hue, created_at=made)
                )
    except IntegrityError:
        return  # another request of the same person has just made them


def create_label(session: Session, viewer: Viewer, has_notes: HasNotes, *, name: str, hue: int) -> Label:
    """Make a label. Raises Invalid for a bad name or hue, a name in use, or one label too many."""
    hold_account(session, viewer.id)
    begin_labels(session, viewer, has_notes)
    existing = queries.labels_of(session, viewer)
    words = _name(name, existing)
    if len(existing) >= MOST_LABELS:
        raise Invalid.field("name", f"You have {MOST_LABELS} labels, which is the most. Delete one first.")
    label = Label(id=new_id(), account_id=viewer.id, name=words, hue=_hue(hue), created_at=now())
    return _saved(session, label)


def change_label(session: Session, viewer: Viewer, label: Label, *, name: str, hue: int) -> Label:
    """Rename and recolour a label; its notes follow. Raises Invalid as ``create_label`` does."""
    hold_account(session, viewer.id)
    others = [other for other in queries.labels_of(session, viewer) if other.id != label.id]
    label.name, label.hue = _name(name, others), _hue(hue)
    session.flush()
    return label


def delete_label(session: Session, label: Label) -> None:
    """Delete a label; its notes stay, without one: the database takes it from them (``ON DELETE SET NULL``)."""
    hold_account(session, label.account_id)  # before any note: an edit holds its account, and then its note
    session.delete(label)
    session.flush()


def _saved(session: Session, label: Label) -> Label:
    try:
        with session.begin_nested():
            session.add(label)
    except IntegrityError:
        raise _taken(label.name) from None
    return label


def _name(name: str, others: list[Label]) -> str:
    if not storable(name):
        raise Invalid.field("name", "This holds a character that cannot be stored. Please remove it.")
    words = collapse(name)
    if not words:
        raise Invalid.field("name", "Give the label a name, such as “Dose”.")
    if len(words) > LONGEST_NAME:
        raise Invalid.field(
            "name", f"A label's name can be {LONGEST_NAME} characters long; this one has {len(words):,}."
        )
    if any(other.name.casefold() == words.casefold() for other in others):
        raise _taken(words)
    return words


def _taken(name: str) -> Invalid:
    return Invalid.field("name", f"You have a label “{name}” already.")


def _hue(hue: int) -> int:
    if hue not in HUE_NAMES:
        raise Invalid.field("hue", "Choose one of the colours.")
    return hue
