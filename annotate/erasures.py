"""Ids of what was deleted for good, so that a restored backup does not bring it back."""

import time
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from annotate import clock
from annotate.database import Base, Database, Id

RETENTION = timedelta(days=400)
"""How long an id is retained: no older backup should be restored (docs/operations.md), and ``restore`` warns of one."""

AT_ONCE = 1_000
"""Ids that one transaction deletes."""

_PAUSE_SECONDS = 0.01  # after each of them waiting writers get their turn


class Erasure(Base):
    """A note or an account that was deleted for good. Its id is random and says nothing about it."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]


def record(session: Session, row_id: str) -> None:
    """Record that a row is deleted for good; idempotent."""
    if session.get(Erasure, row_id) is None:
        session.add(Erasure(id=row_id, at=clock.now()))


def sweep(database: Database, at: datetime) -> int:
    """Delete expired ids in batches and return how many.

    A reading session finds them, so that no writer waits while the table is read.
    """
    gone = 0
    while True:
        with database.reader() as session:
            old = session.scalars(select(Erasure.id).where(Erasure.at <= at - RETENTION).limit(AT_ONCE)).all()
        if not old:
            return gone
        with database.transaction() as session:
            gone += len(session.scalars(delete(Erasure).where(Erasure.id.in_(old)).returning(Erasure.id)).all())
        time.sleep(_PAUSE_SECONDS)
