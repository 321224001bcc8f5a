"""F2, F4, F5, F11: the real server is killed, its disk is full, its database is held by somebody else, or all come at once.

What was acknowledged is there, nothing is there by halves, reading goes on, and what was typed comes back.
"""

import random
import resource
import sqlite3
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import make_url

from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.settings import Settings
from tests.command import Command
from tests.databases import new_url, sqlite_only
from tests.faults.conftest import FULL
from tests.faults.writing import SAMPLE, Writer, at_work, held_against, people, statuses
from tests.serving import Answer, Server

pytestmark = pytest.mark.slow

KILLS = 60 if FULL else 1
WRITERS = 6
HELD_SECONDS = 10.0
AT_ONCE = 24 if FULL else 6
READS = 200 if FULL else 5
SOON_SECONDS = 0.5
"""A page that waited for the held database would take ten times as long; how long it took is told."""

Signed = Callable[..., list[Writer]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    with Server(data, database_url=new_url(data.parent)) as server:
        yield server


@pytest.fixture(scope="module")
def instance(server: Server) -> Iterator[tuple[Flask, Database]]:
    settings = Settings.from_environ(server.environ)
    with opened(settings.database_url) as database:
        yield create_app(settings, database), database


@pytest.fixture
def signed(server: Server, instance: tuple[Flask, Database], request: pytest.FixtureRequest) -> Iterator[Signed]:
    """Signs writers in; what they were told is held against what is there when the test is over."""
    everybody: list[Writer] = []

    def sign(number: int, sharing: int = 0) -> list[Writer]:
        everybody.extend(people(server, *instance, number, sharing=sharing, name=new_id()))
        return everybody

    yield sign
    kept = held_against(instance[1], everybody)
    assert (kept.lost, kept.twice, kept.half) == (0, 0, 0)


def post(writer: Writer, **fields: str) -> Answer:
    sent = {"version": writer.version_id, "body": "Words to keep", **fields}
    return writer.browser.post(f"/trials/{SAMPLE}/notes", sent)


def given_back(answer: Answer) -> bool:
    return "Words to keep</textarea>" in answer.text and int(answer.headers.get("retry-after", "0")) > 0


def reads(writer: Writer) -> bool:
    return all(writer.browser.get(path).status == 200 for path in ("/notes", f"/trials/{SAMPLE}", "/trials?q=study"))


def test_what_was_acknowledged_outlives_sixty_kills(
    server: Server, instance: tuple[Flask, Database], signed: Signed, tell: Callable[..., None]
) -> None:
    writers, read = signed(WRITERS, sharing=2), 0
    for _ in range(KILLS):
        before = [set(writer.ledger.notes) for writer in writers]
        with at_work(writers):
            while not any(
                writer.ledger.notes.keys() - earlier for writer, earlier in zip(writers, before, strict=True)
            ):
                time.sleep(0.01)  # at work they are when somebody has been answered
            time.sleep(random.uniform(0.0, 0.5))  # noqa: S311 - a moment that nobody chose
            server.kill()
        server.__enter__()
        for writer, earlier in zip(writers, before, strict=True):
            for note_id in writer.ledger.notes.keys() - earlier:
                page = writer.browser.get(f"/notes/{note_id}")
                assert page.status == 200
                assert writer.ledger.notes[note_id] in page.text or note_id in writer.ledger.unsure
                read += 1
    assert set(statuses(writers)) <= {201, 303}, statuses(writers)
    kept = held_against(instance[1], writers)
    assert kept.acknowledged > 0
    checked = Command(server.data)("check-data", **server.environ)
    assert checked.exit_code == 0, checked.output
    tell(kills=KILLS, read_again=read, unanswered=sum(writer.ledger.broken for writer in writers), **asdict(kept))


@contextmanager
def full_disk(server: Server, most: int) -> Iterator[None]:
    """Let the server's processes write no file beyond so many bytes: to them, that is a full disk."""

    def limit(bytes_: int) -> None:
        for process in server.processes():
            _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (bytes_, hard))

    limit(most)
    try:
        yield
    finally:
        limit(resource.RLIM_INFINITY)


@sqlite_only
@pytest.mark.parametrize("room", [1, 4096 * 40])
def test_a_full_disk_refuses_what_is_written_and_nothing_else(
    server: Server, signed: Signed, room: int, tell: Callable[..., None]
) -> None:
    (writer,) = signed(1)
    writer.write()
    with full_disk(server, room):  # nor is there room for a line of the log
        refused = [post(writer) for _ in range(5)]
        assert {answer.status for answer in refused} == {507}
        assert all(given_back(answer) for answer in refused)
        assert reads(writer)
    assert post(writer).status == 303
    tell(refused=len(refused), status=507)


@contextmanager
def held(server: Server) -> Iterator[None]:
    """Hold the database's write lock, as another process may."""
    file = str(make_url(server.environ["ANNOTATE_DATABASE_URL"]).database)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


@sqlite_only
def test_reading_goes_on_while_the_database_is_held(server: Server, signed: Signed, tell: Callable[..., None]) -> None:
    writers, reader = signed(AT_ONCE), signed(1)[-1]
    answers: list[tuple[float, Answer]] = []
    seconds: list[float] = []

    def write(writer: Writer) -> None:
        began = time.monotonic()
        answer = post(writer)
        answers.append((time.monotonic() - began, answer))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        with held(server):
            waiting = [threads.submit(write, writer) for writer in writers[:AT_ONCE]]
            until = time.monotonic() + (HELD_SECONDS if FULL else 0)
            while len(seconds) < READS or time.monotonic() < until:
                began = time.monotonic()
                assert reader.browser.get("/notes").status == 200
                seconds.append(time.monotonic() - began)
            assert 303 not in {answer.status for _, answer in answers}, "nobody has written beside it"
        for each in waiting:
            each.result()
    got = Counter(answer.status for _, answer in answers)
    assert set(got) <= {303, 503}
    assert all(given_back(answer) for _, answer in answers if answer.status == 503)
    assert {post(writer).status for writer in writers} == {303}
    if not FULL:
        return
    worst = statistics.quantiles(seconds, n=20)[-1]
    assert got == {503: AT_ONCE}
    assert worst < SOON_SECONDS
    tell(
        writes_put_off=got[503],
        longest_wait_s=round(max(took for took, _ in answers), 1),
        reads=len(seconds),
        read_p95_ms=round(worst * 1000, 1),
    )


def test_of_ten_same_notes_at_once_one_is_made(signed: Signed) -> None:
    (writer,) = signed(1)
    gate, key = threading.Barrier(10), new_id()

    def send() -> str:
        gate.wait()
        return post(writer, client_key=key).headers.get("location", "")

    with ThreadPoolExecutor(10) as threads:
        made = {each.result() for each in [threads.submit(send) for _ in range(10)]}
    assert len(made) == 1
    assert made.pop().startswith("/notes/")
