"""Importing records: from files, from the registry, and the samples that ship with the project."""

from pathlib import Path

from annotate.database import Database
from annotate.errors import Unavailable
from annotate.notes.anchors.placing import AT_ONCE
from annotate.registry.client import RegistryClient
from annotate.registry.errors import UnreadableRecord
from annotate.registry.files import find_files
from annotate.registry.importing import Imported, ImportOutcome, import_files, store
from annotate.registry.reading import prepared

SAMPLES = Path(__file__).with_name("samples")


def import_samples(database: Database) -> tuple[ImportOutcome, ...]:
    """Import the sample records; a trial that has the registry's own record is unchanged."""
    return tuple(import_files(database, find_files([SAMPLES])))


def fetch_trial(database: Database, client: RegistryClient, registry_id: str) -> Imported:
    """Fetch a record from the registry and store it; no transaction is open while waiting for the registry.

    Raises NotFound, Unavailable, Conflict.
    """
    raw = client.fetch(registry_id)
    try:
        read = prepared(raw)
    except UnreadableRecord as error:
        raise Unavailable(f"The record {registry_id} was not added. {error.reason}") from error
    return database.write(lambda session: store(session, read, AT_ONCE))
