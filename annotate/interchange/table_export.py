"""A table, or a frozen one, as it is exported."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.citation import CitedVersion
from annotate.core.record import record_from_json
from annotate.core.table_values import TableValues
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.evidence.contents import read_values
from annotate.evidence.freezing import frozen_values
from annotate.evidence.models import EvidenceTable, FrozenTable
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported_table import ExportedTable
from annotate.interchange.writers.texts import minute
from annotate.trials.citing import cited_version
from annotate.trials.models import Trial, TrialVersion


def export_of(
    session: Session, viewer: Viewer, of: EvidenceTable | FrozenTable, addresses: Addresses, database: Database
) -> ExportedTable:
    """Return what a file of a table holds. Raises Invalid when that is too much."""
    if isinstance(of, FrozenTable):
        values = frozen_values(of)
        about = f"Frozen {minute(of.frozen_at)}, with SHA-256 {of.digest}."
    else:
        values, about = read_values(session, viewer, of), "The table as it was when it was exported."
    return _exported(of.name, about, values, addresses, database)


def _exported(name: str, about: str, values: TableValues, addresses: Addresses, database: Database) -> ExportedTable:
    @lru_cache(maxsize=1024)
    def cite(registry_id: str, number: int) -> CitedVersion:
        with database.reader() as session:
            version = session.scalars(
                select(TrialVersion)
                .join(Trial, Trial.id == TrialVersion.trial_id)
                .where(Trial.registry_id == registry_id, TrialVersion.number == number)
            ).one()
            return cited_version(version, record_from_json(version.facts), addresses.version(registry_id, number))

    return ExportedTable(name, about, clock.now(), values, cite, addresses.note)
