"""``annotate serve`` with two workers in production settings: what it says, what it takes, and how it ends."""

import re
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.command import free_port
from tests.databases import SERVER, new_url
from tests.serving import HOST, Server

pytestmark = pytest.mark.slow

HEAD = (
    f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    port = str(free_port())
    with Server(data, database_url=new_url(data.parent), ANNOTATE_METRICS_PORT=port) as server:
        yield server


def opened(server: Server, sent: bytes) -> socket.socket:
    """Connect and send so much."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> bytes:
    """Read to the end of the connection."""
    said = b""
    with suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            said += chunk
    return said


def test_it_says_over_https_what_production_says(server: Server) -> None:
    for path in (
        "/sign-in",
        "/no/such/page",
        "/healthz",
        "/readyz",
        "/account",
        "/favicon.ico",
        "/static/x/css/main.css",
    ):
        headers = server.browser().get(path).headers
        assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
        assert headers["x-content-type-options"] == "nosniff"
        assert "granian" not in str(headers).lower()
        assert "python" not in str(headers).lower()
    cookie = server.browser().get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_numbers_of_both_processes_are_told_on_an_address_of_their_own(server: Server) -> None:
    def asked() -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.environ['ANNOTATE_METRICS_PORT']}/metrics") as answer:
            told: str = answer.read().decode()
        assert "canary" not in told
        assert re.search(r"^annotate_requests_under_way 0\.0$", told, re.MULTILINE)
        assert re.search(r"^annotate_disk_free_bytes [1-9]", told, re.MULTILINE)
        assert "annotate_wal_bytes" in told or SERVER
        assert 'annotate_request_seconds_bucket{le="0.005",route="/sign-in"}' in told
        found = re.search(
            r'^annotate_requests_total{method="GET",route="/sign-in",status="200"} (\d+)', told, re.MULTILINE
        )
        return int(found[1]) if found else 0

    server.browser().get("/sign-in")
    before = asked()
    sent = 0
    with ThreadPoolExecutor(8) as people:
        # The system gives a connection to whichever process it likes: a few at once, until both have had one.
        while sent < 20 or (sent < 2_000 and _processes_counted(server) < 2):
            answers = [people.submit(_visit_as_canary, server) for _ in range(8)]
            assert {answer.result() for answer in answers} == {200}
            sent += len(answers)
    assert asked() == before + sent
    assert _processes_counted(server) == 2
    for path in ("/metrics", "/stats", "/debug", "/.git/config", "/.env", "/annotate.sqlite3", "/console"):
        assert server.browser().get(path).status == 404


def _visit_as_canary(server: Server) -> int:
    return server.browser().get("/sign-in?canary=canary", **{"User-Agent": "canary"}).status


def _processes_counted(server: Server) -> int:
    return len(list((server.data / "metrics").glob("counter_*.db")))


def test_another_host_name_is_refused(server: Server) -> None:
    answer = server.browser().get("/sign-in", **{"X-Forwarded-Host": "evil.example"})
    assert answer.status == 400
    assert "evil" not in answer.text


def test_what_is_too_large_is_told_so_on_a_whole_connection(server: Server) -> None:
    for length in (2 * 1024 * 1024 + 1, 20_000_000):
        assert server.browser().send("POST", "/sign-in", b"x" * length).status == 413
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with closing(opened(server, f"{HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode())) as chunked:
        chunked.sendall(chunk * 100 + b"0\r\n\r\n")
        assert answer(chunked).startswith(b"HTTP/1.1 413 ")
    with closing(opened(server, f"{HEAD}Content-Length: 20000000\r\nExpect: 100-continue\r\n\r\n".encode())) as asking:
        assert answer(asking).startswith(b"HTTP/1.1 413 ")


def test_slow_and_half_open_clients_keep_the_pages_from_nobody(server: Server) -> None:
    slow = [opened(server, f"{HEAD}Content-Length: 1000\r\n\r\nemail=".encode()) for _ in range(60)]
    half_open = [opened(server, b"GET / HTTP/1.1\r\nHost: ") for _ in range(256)]
    try:
        for _ in range(4):
            assert server.browser().get("/sign-in").status == 200
            assert server.browser().post("/sign-in", {"email": "nobody@example.org"}).status == 400
    finally:
        for connection in (*slow, *half_open):
            connection.close()


def test_a_head_without_end_is_refused(server: Server) -> None:
    with closing(opened(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 500_000)) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 431 ")


def test_what_is_under_way_at_sigterm_is_finished_and_a_second_signal_cuts_it(tmp_path: Path) -> None:
    whole = f"{HEAD}Content-Length: 1000\r\n\r\n".encode()
    with Server(tmp_path / "data", database_url=new_url(tmp_path)) as server:
        with closing(opened(server, whole)) as under_way:
            server.browser().get("/healthz")
            time.sleep(
                0.2
            )  # it may take longer to be taken: then nothing is under way, and the answer below is missing
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            assert server.process.poll() is None
            under_way.sendall(b"x" * 1000)
            assert answer(under_way).startswith(b"HTTP/1.1 400 ")
        assert server.process.wait(timeout=60) == 0
    with server, closing(opened(server, whole)):
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
    assert server.said().count("requests under way are cut") == 1
