"""Labels, the colours that they can have, and tags."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id, partial_index

HUE_NAMES = {
    1: "Yellow",
    2: "Green",
    3: "Blue",
    4: "Rose",
    5: "Orange",
    6: "Teal",
    7: "Violet",
    8: "Slate",
}
"""The eight hues by number, as the style sheet draws them."""


@dataclass(frozen=True, slots=True)
class LabelDraft:
    """What a person decides about a label."""

    name: str
    hue: int
    description: str = ""
    """When to use it; may be empty."""
    when_not: str = ""
    """When not to use it; may be empty."""


class Label(Base):
    """A person's own named colour.

    A deleted label stays for a day, and so does what it was before its last edit: both can be undone.
    """

    __tablename__ = "labels"
    __table_args__ = (
        partial_index("uq_labels_account_id_name", "account_id", "name", where="deleted_at IS NULL", unique=True),
        Index("ix_labels_account_id_position", "account_id", "position"),
        Index("ix_labels_merged_into_id", "merged_into_id"),
        Index("ix_labels_deleted_at", "deleted_at"),
        CheckConstraint("hue BETWEEN 1 AND 8", name="hue"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    """With a slash it is a path: “Safety/Death” is listed under “Safety”."""
    hue: Mapped[int]
    description: Mapped[str] = mapped_column(Text, default="")
    """When to use it, in its owner's words; may be empty."""
    when_not: Mapped[str] = mapped_column(Text, default="")
    """When not to use it; may be empty."""
    position: Mapped[int] = mapped_column(default=0)
    """Its place in its owner's order; labels of one position stand in the order in which they were made."""
    created_at: Mapped[datetime]
    former: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What it was before its last edit, the fields of a ``LabelDraft``; None when there is nothing to undo."""
    changed_at: Mapped[datetime | None]
    """When it was last edited; None when there is nothing to undo."""
    deleted_at: Mapped[datetime | None]
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("labels.id", ondelete="SET NULL"))
    """The label that took its notes when it was deleted; None when its notes went without one."""
    code: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What it was in a codebook of REFI-QDA that named it, the fields of a ``CodeOrigin``; None for a label made here."""

    def draft(self) -> LabelDraft:
        """Give what was decided about it."""
        return LabelDraft(self.name, self.hue, self.description, self.when_not)

    def take(self, draft: LabelDraft) -> None:
        """Become what was decided."""
        self.name, self.hue = draft.name, draft.hue
        self.description, self.when_not = draft.description, draft.when_not


class Tag(Base):
    """A word of a person's own, which many of their notes can have; a note can have many."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    """As it is shown, without a sign before it; it holds no comma."""
    key: Mapped[str] = mapped_column(Text)
    """The name by which it is found, whatever its capitals (``annotate.core.tags.key_of``)."""
    created_at: Mapped[datetime]
