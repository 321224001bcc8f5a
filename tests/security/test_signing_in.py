"""Guessing passwords in parallel, and with the database out of reach: no more tries are judged than the limits allow."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from annotate import schema
from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from tests.cast import PASSWORD, Cast

TRIES = 64
ALICE = "alice@example.org"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Database]:
    """A database in a file of its own, as a server has it."""
    database = Database(f"sqlite:///{tmp_path / 'annotate.sqlite3'}")
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def served(instance: Database, settings: Settings) -> Flask:
    app = create_app(settings, instance)
    app.config.update(WTF_CSRF_ENABLED=False)
    Cast(app, instance).viewer("alice")
    return app


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was looked at."""
    seen: list[str] = []
    real = hashing.matches

    def spy(password_hash: str | None, password: str) -> bool:
        seen.append(password)
        return real(password_hash, password)

    monkeypatch.setattr(hashing, "matches", spy)
    return seen


def storm(app: Flask, email: str) -> Counter[int]:
    """Let 64 strangers of one network try at the same moment."""
    statuses: Counter[int] = Counter()
    gate, lock = threading.Barrier(TRIES), threading.Lock()

    def stranger(number: int) -> None:
        client = app.test_client()
        gate.wait()
        sent = {"email": email, "password": f"guess number {number}"}
        status = client.post("/sign-in", data=sent, environ_overrides={"REMOTE_ADDR": "198.51.100.7"}).status_code
        with lock:
            statuses[status] += 1

    threads = [threading.Thread(target=stranger, args=(number,)) for number in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return statuses


@pytest.mark.parametrize("email", [ALICE, "nobody@example.org"])
def test_of_64_parallel_tries_ten_are_judged(served: Flask, judged: list[str], email: str) -> None:
    statuses = storm(served, email)
    assert sum(statuses.values()) == TRIES
    assert set(statuses) <= {422, 429, 503}
    assert len(judged) == statuses[422] <= 10
    assert len(judged) == 10 or statuses[503]


def test_a_full_counter_costs_no_hashing(served: Flask, judged: list[str]) -> None:
    client = served.test_client()
    for _ in range(30):
        client.post("/sign-in", data={"email": ALICE, "password": "wrong"})
    assert len(judged) == 10


def test_a_database_that_cannot_count_signs_nobody_in(served: Flask, instance: Database, judged: list[str]) -> None:
    with instance.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE counters RENAME TO gone")
    answer = served.test_client().post("/sign-in", data={"email": ALICE, "password": PASSWORD})
    assert answer.status_code == 503
    assert judged == []
