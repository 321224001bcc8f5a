"""What is known of the sync, in lines for whoever runs the instance."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many
from annotate.registry import queries
from annotate.registry.models import RegistrySync
from annotate.registry.sync_run import brought
from annotate.settings import SYNC_ALL, SYNC_OFF, Settings


def status_lines(session: Session, settings: Settings) -> list[str]:
    """Say when the last run was and how it ended, what came, what is open, and whether there are runs by themselves."""
    row = queries.find_sync(session, urlsplit(settings.registry_url).netloc)
    head = f"Registry    {settings.registry_url}"
    if row is None:
        return [head, "Last run    never", f"By itself   {_by_itself(settings, row)}"]
    return [
        f"{head}, data of {row.data_version}" if row.data_version else head,
        f"Last run    {_last(row)}",
        f"What came   {brought(session, row).words()}",
        f"Open        {_open(session, row)}",
        f"Watched     read again {_moment(row.watched_at)}" if row.watched_at else "Watched     not yet read again",
        f"By itself   {_by_itself(settings, row)}",
    ]


def _last(row: RegistrySync) -> str:
    begun = _moment(row.begun_at)
    if row.lease_until is not None and clock.now() < row.lease_until:
        return f"under way since {begun}, by {row.run_by}"
    if row.ended_at is None:
        return f"begun {begun} and broken off; the next one goes on where it was"
    return f"{begun} to {_moment(row.ended_at)}, " + (f"stopped: {row.failure}" if row.failure else "done")


def _open(session: Session, row: RegistrySync) -> str:
    pending = queries.count_pending(session)
    things = [
        f"the list of changes since {row.since}" if row.listing else "",
        f"{many(pending, 'record')} to read" if pending else "",
    ]
    return ", ".join(filter(None, things)) or "nothing"


def _by_itself(settings: Settings, row: RegistrySync | None) -> str:
    if settings.sync == SYNC_OFF:
        return "no (ANNOTATE_SYNC)"
    if row is not None and row.refused_at is not None:
        return f"not since the registry refused us on {_moment(row.refused_at)}; a sync by hand ends that"
    return "once a day, new trials too" if settings.sync == SYNC_ALL else "once a day"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at is not None else "never"
