"""Selects and the gate of labels."""

from collections.abc import Callable

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.codebook.starters import STARTERS, Starter
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.prepared import prepared

HasNotes = Callable[[Session, Viewer], bool]
"""Tells whether the viewer has a note. Notes stand above labels, so callers hand this in."""


def labels_of(session: Session, viewer: Viewer | None) -> list[Label]:
    """Give the viewer's labels, the oldest first."""
    return list(session.scalars(*_labels(viewer))) if viewer else []


def find_label(session: Session, viewer: Viewer | None, label_id: str) -> Label:
    """Give a label of the viewer's; raises NotFound."""
    found = session.scalar(
        select(Label).where(Label.id == label_id, Label.account_id == viewer.id if viewer else false())
    )
    if found is None:
        raise NotFound
    return found


def labels_to_choose(session: Session, viewer: Viewer | None, has_notes: HasNotes) -> tuple[Label | Starter, ...]:
    """Give the viewer's labels; the starters for a person who has neither a label nor a note yet."""
    if viewer is None:
        return ()
    own = tuple(labels_of(session, viewer))
    return own or (() if has_notes(session, viewer) else STARTERS)


def has_begun(session: Session, viewer: Viewer, has_notes: HasNotes) -> bool:
    """True if the viewer has a label or a note: whoever deleted every label is not given the starters again."""
    return bool(session.scalar(*_any_label(viewer))) or has_notes(session, viewer)


@prepared
def _labels(viewer: Viewer) -> Select[Label]:
    return select(Label).where(Label.account_id == viewer.id).order_by(Label.created_at, Label.id)


@prepared
def _any_label(viewer: Viewer) -> Select[bool]:
    return select(select(Label.id).where(Label.account_id == viewer.id).exists())
