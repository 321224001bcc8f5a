"""Selects and the gate of tags."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.codebook.models import Tag
from annotate.core.tags import key_of
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.prepared import prepared


def own_tags(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a tag: who made it."""
    return Tag.account_id == viewer.id if viewer else false()


def tags_of(session: Session, viewer: Viewer) -> Sequence[Tag]:
    """Give the viewer's tags in the order of the alphabet."""
    return session.scalars(*_tags(viewer)).all()


def find_tag(session: Session, viewer: Viewer | None, tag_id: str, *, for_change: bool = False) -> Tag:
    """Give a tag of the viewer's; raises NotFound. ``for_change`` makes their other writers wait until this transaction ends."""
    if for_change and viewer is not None:
        hold_account(session, viewer.id)
    found = session.scalar(select(Tag).where(Tag.id == tag_id, own_tags(viewer)))
    if found is None:
        raise NotFound
    return found


def tags_by_key(session: Session, viewer: Viewer, names: Collection[str]) -> dict[str, Tag]:
    """Give those of the viewer's tags that have one of these names, whatever its capitals, by their keys."""
    wanted = select(Tag).where(own_tags(viewer), Tag.key.in_([key_of(name) for name in names]))
    return {tag.key: tag for tag in session.scalars(wanted)}


def count_tags(session: Session, viewer: Viewer) -> int:
    """Count the viewer's tags."""
    return session.scalar(select(func.count()).select_from(Tag).where(own_tags(viewer))) or 0


@prepared
def _tags(viewer: Viewer) -> Select[Tag]:
    return select(Tag).where(own_tags(viewer)).order_by(Tag.key)
