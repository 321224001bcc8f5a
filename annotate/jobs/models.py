"""Leases of jobs, and the runs worth knowing."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id

LEASE = timedelta(seconds=60)
"""How long a job is a worker's own without a heartbeat; the clocks of all machines must agree within it."""


class RunOutcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    """The work raised an exception."""
    LOST = "lost"
    """Its worker was stopped, killed, frozen or cut off from the database in the middle; another one begins anew."""


class JobLease(Base):
    """One job: when it is due, who runs it now, and how its last run ended."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("(token IS NULL) = (expires_at IS NULL)", name="held"),
        CheckConstraint("last_outcome IN ('done', 'failed', 'lost')", name="last_outcome"),
    )

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    due_at: Mapped[datetime]
    token: Mapped[str | None] = mapped_column(Id)
    """Random, new for each run: who knows it holds the lease. None: nobody runs the job."""
    claimed_by: Mapped[str | None] = mapped_column(Text)
    """The worker: its host's name and its process id."""
    claimed_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """From here on another worker may take over the job."""
    failures: Mapped[int]
    """Runs in a row that failed or were lost."""
    last_started_at: Mapped[datetime | None]
    last_ended_at: Mapped[datetime | None]
    last_outcome: Mapped[str | None] = mapped_column(Text)
    """A value of ``RunOutcome``; None: it never ran."""
    last_words: Mapped[str] = mapped_column(Text)
    """What the last run did, or the kind of the error that it failed with."""

    def is_held(self, at: datetime) -> bool:
        """True while a worker has the job for itself.

        A lease cannot end much later than one began now: such a one was written before the clock was set back.
        """
        return self.expires_at is not None and at < self.expires_at <= at + 2 * LEASE

    def is_due(self, at: datetime, every: timedelta) -> bool:
        """True if it is time for the next run; also if that is further ahead than it can be, as after a clock was set back."""
        return not at < self.due_at <= at + every + LEASE


class JobRun(Base):
    """A run that did something, failed or was lost; those that found nothing to do are not kept."""

    __tablename__ = "job_runs"
    __table_args__ = (CheckConstraint("outcome IN ('done', 'failed', 'lost')", name="outcome"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    job: Mapped[str] = mapped_column(Text)
    claimed_by: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime] = mapped_column(index=True)
    """Of a lost run: its last heartbeat."""
    outcome: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    """What it did, or the kind of the error that it failed with."""
