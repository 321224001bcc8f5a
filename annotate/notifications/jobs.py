"""Jobs of notifications."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.notifications import queries
from annotate.notifications.mailing import Sender, mail_due
from annotate.settings import Settings
from annotate.signing import Signer


def jobs_of(settings: Settings, served_at: str = "") -> tuple[Job, ...]:
    """Return the job that mails news; their letters lead to the site's own address, else to where it is served."""
    sender = Sender(settings.mailed_url(served_at), Signer(settings.share_keys))

    def mail(database: Database) -> str:
        queued = mail_due(database, sender)
        return f"{many(queued, 'letter')} queued" if queued else ""

    return (Job("notifications", timedelta(minutes=1), mail, waits=_is_due),)


def _is_due(session: Session) -> bool:
    return queries.is_due(session, clock.now())
