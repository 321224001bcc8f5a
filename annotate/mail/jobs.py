"""The outbox's job."""

from datetime import timedelta

from annotate.core.numbers import many, written
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.mail import queries
from annotate.mail.delivery import post_of
from annotate.mail.sending import send_due
from annotate.settings import Settings


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """Return the job that sends mail the way that the settings name."""
    post = post_of(settings)

    def send(database: Database) -> str:
        done = send_due(database, post)
        return f"{many(done.sent, 'message')} sent, {written(done.failed)} failed" if done.sent or done.failed else ""

    return (Job("mail", timedelta(seconds=3), send, waits=queries.is_any_due),)
