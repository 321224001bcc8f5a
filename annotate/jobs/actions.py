"""Claiming a job, keeping it, and writing down how its run ended.

Whether a job is free and due is judged on its locked row, in the transaction that claims it: the row also tells whose run
was lost, which one UPDATE with a condition would overwrite unread.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import UtcDateTime, new_id
from annotate.jobs import queries
from annotate.jobs.job import Job
from annotate.jobs.models import LEASE, JobLease, JobRun, RunOutcome

RETENTION = timedelta(days=30)
"""How long runs are kept."""

FIRST_PAUSE = timedelta(minutes=1)
"""How long a job waits after a failure; twice as long after each further one, but never longer than between two runs."""

_MOST_DOUBLINGS = 20

_ENROL = text("""
INSERT INTO jobs (name, due_at, failures, last_words) VALUES (:name, :now, 0, '') ON CONFLICT (name) DO NOTHING
""").bindparams(bindparam("now", type_=UtcDateTime()))


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that one worker has begun."""

    job: Job
    token: str
    """Of its lease."""
    worker: str


def claim(session: Session, job: Job, worker: str, lease: timedelta = LEASE) -> Claim | None:
    """Take a job that is due, for one worker alone; None if it is not due or another worker has it.

    A lease that has run out is taken over, and the run that it was for is written down as lost.
    """
    now = clock.now()
    session.execute(_ENROL, {"name": job.name, "now": now})
    row = queries.hold_free(session, job.name)
    if row is None or row.is_held(now) or not row.is_due(now, job.every):
        return None
    if row.token is not None:
        _end(session, row, RunOutcome.LOST, "", row.heartbeat_at or now)
    claimed = Claim(job, new_id(), worker)
    row.token, row.claimed_by, row.claimed_at = claimed.token, worker, now
    row.heartbeat_at, row.expires_at = now, now + lease
    session.flush()
    return claimed


def renew(session: Session, tokens: Collection[str], lease: timedelta = LEASE) -> None:
    """Prolong the leases with these tokens, also those that have run out and that nobody has taken over."""
    now = clock.now()
    session.execute(update(JobLease).where(JobLease.token.in_(tokens)).values(heartbeat_at=now, expires_at=now + lease))


def finish(session: Session, claimed: Claim, words: str) -> bool:
    """Write down that a run is done and what it did; returns False if its lease was lost."""
    return _release(session, claimed, RunOutcome.DONE, words)


def fail(session: Session, claimed: Claim, kind: str) -> bool:
    """Write down the kind of error that a run failed with; returns False if its lease was lost."""
    return _release(session, claimed, RunOutcome.FAILED, kind)


def hand_over(session: Session, claimed: Claim) -> None:
    """Give up a run that cannot be finished: another worker may begin anew at once, and this run writes nothing more."""
    row = queries.hold_own(session, claimed.job.name, claimed.token)
    if row is not None:
        _end(session, row, RunOutcome.LOST, "", clock.now())
        _free(row)
        session.flush()


def forget_old_runs(session: Session) -> int:
    """Delete the runs that ended long enough ago, and return how many there were."""
    old = delete(JobRun).where(JobRun.ended_at <= clock.now() - RETENTION)
    return len(session.scalars(old.returning(JobRun.id)).all())


def forget_all(session: Session) -> None:
    """Delete every lease and every run: they are about processes that a restored database has never seen."""
    session.execute(delete(JobLease))
    session.execute(delete(JobRun))


def _release(session: Session, claimed: Claim, outcome: RunOutcome, words: str) -> bool:
    row = queries.hold_own(session, claimed.job.name, claimed.token)
    if row is None:
        return False
    now = clock.now()
    _end(session, row, outcome, words, now)
    _free(row)
    row.due_at = now + pause(claimed.job.every, row.failures)
    session.flush()
    return True


def _free(row: JobLease) -> None:
    row.token = row.claimed_by = row.claimed_at = row.heartbeat_at = row.expires_at = None


def _end(session: Session, row: JobLease, outcome: RunOutcome, words: str, at: datetime) -> None:
    started_at = row.claimed_at or at
    # A job that fails every few seconds, always alike, is told once; its lease counts the failures.
    repeats = outcome is RunOutcome.FAILED and (row.last_outcome, row.last_words) == (outcome, words)
    if (words or outcome is not RunOutcome.DONE) and not repeats:
        run = JobRun(job=row.name, claimed_by=row.claimed_by or "", started_at=started_at, ended_at=at)
        run.outcome, run.words = outcome, words
        session.add(run)
    row.last_started_at, row.last_ended_at, row.last_outcome, row.last_words = started_at, at, outcome, words
    row.failures = 0 if outcome is RunOutcome.DONE else row.failures + 1


def pause(every: timedelta, failures: int) -> timedelta:
    """Return how long a job rests after a run, by the number of failures in a row."""
    return min(every, FIRST_PAUSE * 2 ** min(failures - 1, _MOST_DOUBLINGS)) if failures else every
