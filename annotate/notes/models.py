"""Notes, and the anchors that say where a note stands in a version that it was not made on."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from annotate.accounts.models import Account
from annotate.codebook.models import Label
from annotate.core.tags import SEPARATOR, in_order
from annotate.database import Base, Id, new_id, partial_index
from annotate.texts.models import EarlierText
from annotate.trials.models import Trial, TrialVersion


class Note(Base):
    """What its author wrote about a passage of one version, or about the whole trial (no offsets: a page note)."""

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("account_id", "client_key"),
        Index("ix_notes_account_id_trial_id", "account_id", "trial_id"),
        # All that the list of notes counts and orders by: it reads no row, whose words may fill pages.
        Index(
            "ix_notes_desk",
            *("account_id", "created_at", "id", "number", "label_id", "trial_id", "deleted_at", "erased_at"),
            *("version_id", "start_offset"),
        ),
        Index("ix_notes_number", "number", unique=True),
        Index("ix_notes_trial_id_version_id", "trial_id", "version_id"),
        # No two changes of one author's notes at the same instant (``notes.update_times``).
        partial_index(
            "uq_notes_account_id_updated_at", "account_id", "updated_at", where="erased_at IS NULL", unique=True
        ),
        partial_index("ix_notes_label_id", "label_id", where="label_id IS NOT NULL"),
        partial_index("ix_notes_trash", "account_id", "deleted_at", where="deleted_at IS NOT NULL"),
        partial_index("ix_notes_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
        # Empty but after an upgrade: the job that indexes notes takes them from it in order.
        partial_index("ix_notes_unindexed", "created_at", "id", where="number IS NULL AND erased_at IS NULL"),
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
    """When anything about it was last changed; later than all changes before of its author's notes."""
    edited_at: Mapped[datetime | None]
    """When its words were last changed; None when they never were."""
    deleted_at: Mapped[datetime | None]
    """When it went into the trash."""
    erased_at: Mapped[datetime | None]
    """When its words were deleted for good; such a row stands for nothing but the replies of others that hang on it."""

    number: Mapped[int | None] = mapped_column(BigInteger)
    """Its number in the search index; None when it is not indexed (``notes.indexing``)."""

    left_out = 0
    """Code points at the end of the words that were not read, for a page that would grow too large (``notes.bounded``)."""

    account: Mapped[Account] = relationship()
    trial: Mapped[Trial] = relationship()
    version: Mapped[TrialVersion] = relationship()
    label: Mapped[Label | None] = relationship()

    tag_names: Mapped[str | None] = query_expression()
    """The names of its tags with commas between them, where ``whole_notes`` read them for its author; else None."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags in the order of the alphabet; none where they were not read."""
        return in_order(self.tag_names.split(SEPARATOR)) if self.tag_names else ()


class NoteRevision(EarlierText):
    """An earlier text of a note."""

    __tablename__ = "note_revisions"

    written_id: Mapped[str] = mapped_column(
        "note_id", ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True, sort_order=-1
    )


class NoteTag(Base):
    """A tag that a note has."""

    __tablename__ = "note_tags"
    __table_args__ = (Index("ix_note_tags_tag_id", "tag_id"),)

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)


class FormerLabel(Base):
    """A label that a note had until the label was deleted or merged, for the undoing of that."""

    __tablename__ = "former_labels"
    __table_args__ = (Index("ix_former_labels_note_id", "note_id"),)

    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)


def _other_anchor() -> ForeignKey:
    # Looked at when the transaction ends: rows that refer to each other may come in in any order.
    return ForeignKey("anchors.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")


class Anchor(Base):
    """Where a note stands in a version that it was not made on: worked out when the version came in, or chosen by hand.

    A choice takes the place of the anchor before it, which stays readable; taking the choice back puts that one in its
    place again. At most one anchor of a note in a version holds.
    """

    __tablename__ = "anchors"
    __table_args__ = (
        partial_index(
            "uq_anchors_note_id_version_id", "note_id", "version_id", where="replaced_at IS NULL", unique=True
        ),
        # All that a search by state asks: it reads no row, and of a person's notes there are many.
        Index("ix_anchors_states", "note_id", "state", "version_id", "replaced_at"),
        # Few anchors wait for an eye, and every page counts its reader's.
        partial_index(
            "ix_anchors_asking", "note_id", "version_id", where="asked_at IS NOT NULL AND replaced_at IS NULL"
        ),
        Index("ix_anchors_version_id", "version_id"),
        partial_index("ix_anchors_follows_id", "follows_id", where="follows_id IS NOT NULL"),
        partial_index("ix_anchors_replaces_id", "replaces_id", where="replaces_id IS NOT NULL"),
        CheckConstraint("state IN ('exact', 'moved', 'changed', 'ambiguous', 'orphaned')", name="state"),
        CheckConstraint(
            "(state IN ('exact', 'moved', 'changed') AND start_offset >= 0 AND end_offset > start_offset)"
            " OR (state IN ('ambiguous', 'orphaned') AND start_offset IS NULL AND end_offset IS NULL)",
            name="place",
        ),
        CheckConstraint("(choice IS NULL) = (chosen_at IS NULL)", name="choice"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(Text)
    """A value of ``annotate.core.anchoring.AnchorState``."""
    start_offset: Mapped[int | None]
    end_offset: Mapped[int | None]
    score: Mapped[float]
    """From 0 to 1: how much of the words and of what surrounds them stands; never what decided."""
    evidence: Mapped[list[str]] = mapped_column(JSON)
    """Why it is said to stand there, in sentences."""
    candidates: Mapped[list[list[int]]] = mapped_column(JSON)
    """Places that could be it, ``[start, end)`` each, the likeliest first."""
    crossed: Mapped[bool]
    """Whether its words stand in another list of criteria, or another free text, than they did."""
    asked_at: Mapped[datetime | None]
    """Since when it waits for its author's eye; None when there is nothing to decide."""
    follows_id: Mapped[str | None] = mapped_column(_other_anchor())
    """The choice, in an earlier version, that it was worked out from as well."""
    choice: Mapped[str | None] = mapped_column(Text)
    """What its author chose, a value of ``annotate.core.anchoring.Choice``; None when it was worked out."""
    chosen_at: Mapped[datetime | None]
    replaces_id: Mapped[str | None] = mapped_column(_other_anchor())
    """The anchor that the choice took the place of."""
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    """Since when it holds no more."""


class Placing(Base):
    """A version in which notes are still to be placed, by whoever comes first: a reader of its page or the job."""

    __tablename__ = "placings"

    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
