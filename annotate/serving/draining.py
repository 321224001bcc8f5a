"""Linux only: before the server stops, serve the connections that are made and let the kernel make no others.

A connection that the kernel has made and the server has not taken is cut when the server ends, with the request in it. So
new connections are held off some time before. Their clients are refused as soon as nobody listens, and try elsewhere.
"""

import ctypes
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress

from annotate.serving.open_sockets import handle_of, open_files, tcp_info

_TAKING_SECONDS = 0.05
_MOST_LOOKS = 40

_ATTACH_FILTER = 26  # SO_ATTACH_FILTER (socket(7)), which Python does not name
_DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # one instruction of the packet filter: BPF_RET | BPF_K, 0 bytes
_UNACKED = 24  # of a listening socket: connections that the server has not taken


def drain() -> None:
    """Take the connections that wait for this process, and no new ones. Does nothing elsewhere than on Linux."""
    with suppress(OSError), ExitStack() as stack:
        drain_listeners([stack.enter_context(each) for each in _listeners()])


def drain_listeners(listeners: Sequence[socket.socket]) -> None:
    """Hold new connections off, and wait until the server has taken those that are made; about two seconds at most.

    A client that tries meanwhile hears nothing, tries again after a second, and is refused as soon as nobody listens. Raises
    OSError where the kernel cannot do it.
    """
    drop = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    for listener in listeners:
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(drop)))
    for _ in range(_MOST_LOOKS):
        time.sleep(_TAKING_SECONDS)
        if not any(tcp_info(listener, _UNACKED) for listener in listeners):
            break
    time.sleep(_TAKING_SECONDS)


def _listeners() -> Iterator[socket.socket]:
    """Give a handle of each listening socket of this process."""
    for number in open_files():
        with suppress(OSError):
            handle = handle_of(number)
            if handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield handle
            else:
                handle.close()
