"""Selects and the gate of labels."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.clock import now
from annotate.codebook.models import Label
from annotate.codebook.starters import STARTERS, Starter
from annotate.core.label_paths import in_groups
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.prepared import prepared

UNDO = timedelta(days=1)
"""How long a label's edit or deletion can be undone."""

HasNotes = Callable[[Session, Viewer], bool]
"""Tells whether the viewer has a note. Notes stand above labels, so callers hand this in."""


def labels_of(session: Session, viewer: Viewer | None) -> list[Label]:
    """Give the viewer's labels in their order; those of one group stand together."""
    return _in_order(session.scalars(*_labels(viewer))) if viewer else []


def find_label(session: Session, viewer: Viewer | None, label_id: str, *, deleted_too: bool = False) -> Label:
    """Give a label of the viewer's; ``deleted_too`` finds one that can still be restored. Raises NotFound."""
    statement = select(Label).where(Label.id == label_id, Label.account_id == viewer.id if viewer else false())
    found = session.scalar(statement if deleted_too else statement.where(Label.deleted_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def hold_label(session: Session, label: Label) -> Label:
    """Hold the label's account until this transaction ends, and give the label as it is then; raises NotFound."""
    hold_account(session, label.account_id)
    statement = select(Label).where(Label.id == label.id).with_for_update()
    found = session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def labels_to_choose(session: Session, viewer: Viewer | None, has_notes: HasNotes) -> tuple[Label | Starter, ...]:
    """Give the viewer's labels; the starters for a person who has neither a label nor a note yet."""
    if viewer is None:
        return ()
    own = session.scalars(*_labels(viewer)).all()
    return tuple(_in_order(own)) if own or has_notes(session, viewer) else STARTERS


def has_begun(session: Session, viewer: Viewer, has_notes: HasNotes) -> bool:
    """True if the viewer has a label or a note: whoever deleted every label is not given the starters again."""
    return bool(session.scalar(*_any_label(viewer))) or has_notes(session, viewer)


def undoable_labels(session: Session, viewer: Viewer) -> Sequence[Label]:
    """Give the viewer's labels that were lately edited, merged or deleted; the last first."""
    at = Label.changed_at
    statement = select(Label).where(Label.account_id == viewer.id, or_(at.is_not(None), Label.deleted_at.is_not(None)))
    found = session.scalars(statement).all()
    return sorted(found, key=lambda label: label.deleted_at or label.changed_at or label.created_at, reverse=True)


def deleted_labels(session: Session, account_id: str) -> Sequence[Label]:
    """Give the labels of an account that can be restored, the one deleted last first."""
    deleted = (Label.account_id == account_id, Label.deleted_at.is_not(None))
    return session.scalars(select(Label).where(*deleted).order_by(Label.deleted_at.desc(), Label.id)).all()


def deleted_before(session: Session, at: datetime, limit: int) -> Sequence[str]:
    """Give the ids of labels that were deleted before an instant, whoever's they were."""
    due = select(Label.id).where(Label.deleted_at <= at).order_by(Label.deleted_at, Label.id)
    return session.scalars(due.limit(limit)).all()


def is_waiting(session: Session) -> bool:
    """True if something can no longer be undone."""
    at = now() - UNDO
    due = select(Label.id).where(or_(Label.deleted_at <= at, Label.changed_at <= at))
    return bool(session.scalar(select(due.exists())))


def _in_order(labels: Iterable[Label]) -> list[Label]:
    groups = in_groups((label for label in labels if label.deleted_at is None), lambda label: label.name)
    return [label for group in groups for label in group.labels]


@prepared
def _labels(viewer: Viewer) -> Select[Label]:
    # Deleted ones too, so that one statement tells who has begun; they are few and soon gone.
    mine = select(Label).where(Label.account_id == viewer.id)
    return mine.order_by(Label.position, Label.created_at, Label.id)


@prepared
def _any_label(viewer: Viewer) -> Select[bool]:
    return select(select(Label.id).where(Label.account_id == viewer.id).exists())
