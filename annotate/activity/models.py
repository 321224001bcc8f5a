"""What happened, a row for each account that it concerns, and how many rows each account has had."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, partial_index


class Activity(Base):
    """Something that happened, for one account to read. A row is never changed, but loses the name of an actor who left."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_subject_id_account_id_seq", "subject_id", "account_id", "seq"),
        Index("ix_activities_account_id_kind_seq", "account_id", "kind", "seq"),
        partial_index("ix_activities_actor_id", "actor_id", where="actor_id IS NOT NULL"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    """Its audience: the one account that reads it."""
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Its place in the audience's own sequence, from 1, in the order in which the transactions committed."""
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(Text)
    """A value of ``annotate.activity.kinds.ActivityKind``."""
    actor: Mapped[str] = mapped_column(Text)
    """Who did it, by the name that they had; empty for the audience's own acts, for strangers, and for the instance."""
    actor_id: Mapped[str | None] = mapped_column(Id)
    """The account of whoever did it, so that their name goes when they leave; None when they have none."""
    net: Mapped[str] = mapped_column(Text)
    """The masked network of whoever did it; empty for the audience's own acts."""
    subject_id: Mapped[str] = mapped_column(Id)
    """The note, link, trial or sign-in that it happened to; it may be gone by now."""
    detail: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """What else the kind says, as ``docs/activity.md`` lists it: ids and counts, never a word that somebody wrote."""


class ActivitySequence(Base):
    """The last number of an account's sequence. Its row is the lock that lets numbers follow the order of commits."""

    __tablename__ = "activity_sequences"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
