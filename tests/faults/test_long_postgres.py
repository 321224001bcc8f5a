"""F16: PostgreSQL ends every connection, is restarted and crashes while people write and read, and the app goes on by itself."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from annotate.app import create_app
from annotate.database import opened
from annotate.settings import Settings
from tests import postgres
from tests.command import Command
from tests.faults.writing import Writer, at_work, held_against, people, statuses
from tests.postgres import PostgresServer
from tests.serving import Server

WRITERS = 6
LONGEST_OUTAGE = 5.0  # seconds after the server is there again

END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'annotate'"


@pytest.fixture
def cluster() -> Iterator[PostgresServer]:
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server was found")
    with postgres.server(programs, lasting=True) as running:
        yield running


def asked(cluster: PostgresServer, statement: str) -> None:
    engine = create_engine(f"{cluster.url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def fault(writers: list[Writer], do: Callable[[], None]) -> float:
    """Do it while everybody writes; give for how many seconds after it was done somebody was still refused."""
    time.sleep(1.5)
    do()
    done = time.monotonic()
    time.sleep(LONGEST_OUTAGE + 3)
    return max((at - done for writer in writers for at, _ in writer.ledger.refused), default=0.0)


def test_what_postgresql_acknowledged_is_there(
    tmp_path: Path, cluster: PostgresServer, tell: Callable[..., None]
) -> None:
    name = f"test_{secrets.token_hex(8)}"
    asked(cluster, f"CREATE DATABASE {name} TEMPLATE template0")

    def restart() -> None:
        cluster.stop()
        cluster.start()

    def crash() -> None:
        cluster.kill()
        cluster.start()

    faults = {"ended": lambda: asked(cluster, END_ALL), "restarted": restart, "crashed": crash}
    with Server(tmp_path / "data", database_url=f"{cluster.url}/{name}") as server:
        settings = Settings.from_environ(server.environ)
        with opened(settings.database_url) as database:
            writers = people(server, create_app(settings, database), database, WRITERS, sharing=2, reads=True)
        with at_work(writers):
            outages = {what: round(max(0.0, fault(writers, do)), 2) for what, do in faults.items()}
        answered = statuses(writers)
        assert {browser.get("/notes").status for browser in (writer.browser for writer in writers)} == {200}
        with opened(settings.database_url) as database:
            kept = held_against(database, writers)
    assert set(answered) <= {200, 201, 303, 503}, answered
    assert sum(writer.ledger.broken for writer in writers) == 0
    assert max(outages.values()) <= LONGEST_OUTAGE
    assert (kept.lost, kept.twice, kept.half) == (0, 0, 0)
    checked = Command(server.data)("check-data", **server.environ)
    assert checked.exit_code == 0, checked.output
    tell(put_off=answered[503], answered=sum(answered.values()), refused_for_s=outages, **asdict(kept))
