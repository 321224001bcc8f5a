"""Real records are the same by whichever way they come: from a file, or from a page of the registry's answers."""

import json
from pathlib import Path

import pytest

from annotate.database import Database
from annotate.registry.client import RegistryClient
from annotate.registry.importing import import_files
from annotate.registry.sync import Sync
from annotate.registry.sync_run import Synced
from tests.registry import NoTurns, stub_registry
from tests.registry_answers import PlayedRegistry

pytestmark = pytest.mark.corpus

ENOUGH = 200


def test_a_sync_changes_nothing_in_real_records_that_have_not_changed(corpus: Path, database: Database) -> None:
    files = sorted((corpus / "json").glob("*.json"))[:ENOUGH]
    assert len(list(import_files(database, files))) == ENOUGH
    with stub_registry() as registry:
        PlayedRegistry(registry).put(*(json.loads(file.read_bytes()) for file in files))
        client = RegistryClient(registry.base_url, turns=NoTurns(), timeout=5)

        assert Sync(database, client, registry.base_url).run() == Synced(unchanged=ENOUGH)
