"""What people follow, the searches that they saved, and the versions of which followers are still to be told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.database import Base, Id, new_id
from annotate.trials.models import Trial, TrialVersion


class SavedSearch(Base):
    """A search of trials that somebody saved under a name."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("account_id", "query"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    """What stands behind the question mark of its address, in the form of ``annotate.trials.query_strings``."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its owner deleted it; it can be restored for a day."""
    feed_key: Mapped[str | None] = mapped_column(Id, unique=True)
    """What the address of its feed holds, 128 random bits; None without a feed."""


class Follow(Base):
    """A trial, a condition or a saved search that somebody follows: exactly one of the three."""

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("account_id", "trial_id"),
        UniqueConstraint("account_id", "condition_key"),
        UniqueConstraint("account_id", "search_id"),
        CheckConstraint(
            "(CASE WHEN trial_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN condition_key IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN search_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_subject",
        ),
        Index("ix_follows_trial_id_id", "trial_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    trial_id: Mapped[str | None] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"))
    condition_key: Mapped[str | None] = mapped_column(Text)
    """The key of a condition, from ``annotate.trials.topics``."""
    search_id: Mapped[str | None] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its owner unfollowed; that can be undone for a day."""
    feed_key: Mapped[str | None] = mapped_column(Id, unique=True)
    """As of a saved search. Who follows a search has the feed of the search."""

    trial: Mapped[Trial | None] = relationship()
    search: Mapped[SavedSearch | None] = relationship()


class Arrival(Base):
    """A version that came in, of which followers are still to be told. It goes when all of them were."""

    __tablename__ = "arrivals"
    __table_args__ = (Index("ix_arrivals_at_version_id", "at", "version_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("trial_versions.id", ondelete="CASCADE"), primary_key=True)
    former_number: Mapped[int | None]
    """Number of the version that was current before; None for the first version of a new trial."""
    at: Mapped[datetime]
    told_until: Mapped[str] = mapped_column(Text)
    """The last follow, in the order of their ids, whose owner was told; empty before the first."""

    version: Mapped[TrialVersion] = relationship()
