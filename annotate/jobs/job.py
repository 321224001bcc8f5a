"""What a job is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from annotate.database import Database


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes round again, and that one worker of the instance does at a time."""

    name: str
    """How it is called in the database, in the log and by ``annotate jobs``; unique."""
    every: timedelta
    """Pause between the end of a run and the next run."""
    work: Callable[[Database], str]
    """Does the work, and returns in words what was done: counts, nothing personal; empty if there was nothing to do.

    Each transaction of the database that it is given raises LeaseLost once another worker has taken over the job. A run
    may be cut at any moment, so whatever stands in one transaction must be whole.
    """
    waits: Callable[[Session], bool] | None = None
    """True if there is something to do; asked by a reader before each run, so that idle jobs write nothing. None: always."""
