"""Searches of notes that people saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id, partial_index


class SavedNoteSearch(Base):
    """A search of their own notes that somebody saved under a name."""

    __tablename__ = "saved_note_searches"
    __table_args__ = (
        UniqueConstraint("account_id", "query", "by_trial"),
        partial_index(
            "uq_saved_note_searches_account_id_name", "account_id", "name", where="deleted_at IS NULL", unique=True
        ),
        partial_index("ix_saved_note_searches_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    """As ``NotesQuery.written`` gives it."""
    by_trial: Mapped[bool]
    """True if the list stands by trials, False if newest first."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """When its owner deleted it; it can be restored for a day."""
