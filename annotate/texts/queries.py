"""Selects of earlier texts. Who may read them is decided before: a note or reply comes out of its own gate."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.texts.models import EarlierText, Written

PAGE_SIZE = 20
"""Earlier texts on one page of a history."""

Revision = TypeVar("Revision", bound=EarlierText)


def revisions_of(
    session: Session, model: type[Revision], written: Written, before: int | None = None, limit: int = PAGE_SIZE + 1
) -> list[Revision]:
    """Give up to ``limit`` earlier texts, the newest first, before (older than) a number: a page, and one more."""
    statement = select(model).where(model.written_id == written.id)
    if before is not None:
        statement = statement.where(model.number < before)
    return list(session.scalars(statement.order_by(model.number.desc()).limit(limit)))


def find_revision(session: Session, model: type[Revision], written: Written, number: int) -> Revision:
    """Give the earlier text of this number; raises NotFound."""
    found = session.get(model, (written.id, number))
    if found is None:
        raise NotFound
    return found


def base_of(session: Session, model: type[Revision], written: Written, made_on: int) -> Revision | None:
    """Give the earlier text that an edit was made on, or the last one before it that was stored; None when none was."""
    if not 0 < made_on < written.revision:
        return None
    return next(iter(revisions_of(session, model, written, before=made_on + 1, limit=1)), None)
