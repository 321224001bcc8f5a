"""Connections of one client network are bounded where clients reach the server without a proxy."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from annotate.serving import connections

SHARE = 4


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        yield door


def is_open(connection: socket.socket) -> bool:
    """Tell whether nobody has ended a connection that nothing was sent over."""
    connection.settimeout(0)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True


def test_a_network_keeps_its_share_and_others_theirs(door: socket.socket) -> None:
    port = door.getsockname()[1]
    with ExitStack() as stack:

        def connect(host: str) -> tuple[socket.socket, socket.socket]:
            client = stack.enter_context(
                closing(socket.create_connection(door.getsockname(), source_address=(host, 0)))
            )
            return client, stack.enter_context(closing(door.accept()[0]))

        crowd = [connect("127.0.0.2") for _ in range(SHARE + 3)]
        others = [connect("127.0.0.3") for _ in range(SHARE)]
        elsewhere = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        outgoing = [
            stack.enter_context(closing(socket.create_connection(elsewhere.getsockname()))) for _ in range(SHARE + 1)
        ]
        assert connections.end_surplus(port, SHARE) == 3
        assert sum(is_open(client) for client, _server in crowd) == SHARE
        assert all(is_open(client) for client, _server in others)
        assert all(is_open(connection) for connection in outgoing)


def test_who_has_been_silent_for_longest_is_ended_first(door: socket.socket) -> None:
    with ExitStack() as stack:
        pairs = []
        for _ in range(3):
            client = stack.enter_context(closing(socket.create_connection(door.getsockname())))
            pairs.append((client, stack.enter_context(closing(door.accept()[0]))))
        for client, server in pairs[1:]:
            while connections.milliseconds_silent(pairs[0][1]) < 20:
                pass  # the kernel counts in ticks
            client.sendall(b"x")
            assert server.recv(1) == b"x"
        assert connections.end_surplus(door.getsockname()[1], 2) == 1
        assert [is_open(client) for client, _server in pairs] == [False, True, True]
