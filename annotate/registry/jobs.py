"""The job that keeps the records up to date; it runs only where a setting says so, for it asks a server of others."""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.jobs.job import Job
from annotate.registry.client import patient_client
from annotate.registry.queries import find_sync
from annotate.registry.sync import Sync
from annotate.settings import SYNC_ALL, SYNC_OFF, Settings

log = structlog.get_logger(__name__)

EVERY = timedelta(days=1)
"""Pause between two runs; the registry's data are renewed on weekdays, once."""


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """Return the job of an instance with these settings, if they ask for it."""
    if settings.sync == SYNC_OFF:
        return ()

    def work(database: Database) -> str:
        client = patient_client(database, settings)
        sync = Sync(database, client, settings.registry_url, adds=settings.sync == SYNC_ALL)
        try:
            came = sync.run()
        finally:
            for registry_id, reason in sync.reasons:
                log.warning("record refused", registry_id=registry_id, reason=reason)
        return came.words() if came.is_news else ""

    def may(session: Session) -> bool:
        row = find_sync(session, urlsplit(settings.registry_url).netloc)
        return row is None or row.refused_at is None

    return (Job("registry", EVERY, work, may),)
