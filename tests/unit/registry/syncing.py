"""What the tests of the sync share."""

from collections.abc import Callable

from sqlalchemy import select

from annotate.database import Database
from annotate.registry.models import RegistryPending, RegistrySync
from annotate.registry.sync import Sync
from annotate.trials.models import Trial, TrialVersion
from tests.studies import numbered

A, B, C, D = (numbered(number) for number in range(1, 5))
LATER = "2026-03-26T09:00:05"

Start = Callable[..., Sync]
"""Gives a run that has not begun."""


def row(database: Database) -> RegistrySync:
    with database.reader() as session:
        return session.scalars(select(RegistrySync)).one()


def titles(database: Database) -> dict[str, str]:
    with database.reader() as session:
        rows = session.execute(
            select(Trial.registry_id, TrialVersion.title).join(
                TrialVersion, (TrialVersion.trial_id == Trial.id) & (TrialVersion.number == Trial.current_number)
            )
        )
        return {each[0]: each[1] for each in rows}


def pending(database: Database) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(RegistryPending.registry_id).order_by(RegistryPending.registry_id)))
