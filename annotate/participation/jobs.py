"""Jobs of taking part."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.participation import queries, retention
from annotate.participation.volunteers.actions import delete_unconfirmed
from annotate.participation.volunteers.addresses import VolunteerAddresses
from annotate.participation.volunteers.queries import is_any_due
from annotate.participation.volunteers.telling import tell_due
from annotate.settings import Settings
from annotate.signing import Signer


def jobs_of(settings: Settings, served_at: str = "") -> tuple[Job, ...]:
    """Return the jobs: one deletes old messages to studies, one mails volunteers and deletes who did not confirm."""
    addresses = VolunteerAddresses(settings.mailed_url(served_at), Signer(settings.share_keys))

    def look_after_volunteers(database: Database) -> str:
        with database.transaction() as session:
            gone = delete_unconfirmed(session)
        queued = tell_due(database, addresses)
        if not gone and not queued:
            return ""
        return f"{many(queued, 'letter')} queued, {many(gone, 'sign-up')} deleted"

    return (
        Job("enquiries", timedelta(hours=1), _delete_old, waits=_is_any_old),
        Job(
            "volunteers",
            timedelta(minutes=15),
            look_after_volunteers,
            waits=lambda session: is_any_due(session, clock.now()),
        ),
    )


def _delete_old(database: Database) -> str:
    gone = in_batches(database, lambda session: retention.sweep(session, clock.now()))
    return f"{many(gone, 'enquiry', 'enquiries')} deleted" if gone else ""


def _is_any_old(session: Session) -> bool:
    return queries.is_any_over(session, clock.now() - retention.RETENTION)
