"""Rounds of double reading: what is read, with which labels, by whom, and what each reader closed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.accounts.models import Account
from annotate.database import Base, Id, new_id, partial_index
from annotate.trials.models import Trial, TrialVersion


class ReadingRound(Base):
    """Trials at one version each that several people read with one codebook, blind until it is revealed."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_key"),
        Index("ix_rounds_owner_id_created_at", "owner_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    """Who made it; None when they deleted their account after the reveal."""
    name: Mapped[str] = mapped_column(Text)
    instructions: Mapped[str] = mapped_column(Text)
    """What the owner asks of the readers, as plain text; may be empty."""
    client_key: Mapped[str] = mapped_column(Text)
    """Made by the form: the same form sent twice makes one round."""
    created_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    """When readers with open trials were last reminded."""
    closed_at: Mapped[datetime | None]
    """When the owner closed it before every reader had closed every trial; else None."""
    revealed_at: Mapped[datetime | None]
    """Since when its members read what the readers closed; it never goes back."""

    owner: Mapped[Account | None] = relationship()


class RoundLabel(Base):
    """A label of a round: copied from the owner's codebook when the round was made, and never changed."""

    __tablename__ = "round_labels"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("hue BETWEEN 1 AND 8", name="hue"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    hue: Mapped[int]
    description: Mapped[str] = mapped_column(Text)
    when_not: Mapped[str] = mapped_column(Text)


class RoundTrial(Base):
    """A trial of a round, at the one version that everybody reads."""

    __tablename__ = "round_trials"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        UniqueConstraint("round_id", "trial_id"),
        Index("ix_round_trials_trial_id", "trial_id"),
        Index("ix_round_trials_version_id", "version_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    position: Mapped[int]
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id"))
    removed_at: Mapped[datetime | None]
    """When the owner took it out, before the reveal; nobody reads it any more, and nothing counts it."""

    trial: Mapped[Trial] = relationship()
    version: Mapped[TrialVersion] = relationship()


class RoundMember(Base):
    """A person in a round, or the invitation of one: they read, they decide on differences, or both."""

    __tablename__ = "round_members"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        partial_index(
            "uq_round_members_round_id_account_id",
            "round_id",
            "account_id",
            where="account_id IS NOT NULL",
            unique=True,
        ),
        Index("ix_round_members_account_id", "account_id"),
        partial_index("ix_round_members_email", "email", where="email <> ''"),
        CheckConstraint("reads OR decides", name="does"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Its place among the round's members, from 1: what stands for the name of somebody who left."""
    email: Mapped[str] = mapped_column(Text)
    """The normalised address that was invited; empty once it was accepted or withdrawn, and for the owner."""
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    """Who accepted; None before that, and when they deleted their account."""
    reads: Mapped[bool]
    decides: Mapped[bool]
    invited_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When an account with the address was told of the invitation."""
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    """When the owner took the invitation back before it was answered."""
    left_at: Mapped[datetime | None]

    round: Mapped[ReadingRound] = relationship()
    account: Mapped[Account | None] = relationship()


class MemberLabel(Base):
    """Which label of their own codebook a reader uses for a label of the round."""

    __tablename__ = "round_member_labels"
    __table_args__ = (
        Index("ix_round_member_labels_label_id", "label_id"),
        Index("ix_round_member_labels_own_label_id", "own_label_id"),
    )

    member_id: Mapped[str] = mapped_column(ForeignKey("round_members.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("round_labels.id", ondelete="CASCADE"), primary_key=True)
    own_label_id: Mapped[str | None] = mapped_column(ForeignKey("labels.id", ondelete="SET NULL"))
    """None when the reader's label is gone for good."""


class RoundReading(Base):
    """One reader's work on one trial of a round."""

    __tablename__ = "round_readings"
    __table_args__ = (
        UniqueConstraint("member_id", "round_trial_id"),
        Index("ix_round_readings_round_trial_id", "round_trial_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("round_members.id", ondelete="CASCADE"))
    round_trial_id: Mapped[str] = mapped_column(ForeignKey("round_trials.id", ondelete="CASCADE"))
    closed_at: Mapped[datetime | None]
    """When the reader closed the trial; from then on nothing of it changes."""


class AnswerKind(StrEnum):
    """What a reader says of one label on one trial."""

    FOUND = "found"
    NOTHING = "nothing"
    """They looked for it, and the record does not report it."""


class RoundAnswer(Base):
    """A reader's answer for one label on one trial. While the trial is open only "nothing" is stored: notes say the rest."""

    __tablename__ = "round_answers"
    __table_args__ = (
        Index("ix_round_answers_label_id", "label_id"),
        CheckConstraint("kind IN ('found', 'nothing')", name="kind"),
    )

    reading_id: Mapped[str] = mapped_column(ForeignKey("round_readings.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("round_labels.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    """A value of ``AnswerKind``."""


class RoundPassage(Base):
    """A copy of a note of a reader's, as it was when they closed the trial."""

    __tablename__ = "round_passages"
    __table_args__ = (
        Index("ix_round_passages_reading_id_label_id", "reading_id", "label_id"),
        Index("ix_round_passages_label_id", "label_id"),
        Index("ix_round_passages_version_id", "version_id"),
        Index("ix_round_passages_note_id", "note_id"),
        CheckConstraint(
            "(start_offset IS NULL AND end_offset IS NULL) OR (start_offset >= 0 AND end_offset > start_offset)",
            name="passage",
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    reading_id: Mapped[str] = mapped_column(ForeignKey("round_readings.id", ondelete="CASCADE"))
    label_id: Mapped[str] = mapped_column(ForeignKey("round_labels.id", ondelete="CASCADE"))
    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id"))
    note_id: Mapped[str] = mapped_column(Id)
    """The note that it is a copy of; that may be gone for good by now, and the copy stays."""
    revision: Mapped[int]
    """The note's revision at that moment, by which its author sees that they changed it later."""
    start_offset: Mapped[int | None]
    """Code points into the version's text; None for a note on the whole trial."""
    end_offset: Mapped[int | None]
    exact: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """The note's words then, as Markdown; empty for a highlight, and when their author deleted their account."""
    written_at: Mapped[datetime]


class RoundDecision(Base):
    """What was decided about one label on one trial after the reveal, and why. It never changes; a later one supersedes it."""

    __tablename__ = "round_decisions"
    __table_args__ = (
        partial_index(
            "uq_round_decisions_first",
            "round_trial_id",
            "label_id",
            where="supersedes_id IS NULL",
            unique=True,
        ),
        UniqueConstraint("supersedes_id"),
        Index("ix_round_decisions_round_trial_id_label_id", "round_trial_id", "label_id"),
        Index("ix_round_decisions_label_id", "label_id"),
        Index("ix_round_decisions_decided_by_id", "decided_by_id"),
        Index("ix_round_decisions_taken_from_id", "taken_from_id"),
        CheckConstraint("kind IN ('found', 'nothing')", name="kind"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    round_trial_id: Mapped[str] = mapped_column(ForeignKey("round_trials.id", ondelete="CASCADE"))
    label_id: Mapped[str] = mapped_column(ForeignKey("round_labels.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    """A value of ``AnswerKind``."""
    taken_from_id: Mapped[str | None] = mapped_column(ForeignKey("round_members.id", ondelete="SET NULL"))
    """The reader whose passages are the answer; None for those of all readers, or for "nothing"."""
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    """Who decided; None when they deleted their account."""
    made_at: Mapped[datetime]
    supersedes_id: Mapped[str | None] = mapped_column(ForeignKey("round_decisions.id", ondelete="CASCADE"))
    """The decision that this one takes the place of."""

    decided_by: Mapped[Account | None] = relationship()
