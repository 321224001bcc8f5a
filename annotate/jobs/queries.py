"""Selects of leases and runs; they are for workers and for whoever runs the instance, never for a page."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.jobs.models import JobLease, JobRun


def all_leases(session: Session) -> dict[str, JobLease]:
    """Return the row of every job that was ever run, by its name."""
    return {lease.name: lease for lease in session.scalars(select(JobLease))}


def hold_free(session: Session, name: str) -> JobLease | None:
    """Return a job's row for this transaction alone; None while another one claims it, or its worker writes.

    On PostgreSQL this lock conflicts with the one of ``lease_of``, and a heartbeat conflicts with neither.
    """
    return session.scalar(select(JobLease).where(JobLease.name == name).with_for_update(skip_locked=True))


def hold_own(session: Session, name: str, token: str) -> JobLease | None:
    """Return a job's row for this transaction alone, also while its worker writes; None if the lease was lost."""
    own = select(JobLease).where(JobLease.name == name, JobLease.token == token)
    return session.scalar(own.with_for_update(key_share=True))


def lease_of(name: str, token: str) -> Select[str]:
    """Select the job's name as long as the lease is the token's; then nobody claims the job before the transaction ends."""
    own = select(JobLease.name).where(JobLease.name == name, JobLease.token == token)
    return own.with_for_update(read=True, key_share=True)


def latest_runs(session: Session, limit: int) -> Sequence[JobRun]:
    """Return the runs that ended last, the latest first."""
    return session.scalars(select(JobRun).order_by(JobRun.ended_at.desc(), JobRun.id).limit(limit)).all()
