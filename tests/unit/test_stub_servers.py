"""A stub of a neighbour that breaks fails the test which it served; a client that goes away does not."""

import socket
import socketserver
from collections.abc import Callable

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
