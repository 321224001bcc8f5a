"""Linux only: whoever has connected to a server that stops is served, and nobody else connects.

A connection that the kernel has made and the server has not taken is cut when the server ends, with the request in it. So
nobody can connect any more some time before; whoever tries is told to try elsewhere as soon as nobody listens.
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
    """Have this process take whoever has connected to it, and nobody else; elsewhere than on Linux, do nothing."""
    with suppress(OSError), ExitStack() as stack:
        drain_listeners([stack.enter_context(each) for each in _listeners()])


def drain_listeners(listeners: Sequence[socket.socket]) -> None:
    """Let nobody connect to these any more, and wait until all who did before are taken, for about two seconds at most.

    Whoever tries hears nothing, tries again after a second, and is refused as soon as nobody listens. Raises OSError where
    the kernel cannot do it.
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
    """Give a handle of each socket on which this process waits for connections."""
    for number in open_files():
        with suppress(OSError):
            handle = handle_of(number)
            if handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield handle
            else:
                handle.close()
