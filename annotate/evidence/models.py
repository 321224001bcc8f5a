"""Evidence tables, what their cells say beside notes, and frozen ones."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from annotate.codebook.models import Label
from annotate.database import Base, Id, new_id, partial_index
from annotate.trials.compression import CompressedFacts
from annotate.trials.models import Trial


class EvidenceTable(Base):
    """A person's table: a name, columns and rows. Its cells are found anew whenever it is read."""

    __tablename__ = "evidence_tables"
    __table_args__ = (
        UniqueConstraint("account_id", "client_key"),
        Index("ix_evidence_tables_account_id_created_at", "account_id", "created_at"),
        partial_index("ix_evidence_tables_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str] = mapped_column(Text)
    """Made with the form: the same form sent twice makes one table."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """When its owner deleted it; it can be restored for 30 days."""


class EvidenceColumn(Base):
    """A column: the notes under a label, or a fact of the record."""

    __tablename__ = "evidence_columns"
    __table_args__ = (
        partial_index("ix_evidence_columns_label_id", "label_id", where="label_id IS NOT NULL"),
        Index("ix_evidence_columns_table_id_position", "table_id", "position"),
        partial_index("ix_evidence_columns_former_label_id", "former_label_id", where="former_label_id IS NOT NULL"),
        UniqueConstraint("table_id", "label_id"),
        UniqueConstraint("table_id", "fact"),
        CheckConstraint("label_id IS NULL OR fact IS NULL", name="one_kind"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    table_id: Mapped[str] = mapped_column(ForeignKey("evidence_tables.id", ondelete="CASCADE"))
    position: Mapped[int]
    label_id: Mapped[str | None] = mapped_column(ForeignKey("labels.id", ondelete="SET NULL"))
    """None in a column of facts, and once its label was deleted for good."""
    fact: Mapped[str | None] = mapped_column(Text)
    """A value of ``annotate.evidence.facts.RecordFact``."""
    heading: Mapped[str] = mapped_column(Text)
    """The label's name when the column was made: what is left of a label that was deleted for good."""

    former_label_id: Mapped[str | None] = mapped_column(ForeignKey("labels.id", ondelete="SET NULL"))
    """The label that it had until that was merged into another one, for the undoing of that."""

    label: Mapped[Label | None] = relationship(foreign_keys=[label_id])


class EvidenceRow(Base):
    """A trial in a table."""

    __tablename__ = "evidence_rows"
    __table_args__ = (Index("ix_evidence_rows_trial_id", "trial_id"),)

    table_id: Mapped[str] = mapped_column(ForeignKey("evidence_tables.id", ondelete="CASCADE"), primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]

    trial: Mapped[Trial] = relationship()


class NotReported(Base):
    """Says of a cell: its reader looked for this in the record, and it is not reported."""

    __tablename__ = "evidence_not_reported"
    __table_args__ = (
        Index("ix_evidence_not_reported_label_id", "label_id"),
        Index("ix_evidence_not_reported_trial_id", "trial_id"),
    )

    table_id: Mapped[str] = mapped_column(ForeignKey("evidence_tables.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True)
    version_number: Mapped[int]
    """The version that was current then, in which they looked."""
    at: Mapped[datetime]


class KeptQuote(Base):
    """A table's decision to keep what a note quotes, though the record says something else by now.

    It holds as long as the record says what it said then: other words ask again. Accepting new words is a decision about the
    note, and an anchor of its own (``annotate.notes.anchors``).
    """

    __tablename__ = "evidence_kept_quotes"
    __table_args__ = (Index("ix_evidence_kept_quotes_note_id", "note_id"),)

    table_id: Mapped[str] = mapped_column(ForeignKey("evidence_tables.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    """How the note stood: a value of ``AnchorState``."""
    wording: Mapped[str] = mapped_column(Text)
    """The words that stood in its place; empty without a place."""
    version_number: Mapped[int]
    """The version that was current then."""
    at: Mapped[datetime]


class FrozenTable(Base):
    """A table as it was on a day, as values: nothing that happens to notes, labels or records changes it."""

    __tablename__ = "evidence_frozen"
    __table_args__ = (
        partial_index("ix_evidence_frozen_table_id", "table_id", where="table_id IS NOT NULL"),
        Index("ix_evidence_frozen_account_id_frozen_at", "account_id", "frozen_at"),
        partial_index("ix_evidence_frozen_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    table_id: Mapped[str | None] = mapped_column(ForeignKey("evidence_tables.id", ondelete="SET NULL"))
    """The table that it was; None once that was deleted for good."""
    name: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 of its values as canonical JSON, in 64 hexadecimal digits."""
    trials: Mapped[int]
    cells: Mapped[int]
    """Cells with a note."""
    deleted_at: Mapped[datetime | None]
    """When its owner deleted it; it can be restored for 30 days."""
    content: Mapped[Any] = deferred(mapped_column(CompressedFacts, nullable=False))
    """Its values, from ``annotate.core.evidence``."""


class TableLink(Base):
    """What a link over a table gives besides its notes: the names and places of its columns and rows, as they were then."""

    __tablename__ = "evidence_links"
    __table_args__ = (Index("ix_evidence_links_table_id", "table_id"),)

    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), primary_key=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("evidence_tables.id", ondelete="SET NULL"))
    given: Mapped[Any] = deferred(mapped_column(CompressedFacts, nullable=False))
    """A ``GivenTable``, from ``annotate.evidence.links``."""
