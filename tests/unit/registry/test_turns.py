"""At most one request a second goes to the registry, whatever asks."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.registry import turns as taking
from annotate.registry.client import RegistryClient
from annotate.registry.models import RegistryTurn
from annotate.registry.turns import LONGEST_REST, Turns
from annotate.settings import Settings
from tests.databases import sqlite_only
from tests.registry import StubRegistry, answers

ROOT = Path(__file__).parents[3]
BETWEEN = timedelta(seconds=1.1)
SECOND = BETWEEN.total_seconds()
PATIENT = 3600.0
NOT_MUCH = 0.2  # seconds that a busy machine may take


@pytest.fixture(autouse=True)
def _usual_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in processes that run no tests."""
    monkeypatch.setattr(taking, "BETWEEN", BETWEEN)


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database, "https://registry.example/api/v2")


@sqlite_only
def test_the_first_goes_at_once_and_each_other_a_second_later(turns: Turns) -> None:
    with time_machine.travel(clock.now(), tick=False):
        assert [round(turns.take(PATIENT), 1) for _ in range(4)] == [0, 1.1, 2.2, 3.3]


@sqlite_only
def test_who_comes_later_need_not_wait(turns: Turns) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        turns.take(PATIENT)
    with time_machine.travel(now + 2 * BETWEEN, tick=False):
        assert turns.take(PATIENT) == 0


@sqlite_only
def test_who_cannot_wait_takes_no_turn(turns: Turns) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(5):
            turns.take(PATIENT)
        with pytest.raises(Unavailable, match="others come first") as failure:
            turns.take(0.5)
        assert failure.value.retry_after == 6
        assert round(turns.take(PATIENT), 1) == 5.5


def test_a_pause_that_the_registry_asks_for_is_kept_by_all(turns: Turns, database: Database) -> None:
    turns.rest(600)

    with pytest.raises(Unavailable, match=r"try again in (10|9) minutes"):
        Turns(database, "https://registry.example/api/int").take(60)
    assert Turns(database, "https://other.example/api/v2").take(0) == 0, "another registry does not rest"


def test_no_pause_is_longer_than_an_hour(turns: Turns) -> None:
    turns.rest(1e6)
    assert LONGEST_REST.total_seconds() - 5 < turns.take(1e9) <= LONGEST_REST.total_seconds()


@sqlite_only
def test_a_clock_that_was_set_back_blocks_nobody(turns: Turns) -> None:
    with time_machine.travel(clock.now() + timedelta(days=1)):
        turns.take(0)
    assert turns.take(0) == 0


def test_threads_get_a_turn_each(turns: Turns, database: Database) -> None:
    begun = clock.now()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: turns.take(PATIENT), range(8)))
    with database.reader() as session:
        assert session.scalars(select(RegistryTurn.next_at)).one() >= begun + 8 * BETWEEN - timedelta(seconds=NOT_MUCH)


ASKS = """
import sys
from annotate.database import Database
from annotate.registry.client import RegistryClient
from annotate.registry.turns import Turns

database, url = Database(sys.argv[1]), sys.argv[2]
client = RegistryClient(url, timeout=5, patience=60, turns=Turns(database, url))
for _ in range(2):
    client.ask("/version")
"""


@pytest.mark.slow
def test_processes_threads_and_commands_share_one_pace(
    database: Database, settings: Settings, registry: StubRegistry
) -> None:
    """Two processes, and two threads with clients of their own in a third one."""
    registry.plays(answers(b"{}"))
    clients = [
        RegistryClient(registry.base_url, timeout=5, patience=60, turns=Turns(database, registry.base_url))
        for _ in range(2)
    ]
    begun = time.monotonic()
    asking = [
        subprocess.Popen([sys.executable, "-c", ASKS, settings.database_url, registry.base_url], cwd=ROOT)
        for _ in range(2)
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda client: client.ask("/version"), clients))
    assert [each.wait(60) for each in asking] == [0, 0]

    assert len(registry.at) == 6
    assert time.monotonic() - begun >= 5 * SECOND - NOT_MUCH
    assert all(at - begun >= number * SECOND - NOT_MUCH for number, at in enumerate(sorted(registry.at)))
