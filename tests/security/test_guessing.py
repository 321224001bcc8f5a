"""Guessing passcodes in parallel: no more tries are judged than the limits allow."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from annotate import schema
from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.shares import passcodes
from annotate.shares.models import Share
from tests.cast import Cast
from tests.databases import new_url
from tests.sharing import Shared, share, try_passcode

TRIES = 64


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Database]:
    """A database in a file of its own, as a server has it."""
    database = Database(new_url(tmp_path))
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def served(instance: Database, settings: Settings) -> Flask:
    app = create_app(settings, instance)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every passcode that was looked at."""
    seen: list[str] = []
    real = passcodes.matches

    def spy(passcode_hash: str, text: str, *, own: bool) -> bool:
        seen.append(text)
        return real(passcode_hash, text, own=own)

    monkeypatch.setattr(passcodes, "matches", spy)
    return seen


def storm(app: Flask, shared: Shared, addresses: list[str]) -> Counter[int]:
    """Let as many strangers as there are addresses try at the same moment."""
    statuses: Counter[int] = Counter()
    gate, lock = threading.Barrier(len(addresses)), threading.Lock()

    def stranger(number: int) -> None:
        client = app.test_client()
        gate.wait()
        status = try_passcode(client, app, shared, f"guess number {number}", REMOTE_ADDR=addresses[number]).status_code
        with lock:
            statuses[status] += 1

    threads = [threading.Thread(target=stranger, args=(number,)) for number in range(len(addresses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return statuses


def test_of_64_parallel_tries_of_one_net_five_are_judged(served: Flask, instance: Database, judged: list[str]) -> None:
    shared = share(instance, Cast(served, instance).viewer("alice"))
    statuses = storm(served, shared, ["198.51.100.7"] * TRIES)
    assert sum(statuses.values()) == TRIES
    assert len(judged) == 5 or (len(judged) < 5 and statuses[503])
    assert statuses[422] == len(judged)
    assert set(statuses) <= {422, 429, 503}
    with instance.reader() as session:
        assert session.get_one(Share, shared.id).failures == len(judged)


def test_of_64_parallel_tries_from_64_nets_twenty_are_judged(
    served: Flask, instance: Database, judged: list[str]
) -> None:
    shared = share(instance, Cast(served, instance).viewer("alice"))
    statuses = storm(served, shared, [f"198.51.{number}.7" for number in range(TRIES)])
    assert len(judged) == 20 or (len(judged) < 20 and statuses[503])
    assert set(statuses) <= {422, 429, 503}


def test_a_database_out_of_reach_opens_nothing(served: Flask, instance: Database, judged: list[str]) -> None:
    shared = share(instance, Cast(served, instance).viewer("alice"))
    with instance.engine.connect() as counters:
        if counters.dialect.name == "sqlite":
            counters.exec_driver_sql("ALTER TABLE counters RENAME TO gone")
            counters.commit()
        else:
            counters.exec_driver_sql("LOCK TABLE counters IN ACCESS EXCLUSIVE MODE")
        answer = try_passcode(served.test_client(), served, shared)
    assert answer.status_code == 503
    assert judged == []
