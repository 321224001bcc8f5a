"""A registry that lives in this process and plays what a test asks of it: real answers, errors and garbage."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.stub_servers import running

Play = Callable[[BaseHTTPRequestHandler], None]
"""Answers one request."""


class StubRegistry:
    """Plays an answer for each request in turn; the last one is played for all that follow."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.at: list[float] = []
        """When each request came in, in seconds of a clock that is never set."""
        self.connections: set[object] = set()
        self._plays: list[Play] = [not_found]
        self._lock = threading.Lock()

    def plays(self, *plays: Play) -> None:
        self._plays = list(plays)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.at.append(time.monotonic())
            self.asked.append(handler.path)
            self.headers.append(dict(handler.headers.items()))
            self.connections.add(handler.client_address)
            play = self._plays[0] if len(self._plays) == 1 else self._plays.pop(0)
        play(handler)


@contextmanager
def stub_registry() -> Iterator[StubRegistry]:
    """Run a registry on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                registry.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client has seen enough

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class fixes the name
            pass

    with running(Handler) as server:
        registry = StubRegistry(f"http://127.0.0.1:{server.port}/api/v2")
        yield registry


def answers(body: bytes, status: int = 200, content_type: str = "application/json", **headers: str) -> Play:
    """Answer with a whole body."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return play


def leads_to(location: str) -> Play:
    """Answer that the record is kept under another address."""
    return answers(b"", 301, "text/plain", Location=location)


class NoTurns:
    """It is always the caller's turn."""

    def take(self, _patience: float) -> float:
        return 0.0

    def rest(self, _seconds: float) -> None:
        pass


not_found = answers(b"NCT number not found", 404, "text/plain; charset=utf-8")
