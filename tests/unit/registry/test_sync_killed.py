"""A sync that is killed goes on where it was."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from sqlalchemy import select

from annotate.database import Database
from annotate.registry import sync as syncing
from annotate.registry.client import RegistryClient
from annotate.registry.models import RegistryPending
from annotate.registry.sync import Sync
from annotate.registry.sync_run import Synced
from annotate.registry.turns import Turns
from annotate.settings import Settings
from tests.registry import StubRegistry
from tests.registry_answers import PlayedRegistry
from tests.studies import keep_study, numbered, study

ROOT = Path(__file__).parents[3]
IDS = [numbered(number) for number in range(1, 7)]

SYNCS = """
import sys
from datetime import timedelta
from annotate.database import Database
from annotate.registry import sync, turns
from annotate.registry.client import RegistryClient

sync.GROUP, turns.BETWEEN = 2, timedelta(0)
database, url = Database(sys.argv[1]), sys.argv[2]
client = RegistryClient(url, timeout=30, patience=60, turns=turns.Turns(database, url))
sync.Sync(database, client, url).run()
"""


def test_a_sync_that_is_killed_goes_on_where_it_was(
    database: Database, settings: Settings, registry: StubRegistry
) -> None:
    with database.transaction() as session:
        for each in IDS:
            keep_study(session, each, updated="2026-03-20")
    played = PlayedRegistry(registry)
    played.put(*(study(each, updated="2026-03-24") for each in IDS))
    reached, over = threading.Event(), threading.Event()

    def hold(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        over.wait(60)
        handler.close_connection = True

    played.instead.append((f"filter.ids={IDS[2]}", hold))
    command = [sys.executable, "-c", SYNCS, settings.database_url, registry.base_url]
    with subprocess.Popen(command, cwd=ROOT) as killed:
        try:
            assert reached.wait(60)
        finally:
            killed.kill()
            over.set()
    with database.reader() as session:
        assert list(session.scalars(select(RegistryPending.registry_id))) == IDS[2:]
    registry.asked.clear()

    client = RegistryClient(registry.base_url, timeout=5, turns=Turns(database, registry.base_url))
    assert Sync(database, client, registry.base_url).run() == Synced(changed=4)

    assert [each.partition("&")[0].rpartition("/")[2] for each in registry.asked] == [
        "version",
        f"studies?filter.ids={','.join(IDS[2:])}",
    ]
    assert len(IDS) < syncing.GROUP
