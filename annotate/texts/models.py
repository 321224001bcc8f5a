"""Earlier texts: the columns of the tables that hold them, one table for each kind of what is written."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base


class Written(Protocol):
    """A note, or a reply."""

    id: str
    body: str
    revision: int
    """Counts the texts that it had; an edit states the one that it was made on."""
    created_at: datetime
    edited_at: datetime | None


class EarlierText(Base):
    """A text that other words took the place of; it has a number among the texts of its note or reply."""

    __abstract__ = True

    written_id: Mapped[str]
    """The id of the note or reply; each table names the column after what it refers to."""
    number: Mapped[int] = mapped_column(primary_key=True)
    """The ``revision`` that the note or reply had with it."""
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    kept_at: Mapped[datetime]
    """When other words took its place."""
