"""The job of the registry's records."""

from datetime import timedelta

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.registry.rereading import reread_outdated
from annotate.trials.readings import is_any_outdated


def _reread(database: Database) -> str:
    read = sum(batch.records for batch in reread_outdated(database))
    return f"{many(read, 'record')} read anew" if read else ""


JOBS = (Job("rereading", timedelta(minutes=1), _reread, waits=is_any_outdated),)
"""Reads records anew that an earlier release stored, when this one shows more of them."""
