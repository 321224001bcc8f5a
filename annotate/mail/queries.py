"""Selects of the outbox; its messages are for whoever runs the instance, never for a page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.errors import NotFound
from annotate.mail.models import Mail


def is_any_due(session: Session) -> bool:
    """Tell whether a message waits to be tried now."""
    return session.scalar(select(Mail.id).where(*due(clock.now())).limit(1)) is not None


def due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of messages that may be tried at a moment: due, and not held."""
    return Mail.due_at <= at, Mail.held_at.is_(None)


def unsent(session: Session, limit: int = 200) -> Sequence[Mail]:
    """List the messages that wait and those that were given up, the latest first."""
    statement = select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.created_at.desc(), Mail.id).limit(limit)
    return session.scalars(statement).all()


def find_given_up(session: Session, mail_id: str) -> Mail:
    """Find a message that was given up; raises NotFound."""
    found = session.scalar(select(Mail).where(Mail.id == mail_id, Mail.given_up_at.is_not(None)))
    if found is None:
        raise NotFound(f"No message with the id {mail_id} was given up.")
    return found
