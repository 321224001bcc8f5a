"""Jobs of exports: files of many notes are made, deleted a day later, and what killed processes left is swept up."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.batches import in_batches
from annotate.core.numbers import many
from annotate.database import Database
from annotate.interchange.files import actions, queries
from annotate.interchange.files.making import make_next
from annotate.interchange.spooled import sweep
from annotate.jobs.job import Job

_AT_ONCE = 5  # files that one transaction deletes, each of many parts


def _make(database: Database) -> str:
    made = 0
    while make_next(database):
        made += 1
    return f"{many(made, 'export')} made" if made else ""


def _forget(database: Database) -> str:
    swept, gone = sweep(), in_batches(database, _forget_some)
    said = [f"{many(gone, 'export')} deleted"] if gone else []
    said += [f"{many(swept, 'folder')} of stopped processes deleted"] if swept else []
    return ", ".join(said)


def _forget_some(session: Session) -> int:
    return actions.forget_exports(session, queries.expired_before(session, clock.now() - queries.LIFETIME, _AT_ONCE))


JOBS = (
    Job("exports", timedelta(seconds=1), _make, waits=queries.is_any_waiting),
    Job("old-exports", timedelta(hours=1), _forget),
)
"""Makes the files that were asked for, one after the other; deletes those that have expired."""
