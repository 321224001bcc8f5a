"""Linux only: the sockets that this process has open, by the number of their file, and what the kernel knows of each."""

import os
import socket
import struct

_INFO_BYTES = 104


def open_files() -> list[int]:
    """Give the numbers of the files that this process has open; raises OSError elsewhere than on Linux."""
    return [int(number) for number in os.listdir("/proc/self/fd")]  # noqa: PTH208 - numbers, which are no paths


def handle_of(number: int) -> socket.socket:
    """Give a second handle of an open socket; raises OSError if the file is none, or closed by now."""
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def tcp_info(of: socket.socket, place: int) -> int:
    """Give the number that ``struct tcp_info`` (linux/tcp.h) has at this place, in bytes from its beginning."""
    info = of.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    (value,) = struct.unpack_from("I", info, place)
    return int(value)
