"""What was done to many notes at once, for its undo; no words are in it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id


class ActKind(StrEnum):
    """What an act does to its notes."""

    LABEL = "label"
    TAG = "tag"
    UNTAG = "untag"
    DELETE = "delete"
    IMPORT = "import"


class NoteAct(Base):
    """An act of one person on many notes; the next act deletes those that are older than a day."""

    __tablename__ = "note_acts"
    __table_args__ = (
        CheckConstraint("kind IN ('label', 'tag', 'untag', 'delete', 'import')", name="kind"),
        Index("ix_note_acts_account_id_at", "account_id", "at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    label_id: Mapped[str | None] = mapped_column(Id)
    """The label that the notes were given; None for no label."""
    tag_id: Mapped[str | None] = mapped_column(Id)
    """The tag that the notes were given, or that was taken from them."""
    at: Mapped[datetime]
    """When it began; all notes that it deleted say this instant."""
    done: Mapped[int] = mapped_column(default=0)
    """Notes that it changed."""
    passed_over: Mapped[int] = mapped_column(default=0)
    """Notes that it found changed so already, or not at all."""
    left: Mapped[bool] = mapped_column(default=False)
    """True if more notes matched than one act takes."""
    undone_at: Mapped[datetime | None]
    undone: Mapped[int] = mapped_column(default=0)
    """Notes that its undo put back."""


class NoteOfAct(Base):
    """A note that an act changed and that its undo has still to put back."""

    __tablename__ = "note_act_notes"

    act_id: Mapped[str] = mapped_column(ForeignKey("note_acts.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True, index=True)
    label_before: Mapped[str | None] = mapped_column(Id)
    tags_before: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The ids of all tags that it had; None if the act did nothing to tags."""
