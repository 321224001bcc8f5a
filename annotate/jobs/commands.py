"""``annotate worker``, which runs jobs, and ``annotate jobs``, which lists them.

The command line hands over the function that names an instance's jobs: nothing in here knows a feature.
"""

import signal
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import click
from sqlalchemy.orm import Session

from annotate import clock, schema
from annotate.core.lifetimes import in_words
from annotate.core.numbers import many
from annotate.database import opened
from annotate.jobs import queries
from annotate.jobs.job import Job
from annotate.jobs.models import JobLease, JobRun
from annotate.jobs.worker import Worker
from annotate.settings import Settings
from annotate.web import logs

JobsOf = Callable[[Settings], Sequence[Job]]
"""Names the jobs of an instance."""

STOPPING_SECONDS = 30
"""How long runs under way may take to end when a worker stops."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MOST_RUNS = 1_000


@click.command()
@click.pass_obj
def worker(jobs_of: JobsOf) -> None:
    """Run the jobs that are due, again and again, until Ctrl-C or SIGTERM.

    Any number of workers run side by side, on any number of machines, also beside the servers: each job is run by one of
    them at a time. What a killed one was at is taken over within a minute.
    """
    settings = Settings.from_environ()
    logs.configure(every_request=True)  # here every line is about a run that did something
    with opened(settings.database_url) as database:
        schema.require_newest(database)
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        jobs = jobs_of(settings)
        running = Worker(database, jobs)
        running.begin()
        click.echo(f"Running {many(len(jobs), 'job')} as {running.name}. Ctrl-C stops.")
        _wait_for_signal()
        left = running.stop(STOPPING_SECONDS)
    for name in left:
        click.echo(f"{name} did not end in time, and was handed over: the next worker begins it anew.")
    click.echo("Stopped.")


def _wait_for_signal() -> None:
    """Wait until somebody asks this process to stop; a second signal ends it at once."""
    signal.sigwait(_SIGNALS)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


@click.command("jobs")
@click.option("--runs", type=click.IntRange(1, _MOST_RUNS), help="List so many of the latest runs instead.")
@click.pass_obj
def list_jobs(jobs_of: JobsOf, runs: int | None) -> None:
    """List the jobs: how often each runs, when it did last and how that ended, and when it is due. Times are in UTC.

    With --runs, list the latest runs that did something, failed, or were lost with their worker.
    """
    settings = Settings.from_environ()
    with opened(settings.database_url) as database:
        schema.require_newest(database)
        with database.reader() as session:
            lines = _runs(session, runs) if runs else _jobs(session, jobs_of(settings))
    for line in lines:
        click.echo(line)


def _runs(session: Session, limit: int) -> list[str]:
    runs = queries.latest_runs(session, limit)
    return _table(("ended", "job", "took", "outcome", "worker", "did"), [_run(each) for each in runs])


def _jobs(session: Session, jobs: Sequence[Job]) -> list[str]:
    leases, at = queries.all_leases(session), clock.now()
    head = ("job", "every", "last run", "took", "outcome", "next run", "did")
    return _table(head, [_job(job, leases.get(job.name), at) for job in jobs])


def _run(run: JobRun) -> tuple[str, ...]:
    took = _seconds(run.started_at, run.ended_at)
    return _moment(run.ended_at), run.job, took, run.outcome, run.claimed_by, run.words


def _job(job: Job, lease: JobLease | None, at: datetime) -> tuple[str, ...]:
    every = f"{job.every.seconds} s" if job.every < timedelta(minutes=1) else in_words(job.every)
    return job.name, every, *_last(lease), _next(job, lease, at), lease.last_words if lease else ""


def _last(lease: JobLease | None) -> tuple[str, str, str]:
    """Tell when the last run began, how long it took and how it ended."""
    if lease is None or lease.last_started_at is None or lease.last_ended_at is None:
        return "never", "", ""
    return (
        _moment(lease.last_started_at),
        _seconds(lease.last_started_at, lease.last_ended_at),
        lease.last_outcome or "",
    )


def _next(job: Job, lease: JobLease | None, at: datetime) -> str:
    if lease is not None and lease.claimed_at is not None:
        if lease.is_held(at):
            return f"running since {_moment(lease.claimed_at)} by {lease.claimed_by}"
        return f"lost by {lease.claimed_by}, due"
    if lease is not None and not lease.is_due(at, job.every):
        return _moment(lease.due_at)
    return "due" if job.waits is None else "when there is something to do"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _seconds(since: datetime, until: datetime) -> str:
    return f"{(until - since).total_seconds():.1f} s"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows))
    return [line.rstrip() for line in lines]
