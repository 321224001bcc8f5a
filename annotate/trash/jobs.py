"""The job of the trash."""

from datetime import timedelta

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.replies import withdrawing
from annotate.trash.actions import purge_due


def _purge(database: Database) -> str:
    counts = (
        many(purge_due(database), "note"),
        many(withdrawing.purge_due(database), "withdrawn reply", "withdrawn replies"),
    )
    done = [count for count in counts if not count.startswith("0 ")]
    return f"{' and '.join(done)} deleted" if done else ""


JOBS = (Job("trash", timedelta(hours=1), _purge),)
"""Deletes notes and the words of withdrawn replies whose time in the trash is over."""
