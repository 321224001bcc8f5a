"""Notes and labels."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.accounts.models import Account
from annotate.database import Base, Id, new_id
from annotate.trials.models import Trial, TrialVersion


class Label(Base):
    """A person's own named colour."""

    __tablename__ = "labels"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        CheckConstraint("hue BETWEEN 1 AND 8", name="hue"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    hue: Mapped[int]
    created_at: Mapped[datetime]


class EarlierText:
    """A text that other words took the place of; it belongs to a note or a reply, among whose texts it has a number."""

    number: Mapped[int] = mapped_column(primary_key=True)
    """The ``revision`` that the note or reply had with it."""
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    kept_at: Mapped[datetime]
    """When other words took its place."""


class Note(Base):
    """What its author wrote about a passage of one version, or about the whole trial (no offsets: a page note)."""

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("account_id", "client_key"),
        Index("ix_notes_account_id_trial_id", "account_id", "trial_id"),
        Index("ix_notes_account_id_created_at", "account_id", "created_at"),
        *(
            Index(
                name,
                *columns,
                sqlite_where=text("deleted_at IS NOT NULL"),
                postgresql_where=text("deleted_at IS NOT NULL"),
            )
            for name, columns in (
                ("ix_notes_trash", ("account_id", "deleted_at")),
                ("ix_notes_deleted_at", ("deleted_at",)),
            )
        ),
        CheckConstraint(
            "(start_offset IS NULL AND end_offset IS NULL) OR (start_offset >= 0 AND end_offset > start_offset)",
            name="passage",
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id"))
    """The version that the note was made on; it never changes."""
    start_offset: Mapped[int | None]
    end_offset: Mapped[int | None]
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """Markdown; empty for a highlight."""
    label_id: Mapped[str | None] = mapped_column(ForeignKey("labels.id", ondelete="SET NULL"))
    client_key: Mapped[str] = mapped_column(Text)
    """Made by the client: the same create sent twice makes one note."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts the texts that it had; an edit states the one that it was made on."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    """When its words were last changed; None when they never were."""
    deleted_at: Mapped[datetime | None]
    """When it went into the trash."""
    erased_at: Mapped[datetime | None]
    """When its words were deleted for good; such a row stands for nothing but the replies of others that hang on it."""

    account: Mapped[Account] = relationship()
    trial: Mapped[Trial] = relationship()
    version: Mapped[TrialVersion] = relationship()
    label: Mapped[Label | None] = relationship()


class NoteRevision(EarlierText, Base):
    """An earlier text of a note."""

    __tablename__ = "note_revisions"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True, sort_order=-1)
