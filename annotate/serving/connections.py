"""Linux only: limit the connections of one client network, where no proxy stands in front.

The server bounds connections as a whole alone: 4,600 half heads of requests from one host took every place, and nobody else
got in until they were given up. So each web process counts its connections by client network as soon as half of its places
are taken, and ends those above a network's share that have been silent for longest.
"""

import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from annotate.core.nets import counted_net
from annotate.serving.open_sockets import handle_of, open_files, tcp_info

_LOOKING_SECONDS = 0.5
_LAST_SENT, _LAST_RECEIVED = 44, 52  # milliseconds since data went out and came in


@dataclass(frozen=True, slots=True)
class _Connection:
    """A connection that this process holds, by the number of its file."""

    number: int
    peer: tuple[str, int]
    silent: int
    """Milliseconds since anything was sent either way."""


def guard(port: int, *, places: int, share: int) -> None:
    """End what is above a network's ``share`` of connections to a port, from now on, whenever half the ``places`` are taken."""

    def look() -> None:
        while True:
            time.sleep(_LOOKING_SECONDS)
            with suppress(OSError):  # elsewhere than on Linux there is no list of files
                if len(open_files()) > places // 2:
                    end_surplus(port, share)

    threading.Thread(target=look, name="connections", daemon=True).start()


def end_surplus(port: int, share: int) -> int:
    """End the connections to a port that are above their network's share, the longest silent first; tell how many."""
    by_network: dict[str, list[_Connection]] = defaultdict(list)
    for connection in _connections(port):
        by_network[counted_net(connection.peer[0])].append(connection)
    surplus = [
        each
        for held in by_network.values()
        for each in sorted(held, key=lambda one: one.silent, reverse=True)[: max(0, len(held) - share)]
    ]
    return sum(_end(each) for each in surplus)


def _connections(port: int) -> Iterator[_Connection]:
    for number in open_files():
        with suppress(OSError), closing(handle_of(number)) as connection:
            here, peer = connection.getsockname(), connection.getpeername()
            if isinstance(here, tuple) and here[1] == port:
                yield _Connection(number, peer[:2], milliseconds_silent(connection))


def milliseconds_silent(connection: socket.socket) -> int:
    """Give how long nothing has been sent either way."""
    return min(tcp_info(connection, _LAST_SENT), tcp_info(connection, _LAST_RECEIVED))


def _end(connection: _Connection) -> bool:
    """End a connection, unless its number is another file's by now."""
    with suppress(OSError), closing(handle_of(connection.number)) as found:
        if found.getpeername()[:2] == connection.peer:
            found.shutdown(socket.SHUT_RDWR)
            return True
    return False
