"""The job of anchors."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.notes.anchors.placing import place_waiting
from annotate.notes.anchors.queries import waiting_versions


def _place(database: Database) -> str:
    placed = sum(place_waiting(database))
    return f"{many(placed, 'note')} placed" if placed else ""


def _is_any_waiting(session: Session) -> bool:
    return bool(waiting_versions(session))


JOBS = (Job("placing", timedelta(seconds=20), _place, waits=_is_any_waiting),)
"""Places the notes that were too many for the transaction which stored a version."""
