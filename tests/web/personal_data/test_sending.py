"""The archive on its way: in parts, to one at a time, with an end."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts import locking
from annotate.database import Database
from annotate.personal_data import downloading, views
from annotate.personal_data.archive import stream
from tests.archives import end_all
from tests.cast import Cast
from tests.sharing import write_note
from tests.texts import keep_trial


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Lets the archives from now on be sent by another process; what it has left on its way ends with the test."""
    made: list[downloading.Downloads] = []

    def begin() -> None:
        made.append(downloading.Downloads())
        monkeypatch.setattr(views, "downloads", made[-1])

    yield begin
    for each in made:
        end_all(each)


def write_much(database: Database, cast: Cast) -> None:
    """Let Alice have written more than one part of an archive holds."""
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = keep_trial(session)
        for _ in range(150):
            write_note(session, alice, trial, body=secrets.token_hex(4_000))


def test_it_is_sent_while_it_is_made(database: Database, cast: Cast) -> None:
    """However much there is, little of it is held at once."""
    write_much(database, cast)
    parts = [len(part) for part in stream(database, cast.viewer("alice"))]
    assert len(parts) > 5
    assert max(parts) < 300_000 < sum(parts)


def test_nobody_s_slow_download_keeps_pages_from_the_database(
    database: Database, client: FlaskClient, cast: Cast
) -> None:
    """Whoever takes the archive in as slowly as can be holds no connection that a page could need."""
    free = database.engine.pool.status()
    alice = cast.client("alice")
    with alice.get("/account/archive", buffered=False) as slow:
        assert next(iter(slow.response))
        assert client.get("/trials").status_code == 200
        assert database.engine.pool.status() == free
        refused = alice.get("/account/archive")
        assert refused.status_code == 429
        assert "has already begun" in refused.text
        assert cast.client("bob").get("/account/archive").status_code == 200
    assert alice.get("/account/archive").status_code == 200


def test_one_that_nobody_takes_is_ended_and_may_be_asked_for_again(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, another_process: Callable[[], None]
) -> None:
    write_much(database, cast)
    another_process()
    alice = cast.client("alice")
    with alice.get("/account/archive", buffered=False) as stuck:
        parts = iter(stuck.response)
        assert next(parts)
        monkeypatch.setattr(downloading, "IDLE_SECONDS", 0.0)
        with ThreadPoolExecutor(1) as watch:  # another thread than the one that sends it
            assert watch.submit(views.downloads.look).result(20) == 1
        with pytest.raises(downloading.TooSlow):
            next(parts)
    assert alice.get("/account/archive").status_code == 200


@pytest.mark.parametrize("path", ["/account/archive", "/notes/exports?format=json"])
def test_nothing_more_is_sent_once_the_account_is_locked(database: Database, cast: Cast, path: str) -> None:
    write_much(database, cast)
    with cast.client("alice").get(path, buffered=False) as going:
        parts = iter(going.response)
        assert next(parts)
        with database.transaction() as session:
            locking.lock(session, cast.viewer("alice").email)
        with pytest.raises(downloading.AccountLocked):
            list(parts)


def test_a_process_that_died_keeps_nobody_waiting_for_longer_than_a_minute(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, another_process: Callable[[], None]
) -> None:
    write_much(database, cast)
    another_process()
    alice = cast.client("alice")
    begun = clock.now()
    with alice.get("/account/archive", buffered=False) as slow:
        assert next(iter(slow.response))
        monkeypatch.setattr(downloading, "RENEWED_SECONDS", 0.0)
        with time_machine.travel(begun + timedelta(seconds=50)):
            views.downloads.look()
        another_process()  # nobody renews the lease any more
        with time_machine.travel(begun + timedelta(seconds=109)):
            refused = alice.get("/account/archive")
            assert refused.status_code == 429
            assert 1 <= int(refused.headers["Retry-After"]) <= 2
            assert "try again in less than a minute" in refused.text
        with time_machine.travel(begun + timedelta(seconds=111)):
            assert alice.get("/account/archive").status_code == 200
