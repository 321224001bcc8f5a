"""Jobs of rounds."""

from datetime import timedelta

from annotate.core.numbers import many
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.reviews.telling import is_anybody_untold, tell_invited


def _tell(database: Database) -> str:
    told = tell_invited(database)
    return f"{many(told, 'invitation')} told" if told else ""


JOBS = (Job("rounds", timedelta(minutes=1), _tell, waits=is_anybody_untold),)
"""Tells accounts that they are invited to a round."""
