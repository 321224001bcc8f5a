"""What was deleted for good, by id alone: a backup that is restored later must not bring it back."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from annotate import clock
from annotate.database import Base, Id


class Erasure(Base):
    """A note or an account that was deleted for good. Its id is random and says nothing about it."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]


def record(session: Session, row_id: str) -> None:
    """Remember that a row is deleted for good; once is enough."""
    if session.get(Erasure, row_id) is None:
        session.add(Erasure(id=row_id, at=clock.now()))
