"""F8, F9, F17: mail server, registry and Redis are down, silent or talk garbage: pages are answered, mails arrive once."""

import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from annotate import clock
from annotate.app import create_app
from annotate.database import Database, opened
from annotate.mail.models import Mail
from annotate.settings import Settings
from tests.cast import Cast
from tests.command import free_port
from tests.databases import new_url
from tests.faults.writing import people
from tests.mailing import mail_server
from tests.redis_server import redis_server
from tests.registry import stub_registry
from tests.serving import Server

ASKING = 5
LONGEST_SECONDS = 10.0
SOON_SECONDS = 0.2


@contextmanager
def talking(words: bytes) -> Iterator[int]:
    """Listen on a port, say this to whoever comes, and then nothing."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    kept.append(connection)
                    connection.sendall(words)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


@contextmanager
def instance(server: Server) -> Iterator[tuple[Flask, Database]]:
    """Reach into the instance that is served."""
    settings = Settings.from_environ(server.environ)
    with opened(settings.database_url) as database:
        yield create_app(settings, database), database


def patient(database: Database) -> None:
    """Let what waits be due at once, as it would be some minutes later."""
    with database.transaction() as session:
        session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(due_at=clock.now() - timedelta(seconds=1)))


def waiting(database: Database) -> int:
    with database.reader() as session:
        return len(session.scalars(select(Mail.id).where(Mail.sent_at.is_(None))).all())


def test_mails_arrive_once_whatever_their_server_did_before(tmp_path: Path, tell: Callable[..., None]) -> None:
    seconds: list[float] = []
    url, number = new_url(tmp_path), 0

    def served(port: int) -> Server:
        return Server(
            tmp_path / "data",
            database_url=url,
            ANNOTATE_SMTP_URL=f"smtp+plain://127.0.0.1:{port}",
            ANNOTATE_MAIL_FROM="annotate <notes@example.org>",
            ANNOTATE_BASE_URL="https://notes.example.org",
        )

    with talking(b"") as silent, talking(b"\xff\x00 garbage\r\n" * 50) as garbage, mail_server() as good:
        for port in (free_port(), silent, garbage):
            with served(port) as server, instance(server) as (app, database):
                cast = Cast(app, database)
                for _ in range(ASKING):
                    cast.viewer(f"somebody{number}")
                    browser = server.browser(f"198.51.100.{number + 1}")
                    browser.get("/password-reset")
                    began = time.monotonic()
                    asked = browser.post("/password-reset", {"email": f"somebody{number}@example.org"})
                    seconds.append(time.monotonic() - began)
                    assert asked.status == 303
                    number += 1
                time.sleep(4)  # the sender has come round
                assert waiting(database) == number
        good.refuses["DATA"] = "451 come back later"
        with served(good.port) as server, instance(server) as (_, database):
            patient(database)
            time.sleep(4)
            assert waiting(database) == number
            del good.refuses["DATA"]
            patient(database)
            for _ in range(100):
                if not waiting(database):
                    break
                time.sleep(0.2)
            time.sleep(4)
    arrived = Counter(recipient for recipients, _ in good.sent for recipient in recipients)
    assert arrived == {f"<somebody{each}@example.org>": 1 for each in range(number)}
    assert statistics.median(seconds) < SOON_SECONDS
    tell(mails=number, arrived_once=len(arrived), request_median_ms=round(statistics.median(seconds) * 1000, 1))


def trickles(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.5)


@pytest.mark.parametrize("how", ["silent", "trickling", "garbage"])
def test_a_broken_registry_holds_up_nobody(tmp_path: Path, how: str, tell: Callable[..., None]) -> None:
    with stub_registry() as registry, talking(b"") as silent, talking(b"\xff\x00 garbage\r\n" * 50) as garbage:
        registry.plays(trickles)
        places = {
            "silent": f"http://127.0.0.1:{silent}/api/v2",
            "garbage": f"http://127.0.0.1:{garbage}/api/v2",
        }
        place = places.get(how, registry.base_url)
        with Server(tmp_path / "data", database_url=new_url(tmp_path), ANNOTATE_REGISTRY_URL=place) as server:
            with instance(server) as (app, database):
                writers = people(server, app, database, 12)
            asking, others = writers[:10], writers[10:]
            seconds: list[float] = []

            def ask() -> tuple[float, int]:
                writer, began = asking.pop(), time.monotonic()
                answer = writer.browser.post("/trials", {"registry_id": "NCT01234567"})
                assert "NCT01234567" in answer.text, "what was typed stays"
                return time.monotonic() - began, answer.status

            with ThreadPoolExecutor(10) as threads:
                asked = [threads.submit(ask) for _ in range(10)]
                for _ in range(20):
                    began = time.monotonic()
                    for writer in others:
                        writer.write()
                    seconds.append((time.monotonic() - began) / len(others))
                answered = [each.result() for each in asked]
    longest = max(took for took, _ in answered)
    assert {status for _, status in answered} == {503}
    assert longest <= LONGEST_SECONDS + 1
    assert {status for writer in others for status in writer.ledger.statuses} == {303}
    tell(longest_s=round(longest, 1), writing_beside_median_ms=round(statistics.median(seconds) * 1000, 1))


@pytest.mark.parametrize("how", ["kill", "pause"])
def test_two_processes_count_together_and_without_redis_each_by_itself(
    tmp_path: Path, how: str, tell: Callable[..., None]
) -> None:
    def knock(times: int, network: int) -> Counter[int]:
        browsers = [server.browser(f"203.0.113.{network}") for _ in range(4)]
        for browser in browsers:
            browser.get("/password-reset")

        def ask(number: int) -> int:
            return browsers[number % 4].post("/password-reset", {"email": "nobody@example.org"}).status

        with ThreadPoolExecutor(4) as threads:
            return Counter(threads.map(ask, range(times)))

    with (
        redis_server() as redis,
        Server(tmp_path / "data", database_url=new_url(tmp_path), ANNOTATE_REDIS_URL=redis.url) as server,
    ):
        together = knock(60, 1)
        getattr(redis, how)()
        apart = knock(60, 2)
        browser = server.browser()
        assert browser.get("/sign-in").status == 200
        tries = Counter(
            browser.post("/sign-in", {"email": "nobody@example.org", "password": "wrong"}).status for _ in range(14)
        )
    assert together == {303: 20, 429: 40}
    assert apart[303] <= 40, "twenty in each of two processes"
    assert set(apart) <= {303, 429, 503}, "those whom Redis left waiting are asked to come back"
    assert tries == {422: 10, 429: 4}, "sign-ins are counted in the database"
    tell(together=together[303], without_redis=apart[303])
