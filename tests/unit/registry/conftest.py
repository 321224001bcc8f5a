"""A registry that answers as a test says, and one that has trials."""

from collections.abc import Iterator

import pytest

from annotate.database import Database
from annotate.registry.client import RegistryClient
from annotate.registry.sync import Sync
from annotate.registry.turns import Turns
from tests.registry import StubRegistry, stub_registry
from tests.registry_answers import PlayedRegistry
from tests.studies import keep_study, study
from tests.unit.registry.syncing import LATER, A, B, C, Start


@pytest.fixture
def registry() -> Iterator[StubRegistry]:
    with stub_registry() as registry:
        yield registry


@pytest.fixture
def played(registry: StubRegistry, database: Database) -> PlayedRegistry:
    """The registry has three trials, and two of them are here."""
    played = PlayedRegistry(registry)
    played.put(*(study(each, updated="2026-03-20") for each in (A, B, C)))
    with database.transaction() as session:
        for each in (A, B):
            keep_study(session, each, updated="2026-03-20")
    return played


@pytest.fixture
def begin(database: Database, registry: StubRegistry) -> Start:
    def begin(*, adds: bool = False) -> Sync:
        waited: list[float] = []
        client = RegistryClient(
            registry.base_url, turns=Turns(database, registry.base_url), timeout=2, patience=30, sleep=waited.append
        )
        return Sync(database, client, registry.base_url, adds=adds)

    return begin


@pytest.fixture
def synced(played: PlayedRegistry, begin: Start) -> PlayedRegistry:
    """The same registry after a first run, a day later: one trial of ours has changed."""
    begin().run()
    played.stub.asked.clear()
    played.timestamp = LATER
    played.put(study(B, updated="2026-03-26", title="Another title"))
    return played
