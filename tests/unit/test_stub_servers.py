"""A stub of a neighbour that breaks fails the test which it served; a client that goes away does not."""

import re
import socket
import socketserver
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stub_servers import running


def serve_once(play: Callable[[], None]) -> None:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            play()

    with running(Handler) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.recv(1)  # until the handler is over


def fails() -> None:
    raise KeyError("what the stub never learnt")


def is_left() -> None:
    raise BrokenPipeError


def test_an_error_of_a_stub_fails_the_test() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        serve_once(fails)
    assert raised.group_contains(KeyError)


def test_a_client_that_goes_away_is_no_error() -> None:
    serve_once(is_left)


def test_every_stub_runs_in_it() -> None:
    """A server of its own prints what breaks it, or nothing, and its test passes."""
    tests = Path(__file__).parents[1]
    others = [path for path in tests.rglob("*.py") if path.name != "stub_servers.py" and "grading" not in path.parts]
    assert not [path for path in others if re.search(r"(TCP|UDP|HTTP)Server\b", path.read_text("utf-8"))]
