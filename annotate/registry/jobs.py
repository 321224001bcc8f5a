"""The jobs of the registry's records: reading stored ones anew, and keeping them up to date, only where a setting says so."""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.registry.client import patient_client
from annotate.registry.queries import find_sync
from annotate.registry.rereading import reread_outdated
from annotate.registry.sync import Sync
from annotate.settings import SYNC_ALL, SYNC_OFF, Settings
from annotate.trials.readings import is_any_outdated

log = structlog.get_logger(__name__)

EVERY = timedelta(days=1)
"""Pause between two runs; the registry's data are renewed on weekdays, once."""


def _reread(database: Database) -> str:
    read = sum(batch.records for batch in reread_outdated(database))
    return f"{many(read, 'record')} read anew" if read else ""


JOBS = (Job("rereading", timedelta(minutes=1), _reread, waits=is_any_outdated),)
"""Reads records anew that an earlier release stored, when this one shows more of them."""


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """Return the jobs of an instance with these settings; that of the registry's server only if they ask for it."""
    if settings.sync == SYNC_OFF:
        return JOBS

    def work(database: Database) -> str:
        client = patient_client(database, settings)
        sync = Sync(database, client, settings.registry_url, adds=settings.sync == SYNC_ALL)
        try:
            came = sync.run()
        finally:
            for registry_id, reason in sync.reasons:
                log.warning("record refused", registry_id=registry_id, refused_for=reason)
        return came.words() if came.is_news else ""

    def may(session: Session) -> bool:
        row = find_sync(session, urlsplit(settings.registry_url).netloc)
        return row is None or row.refused_at is None

    return (*JOBS, Job("registry", EVERY, work, may))
