"""How a process stops taking connections: whoever is in is served, whoever comes finds nobody."""

import socket
import sys
import threading

import pytest

from annotate.serving.draining import drain_listeners

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel is asked in its own words")


def test_who_has_connected_is_taken_and_nobody_connects_any_more() -> None:
    taken: list[bytes] = []

    def take() -> None:
        connection, _ = door.accept()
        with connection:
            taken.append(connection.recv(5))

    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as early:
        early.sendall(b"words")
        threading.Timer(0.1, take).start()
        drain_listeners([door])
        assert taken == [b"words"]
        with pytest.raises(TimeoutError):
            socket.create_connection(door.getsockname(), timeout=0.1)
